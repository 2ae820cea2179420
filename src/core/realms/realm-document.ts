/**
 * Realms in the configuration document. They are named by their names, keys and apps by theirs, members by their addresses. A list
 * that is missing is not spoken of; one that is there is complete. Pure.
 */

import type { ApiKeyType } from './api-key.ts'
import type { MobileApp } from './mobile-app.ts'
import type { Permission, PermissionGroup } from './permissions.ts'
import type { RealmSecrets, RealmSettings } from './settings.ts'

export interface RealmKeyEntry {
  /** `kid`. Written by an export; of a key that is not there yet it is left out. */
  readonly keyId?: string | undefined
  readonly publicKeyPem?: string | undefined
  /** A key more than those that are named, unless there is one already. */
  readonly generate?: boolean | undefined
  /** Read, never written. */
  readonly privateKeyPem?: string | undefined
  /** Whether it signs; left out: as it is. */
  readonly isActive?: boolean | undefined
  readonly destroyed?: boolean | undefined
}

export interface RealmEntry {
  readonly name: string
  /** Its keys are disabled and it is in maintenance; nothing else may be said of it. */
  readonly retired?: boolean | undefined
  readonly regionCode?: string | undefined
  readonly isE2e?: boolean | undefined
  /** Those that are missing have their defaults, those that jobs write stay. */
  readonly settings?:
    | { readonly [Name in keyof RealmSettings]?: RealmSettings[Name] | undefined }
    | undefined
  /** Read, never written; those that are missing stay. */
  readonly secrets?: RealmSecrets | undefined
  readonly apps?: readonly (MobileApp & { readonly disabled?: boolean | undefined })[] | undefined
  readonly apiKeys?:
    | readonly {
        readonly name: string
        readonly type: ApiKeyType
        readonly disabled?: boolean | undefined
      }[]
    | undefined
  readonly members?:
    | readonly {
        readonly email: string
        /** Where the person is new. */
        readonly name?: string | undefined
        readonly permissions?: readonly Permission[] | undefined
        readonly group?: PermissionGroup | undefined
      }[]
    | undefined
  readonly certificateKeys?: readonly RealmKeyEntry[] | undefined
  readonly smsKeys?: readonly RealmKeyEntry[] | undefined
}

export interface SystemKeyEntry {
  readonly keyId: string
  readonly publicKeyPem?: string | undefined
  readonly generate?: boolean | undefined
  readonly privateKeyPem?: string | undefined
}

export interface RealmDocument {
  readonly realms?: readonly RealmEntry[] | undefined
  /** The key that signs certificates of realms without one of their own. */
  readonly systemCertificateKey?: SystemKeyEntry | undefined
}

export const REALM_SECTIONS = ['systemCertificateKey', 'realms'] as const
export type RealmSectionName = (typeof REALM_SECTIONS)[number]
