/**
 * Fills each slot that is over up to its policy's step with synthetic uploads, before any export window that holds the slot
 * may close. They are rows like all others, so whatever reads keys treats both kinds alike. What chance decides is decided
 * once, as a secret that everything else derives from: a run that is repeated, or two at once, write the same rows.
 */

import type { Country } from '../core/countries.ts'
import { SLOT_SECRET_BYTES, slotStream } from '../core/padding/derive.ts'
import { drawUpload, type SyntheticUpload } from '../core/padding/draw.ts'
import {
  drawUploadShape,
  PRIOR_MODEL,
  parseModel,
  type UploadModel,
} from '../core/padding/model.ts'
import { syntheticUploadsFor, uploadsForKeys } from '../core/padding/target.ts'
import type { TravelTable } from '../core/padding/visited-countries.ts'
import type { PublishLimits } from '../core/publish/transform.ts'
import type { RandomBytes } from '../core/random.ts'
import { addSeconds, asUnixSeconds, floorTo, type UnixSeconds } from '../core/time.ts'
import type { KeyserverDatabase } from '../db/keyserver/database.ts'
import { readWrittenCountries } from '../db/keyserver/queries/countries.ts'
import {
  beginPadding,
  completeSlot,
  countRealUploads,
  decideSlot,
  foldShapes,
  insertSyntheticUploads,
  type PaddingPolicy,
  type PaddingSlot,
  readPaddingPolicies,
  readPaddingSlot,
} from '../db/keyserver/queries/padding.ts'
import { readModel, readNewestModelId } from '../db/keyserver/queries/upload-models.ts'
import type { SecretBox } from './secret-box.ts'

export interface PadSlotsDeps {
  readonly db: KeyserverDatabase
  readonly secretBox: SecretBox
  readonly randomBytes: RandomBytes
}

export interface PadSlotsSettings {
  /** Those of publishing: synthetic uploads go through the same rules. */
  readonly limits: PublishLimits
  /** Slots further back are not made up for. */
  readonly retentionSeconds: number
}

export interface PadSlotsReport {
  readonly slots: number
  readonly realUploads: number
  readonly syntheticUploads: number
  /** Slots with more real uploads than the policy's minimum: their step of the ladder shows. */
  readonly slotsOverMinimum: number
}

/** An upload that began in a slot is written by then. */
const UPLOAD_GRACE_SECONDS = 60
/** A run ends within its lease also after a long outage; the next one goes on. */
const MAX_SLOTS_A_RUN = 100
/** Uploads a statement: some 600 keys of a hundred bytes, far below the megabyte that a parameter may have. */
const UPLOADS_A_CHUNK = 50

const wrappingName = (region: string, slot: number) => `padding ${region} ${slot}`

/** @throws after all regions were tried, where some failed; a region goes on at the slot that failed */
export async function padSlots(
  deps: PadSlotsDeps,
  settings: PadSlotsSettings,
  now: UnixSeconds,
): Promise<PadSlotsReport> {
  const windowSeconds = settings.limits.truncateWindowSeconds
  /** Start of the oldest slot that is not over. */
  const openSlot = floorTo(addSeconds(now, -UPLOAD_GRACE_SECONDS), windowSeconds)
  const failures: unknown[] = []
  const sums = { slots: 0, realUploads: 0, syntheticUploads: 0, slotsOverMinimum: 0 }
  for (const policy of await readPaddingPolicies(deps.db)) {
    if (policy.paddedThrough === undefined) {
      const firstSlot = floorTo(now, windowSeconds)
      await beginPadding(deps.db, policy.region, addSeconds(firstSlot, -windowSeconds), now)
      continue
    }
    try {
      for (const slot of slotsToPad(policy.paddedThrough, openSlot, settings, now)) {
        if (sums.slots === MAX_SLOTS_A_RUN) break
        const { realUploads, syntheticUploads } = await padSlot(deps, settings, policy, slot)
        await completeSlot(deps.db, policy.region, slot, openSlot, now)
        sums.slots++
        sums.realUploads += realUploads
        sums.syntheticUploads += syntheticUploads
        if (realUploads > policy.minimumUploads) sums.slotsOverMinimum++
      }
    } catch (error) {
      // One region that can't be padded must not hold up the others; the job fails with all of them at the end.
      failures.push(error)
    }
  }
  // Shapes that no policy counts have nobody else who folds them.
  await foldShapes(deps.db, openSlot)
  if (failures.length > 0) {
    throw new AggregateError(failures, `padding of ${failures.length} regions failed`)
  }
  return sums
}

