import { describe, expect, test } from 'vitest'
import {
  drawRevisionShape,
  drawUploadShape,
  formatModel,
  MIN_SHARED_UPLOADS,
  PRIOR_MODEL,
  parseModel,
  UploadModelBuilder,
} from './model.ts'
import { formatShape } from './shape.ts'

/** A fixed sequence that is even enough (golden ratio), so that a share drawn from it is the share meant. */
function chanceOf(start: number) {
  let x = start
  return () => {
    x = (x + 0.618_033_988_749_895) % 1
    return x
  }
}

/** mulberry32: draws of several numbers must not depend on one another. */
function pseudoRandom(seed: number) {
  let state = seed
  return () => {
    state = (state + 0x6d2b79f5) >>> 0
    let t = Math.imul(state ^ (state >>> 15), state | 1)
    t ^= t + Math.imul(t ^ (t >>> 7), t | 61)
    return ((t ^ (t >>> 14)) >>> 0) / 2 ** 32
  }
}

const COMMON = '1 0 3 1-14=2'
const RARE = '2 0 - 1-5=4'

const modelOf = (counts: Readonly<Record<string, number>>) => {
  const shared = Object.entries(counts).filter(([text]) => !text.startsWith('R'))
  const builder = new UploadModelBuilder(shared)
  for (const [text, uploads] of Object.entries(counts)) builder.add(text, uploads)
  return builder.build(chanceOf(0.3))
}

describe('a model of uploads', () => {
  test('holds no shape and no trait of fewer than ten uploads', () => {
    const model = modelOf({ [COMMON]: 500, [RARE]: MIN_SHARED_UPLOADS - 1 })
    expect(model.shared.map(([text]) => text)).toEqual([COMMON])
    expect(model.rare).toEqual({})
  })

  test('holds traits that rare uploads share', () => {
    const rare = Object.fromEntries(
      Array.from({ length: 14 }, (_, i) => [`2 0 - 1-${i + 1}=4`, 2] as const),
    )
    const model = modelOf({ [COMMON]: 500, ...rare })
    expect(Object.keys(model.rare['kind'] ?? {})).toContain('2he')
    // Each length is that of two uploads: none is kept.
    expect(model.rare['oldest']).toBeUndefined()
  })

  test('puts noise on its numbers', () => {
    const counts = Object.fromEntries(
      Array.from({ length: 14 }, (_, i) => [`1 0 ${i} 1-14=2`, 1000] as const),
    )
    const weights = modelOf(counts).shared.map(([, weight]) => weight)
    expect(new Set(weights).size).toBeGreaterThan(3)
    for (const weight of weights) expect(Math.abs(weight - 1000)).toBeLessThan(30)
  })

  test('draws shapes as often as they were counted', () => {
    const model = modelOf({ [COMMON]: 7500, '1 1 - 0!0=5 1-3=5': 2500 })
    const chance = pseudoRandom(1)
    const drawn = Array.from({ length: 4000 }, () => formatShape(drawUploadShape(model, chance)))
    const share = (text: string) => drawn.filter((shape) => shape === text).length / drawn.length
    expect(share(COMMON)).toBeGreaterThan(0.72)
    expect(share(COMMON)).toBeLessThan(0.78)
    expect(share('1 1 - 0!0=5 1-3=5')).toBeGreaterThan(0.22)
  })

  test('now and then draws what was never counted, whatever it is', () => {
    const model = modelOf({ [COMMON]: 100_000 })
    const chance = pseudoRandom(2)
    const others = Array.from({ length: 40_000 }, () => drawUploadShape(model, chance)).filter(
      (shape) => formatShape(shape) !== COMMON,
    )
    expect(others.length).toBeGreaterThan(100)
    expect(others.length).toBeLessThan(400)
    const seen = (what: (shape: (typeof others)[number]) => unknown) => new Set(others.map(what))
    expect(seen((shape) => shape.reportTypeNumber)).toEqual(new Set([0, 1, 2, 3]))
    expect(seen((shape) => shape.traveler).size).toBe(2)
    expect(seen((shape) => shape.onsetDaysAgo).size).toBeGreaterThan(20)
    expect(seen((shape) => shape.keys[0]?.transmissionRiskLevel).size).toBe(9)
    expect(seen((shape) => shape.keys.length).size).toBeGreaterThan(10)
    expect(others.some((shape) => shape.keys.some((key) => key.startOffset > 0))).toBe(true)
  })

  test('is the prior while nothing is counted, and no more once enough is', () => {
    const chance = pseudoRandom(3)
    const lengths = Array.from(
      { length: 1000 },
      () => drawUploadShape(PRIOR_MODEL, chance).keys.length,
    )
    expect(lengths.filter((length) => length > 12).length).toBeGreaterThan(500)
    const counted = modelOf({ [COMMON]: 1000 })
    const types = Array.from({ length: 1000 }, () => drawUploadShape(counted, chance))
    expect(types.filter((shape) => formatShape(shape) !== COMMON).length).toBeLessThan(20)
  })

  test('passes over a text that is no shape', () => {
    expect(modelOf({ [COMMON]: 50, 'no shape': 70, '1 0 -': 80 }).shared).toHaveLength(1)
  })

  test('is read as it was written, and refused in another version', () => {
    const model = modelOf({ [COMMON]: 500, [RARE]: 20, 'R 2 1 1 14 - 0': 12 })
    expect(parseModel(formatModel(model))).toEqual(model)
    expect(() => parseModel('{"version":2}')).toThrow(TypeError)
  })
})

