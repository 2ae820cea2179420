/** Weeks of a layout's job: keys that come, a clock that jumps, runs that fail, die or find the database gone. */

import fc from 'fast-check'
import { releaseTime } from '../../src/core/publish/rules/release-time.ts'
import { asIntervalNumber, asUnixSeconds } from '../../src/core/time.ts'
import { openKeyserver } from '../../src/db/keyserver/database.ts'
import { JobFailure } from '../../src/flows/job-failure.ts'
import { meterDatabase } from './metered-database.ts'
import type { NodeLayout } from './node-layouts.ts'
import { EffectRecorder } from './recorded-effects.ts'
import { type StoredTestKey, storeKeys } from './stored-keys.ts'

const MINUTE = 60
const HOUR = 3600
const DAY = 86_400

/** Where keys come from; the origin country is DE. */
export type KeySource = 'home' | 'visitor' | 'unstated' | 'abroad' | 'unsupported'

export interface Arrival {
  readonly source: KeySource
  readonly count: number
  /** Days from the start of the keys to the day on which they come. */
  readonly age: number
  readonly period: number
  /** Foreign keys may come without our embargo. */
  readonly hasEmbargo: boolean
}

export type Trouble =
  | { readonly kind: 'none' }
  /** The process dies at an effect. */
  | { readonly kind: 'death'; readonly at: number; readonly how: 'dies before' | 'dies after' }
  /** The database fails once, at a call. */
  | { readonly kind: 'database'; readonly at: number }
  /** Each operation of the bucket fails so often, of ten. */
  | { readonly kind: 'store'; readonly tenths: number; readonly seed: number }

export interface Moment {
  /** Seconds since the one before. */
  readonly jump: number
  readonly arrivals: readonly Arrival[]
  readonly runs: readonly Trouble[]
}

const troubles: fc.Arbitrary<Trouble> = fc.oneof(
  { weight: 6, arbitrary: fc.constant({ kind: 'none' } as const) },
  {
    weight: 2,
    arbitrary: fc.record({
      kind: fc.constant('death' as const),
      at: fc.nat({ max: 80 }),
      how: fc.constantFrom('dies before' as const, 'dies after' as const),
    }),
  },
  {
    weight: 1,
    arbitrary: fc.record({ kind: fc.constant('database' as const), at: fc.nat({ max: 60 }) }),
  },
  {
    weight: 1,
    arbitrary: fc.record({
      kind: fc.constant('store' as const),
      tenths: fc.integer({ min: 3, max: 10 }),
      seed: fc.nat(),
    }),
  },
)

const arrivals: fc.Arbitrary<Arrival> = fc.record({
  source: fc.oneof(
    { weight: 4, arbitrary: fc.constant<KeySource>('home') },
    { weight: 4, arbitrary: fc.constantFrom<KeySource>('visitor', 'unstated', 'abroad') },
    { weight: 1, arbitrary: fc.constant<KeySource>('unsupported') },
  ),
  count: fc.integer({ min: 1, max: 6 }),
  age: fc.oneof(fc.constantFrom(0, 1), fc.integer({ min: 0, max: 12 })),
  period: fc.oneof(fc.constant(144), fc.integer({ min: 1, max: 144 })),
  hasEmbargo: fc.boolean(),
})

const jumps = fc.oneof(
  { weight: 3, arbitrary: fc.integer({ min: 1, max: 55 }).map((minutes) => minutes * MINUTE) },
  { weight: 6, arbitrary: fc.integer({ min: 50, max: 400 }).map((minutes) => minutes * MINUTE) },
  { weight: 1, arbitrary: fc.integer({ min: 10, max: 60 }).map((hours) => hours * HOUR + 77) },
)

/** About 20 days. */
export const histories: fc.Arbitrary<readonly Moment[]> = fc.array(
  fc.record({
    jump: jumps,
    arrivals: fc.array(arrivals, { maxLength: 3 }),
    runs: fc.array(troubles, { minLength: 1, maxLength: 3 }),
  }),
  { minLength: 80, maxLength: 120, size: 'max' },
)

let lastKey = 0
const newKey = (): string => (++lastKey).toString(16).padStart(32, '0')

