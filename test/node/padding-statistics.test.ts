/** Whether synthetic uploads can be told from real ones: an outsider's view on a simulated country. */

import { beforeAll, describe, expect, test } from 'vitest'
import { slotStream } from '../../src/core/padding/derive.ts'
import { drawUpload } from '../../src/core/padding/draw.ts'
import {
  MIN_SHARED_UPLOADS,
  MODEL_DAYS,
  type UploadModel,
  UploadModelBuilder,
} from '../../src/core/padding/model.ts'
import { shapeOf } from '../../src/core/padding/shape.ts'
import { syntheticUploadsFor } from '../../src/core/padding/target.ts'
import { type PublishLimits, transformKeys } from '../../src/core/publish/transform.ts'
import { type DiagnosisKey, expiryOf } from '../../src/core/temporary-exposure-key.ts'
import { asUnixSeconds, type UnixSeconds } from '../../src/core/time.ts'
import {
  areaUnderCurve,
  bootstrapArea,
  rankCorrelation,
  type Sample,
  trainNaiveBayes,
} from '../support/classifier.ts'
import { countryUpload } from '../support/country.ts'
import { seededRandom } from '../support/seeded-random.ts'

const DAY = 86_400
const WINDOW = 6 * 3600
const START = asUnixSeconds(Date.UTC(2026, 9, 1) / 1000)
const MINIMUM_UPLOADS = 200
const LIMITS: PublishLimits = {
  maxKeys: 30,
  maxSameStartKeys: 3,
  maxAgeSeconds: 15 * DAY,
  truncateWindowSeconds: WINDOW,
  maxDaysFromOnset: 14,
  maxReportDays: 28,
  defaultDaysAgo: 4,
}

interface Upload {
  readonly isReal: boolean
  readonly day: number
  readonly window: number
  readonly keys: readonly DiagnosisKey[]
}

const uploads: Upload[] = []
const realsOfWindow: number[] = []

/** Days of the country without padding first, whose shapes the first model is made of; then days with it. */
beforeAll(async () => {
  const random = seededRandom(20_261_119)
  const days: Map<string, number>[] = []
  for (let day = 0; day < 2 * MODEL_DAYS; day++) {
    const counts = new Map<string, number>()
    const model = day < MODEL_DAYS ? undefined : modelOf(days.slice(-MODEL_DAYS), random)
    for (let start = START + day * DAY; start < START + (day + 1) * DAY; start += WINDOW) {
      const reals = 60 + Math.floor(random() * 91)
      for (let i = 0; i < reals; i++) {
        const { keys, shape } = publish(random, start)
        counts.set(shape, (counts.get(shape) ?? 0) + 1)
        if (model !== undefined) uploads.push({ isReal: true, day, window: start, keys })
      }
      if (model === undefined) continue
      realsOfWindow.push(reals)
      for (const keys of await synthetics(model, start, reals)) {
        uploads.push({ isReal: false, day, window: start, keys })
      }
    }
    days.push(counts)
  }
}, 60_000)

function publish(random: () => number, start: number) {
  const at = asUnixSeconds(start + random() * WINDOW)
  const sent = countryUpload(random, at)
  const stored = transformKeys({ ...sent, releasesSameDayKeys: false }, LIMITS, at)
  if (!stored.ok) throw new Error(`the country breaks a rule: ${stored.failure.reason}`)
  const { keys, onset } = stored.value
  return { keys, shape: shapeOf({ keys, onset, traveler: sent.traveler }, at) }
}

function modelOf(days: readonly Map<string, number>[], random: () => number): UploadModel {
  const sums = new Map<string, number>()
  for (const [shape, count] of days.flatMap((counts) => [...counts])) {
    sums.set(shape, (sums.get(shape) ?? 0) + count)
  }
  const shared = [...sums].filter(([, count]) => count >= MIN_SHARED_UPLOADS)
  const builder = new UploadModelBuilder(shared)
  for (const [shape, count] of sums) builder.add(shape, count)
  return builder.build(random)
}

async function synthetics(model: UploadModel, start: number, reals: number) {
  const slot = start as UnixSeconds
  const stream = await slotStream(new Uint8Array(32).fill(start / WINDOW), 'US', slot)
  const draw = { stream, model, slot, limits: LIMITS }
  const count = syntheticUploadsFor(reals, MINIMUM_UPLOADS)
  const drawn = await Promise.all(Array.from({ length: count }, (_, i) => drawUpload(draw, i)))
  return drawn.map(({ keys }) => keys.map(({ key }) => key).filter(isOfFirstUpload(slot)))
}

