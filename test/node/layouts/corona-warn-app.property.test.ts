/** What must hold of the Corona-Warn-App layout, however keys come, runs fall and things fail. */

import fc from 'fast-check'
import { expect, test } from 'vitest'
import { dateOf } from '../../../src/core/layouts/corona-warn-app/index-texts.ts'
import { parseObjectName } from '../../../src/core/layouts/corona-warn-app/paths.ts'
import { shiftKeys } from '../../../src/core/layouts/corona-warn-app/shifting.ts'
import { releaseOf } from '../../../src/core/layouts/release.ts'
import { type ComeKey, histories, type Moment, play } from '../../support/layout-history.ts'
import { keysIn, type NodeLayout, startNodeLayout } from '../../support/node-layouts.ts'

/** The same cases on each run. */
const SEED = 1119
const HOUR = 3600
const DAY = 86_400
const START = Date.parse('2026-11-02T07:12:00Z') / 1000
const EXPIRY_MINUTES = 120
/** Keys that waited longer may have left the ten days while they did: a run may come days late. */
const LONGEST_WAIT = 7 * DAY
const COUNTRIES = ['DE', 'EUR'] as const
const BASE = 'version/v1/diagnosis-keys/country'

type Packages = ReadonlyMap<number, readonly string[]>

interface PublishedArchive {
  readonly country: string
  readonly kind: 'hour' | 'day'
  readonly slot: number
  readonly etag: string
  readonly keys: readonly string[]
  readonly storedAt: number
}

/** Everything that was ever in the bucket. */
class Witness {
  readonly archives = new Map<string, PublishedArchive>()
  now = START

  constructor(layout: NodeLayout) {
    layout.archives.stored = (name, { bytes, etag }) => {
      const object = parseObjectName('', name)
      if (object?.kind !== 'hour' && object?.kind !== 'day') return
      expect(this.archives.get(name), `${name} is written twice`).toBeUndefined()
      const hour = object.kind === 'hour' ? object.hour * HOUR : 0
      this.archives.set(name, {
        country: object.country,
        kind: object.kind,
        slot: Date.parse(object.date) / 1000 + hour,
        etag,
        keys: keysIn(bytes),
        storedAt: this.now,
      })
    }
  }

  of(country: string, kind: 'hour' | 'day'): readonly PublishedArchive[] {
    return [...this.archives.values()].filter(
      (archive) => archive.country === country && archive.kind === kind,
    )
  }
}

/** After a run that ended well: what an index names is there, and what is there and new enough is named. */
function expectTrueIndexes({ archives, textOf }: NodeLayout, now: number): void {
  const list = (name: string): (string | number)[] => JSON.parse(textOf(name) ?? '[]')
  const [today, yesterday] = [dateOf(now), dateOf(now - DAY)]
  for (const country of COUNTRIES) {
    const dates = list(`${BASE}/${country}/date`)
    for (const date of dates) {
      expect(archives.objects.has(`${BASE}/${country}/date/${date}`), `${country} ${date}`).toBe(
        true,
      )
    }
    const hours: string[] = []
    for (const name of archives.objects.keys()) {
      const object = parseObjectName('', name)
      if (object?.kind === 'hour' && object.country === country) hours.push(name)
      if (object?.kind !== 'day' || object.country !== country) continue
      const day = Date.parse(object.date) / 1000
      // Days that are older than the keys that are published stay for 14 days, but no index names them.
      const isNew = day > now - 9 * DAY && keysIn(archives.objects.get(name)?.bytes).length > 0
      if (isNew) expect(dates).toContain(object.date)
      expect(day).toBeGreaterThanOrEqual(now - (now % DAY) - 14 * DAY)
    }
    const named = [today, yesterday].flatMap((date) => {
      const index = `${BASE}/${country}/date/${date}/hour`
      return list(index).map((hour) => `${index}/${hour}`)
    })
    expect(hours.sort()).toEqual(named.sort())
  }
}

const isAtHome = ({ source }: ComeKey) => ['home', 'visitor', 'unstated'].includes(source)

/** Packages as the original would make them of all keys that ever came. */
function oracle(keys: readonly ComeKey[], threshold: number, until: number): [Packages, ComeKey[]] {
  const home = new Map<number, ComeKey[]>()
  for (const key of keys.filter(isAtHome)) {
    const span = { rollingStartIntervalNumber: key.start, rollingPeriod: key.period }
    const hour = releaseOf(
      { ...span, createdAt: key.createdAt },
      { expiryPolicyMinutes: EXPIRY_MINUTES, granularitySeconds: HOUR },
    )
    home.set(hour, [...(home.get(hour) ?? []), key])
  }
  const { packages } = shiftKeys(home, Math.max(1, threshold), until)
  const late = [...packages].flatMap(([hour, list]) =>
    list.filter(({ createdAt }) => hour - createdAt > LONGEST_WAIT),
  )
  return [new Map([...packages].map(([hour, list]) => [hour, list.map(({ key }) => key)])), late]
}

