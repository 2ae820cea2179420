/**
 * An upload of a member, judged in the original's order: each key, whose tag it is, whose signature it bears, and then whether each key
 * can be stored. It is stored whole or not at all.
 * Source: eu-federation-gateway-service, DiagnosisKeyUploadController and BatchSignatureVerifier, as they answered when they were run.
 */

import { utf8 } from '../../core/bytes.ts'
import { batchFromEncodedKeys, encodeKey } from '../../core/federation/efgs/batch-codec.ts'
import { verifyBatchSignature } from '../../core/federation/efgs/batch-signature.ts'
import { payloadHash } from '../../core/federation/efgs/canonical-bytes.ts'
import { EFGS_REPORT_TYPES, type EfgsKey } from '../../core/federation/efgs/diagnosis-key.ts'
import { uploadKeyProblem } from '../../core/federation/efgs/validate-key.ts'
import { fail, type Result, succeed } from '../../core/result.ts'
import type { UnixSeconds } from '../../core/time.ts'
import type { KeyserverDatabase } from '../../db/keyserver/database.ts'
import {
  insertEfgsUpload,
  isEfgsTagTaken,
  readStoredHashes,
} from '../../db/keyserver/queries/efgs-hub-uploads.ts'
import type { EfgsCertificateDirectory, EfgsMember } from './members.ts'

/** What is served, and the only version that is taken. */
const PROTOCOL_VERSION = '1.0'
const MAX_TAG_CHARACTERS = 64
/** What fits, encrypted and in base64, into the original's 400 characters: 96 countries of two letters. */
const MAX_VISITED_BYTES = 287

export interface TakeEfgsUploadDeps {
  readonly db: KeyserverDatabase
  readonly certificates: (now: UnixSeconds) => Promise<EfgsCertificateDirectory>
}

export interface SentEfgsUpload {
  readonly tag: string
  /** Base64 of a CMS. */
  readonly signature: string
  readonly keys: readonly EfgsKey[]
}

/** What would have become of each key, by its place in the upload: none was stored. */
export interface EfgsUploadReport {
  readonly storable: readonly number[]
  readonly conflicting: readonly number[]
  readonly failing: readonly number[]
}

export type EfgsUploadProblem =
  /** @param detail in the original's words */
  | { readonly reason: 'invalid_key'; readonly detail: string }
  /** @param because what is wrong with it, which only we are told */
  | { readonly reason: 'invalid_signature'; readonly because: string }
  | { readonly reason: 'tag_exists' | 'other_origin' }
  | { readonly reason: 'partial'; readonly report: EfgsUploadReport }

/** @throws where the database fails: it may have been stored, which the same tag sent again finds out */
export async function takeEfgsUpload(
  deps: TakeEfgsUploadDeps,
  member: EfgsMember,
  { tag, signature, keys }: SentEfgsUpload,
  now: UnixSeconds,
): Promise<Result<undefined, EfgsUploadProblem>> {
  for (const key of keys) {
    const detail = uploadKeyProblem(key, now)
    if (detail !== undefined) return fail({ reason: 'invalid_key', detail })
  }
  if (await isEfgsTagTaken(deps.db, tag)) return fail({ reason: 'tag_exists' })
  const signer = await verifyBatchSignature(signature, keys, now, authorizer(deps, now))
  if (!signer.ok) return fail({ reason: 'invalid_signature', because: signer.failure })
  // Origins are those of the signer by now.
  if (signer.value.country.toUpperCase() !== member.country.toUpperCase()) {
    return fail({ reason: 'other_origin' })
  }
  // Stores nothing, not even its tag.
  if (keys.length === 0) return succeed(undefined)

  const hashes = await Promise.all(keys.map(payloadHash))
  const unstorable = findUnstorable(tag, keys, hashes)
  if (unstorable.conflicting.size + unstorable.failing.size === 0) {
    const outcome = await insertEfgsUpload(
      deps.db,
      {
        tag,
        country: member.country,
        version: PROTOCOL_VERSION,
        batchSignature: signature,
        uploaderThumbprint: member.thumbprint,
        signerThumbprint: signer.value.thumbprint,
        keys: keys.map((key, place) => ({
          payloadHash: hashes[place] ?? '',
          message: batchFromEncodedKeys([encodeKey(key)]),
        })),
      },
      now,
    )
    if (outcome === 'stored') return succeed(undefined)
    if (outcome === 'tag_exists') return fail({ reason: 'tag_exists' })
  }
  const stored = await readStoredHashes(deps.db, hashes)
  return fail({ reason: 'partial', report: reportOf(hashes, stored, unstorable) })
}

/** Knows signing certificates of members, and for which other origins they may sign. */
const authorizer =
  (deps: TakeEfgsUploadDeps, now: UnixSeconds) =>
  async ({ thumbprint, country }: { readonly thumbprint: string; readonly country: string }) => {
    const known = await (await deps.certificates(now))(thumbprint, country, 'SIGNING')
    if (known === undefined) return fail('unknown_signer')
    return known.isRevoked ? fail('revoked_signer') : succeed(known.gatewayOrigins)
  }

interface Unstorable {
  readonly conflicting: ReadonlySet<number>
  readonly failing: ReadonlySet<number>
}

/** Keys that no table of the original has room for, and those that are twice in the upload. */
function findUnstorable(
  tag: string,
  keys: readonly EfgsKey[],
  hashes: readonly string[],
): Unstorable {
  const conflicting = new Set<number>()
  const failing = new Set<number>()
  const seen = new Set<string>()
  for (const [place, key] of keys.entries()) {
    const hash = hashes[place] ?? ''
    if (EFGS_REPORT_TYPES[key.reportType] === undefined) failing.add(place)
    else if (
      tag.length > MAX_TAG_CHARACTERS ||
      utf8(key.visitedCountries.join(',')).length > MAX_VISITED_BYTES ||
      seen.has(hash)
    ) {
      conflicting.add(place)
    }
    seen.add(hash)
  }
  return { conflicting, failing }
}

function reportOf(
  hashes: readonly string[],
  stored: ReadonlySet<string>,
  { conflicting, failing }: Unstorable,
): EfgsUploadReport {
  const report = {
    storable: [] as number[],
    conflicting: [] as number[],
    failing: [] as number[],
  }
  for (const [place, hash] of hashes.entries()) {
    if (failing.has(place)) report.failing.push(place)
    else if (conflicting.has(place) || stored.has(hash)) report.conflicting.push(place)
    else report.storable.push(place)
  }
  return report
}
