/**
 * One synthetic upload: a shape that was drawn, turned into the keys of a phone and sent through the rules of a publish, so
 * that truncation, embargo, onset and risk are those of a real one. Pure.
 */

import { toBase64 } from '../bytes.ts'
import { type PublishLimits, transformKeys } from '../publish/transform.ts'
import { type ReportType, reportTypeFromNumber } from '../report-type.ts'
import { type DiagnosisKey, MAX_ROLLING_PERIOD } from '../temporary-exposure-key.ts'
import {
  addSeconds,
  INTERVALS_PER_DAY,
  intervalOf,
  SECONDS_PER_DAY,
  SECONDS_PER_HOUR,
  type UnixSeconds,
  utcDayOf,
} from '../time.ts'
import type { ReceivedKey } from '../verification/exposure-key-hmac.ts'
import { type Chance, drawInteger } from './chance.ts'
import type { SlotStream } from './derive.ts'
import { drawRevisionShape, drawUploadShape, type UploadModel } from './model.ts'
import type { RevisionShape } from './revision-shape.ts'
import type { UploadShape } from './shape.ts'

/** A key, and what becomes of it when its upload is revised. */
export interface SyntheticKey {
  readonly key: DiagnosisKey
  /** `createdAt` is when the revision may leave: mostly a time to come. */
  readonly revision: DiagnosisKey | undefined
}

export interface SyntheticUpload {
  readonly traveler: boolean
  readonly keys: readonly SyntheticKey[]
}

export interface SlotDraw {
  readonly stream: SlotStream
  readonly model: UploadModel
  /** A multiple of the truncate window. */
  readonly slot: UnixSeconds
  readonly limits: PublishLimits
}

/** How often a shape that the hour does not allow is drawn anew, such as one whose only key starts later in the day. */
const MAX_ATTEMPTS = 8

const PLAIN_SHAPE: UploadShape = {
  reportTypeNumber: 1,
  traveler: false,
  onsetDaysAgo: undefined,
  keys: [
    {
      ageDays: 1,
      startOffset: 0,
      end: { kind: 'period', rollingPeriod: MAX_ROLLING_PERIOD },
      transmissionRiskLevel: 0,
    },
  ],
}

/** Key data by its place within the upload; keys that come with a revision are counted on. */
type KeyTexts = (position: number) => Promise<string>

/** Upload number `index` of a slot. The same slot, model and limits give the same one. */
export async function drawUpload(draw: SlotDraw, index: number): Promise<SyntheticUpload> {
  const keyTexts: KeyTexts = async (position) =>
    toBase64(await draw.stream.keyData(index, position))
  for (let attempt = 0; attempt < MAX_ATTEMPTS; attempt++) {
    const chance = await draw.stream.choices(index, attempt)
    const upload = await tryShape(draw, drawUploadShape(draw.model, chance), chance, keyTexts)
    if (upload !== undefined) return upload
  }
  const chance = await draw.stream.choices(index, MAX_ATTEMPTS)
  const upload = await tryShape(draw, PLAIN_SHAPE, chance, keyTexts)
  if (upload === undefined) throw new Error("yesterday's key alone breaks a rule")
  return upload
}

async function tryShape(
  draw: SlotDraw,
  shape: UploadShape,
  chance: Chance,
  keyTexts: KeyTexts,
): Promise<SyntheticUpload | undefined> {
  const { slot, limits } = draw
  const at = addSeconds(slot, drawInteger(chance, 0, limits.truncateWindowSeconds - 1))
  const reportType = reportTypeFromNumber(shape.reportTypeNumber)
  const sent = await sentKeys(shape, at, keyTexts)
  const reportedOnsets = onsetsOf(shape.onsetDaysAgo, at)
  const first = transform(sent, reportType, reportedOnsets, limits, at)
  if (first === undefined || first.length === 0) return undefined
  const revision = drawRevisionShape(draw.model, shape.reportTypeNumber, chance)
  const revisedAt = revision && instantOf(revision, at, chance)
  const keys =
    revision === undefined || revisedAt === undefined
      ? first.map((key) => ({ key, revision: undefined }))
      : await revise({ first, sent, reportedOnsets, at }, revision, revisedAt, limits, keyTexts)
  return { traveler: shape.traveler, keys }
}

