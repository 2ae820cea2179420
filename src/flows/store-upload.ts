/**
 * Writes a judged upload: one conditional write, or, where keys of it are stored already, the revision of those. Whole or not
 * at all, within its authority's daily limit.
 */

import { revisionShapeOf } from '../core/padding/revision-shape.ts'
import { shapeOf } from '../core/padding/shape.ts'
import {
  judgeRevisions,
  type PresentedToken,
  type RevisionFailure,
  type StoredKey,
} from '../core/publish/revision.ts'
import type { RevisableKey } from '../core/publish/revision-token.ts'
import { type Platform, statisticsOf } from '../core/publish/statistics.ts'
import type { TransformedUpload } from '../core/publish/transform.ts'
import { fail, type Result, succeed } from '../core/result.ts'
import type { DiagnosisKey } from '../core/temporary-exposure-key.ts'
import {
  asUnixSeconds,
  floorTo,
  SECONDS_PER_DAY,
  SECONDS_PER_HOUR,
  type UnixSeconds,
} from '../core/time.ts'
import type { VerifiedCertificate } from '../core/verification/certificate.ts'
import type { AuthorizedApp } from '../core/verification/health-authority.ts'
import type { KeyserverDatabase } from '../db/keyserver/database.ts'
import {
  insertUploads,
  readStoredKeys,
  reviseUpload,
  type StoredUpload,
  type WriteOutcome,
} from '../db/keyserver/queries/diagnosis-keys.ts'
import type { SpentToken } from '../db/keyserver/queries/submission-tokens.ts'

/** Exact daily limits of authorities. */
export interface UploadQuota {
  /** @returns whether one more upload of that day is within the limit; if so it is counted */
  take(healthAuthorityId: number, day: number, limit: number): Promise<boolean>
  /** Gives back an upload that was counted and then not stored. */
  giveBack(healthAuthorityId: number, day: number): Promise<void>
}

/**
 * Writes one upload of new keys, whole or not at all: by itself (`insertDirectly`), or with others of the same moment.
 * @returns 'conflict' where a key of it exists, or may: nothing was written
 * @throws where it is not known whether it was written, and where nobody had the time to write it
 */
export type InsertUpload = (upload: StoredUpload) => Promise<WriteOutcome>

export const insertDirectly =
  (db: KeyserverDatabase): InsertUpload =>
  (upload) =>
    insertUploads(db, [upload])

export interface StoreDeps {
  readonly db: KeyserverDatabase
  readonly insert: InsertUpload
  readonly quota: UploadQuota
  readonly settings: { readonly allowsPartialRevisions: boolean }
}

export type StoreFailure = RevisionFailure | { readonly reason: 'quota_exceeded' }

/** How often an upload is judged anew when another one of the same keys came between. */
const MAX_ATTEMPTS = 3

/** What is known of an upload before the database is asked. */
export interface JudgedUpload {
  readonly app: AuthorizedApp
  readonly regions: readonly string[]
  readonly certificate: VerifiedCertificate | undefined
  readonly transformed: TransformedUpload
  readonly token: PresentedToken
  readonly platform: Platform
  readonly traveler: boolean
  /** Countries or regions of interest that the upload itself names; undefined: those of the certificate. */
  readonly visitedCountries?: readonly string[] | undefined
  /** Spent in the call that stores the upload; without it nothing is stored. */
  readonly spentToken?: SpentToken | undefined
}

export interface WrittenUpload {
  /** False where nothing was to be written: what was sent is stored already, or none of it is to be. */
  readonly isWritten: boolean
  readonly insertedKeys: number
  readonly hasRevision: boolean
  /** Keys that the sender may revise from now on. */
  readonly accepted: readonly RevisableKey[]
}

/** Stores an upload whole, or not at all, within its authority's daily limit. */
export async function storeUpload(
  deps: StoreDeps,
  judged: JudgedUpload,
  now: UnixSeconds,
): Promise<Result<WrittenUpload, StoreFailure>> {
  const authority = judged.certificate?.healthAuthority
  if (authority?.dailyUploadLimit === undefined) return write(deps, judged, now)
  const day = floorTo(now, SECONDS_PER_DAY)
  if (!(await deps.quota.take(authority.id, day, authority.dailyUploadLimit))) {
    return fail({ reason: 'quota_exceeded' })
  }
  let isWritten = false
  try {
    const written = await write(deps, judged, now)
    isWritten = written.ok && written.value.isWritten
    return written
  } finally {
    // Also where the database failed, and the upload may have been stored after all: an outage of an hour must not use up
    // the day of a whole authority.
    if (!isWritten) await deps.quota.giveBack(authority.id, day)
  }
}