/** Whoever brings foreign keys. */
export const HISTORY_PARTNER = { id: 1, prefix: 'partner' } as const
const THEIRS = { provenance: 3, sourceId: HISTORY_PARTNER.id } as const

const FROM: Readonly<
  Record<KeySource, Pick<StoredTestKey, 'origin' | 'visited' | 'provenance' | 'sourceId'>>
> = {
  home: { origin: null, visited: null },
  visitor: { origin: 'FR', visited: ['DE', 'FR'], ...THEIRS },
  unstated: { origin: 'NL', visited: null, ...THEIRS },
  abroad: { origin: 'FR', visited: ['NL', 'FR'], ...THEIRS },
  unsupported: { origin: 'FR', visited: ['PL'], ...THEIRS },
}

export type ComeKey = StoredTestKey & { readonly period: number; readonly source: KeySource }

/** Keys of an arrival as an upload, or a partner, would have them stored. */
export function keysOfArrival(
  arrival: Arrival,
  now: number,
  truncateWindowSeconds: number,
  regions: string,
): readonly ComeKey[] {
  const { source, period } = arrival
  const start = (Math.floor(now / DAY) - arrival.age) * 144
  const span = { rollingStartIntervalNumber: asIntervalNumber(start), rollingPeriod: period }
  const isHeldBack = source === 'home' || arrival.hasEmbargo
  const createdAt = isHeldBack
    ? releaseTime(span, asUnixSeconds(now), truncateWindowSeconds)
    : now - (now % truncateWindowSeconds)
  return Array.from({ length: arrival.count }, () => ({
    ...FROM[source],
    key: newKey(),
    start,
    period,
    createdAt,
    regions,
    source,
  }))
}

/** One run in trouble. @returns whether it ended, and without a failed operation */
export async function runInTrouble(
  layout: NodeLayout,
  trouble: Trouble,
  now: number,
): Promise<boolean> {
  switch (trouble.kind) {
    case 'none':
      return (await layout.run(now)).failures === 0
    case 'death': {
      const recorder = new EffectRecorder({ at: trouble.at, how: trouble.how })
      const run = layout.run(now, {
        db: openKeyserver(recorder.database(layout.d1)),
        archives: recorder.object('archives', layout.archives),
      })
      return (await Promise.race([run, recorder.interrupted])) !== 'interrupted'
    }
    case 'database': {
      const { meter, wrap } = meterDatabase()
      meter.before = () => {
        if (meter.calls === trouble.at + 1) throw new Error('the database is gone')
      }
      try {
        await layout.run(now, { db: openKeyserver(wrap(layout.d1)) })
        return true
      } catch (error) {
        if (!(error instanceof JobFailure) && !isGone(error)) throw error
        return false
      }
    }
    case 'store': {
      let state = trouble.seed
      layout.archives.before = () => {
        state = (Math.imul(state, 48_271) + 11) >>> 0
        if (Math.floor(state / 65_536) % 10 < trouble.tenths) throw new Error('the bucket is gone')
      }
      try {
        return (await layout.run(now)).failures === 0
      } catch (error) {
        if (error instanceof JobFailure && error.reason === 'store_operations_failed') return false
        throw error
      } finally {
        layout.archives.before = () => undefined
      }
    }
  }
}

const isGone = (error: unknown): boolean => {
  if (!(error instanceof Error)) return false
  return error.message === 'the database is gone' || isGone(error.cause)
}

/** Plays a history. @returns all keys that came, and the time after it */
export async function play(
  layout: NodeLayout,
  history: readonly Moment[],
  from: number,
  truncateWindowSeconds: number,
  regions: string,
  afterRun: (now: number, isWhole: boolean) => void,
): Promise<{ readonly keys: readonly ComeKey[]; readonly now: number }> {
  let now = from
  const keys: ComeKey[] = []
  for (const { jump, arrivals: arrived, runs } of history) {
    now += jump
    const come = arrived.flatMap((one) => keysOfArrival(one, now, truncateWindowSeconds, regions))
    await storeKeys(layout.db, come)
    keys.push(...come)
    for (const trouble of runs) afterRun(now, await runInTrouble(layout, trouble, now))
  }
  return { keys, now }
}
