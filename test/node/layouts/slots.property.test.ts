/** Slots of any plan close once and in order: whatever a layout's rules are, each release is in one package. */

import fc from 'fast-check'
import { expect, test } from 'vitest'
import { toHex } from '../../../src/core/bytes.ts'
import { PACKED_KEY_BYTES } from '../../../src/core/export/packed-keys.ts'
import type { LayoutPlan, LayoutStream } from '../../../src/core/layouts/plan.ts'
import { isForAudience, releaseOf } from '../../../src/core/layouts/release.ts'
import { asUnixSeconds } from '../../../src/core/time.ts'
import { openKeyserver } from '../../../src/db/keyserver/database.ts'
import { packageOf } from '../../../src/flows/layouts/close-slots.ts'
import type { CollectedKeys } from '../../../src/flows/layouts/collect-keys.ts'
import { slotsToWrite } from '../../../src/flows/layouts/layout-run.ts'
import {
  type ComeKey,
  histories,
  keysOfArrival,
  type Moment,
} from '../../support/layout-history.ts'
import { sqliteD1 } from '../../support/sqlite-d1.ts'
import { storeKeys } from '../../support/stored-keys.ts'

/** The same cases on each run. */
const SEED = 1119
const HOUR = 3600
const DAY = 86_400
const START = Date.parse('2026-11-02T07:12:00Z') / 1000

interface Shape {
  readonly slotHours: number
  readonly offsetHours: number
  readonly streams: readonly {
    readonly minimumKeys: number
    readonly expiryPolicyMinutes: number | undefined
    readonly isAtHome: boolean
  }[]
}

const shapes: fc.Arbitrary<Shape> = fc.record({
  slotHours: fc.constantFrom(1, 2, 6, 24),
  offsetHours: fc.constantFrom(-1, 0, 1),
  streams: fc.array(
    fc.record({
      minimumKeys: fc.constantFrom(0, 1, 4, 15),
      expiryPolicyMinutes: fc.constantFrom(undefined, 120, 720),
      isAtHome: fc.boolean(),
    }),
    { minLength: 1, maxLength: 3 },
  ),
})

/** A slot is named by its start, and its releases lie beside it by the offset. */
function planOf({ slotHours, offsetHours, streams }: Shape): LayoutPlan {
  const slotSeconds = slotHours * HOUR
  return {
    streams: streams.map(({ isAtHome, expiryPolicyMinutes, minimumKeys }, i) => ({
      name: `stream-${i}`,
      audience: isAtHome ? { kind: 'at_home', country: 'DE' } : { kind: 'everyone' },
      rule: { expiryPolicyMinutes, granularitySeconds: HOUR },
      minimumKeys,
    })),
    fields: ({ transmissionRiskLevel }) => ({
      transmissionRiskLevel,
      reportTypeNumber: undefined,
      daysSinceOnsetOfSymptoms: undefined,
    }),
    slotSeconds,
    releasesOf: (slot) => ({
      from: slot + offsetHours * HOUR,
      to: slot + offsetHours * HOUR + slotSeconds,
    }),
    notBefore: slotSeconds + offsetHours * HOUR,
    publishSeconds: 40 * DAY,
  }
}

const hexOf = ({ packed }: CollectedKeys): readonly string[] =>
  Array.from({ length: packed.length / PACKED_KEY_BYTES }, (_, i) =>
    toHex(packed.subarray(i * PACKED_KEY_BYTES, i * PACKED_KEY_BYTES + 16)),
  )

const releaseIn = ({ rule }: LayoutStream, { start, period, createdAt }: ComeKey): number =>
  releaseOf({ rollingStartIntervalNumber: start, rollingPeriod: period, createdAt }, rule)

async function playPlan(shape: Shape, history: readonly Moment[]): Promise<void> {
  const plan = planOf(shape)
  const db = openKeyserver(sqliteD1())
  const deps = { db, paddingProgress: [], truncateWindowSeconds: HOUR }
  const selection = {
    regions: ['DE'],
    excludeRegions: [],
    includeTravelers: false,
    onlyNonTravelers: false,
  }
  const run = { id: 1, plan, selection, endsAt: undefined }
  const packages = new Map<string, readonly string[]>()
  const come: ComeKey[] = []
  let now = START
  let newest = Number.NEGATIVE_INFINITY

  const close = async (isWritten: (slot: number) => boolean) => {
    for await (const { slot, rows, packages: read } of slotsToWrite(
      deps,
      run,
      asUnixSeconds(now),
    )) {
      for (const row of rows) {
        const keys = hexOf(read.get(row.stream) ?? (await packageOf(db, run, row)))
        const name = `${row.stream} ${slot}`
        // A slot that was not written comes again, and is what it was.
        const before = packages.get(name)
        if (before === undefined) packages.set(name, keys)
        else expect(keys).toEqual(before)
        expect(keys).toHaveLength(row.keyCount)
        expect(hexOf(await packageOf(db, run, row))).toEqual(keys)
      }
      newest = Math.max(newest, slot)
      if (isWritten(slot)) {
        await db.d1
          .prepare('UPDATE layout_slots SET written_at = ? WHERE slot = ?')
          .bind(now, slot)
          .run()
      }
    }
  }
  for (const { jump, arrivals, runs } of history) {
    now += jump
    const keys = arrivals.flatMap((one) => keysOfArrival(one, now, HOUR, ',DE,'))
    await storeKeys(db, keys)
    come.push(...keys)
    await close((slot) => runs[0]?.kind === 'none' || slot % 3 === 0)
  }
  for (let again = 0; again < 20; again++) await close(() => true)

  for (const stream of plan.streams) {
    const out = [...packages].filter(([name]) => name.startsWith(`${stream.name} `))
    const keys = out.flatMap(([, list]) => list)
    expect(new Set(keys).size).toBe(keys.length)
    for (const [name, list] of out) {
      expect(list.length === 0 || list.length >= stream.minimumKeys, name).toBe(true)
    }
    const due = come.filter(
      (key) =>
        isForAudience(
          { origin: key.origin ?? undefined, visited: key.visited ?? [] },
          stream.audience,
        ) && releaseIn(stream, key) < plan.releasesOf(newest).to,
    )
    const waiting = due.filter(({ key }) => !keys.includes(key))
    expect(waiting.length).toBeLessThan(Math.max(1, stream.minimumKeys))
    expect(keys.length + waiting.length).toBe(due.length)
    for (const [name, list] of out) {
      const to = plan.releasesOf(Number(name.split(' ')[1])).to
      for (const key of come.filter((one) => list.includes(one.key))) {
        expect(releaseIn(stream, key)).toBeLessThan(to)
      }
    }
  }
}

test('each release is in one package of each stream, in no slot before its own, and a package has enough keys or none', async () => {
  await fc.assert(fc.asyncProperty(shapes, histories, playPlan), {
    numRuns: 8,
    seed: SEED,
    endOnFailure: true,
  })
}, 300_000)