function transform(
  keys: readonly ReceivedKey[],
  reportType: ReportType | undefined,
  reportedOnsets: readonly number[],
  limits: PublishLimits,
  at: UnixSeconds,
): readonly DiagnosisKey[] | undefined {
  const input = { keys, reportType, reportedOnsets, releasesSameDayKeys: false }
  const transformed = transformKeys(input, limits, at)
  return transformed.ok ? transformed.value.keys : undefined
}

/** The keys of a shape as a phone sends them at an instant. */
const sentKeys = (
  shape: UploadShape,
  at: UnixSeconds,
  keyTexts: KeyTexts,
): Promise<readonly ReceivedKey[]> =>
  Promise.all(
    shape.keys.map(async ({ ageDays, startOffset, end, transmissionRiskLevel }, position) => {
      const start = (utcDayOf(at) - ageDays) * INTERVALS_PER_DAY + startOffset
      return {
        key: await keyTexts(position),
        rollingStartNumber: start,
        rollingPeriod:
          end.kind === 'period' ? end.rollingPeriod : Math.max(1, intervalOf(at) - end.lag - start),
        // Where none was sent it is filled in, and anew when the type is revised.
        transmissionRisk: transmissionRiskLevel,
      }
    }),
  )

const onsetsOf = (daysAgo: number | undefined, at: UnixSeconds): readonly number[] =>
  daysAgo === undefined ? [] : [(utcDayOf(at) - daysAgo) * INTERVALS_PER_DAY]

/** The instant of a revision; never before the upload itself. */
function instantOf(revision: RevisionShape, at: UnixSeconds, chance: Chance): UnixSeconds {
  const day = (utcDayOf(at) + revision.delayDays) * SECONDS_PER_DAY
  const second = drawInteger(chance, 0, SECONDS_PER_HOUR - 1)
  return Math.max(at, day + revision.hour * SECONDS_PER_HOUR + second) as UnixSeconds
}

interface FirstUpload {
  readonly first: readonly DiagnosisKey[]
  readonly sent: readonly ReceivedKey[]
  readonly reportedOnsets: readonly number[]
  readonly at: UnixSeconds
}

/** Sends the upload's keys once more with another type, and with them those of the days between. */
async function revise(
  { first, sent, reportedOnsets, at }: FirstUpload,
  revision: RevisionShape,
  revisedAt: UnixSeconds,
  limits: PublishLimits,
  keyTexts: KeyTexts,
): Promise<readonly SyntheticKey[]> {
  const added = await addedKeys(revision, at, revisedAt, keyTexts, sent.length)
  const onsets = revision.hasReportedOnset
    ? [...reportedOnsets, ...onsetsOf(limits.defaultDaysAgo, at)]
    : []
  const toType = reportTypeFromNumber(revision.toNumber)
  const again = transform([...sent, ...added], toType, onsets, limits, revisedAt) ?? []
  const byData = new Map(again.map((key) => [String(key.keyData), key]))
  const keys = first.map((key) => ({ key, revision: byData.get(String(key.keyData)) }))
  const known = new Set(first.map((key) => String(key.keyData)))
  const fresh = again.filter((key) => !known.has(String(key.keyData)))
  return [...keys, ...fresh.map((key) => ({ key, revision: undefined }))]
}

/** Whole days after that of the upload, the last first, as a phone has them. A negative result brings none. */
function addedKeys(
  revision: RevisionShape,
  at: UnixSeconds,
  revisedAt: UnixSeconds,
  keyTexts: KeyTexts,
  position: number,
): Promise<readonly ReceivedKey[]> {
  const days = Math.min(revision.addedKeys, utcDayOf(revisedAt) - utcDayOf(at))
  const isNegative = reportTypeFromNumber(revision.toNumber) === 'revoked'
  return Promise.all(
    Array.from({ length: isNegative ? 0 : days }, async (_, i) => ({
      key: await keyTexts(position + i),
      rollingStartNumber: (utcDayOf(revisedAt) - i) * INTERVALS_PER_DAY,
      rollingPeriod: MAX_ROLLING_PERIOD,
      transmissionRisk: 0,
    })),
  )
}
