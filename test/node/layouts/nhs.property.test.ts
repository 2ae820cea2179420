/** What must hold of the NHS layout, however keys come, runs fall and things fail. */

import fc from 'fast-check'
import { expect, test } from 'vitest'
import { parseNhsObjectName } from '../../../src/core/layouts/nhs/names.ts'
import { releaseOf } from '../../../src/core/layouts/release.ts'
import {
  type ComeKey,
  HISTORY_PARTNER,
  histories,
  type Moment,
  play,
} from '../../support/layout-history.ts'
import { enterLayoutPartners } from '../../support/layout-partners.ts'
import { keysIn, startNodeLayout } from '../../support/node-layouts.ts'

/** The same cases on each run. */
const SEED = 1119
const DAY = 86_400
const TWO_HOURS = 7200
const WINDOW = 900
const START = Date.parse('2026-11-02T07:12:00Z') / 1000

interface Version {
  readonly keys: readonly string[]
  readonly storedAt: number
}

/** End of the two-hourly period that a key belongs to: its window ends a quarter of an hour early. */
function periodOf({ start, period, createdAt }: ComeKey): number {
  const release = releaseOf(
    { rollingStartIntervalNumber: start, rollingPeriod: period, createdAt },
    { expiryPolicyMinutes: 120, granularitySeconds: WINDOW },
  )
  const shifted = release + WINDOW
  return shifted - (shifted % TWO_HOURS) + TWO_HOURS
}

const dayOf = (end: number): number => end - 1 - ((end - 1) % DAY) + DAY

async function playNhs(history: readonly Moment[]): Promise<void> {
  const layout = await startNodeLayout({
    layout: 'nhs',
    settings: {
      homeRegion: 'GB-EAW',
      appBundleId: 'uk.nhs.covid19.production',
      allowedPrefixes: [HISTORY_PARTNER.prefix],
    },
    region: 'GB-EAW',
    truncateWindowSeconds: WINDOW,
  })
  await enterLayoutPartners(layout.db, [HISTORY_PARTNER])
  const versions = new Map<string, Version[]>()
  let at = START
  layout.archives.stored = (name, { bytes }) => {
    const known = versions.get(name) ?? []
    versions.set(name, [...known, { keys: keysIn(bytes), storedAt: at }])
  }
  const timed = {
    ...layout,
    run: (now: number, deps?: Parameters<typeof layout.run>[1]) => {
      at = now
      return layout.run(now, deps)
    },
  }
  const { keys, now } = await play(timed, history, START, WINDOW, ',GB-EAW,', () => undefined)
  const end = now + 301
  at = end
  await layout.runAll(end)

  const out = { daily: [] as string[], 'two-hourly': [] as string[] }
  for (const [name, stored] of versions) {
    const object = parseNhsObjectName('', name)
    if (object === undefined) throw new Error(name)
    const full = stored.filter((version) => version.keys.length > 0)
    if (object.kind === 'two-hourly') expect(stored, `${name} is written twice`).toHaveLength(1)
    const largest = full.at(-1)?.keys ?? []
    out[object.kind].push(...largest)
    for (const [i, version] of stored.entries()) {
      const before = stored[i - 1]
      if (before === undefined) continue
      // A day only grows, until it is emptied at its age; a run that died may have stored the same before.
      const isEmptied = version.keys.length === 0 && before.keys.length > 0
      if (isEmptied) expect(end - object.end).toBeGreaterThan(13 * DAY)
      else expect(version.keys).toEqual(expect.arrayContaining([...before.keys]))
    }
  }
  const newest = Math.max(
    ...[...versions.keys()].map((name) => {
      const object = parseNhsObjectName('', name)
      return object?.kind === 'two-hourly' ? object.end : 0
    }),
  )
  expect(newest).toBeGreaterThan(end - TWO_HOURS)
  const released = keys.filter((key) => periodOf(key) <= newest).map(({ key }) => key)
  for (const list of Object.values(out)) expect(list.sort()).toEqual(released.sort())
  for (const [name, stored] of versions) {
    const object = parseNhsObjectName('', name)
    const ofFile = keys.filter((key) => {
      const period = periodOf(key)
      return period <= newest && (object?.kind === 'daily' ? dayOf(period) : period) === object?.end
    })
    const largest = stored.filter((version) => version.keys.length > 0).at(-1)?.keys ?? []
    expect(largest, name).toEqual(ofFile.map(({ key }) => key).sort())
  }
  for (const list of versions.values()) {
    for (const { keys: written, storedAt } of list) {
      for (const key of written) {
        const { start = 0, period = 0 } = keys.find((one) => one.key === key) ?? {}
        expect((start + period) * 600 + 2 * 3600).toBeLessThanOrEqual(storedAt)
      }
    }
  }
}

test('each released key is in one two-hourly file and one daily one, and only days that go on or are emptied change', async () => {
  await fc.assert(fc.asyncProperty(histories, playNhs), {
    numRuns: 4,
    seed: SEED,
    endOnFailure: true,
  })
}, 300_000)