describe('forms of onsets that national apps have', () => {
  const NO_SYMPTOMS = '1 0 t1 0-1=0'
  const formsOf = (model: ReturnType<typeof modelOf>) => {
    const chance = pseudoRandom(6)
    const drawn = Array.from({ length: 30_000 }, () => drawUploadShape(model, chance))
    return new Set(drawn.map((shape) => shape.onsetForm).filter((form) => form !== undefined))
  }

  test('are drawn flat too once ten uploads have them, also where none of those is like another', () => {
    const rare = Object.fromEntries(
      Array.from({ length: 12 }, (_, i) => [`1 0 r7:1 0-${i + 1}=0`, 1] as const),
    )
    const model = modelOf({ [COMMON]: 5000, [NO_SYMPTOMS]: 1000, ...rare })
    expect(model.onsetForms).toEqual(['r7', 't'])
    expect(formsOf(model)).toEqual(new Set(['r7', 't']))
    expect(parseModel(formatModel(model))).toEqual(model)
  })

  test('are not there before, and nothing of them is in the model', () => {
    const model = modelOf({ [COMMON]: 5000, [NO_SYMPTOMS]: MIN_SHARED_UPLOADS - 1 })
    expect(Object.hasOwn(model, 'onsetForms')).toBe(false)
    expect(formsOf(model)).toEqual(new Set())
    expect(formsOf(PRIOR_MODEL)).toEqual(new Set())
  })

  test('leave the rate of revisions as it is: nobody revises such an upload', () => {
    const chance = pseudoRandom(7)
    const model = modelOf({ [RARE]: 400, '2 0 t1 1-5=4': 4000, 'R 2 1 2 14 - 0': 100 })
    const drawn = Array.from({ length: 2000 }, () => drawRevisionShape(model, 2, chance))
    const revised = drawn.filter((revision) => revision !== undefined)
    expect(revised.length / drawn.length).toBeGreaterThan(0.2)
    expect(revised.length / drawn.length).toBeLessThan(0.3)
  })
})

describe('revisions', () => {
  const model = modelOf({ [COMMON]: 1000, [RARE]: 400, 'R 2 1 2 14 - 0': 100 })

  test('come at the counted rate, after the counted time', () => {
    const chance = pseudoRandom(4)
    const drawn = Array.from({ length: 2000 }, () => drawRevisionShape(model, 2, chance))
    const revised = drawn.filter((revision) => revision !== undefined)
    expect(revised.length / drawn.length).toBeGreaterThan(0.2)
    expect(revised.length / drawn.length).toBeLessThan(0.3)
    const usual = revised.filter((one) => one.delayDays === 2 && one.hour === 14)
    expect(usual.length / revised.length).toBeGreaterThan(0.95)
    for (const { toNumber } of usual) expect(toNumber).toBe(1)
  })

  test('never come for a type that has none', () => {
    const chance = pseudoRandom(5)
    const drawn = Array.from({ length: 2000 }, () => drawRevisionShape(model, 1, chance))
    expect(drawn.every((revision) => revision === undefined)).toBe(true)
  })
})
