/** Realms as they are, as a document: no secrets, public keys only. */

import { canonicalPem } from '../../core/configuration/document.ts'
import {
  PERMISSION_GROUPS,
  type PermissionGroup,
  permissionNames,
} from '../../core/realms/permissions.ts'
import type { RealmDocument, RealmEntry } from '../../core/realms/realm-document.ts'
import type { VerificationDatabase } from '../../db/verification/database.ts'
import { type RealmRows, readRealmRows } from '../../db/verification/queries/realm-rows.ts'
import {
  type SigningPurpose,
  SYSTEM_REALM_ID,
} from '../../db/verification/queries/realm-signing-keys.ts'
import { appOfRow } from './plan-apps.ts'
import { type RealmRow, settingsOfRow } from './plan-settings.ts'
import { liveKeys } from './plan-signing-keys.ts'

export const readRealmConfiguration = async (db: VerificationDatabase): Promise<RealmDocument> =>
  realmConfigurationOf(await readRealmRows(db, undefined))

export function realmConfigurationOf(rows: RealmRows): RealmDocument {
  const system = liveKeys(rows, SYSTEM_REALM_ID, 'certificate').find((key) => key.isActive)
  return {
    realms: [...rows.realms]
      .sort((a, b) => (a.foldedName < b.foldedName ? -1 : 1))
      .map((row) => realmEntryOf(rows, row)),
    ...(system !== undefined && {
      systemCertificateKey: {
        keyId: system.keyId,
        publicKeyPem: canonicalPem(system.publicKeyPem),
      },
    }),
  }
}

function realmEntryOf(rows: RealmRows, row: RealmRow): RealmEntry {
  const settings = settingsOfRow(row)
  const keysOf = (purpose: SigningPurpose, isRotated: boolean) =>
    liveKeys(rows, row.id, purpose).map(({ keyId, publicKeyPem, isActive }) => ({
      keyId,
      publicKeyPem: canonicalPem(publicKeyPem),
      // Where a job decides, an old document must not decide otherwise.
      ...(!isRotated && { isActive }),
    }))
  const byName = (a: { readonly name: string }, b: { readonly name: string }) =>
    a.name < b.name ? -1 : 1
  return {
    name: row.name,
    ...(row.regionCode !== null && { regionCode: row.regionCode }),
    isE2e: row.isE2e,
    settings,
    apps: rows.apps
      .filter(({ realmId }) => realmId === row.id)
      .sort((a, b) => (`${a.name} ${a.os}` < `${b.name} ${b.os}` ? -1 : 1))
      .map((app) => ({ ...appOfRow(app), ...(app.disabledAt !== null && { disabled: true }) })),
    apiKeys: rows.apiKeys
      .filter(({ realmId }) => realmId === row.id)
      .sort(byName)
      .map(({ name, type, disabledAt }) => ({
        name,
        type,
        ...(disabledAt !== null && { disabled: true }),
      })),
    members: rows.members
      .filter(({ realmId }) => realmId === row.id)
      .sort((a, b) => (a.email < b.email ? -1 : 1))
      .map(({ email, name, permissions }) => ({
        email,
        name,
        ...permissionsOf(permissions),
      })),
    certificateKeys: keysOf('certificate', settings.autoRotateCertificateKey),
    smsKeys: keysOf('sms', false),
  }
}

function permissionsOf(permissions: number) {
  const groups = Object.keys(PERMISSION_GROUPS) as PermissionGroup[]
  const group = groups.find((name) => PERMISSION_GROUPS[name] === permissions)
  return group === undefined ? { permissions: permissionNames(permissions) } : { group }
}
