/**
 * One upload: certificate, rules, revision, one conditional write. Stored whole or not at all.
 * Source: google/exposure-notifications-server internal/publish/publish.go; the order of steps is theirs.
 */

import { shapeOf } from '../core/padding/shape.ts'
import type { ReceivedPublish } from '../core/publish/received-publish.ts'
import {
  judgeRevisions,
  type PresentedToken,
  type RevisionFailure,
} from '../core/publish/revision.ts'
import {
  decryptToken,
  encryptToken,
  mergeRevisableKeys,
  type RevisableKey,
  type RevisionKeyring,
} from '../core/publish/revision-token.ts'
import { type Platform, statisticsOf } from '../core/publish/statistics.ts'
import {
  type PublishLimits,
  type TransformedUpload,
  type TransformFailure,
  transformKeys,
} from '../core/publish/transform.ts'
import type { RandomBytes } from '../core/random.ts'
import { fail, type Result, succeed } from '../core/result.ts'
import type { DiagnosisKey } from '../core/temporary-exposure-key.ts'
import {
  addSeconds,
  floorTo,
  intervalOf,
  SECONDS_PER_HOUR,
  type UnixSeconds,
} from '../core/time.ts'
import {
  type CertificateProblem,
  type VerifiedCertificate,
  verifyCertificate,
} from '../core/verification/certificate.ts'
import type { AuthorizedApp, TenantDirectory } from '../core/verification/health-authority.ts'
import type { KeyserverDatabase } from '../db/keyserver/database.ts'
import {
  insertUploads,
  readStoredKeys,
  reviseUpload,
  type StoredUpload,
  type WriteOutcome,
} from '../db/keyserver/queries/diagnosis-keys.ts'

/** Exact daily limits of authorities. */
export interface UploadQuota {
  /** @returns whether one more upload of that day is within the limit; if so it is counted */
  take(healthAuthorityId: number, day: number, limit: number): Promise<boolean>
  /** Gives back an upload that was counted and then not stored. */
  giveBack(healthAuthorityId: number, day: number): Promise<void>
}

export interface PublishSettings extends PublishLimits {
  /** Region of last resort; '' for none. */
  readonly defaultRegion: string
  readonly allowsPartialRevisions: boolean
  /** Entries that a revision token is padded to. */
  readonly revisionTokenMinEntries: number
}