function slotsToPad(
  paddedThrough: UnixSeconds,
  openSlot: UnixSeconds,
  { limits, retentionSeconds }: PadSlotsSettings,
  now: UnixSeconds,
): readonly UnixSeconds[] {
  const step = limits.truncateWindowSeconds
  const slots: UnixSeconds[] = []
  const next = Math.max(
    addSeconds(floorTo(paddedThrough, step), step),
    floorTo(addSeconds(now, -retentionSeconds), step),
  )
  for (let slot = asUnixSeconds(next); slot < openSlot; slot = addSeconds(slot, step)) {
    slots.push(slot)
  }
  return slots
}

/** Decides about a slot, once, and stores what follows. */
async function padSlot(
  deps: PadSlotsDeps,
  settings: PadSlotsSettings,
  policy: PaddingPolicy,
  slot: UnixSeconds,
): Promise<{ realUploads: number; syntheticUploads: number }> {
  const realUploads = await countRealUploads(deps.db, policy.region, slot)
  const decision =
    (await readPaddingSlot(deps.db, policy.region, slot)) ??
    (await decide(deps, policy, slot, realUploads))
  await storeUploads(deps, settings.limits, policy, decision)
  return { realUploads, syntheticUploads: decision.syntheticUploads }
}

async function decide(
  deps: PadSlotsDeps,
  policy: PaddingPolicy,
  slot: UnixSeconds,
  realUploads: number,
): Promise<PaddingSlot> {
  const { region } = policy
  const secret = deps.randomBytes(SLOT_SECRET_BYTES)
  const modelId = await readNewestModelId(deps.db, region)
  const minimumUploads = await minimumUploadsOf(deps, policy, secret, slot, modelId)
  return decideSlot(deps.db, {
    region,
    slot,
    wrappedSecret: await deps.secretBox.wrap(secret, wrappingName(region, slot)),
    syntheticUploads: syntheticUploadsFor(realUploads, minimumUploads),
    modelId,
  })
}

/** Uploads of a sample, from which the keys of an upload are estimated. */
const SAMPLE_UPLOADS = 100
/** Far above the numbers of uploads that are drawn to be stored. */
const FIRST_OF_SAMPLE = 1_000_000

/** Never less than the policy's number, and never decided by how many real uploads there are. */
async function minimumUploadsOf(
  deps: PadSlotsDeps,
  { region, minimumUploads, minimumKeys }: PaddingPolicy,
  secret: Uint8Array<ArrayBuffer>,
  slot: UnixSeconds,
  modelId: number | null,
): Promise<number> {
  if (minimumKeys === null) return minimumUploads
  const stream = await slotStream(secret, region, slot)
  const model = await openModel(deps, modelId)
  const sizes = await Promise.all(
    Array.from({ length: SAMPLE_UPLOADS }, async (_, i) => {
      const chance = await stream.choices(FIRST_OF_SAMPLE + i, 0)
      return drawUploadShape(model, chance).keys.length
    }),
  )
  return Math.max(minimumUploads, uploadsForKeys(sizes, minimumKeys))
}

const openModel = async (deps: PadSlotsDeps, modelId: number | null): Promise<UploadModel> =>
  modelId === null ? PRIOR_MODEL : parseModel(await readModel(deps.db, modelId))

/** Where nobody wrote a list, no layout has files by country, and no upload names one. */
const travelTable = (home: string, countries: readonly Country[]): TravelTable | undefined =>
  countries.length === 0 ? undefined : { home, countries }

async function storeUploads(
  deps: PadSlotsDeps,
  limits: PublishLimits,
  policy: PaddingPolicy,
  decision: PaddingSlot,
): Promise<void> {
  const { region, syntheticUploads, modelId } = decision
  if (syntheticUploads === 0) return
  const slot = asUnixSeconds(decision.slot)
  const secret = await deps.secretBox.unwrap(decision.wrappedSecret, wrappingName(region, slot))
  const draw = {
    stream: await slotStream(secret, region, slot),
    model: await openModel(deps, modelId),
    slot,
    limits,
    travel: travelTable(region, await readWrittenCountries(deps.db)),
  }
  for (let from = 0; from < syntheticUploads; from += UPLOADS_A_CHUNK) {
    const count = Math.min(UPLOADS_A_CHUNK, syntheticUploads - from)
    const uploads: SyntheticUpload[] = await Promise.all(
      Array.from({ length: count }, (_, i) => drawUpload(draw, from + i)),
    )
    await insertSyntheticUploads(deps.db, policy, uploads)
  }
}
