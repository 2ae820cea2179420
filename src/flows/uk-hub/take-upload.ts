/** An upload of a nation: whose signature it bears, whether each of its keys can be read, and then all of it in one write. */

import { type ExposuresProblem, readExposures } from '../../core/federation/uk/exposure.ts'
import { type JwsProblem, verifyJws } from '../../core/federation/uk/jws.ts'
import { isCurrent } from '../../core/federation/uk/validity.ts'
import { fail, type Result, succeed } from '../../core/result.ts'
import type { UnixSeconds } from '../../core/time.ts'
import { insertUkUpload } from '../../db/keyserver/queries/uk-hub-uploads.ts'
import { type BuildBatchesDeps, buildFullBatches } from './build-batches.ts'
import type { UkNation } from './nations.ts'

export interface TakeUploadDeps extends BuildBatchesDeps {
  /** Batches could not be built: the clock will. */
  readonly buildFailed: (cause: unknown) => void
}

export interface TakeUploadSettings {
  /** Keys of a batch. */
  readonly batchSize: number
  /** Keys of an upload. */
  readonly maxKeys: number
}

export type UploadProblem = { readonly reason: JwsProblem | 'payload_not_json' } | ExposuresProblem

export interface UkUploadTaken {
  /** Keys that nobody had sent before. */
  readonly insertedKeys: number
  /** Keys that were passed over: not begun, too old, or of an impossible length. */
  readonly rejectedKeys: number
}

/**
 * @param jws compact, over a JSON list of exposures
 * @throws where the database fails: it may have been stored, and is to be sent again with the same tag
 */
export async function takeUkUpload(
  deps: TakeUploadDeps,
  settings: TakeUploadSettings,
  nation: UkNation,
  { tag, jws }: { readonly tag: string; readonly jws: string },
  now: UnixSeconds,
): Promise<Result<UkUploadTaken, UploadProblem>> {
  const verified = await verifyJws(jws, nation.publicKeys)
  if (!verified.ok) return fail({ reason: verified.failure })
  const payload = parseJson(verified.value)
  if (payload === undefined) return fail({ reason: 'payload_not_json' })
  const read = readExposures(payload, settings.maxKeys)
  if (!read.ok) return read

  const exposures = read.value
    .filter((exposure) => isCurrent(exposure, now))
    .map((exposure) => ({ ...exposure, origin: originOf(exposure.origin, nation) }))
  const { id, region } = nation
  const upload = { nationId: id, region, tag, exposures, sentKeys: read.value.length }
  const insertedKeys = await insertUkUpload(deps.db, upload, now)
  // The keys are stored, so that the answer must say so, whatever becomes of their batch.
  if (insertedKeys > 0)
    await buildFullBatches(deps, settings.batchSize, now).catch(deps.buildFailed)
  return succeed({ insertedKeys, rejectedKeys: read.value.length - exposures.length })
}

/** A nation speaks for itself; a gateway also for those that it was allowed. */
const originOf = (sent: string | undefined, { region, gatewayOrigins }: UkNation): string =>
  sent !== undefined && gatewayOrigins.includes(sent) ? sent : region

/** @returns undefined where it is not JSON */
function parseJson(bytes: Uint8Array): unknown {
  try {
    return JSON.parse(new TextDecoder('utf-8', { fatal: true, ignoreBOM: true }).decode(bytes))
  } catch {
    return undefined
  }
}