export interface PublishDeps {
  readonly db: KeyserverDatabase
  readonly tenants: (now: UnixSeconds) => Promise<TenantDirectory>
  readonly revisionKeyring: (now: UnixSeconds) => Promise<RevisionKeyring>
  readonly quota: UploadQuota
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

export type PublishFailure =
  | { readonly reason: 'unknown_health_authority' }
  | { readonly reason: 'region_not_allowed' }
  | { readonly reason: 'missing_region' }
  | { readonly reason: 'certificate_invalid'; readonly problem: CertificateProblem }
  | { readonly reason: 'quota_exceeded' }
  | TransformFailure
  | RevisionFailure

/** The tenants could not be read: nothing was judged and nothing was written. */
export class TenantsUnavailable extends Error {
  override readonly name = 'TenantsUnavailable'
}

/** How often an upload is judged anew when another one of the same keys came between. */
const MAX_ATTEMPTS = 3

/** What is known of an upload before the database is asked. */
interface JudgedUpload {
  readonly app: AuthorizedApp
  readonly regions: readonly string[]
  readonly certificate: VerifiedCertificate | undefined
  readonly transformed: TransformedUpload
  readonly token: PresentedToken
  readonly platform: Platform
}

export async function publishKeys(
  deps: PublishDeps,
  received: ReceivedPublish,
  platform: Platform,
  now: UnixSeconds,
): Promise<Result<PublishOutcome, PublishFailure>> {
  const tenants = await readTenants(deps, now)
  const app = tenants.app(received.healthAuthorityId)
  if (app === undefined) return fail({ reason: 'unknown_health_authority' })
  const regions = chooseRegions(received, app, deps.settings.defaultRegion)
  if (!regions.ok) return regions

  const verified = await verifyCertificate(
    {
      certificate: received.verificationPayload,
      hmacKey: received.hmacKey,
      keys: received.keys,
    },
    app,
    tenants,
    now,
  )
  if (!verified.ok && !app.bypassesCertificate) {
    return fail({ reason: 'certificate_invalid', problem: verified.failure })
  }
  const certificate = verified.ok ? verified.value : undefined

  const keyring = await deps.revisionKeyring(now)
  const token = await presentedToken(received.revisionToken, keyring)
  const transformed = transformKeys(
    {
      keys: received.keys,
      reportType: certificate?.reportType,
      reportedOnsets: [received.symptomOnsetInterval, certificate?.symptomOnsetIntervalNumber ?? 0],
      releasesSameDayKeys: app.releasesSameDayKeys,
    },
    deps.settings,
    now,
  )
  if (!transformed.ok) return transformed

  const judged: JudgedUpload = {
    app,
    regions: regions.value,
    certificate,
    transformed: transformed.value,
    token,
    platform,
  }
  const written = await writeWithinQuota(deps, judged, received.traveler, now)
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

/** The client's regions, else the tenant's, else the deployment's; upper case. */
function chooseRegions(
  received: ReceivedPublish,
  app: AuthorizedApp,
  defaultRegion: string,
): Result<readonly string[], PublishFailure> {
  const isForeign = (region: string) =>
    app.allowedRegions.length > 0 && !app.allowedRegions.includes(region)
  if (received.regions.some(isForeign)) return fail({ reason: 'region_not_allowed' })
  const candidates = [received.regions, app.allowedRegions, defaultRegion ? [defaultRegion] : []]
  const chosen = candidates.find((regions) => regions.length > 0)
  if (chosen === undefined) return fail({ reason: 'missing_region' })
  return succeed(chosen.map((region) => region.toUpperCase()))
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

interface Written {
  /** False where nothing was to be written: what was sent is stored already, or none of it is to be. */
  readonly isWritten: boolean
  readonly insertedKeys: number
  readonly hasRevision: boolean
  /** Keys that the sender may revise from now on. */
  readonly accepted: readonly RevisableKey[]
}

async function writeWithinQuota(
  deps: PublishDeps,
  judged: JudgedUpload,
  traveler: boolean,
  now: UnixSeconds,
): Promise<Result<Written, PublishFailure>> {
  const authority = judged.certificate?.healthAuthority
  if (authority?.dailyUploadLimit === undefined) return write(deps, judged, traveler, now)
  const day = floorTo(now, 86_400)
  if (!(await deps.quota.take(authority.id, day, authority.dailyUploadLimit))) {
    return fail({ reason: 'quota_exceeded' })
  }
  let isWritten = false
  try {
    const written = await write(deps, judged, traveler, now)
    isWritten = written.ok && written.value.isWritten
    return written
  } finally {
    // Also where the database failed, and the upload may have been stored after all: an outage of an hour must not use up
    // the day of a whole authority.
    if (!isWritten) await deps.quota.giveBack(authority.id, day)
  }
}

const NOTHING_WRITTEN: Written = {
  isWritten: false,
  insertedKeys: 0,
  hasRevision: false,
  accepted: [],
}

async function write(
  deps: PublishDeps,
  judged: JudgedUpload,
  traveler: boolean,
  now: UnixSeconds,
): Promise<Result<Written, PublishFailure>> {
  const { keys } = judged.transformed
  if (keys.length === 0) return succeed(NOTHING_WRITTEN)
  // A first upload of new keys, as nearly all are, is one call. A negative result stores none, so it looks first.
  if (judged.certificate?.reportType !== 'revoked') {
    const upload = toStore(judged, traveler, keys, 0, now)
    if ((await insertUploads(deps.db, [upload])) === 'written') {
      const insertedKeys = keys.length
      return succeed({ isWritten: true, insertedKeys, hasRevision: false, accepted: keys })
    }
  }
  for (let attempt = 0; attempt < MAX_ATTEMPTS; attempt++) {
    const outcome = await reviseOnce(deps, judged, traveler, now)
    if (!outcome.ok) return outcome
    if (outcome.value !== 'conflict') return succeed(outcome.value)
  }
  return fail({ reason: 'not_revisable', because: 'busy' })
}

async function reviseOnce(
  deps: PublishDeps,
  judged: JudgedUpload,
  traveler: boolean,
  now: UnixSeconds,
): Promise<Result<Written | 'conflict', PublishFailure>> {
  const { keys } = judged.transformed
  const stored = await readStoredKeys(deps.db, keys)
  const revised = judgeRevisions(keys, stored, judged.token, {
    bypassesToken: judged.app.bypassesRevisionToken,
    allowsPartialRevisions: deps.settings.allowsPartialRevisions,
  })
  if (!revised.ok) return revised
  const known = new Set(stored.map((key) => String(key.keyData)))
  const unknown = keys.filter((key) => !known.has(String(key.keyData)))
  const isNegative = judged.certificate?.reportType === 'revoked'
  const inserted = isNegative ? [] : unknown
  const accepted = [...revised.value, ...unknown]
  // Nothing changed: nothing is written, and a repeated upload is not counted again.
  if (accepted.length === 0) return succeed(NOTHING_WRITTEN)
  const written: Written = {
    isWritten: true,
    insertedKeys: inserted.length,
    hasRevision: revised.value.length > 0,
    accepted,
  }
  const upload = toStore(judged, traveler, inserted, revised.value.length, now)
  const outcome: WriteOutcome = await reviseUpload(deps.db, upload, revised.value)
  return succeed(outcome === 'conflict' ? 'conflict' : written)
}

function toStore(
  judged: JudgedUpload,
  traveler: boolean,
  inserted: readonly DiagnosisKey[],
  revisedCount: number,
  now: UnixSeconds,
): StoredUpload {
  const { app, certificate, transformed, platform, regions } = judged
  const hasRevision = revisedCount > 0
  return {
    keys: inserted,
    attributes: {
      regions,
      traveler,
      provenance: 'uploaded',
      healthAuthorityId: certificate?.healthAuthority.id,
      federationConsent: app.federationConsent,
      visitedCountries: certificate?.visitedCountries,
    },
    statistics: certificate && {
      healthAuthorityId: certificate.healthAuthority.id,
      hour: floorTo(transformed.createdAt, SECONDS_PER_HOUR),
      delta: statisticsOf(
        {
          platform,
          keys: transformed.keys,
          onset: transformed.onset,
          writtenKeys: inserted.length + revisedCount,
          hasRevision,
        },
        now,
      ),
    },
    shape:
      hasRevision || inserted.length === 0
        ? undefined
        : {
            slot: transformed.createdAt,
            shape: shapeOf({ keys: inserted, onset: transformed.onset, traveler }, now),
          },
  }
}