const NOTHING_WRITTEN: WrittenUpload = {
  isWritten: false,
  insertedKeys: 0,
  hasRevision: false,
  accepted: [],
}

async function write(
  deps: StoreDeps,
  judged: JudgedUpload,
  now: UnixSeconds,
): Promise<Result<WrittenUpload, StoreFailure>> {
  const { keys } = judged.transformed
  if (keys.length === 0) return succeed(NOTHING_WRITTEN)
  // A first upload of new keys, as nearly all are, is one call. A negative result stores none, so it looks first.
  if (judged.certificate?.reportType !== 'revoked') {
    const upload = toStore(judged, keys, [], now)
    if ((await deps.insert(upload)) === 'written') {
      const insertedKeys = keys.length
      return succeed({ isWritten: true, insertedKeys, hasRevision: false, accepted: keys })
    }
  }
  for (let attempt = 0; attempt < MAX_ATTEMPTS; attempt++) {
    const outcome = await reviseOnce(deps, judged, now)
    if (!outcome.ok) return outcome
    if (outcome.value !== 'conflict') return succeed(outcome.value)
  }
  return fail({ reason: 'not_revisable', because: 'busy' })
}

async function reviseOnce(
  deps: StoreDeps,
  judged: JudgedUpload,
  now: UnixSeconds,
): Promise<Result<WrittenUpload | 'conflict', StoreFailure>> {
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
  const written: WrittenUpload = {
    isWritten: true,
    insertedKeys: inserted.length,
    hasRevision: revised.value.length > 0,
    accepted,
  }
  const isRevised = new Set(revised.value.map((key) => String(key.keyData)))
  const before = stored.filter((key) => isRevised.has(String(key.keyData)))
  const upload = toStore(judged, inserted, before, now)
  const outcome: WriteOutcome = await reviseUpload(deps.db, upload, revised.value)
  return succeed(outcome === 'conflict' ? 'conflict' : written)
}

function toStore(
  judged: JudgedUpload,
  inserted: readonly DiagnosisKey[],
  /** Keys that the upload revises, as they were. */
  revised: readonly StoredKey[],
  now: UnixSeconds,
): StoredUpload {
  const { app, certificate, transformed, platform, regions, traveler } = judged
  const hasRevision = revised.length > 0
  return {
    keys: inserted,
    attributes: {
      regions,
      traveler,
      provenance: 'uploaded',
      healthAuthorityId: certificate?.healthAuthority.id,
      federationConsent: app.federationConsent,
      visitedCountries: judged.visitedCountries ?? certificate?.visitedCountries,
    },
    statistics: certificate && {
      healthAuthorityId: certificate.healthAuthority.id,
      hour: floorTo(transformed.createdAt, SECONDS_PER_HOUR),
      delta: statisticsOf(
        {
          platform,
          keys: transformed.keys,
          onset: transformed.onset,
          writtenKeys: inserted.length + revised.length,
          hasRevision,
        },
        now,
      ),
    },
    shape: countedShape(judged, inserted, revised, now),
    spentToken: judged.spentToken,
  }
}

/** What the model of uploads counts: first uploads, and revisions by a shape of their own. */
function countedShape(
  { transformed, traveler }: JudgedUpload,
  inserted: readonly DiagnosisKey[],
  revised: readonly StoredKey[],
  now: UnixSeconds,
): StoredUpload['shape'] {
  const { createdAt: slot, onset } = transformed
  const [first] = revised
  if (first !== undefined) {
    const revision = {
      from: first.reportType,
      to: transformed.keys[0]?.reportType,
      firstCreatedAt: asUnixSeconds(Math.min(...revised.map((key) => key.createdAt))),
      hasReportedOnset: !onset.isDefault,
      addedKeys: inserted.length,
    }
    return { slot, shape: revisionShapeOf(revision, now) }
  }
  if (inserted.length === 0) return undefined
  return { slot, shape: shapeOf({ keys: inserted, onset, traveler }, now) }
}