/** Keys that come with a later revision are not part of the first upload. */
const isOfFirstUpload = (slot: UnixSeconds) => (key: DiagnosisKey) =>
  key.rollingStartIntervalNumber * 600 < slot + WINDOW

/** What an outsider sees of a key: age, type, risk, onset, period. */
const cellOf = (key: DiagnosisKey, day: number): string =>
  [
    Math.floor((START + day * DAY) / DAY) - Math.floor(key.rollingStartIntervalNumber / 144),
    key.reportType,
    key.transmissionRiskLevel,
    key.daysSinceOnsetOfSymptoms,
    key.rollingPeriod,
  ].join(' ')

/** Single traits of a whole upload and pairs of them: more than an outsider can see. */
function uploadFeatures({ keys, day }: Upload): readonly string[] {
  const today = Math.floor((START + day * DAY) / DAY)
  const ages = keys.map((key) => today - Math.floor(key.rollingStartIntervalNumber / 144))
  const risks = keys.map((key) => key.transmissionRiskLevel)
  const oldest = Math.max(...ages)
  const newestKey = keys[ages.indexOf(Math.min(...ages))]
  const traits = {
    type: keys[0]?.reportType,
    onset: (keys[0]?.daysSinceOnsetOfSymptoms ?? 0) + (ages[0] ?? 0),
    oldest,
    length: keys.length,
    holes: oldest + 1 - new Set(ages).size - (ages.includes(0) ? 0 : 1),
    newest: Math.min(...ages),
    cut: newestKey?.rollingPeriod === 144,
    period: Math.floor((newestKey?.rollingPeriod ?? 0) / 12),
    risk: Math.max(...risks),
    changes: risks.filter((risk, i) => i > 0 && risk !== risks[i - 1]).length,
  }
  const named = Object.entries(traits).map(([name, value]) => `${name}=${value}`)
  const pairs = named.flatMap((a, i) => named.slice(i + 1).map((b) => `${a} ${b}`))
  return [...named, ...pairs]
}

const TRAINING_DAYS = 1.5 * MODEL_DAYS
const split = () => ({
  training: uploads.filter((upload) => upload.day < TRAINING_DAYS),
  trial: uploads.filter((upload) => upload.day >= TRAINING_DAYS),
})

/** Counts by cell of the real and the synthetic keys among some uploads. */
function countCells(
  of: readonly Upload[],
): ReadonlyMap<string, { real: number; synthetic: number }> {
  const cells = new Map<string, { real: number; synthetic: number }>()
  for (const { keys, day, isReal } of of) {
    for (const key of keys) {
      const cell = cells.get(cellOf(key, day)) ?? { real: 0, synthetic: 0 }
      cell[isReal ? 'real' : 'synthetic']++
      cells.set(cellOf(key, day), cell)
    }
  }
  return cells
}

const greatestCommonDivisor = (a: number, b: number): number =>
  b === 0 ? a : greatestCommonDivisor(b, a % b)