function unionOf(home: Packages, keys: readonly ComeKey[], until: number): Packages {
  const union = new Map([...home].map(([hour, list]) => [hour, [...list]]))
  for (const { key, createdAt } of keys.filter(({ source }) => source === 'abroad')) {
    const hour = createdAt - (createdAt % HOUR)
    if (hour < until) union.set(hour, [...(union.get(hour) ?? []), key])
  }
  return union
}

const sorted = (keys: Iterable<string>) => [...keys].sort()

function expectRightPackages(
  witness: Witness,
  keys: readonly ComeKey[],
  threshold: number,
  now: number,
): void {
  const until = now - (now % HOUR)
  const [home, late] = oracle(keys, threshold, until)
  const expected = { DE: home, EUR: unionOf(home, keys, until) }
  for (const country of COUNTRIES) {
    const [days, hours] = [witness.of(country, 'day'), witness.of(country, 'hour')]
    for (const list of [days, hours]) {
      const out = list.flatMap((archive) => archive.keys)
      expect(new Set(out).size, `${country}: no key twice`).toBe(out.length)
    }
    for (const hour of hours) {
      const day = days.find(({ slot }) => slot === hour.slot - (hour.slot % DAY))
      if (day !== undefined) expect(day.keys).toEqual(expect.arrayContaining([...hour.keys]))
    }
    if (late.length > 0) continue
    for (const { slot, keys: out } of hours) {
      expect(out, `${country} hour ${slot}`).toEqual(sorted(expected[country].get(slot) ?? []))
    }
    const first = Math.min(...expected[country].keys())
    for (let day = first - (first % DAY); day < now - (now % DAY); day += DAY) {
      const ofDay = [...expected[country]].filter(([hour]) => hour >= day && hour < day + DAY)
      const out = days.find(({ slot }) => slot === day)?.keys ?? []
      expect(out, `${country} ${dateOf(day)}`).toEqual(sorted(ofDay.flatMap(([, list]) => list)))
    }
  }
}

/** No key leaves before its hour, and at home none before two hours after its end. */
function expectNothingEarly(witness: Witness, keys: readonly ComeKey[]): void {
  const known = new Map(keys.map((key) => [key.key, key]))
  for (const { keys: out, storedAt } of witness.archives.values()) {
    for (const key of out) {
      const { start = 0, period = 0, createdAt = 0, ...rest } = known.get(key) ?? {}
      expect(createdAt - (createdAt % HOUR) + HOUR).toBeLessThanOrEqual(storedAt)
      if ('source' in rest && rest.source !== 'abroad') {
        expect((start + period) * 600 + 2 * HOUR).toBeLessThanOrEqual(storedAt)
      }
    }
  }
}

async function playCoronaWarnApp(
  history: readonly Moment[],
  threshold: number,
  truncateWindowSeconds: number,
): Promise<void> {
  const layout = await startNodeLayout({
    layout: 'corona-warn-app',
    settings: {
      supportedCountries: ['DE', 'FR', 'NL'],
      appBundleId: 'de.rki.coronawarnapp-dev',
      shiftingThreshold: threshold,
    },
    truncateWindowSeconds,
  })
  const witness = new Witness(layout)
  // The witness sees the time of the run that writes.
  const run = layout.run
  const timed: NodeLayout = {
    ...layout,
    run(now, deps) {
      witness.now = now
      return run(now, deps)
    },
  }
  const { keys, now } = await play(
    timed,
    history,
    START,
    truncateWindowSeconds,
    ',DE,',
    () => undefined,
  )
  const end = now - (now % DAY) + DAY + 2 * HOUR + 100
  for (let at = now + 301; at < end; at += 7 * HOUR) {
    witness.now = at
    await layout.runAll(at)
    expectTrueIndexes(layout, at)
  }
  witness.now = end
  await layout.runAll(end)
  expectTrueIndexes(layout, end)
  expectRightPackages(witness, keys, threshold, end)
  expectNothingEarly(witness, keys)
  for (const { keys: out } of witness.of('DE', 'hour')) {
    expect(out.length === 0 || out.length >= threshold).toBe(true)
  }
}

const thresholds = fc.constantFrom(0, 1, 5, 12)
const windows = fc.constantFrom(900, 3600)

test('each released key is in one hour and one day of each directory, and nothing published ever changes', async () => {
  await fc.assert(fc.asyncProperty(histories, thresholds, windows, playCoronaWarnApp), {
    numRuns: 6,
    seed: SEED,
    endOnFailure: true,
  })
}, 300_000)
