/**
 * One upload: certificate, rules, revision, one conditional write. Stored whole or not at all.
 * Source: google/exposure-notifications-server internal/publish/publish.go; the order of steps is theirs.
 */

import { type AdmitFailure, admitUpload, transformInput } from '../core/publish/admit.ts'
import type { ReceivedPublish } from '../core/publish/received-publish.ts'
import type { PresentedToken } from '../core/publish/revision.ts'
import {
  decryptToken,
  encryptToken,
  mergeRevisableKeys,
  type RevisionKeyring,
} from '../core/publish/revision-token.ts'
import type { Platform } from '../core/publish/statistics.ts'
import {
  type PublishLimits,
  type TransformFailure,
  transformKeys,
} from '../core/publish/transform.ts'
import type { RandomBytes } from '../core/random.ts'
import { type Result, succeed } from '../core/result.ts'
import { addSeconds, intervalOf, type UnixSeconds } from '../core/time.ts'
import type { VerifiedCertificate } from '../core/verification/certificate.ts'
import type { AuthorizedApp, TenantDirectory } from '../core/verification/health-authority.ts'
import {
  type JudgedUpload,
  type StoreDeps,
  type StoreFailure,
  storeUpload,
} from './store-upload.ts'

export interface PublishSettings extends PublishLimits {
  /** Region of last resort; '' for none. */
  readonly defaultRegion: string
  readonly allowsPartialRevisions: boolean
  /** Entries that a revision token is padded to. */
  readonly revisionTokenMinEntries: number
}

export interface PublishDeps extends StoreDeps {
  readonly tenants: (now: UnixSeconds) => Promise<TenantDirectory>
  readonly revisionKeyring: (now: UnixSeconds) => Promise<RevisionKeyring>
  readonly randomBytes: RandomBytes
  readonly settings: PublishSettings
}

/** A switch of the tenant that let something pass. */
export type UsedBypass = 'certificate' | 'revision_token' | 'same_day_keys'

export interface PublishOutcome {
  /** undefined only where it would name no key. */
  readonly revisionToken: string | undefined
  /** New keys; revised ones are not counted. */
  readonly insertedKeys: number
  /** One line for each key that was dropped; with any, the upload succeeded in part. */
  readonly errors: readonly string[]
  readonly warnings: readonly string[]
  readonly bypasses: readonly UsedBypass[]
}

export type PublishFailure = AdmitFailure | TransformFailure | StoreFailure

/** The tenants could not be read: nothing was judged and nothing was written. */
export class TenantsUnavailable extends Error {
  override readonly name = 'TenantsUnavailable'
}

export async function publishKeys(
  deps: PublishDeps,
  received: ReceivedPublish,
  platform: Platform,
  now: UnixSeconds,
): Promise<Result<PublishOutcome, PublishFailure>> {
  const tenants = await readTenants(deps, now)
  const admitted = await admitUpload(received, tenants, deps.settings.defaultRegion, now)
  if (!admitted.ok) return admitted
  const { app, certificate } = admitted.value

  const keyring = await deps.revisionKeyring(now)
  const token = await presentedToken(received.revisionToken, keyring)
  const transformed = transformKeys(transformInput(received, admitted.value), deps.settings, now)
  if (!transformed.ok) return transformed

  const judged: JudgedUpload = {
    ...admitted.value,
    transformed: transformed.value,
    token,
    platform,
    traveler: received.traveler,
  }
  const written = await storeUpload(deps, judged, now)
  if (!written.ok) return written

  const revisable = mergeRevisableKeys(
    token.kind === 'valid' ? token.keys : [],
    written.value.accepted,
    intervalOf(addSeconds(now, -deps.settings.maxAgeSeconds)),
  )
  return succeed({
    revisionToken:
      revisable.length === 0
        ? undefined
        : await encryptToken(
            revisable,
            keyring,
            deps.settings.revisionTokenMinEntries,
            deps.randomBytes,
          ),
    insertedKeys: written.value.insertedKeys,
    errors: transformed.value.errors,
    warnings: transformed.value.warnings,
    bypasses: usedBypasses(app, certificate, written.value.hasRevision),
  })
}

export async function readTenants(
  deps: Pick<PublishDeps, 'tenants'>,
  now: UnixSeconds,
): Promise<TenantDirectory> {
  try {
    return await deps.tenants(now)
  } catch (cause) {
    throw new TenantsUnavailable('the tenants could not be read', { cause })
  }
}

/** A token that is not base64 counts as none at all. */
async function presentedToken(token: string, keyring: RevisionKeyring): Promise<PresentedToken> {
  if (token === '') return { kind: 'absent' }
  const keys = await decryptToken(token, keyring)
  if (keys.ok) return { kind: 'valid', keys: keys.value }
  return { kind: keys.failure === 'not_base64' ? 'absent' : 'undecryptable' }
}

function usedBypasses(
  app: AuthorizedApp,
  certificate: VerifiedCertificate | undefined,
  hasRevision: boolean,
): readonly UsedBypass[] {
  const used: UsedBypass[] = []
  if (certificate === undefined) used.push('certificate')
  if (app.bypassesRevisionToken && hasRevision) used.push('revision_token')
  if (app.releasesSameDayKeys) used.push('same_day_keys')
  return used
}