describe('in 14 days of four windows', () => {
  test('about as many uploads are synthetic as are real', () => {
    const reals = uploads.filter((upload) => upload.isReal).length
    expect(realsOfWindow).toHaveLength(MODEL_DAYS * 4)
    expect(reals / uploads.length).toBeGreaterThan(0.4)
    expect(reals / uploads.length).toBeLessThan(0.6)
  })

  test('a classifier of whole uploads that was trained on other days does no better than chance', () => {
    const { training, trial } = split()
    const sample = (upload: Upload): Sample => ({
      isReal: upload.isReal,
      features: uploadFeatures(upload),
    })
    const score = trainNaiveBayes(training.map(sample))
    const scored = trial.map((upload) => ({
      isReal: upload.isReal,
      score: score(uploadFeatures(upload)),
    }))
    const area = areaUnderCurve(scored)
    const interval = bootstrapArea(
      scored.map((one) => [one]),
      100,
      seededRandom(1),
    )
    expect(area).toBeLessThanOrEqual(0.55)
    expect(interval[0]).toBeLessThanOrEqual(0.5)
    expect(interval[1]).toBeGreaterThanOrEqual(0.5)
  })

  test('a classifier of single keys that was trained on other days does no better than chance', () => {
    const { training, trial } = split()
    const score = trainNaiveBayes(
      training.flatMap(({ isReal, keys, day }) =>
        keys.map((key) => ({ isReal, features: [cellOf(key, day)] })),
      ),
    )
    const groups = trial.map(({ isReal, keys, day }) =>
      keys.map((key) => ({ isReal, score: score([cellOf(key, day)]) })),
    )
    const area = areaUnderCurve(groups.flat())
    // Resampled by uploads: the keys of one person depend on one another.
    const interval = bootstrapArea(groups, 50, seededRandom(2))
    const summed = groups.map((keys) => ({
      isReal: keys[0]?.isReal ?? false,
      score: keys.reduce((sum, key) => sum + key.score, 0),
    }))
    expect(area).toBeLessThanOrEqual(0.55)
    expect(interval[0]).toBeLessThanOrEqual(0.5)
    expect(interval[1]).toBeGreaterThanOrEqual(0.5)
    expect(areaUnderCurve(summed)).toBeLessThanOrEqual(0.55)
  })

  test('fewer than one key in 200 lies in a cell where only one kind occurs', () => {
    const cells = [...countCells(uploads).values()]
    const total = cells.reduce((sum, { real, synthetic }) => sum + real + synthetic, 0)
    const oneKind = cells
      .filter(({ real, synthetic }) => real + synthetic >= 10 && real * synthetic === 0)
      .reduce((sum, { real, synthetic }) => sum + real + synthetic, 0)
    expect(oneKind / total).toBeLessThan(0.005)
  })

  test('no number above one divides all cells of a window', () => {
    for (const window of new Set(uploads.map((upload) => upload.window))) {
      const cells = countCells(uploads.filter((upload) => upload.window === window))
      const counts = [...cells.values()].map(({ real, synthetic }) => real + synthetic)
      expect(counts.reduce(greatestCommonDivisor)).toBe(1)
    }
  })

  test('the number of keys in a window says nothing of the number of real uploads', () => {
    const windows = [...new Set(uploads.map((upload) => upload.window))]
    const keys = windows.map((window) =>
      uploads
        .filter((upload) => upload.window === window)
        .reduce((sum, upload) => sum + upload.keys.length, 0),
    )
    expect(Math.abs(rankCorrelation(keys, realsOfWindow))).toBeLessThan(
      1.96 / Math.sqrt(windows.length - 1),
    )
  })

  test('a synthetic key that was in use waits until a window after its expiry', () => {
    const synthetic = uploads.filter((upload) => !upload.isReal)
    const embargoed = synthetic.flatMap(({ keys, window }) =>
      keys.filter((key) => expiryOf(key) >= window + WINDOW),
    )
    expect(embargoed.length).toBeGreaterThan(100)
    for (const key of embargoed) expect(key.createdAt).toBeGreaterThan(expiryOf(key))
    for (const { keys } of synthetic) {
      for (const key of keys) expect(key.createdAt % WINDOW).toBe(0)
    }
  })

  test('no two synthetic keys are the same', () => {
    const keys = uploads.flatMap((upload) => upload.keys).map((key) => String(key.keyData))
    expect(new Set(keys).size).toBe(keys.length)
  })
})

test('the measures tell what can be told: cloned keys, short uploads', () => {
  const clones = uploads
    .filter((upload) => upload.isReal && upload.window === uploads[0]?.window)
    .flatMap((upload) => [upload, upload, upload])
  const counts = [...countCells(clones).values()].map(({ real }) => real)
  expect(counts.reduce(greatestCommonDivisor)).toBe(3)

  const { training, trial } = split()
  const shortened = (upload: Upload): Upload =>
    upload.isReal ? upload : { ...upload, keys: upload.keys.slice(0, 1) }
  const score = trainNaiveBayes(
    training.map((upload) => ({
      isReal: upload.isReal,
      features: uploadFeatures(shortened(upload)),
    })),
  )
  const area = areaUnderCurve(
    trial.map((upload) => ({
      isReal: upload.isReal,
      score: score(uploadFeatures(shortened(upload))),
    })),
  )
  expect(area).toBeGreaterThan(0.9)
})
