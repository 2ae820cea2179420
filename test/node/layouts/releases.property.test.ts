/** The database selects a layout's keys by the rules that `core/layouts/release.ts` states: any rows, any rule, any span. */

import fc from 'fast-check'
import { expect, test } from 'vitest'
import { toHex } from '../../../src/core/bytes.ts'
import { PACKED_KEY_BYTES } from '../../../src/core/export/packed-keys.ts'
import {
  type Audience,
  isForAudience,
  type ReleaseRule,
  releaseOf,
} from '../../../src/core/layouts/release.ts'
import { isFromSources, type KeySources } from '../../../src/core/layouts/sources.ts'
import { openKeyserver } from '../../../src/db/keyserver/database.ts'
import {
  type ReleaseQuery,
  type ReleaseSpan,
  readFirstRelease,
  readReleases,
} from '../../../src/db/keyserver/queries/layout-keys.ts'
import { sqliteD1 } from '../../support/sqlite-d1.ts'
import { type StoredTestKey, storeKeys } from '../../support/stored-keys.ts'

const HOUR = 3600
const DAY = 86_400
const NOW = Date.parse('2026-11-19T10:00:00Z') / 1000
const QUARTER = 900
const REVOKED = 5
const COUNTRIES = ['DE', 'FR', 'NL', 'D', 'EUR']

type Row = StoredTestKey & { readonly period: number; readonly regions: string }

/** Quarters of an hour around the present one. */
const quarters = (hours: number) =>
  fc.integer({ min: -4 * hours, max: 4 * hours }).map((count) => NOW + count * QUARTER)

const rows: fc.Arbitrary<readonly Row[]> = fc
  .array(
    fc
      .record({
        createdAt: quarters(40),
        // A key may not have ended, or have ended long ago; nobody stores one that starts after its submission.
        age: fc.integer({ min: 0, max: 300 }),
        period: fc.oneof(fc.constant(144), fc.integer({ min: 1, max: 144 })),
        origin: fc.option(fc.constantFrom(...COUNTRIES)),
        visited: fc.option(fc.uniqueArray(fc.constantFrom(...COUNTRIES), { maxLength: 3 })),
        regions: fc.constantFrom(',DE,', ',FR,', ',DE,FR,', ',DEX,'),
        traveler: fc.boolean(),
        type: fc.constantFrom(0, 1, 3),
        provenance: fc.constantFrom(0, 1, 2, 3),
        sourceId: fc.constantFrom(1, 2, 12),
        revised: fc.option(fc.record({ type: fc.constantFrom(1, 2, REVOKED), at: quarters(48) }), {
          freq: 2,
        }),
      })
      .map(({ age, revised, ...row }) => ({
        ...row,
        start: Math.floor(row.createdAt / 600) - age,
        ...(revised !== null && { revised }),
      })),
    { maxLength: 60 },
  )
  .map((list) =>
    list.map((row, i) => ({ ...row, key: (i * 7 + 1).toString(16).padStart(32, '0') })),
  )

const rules: fc.Arbitrary<ReleaseRule> = fc.record({
  expiryPolicyMinutes: fc.constantFrom(undefined, 0, 60, 120, 720),
  granularitySeconds: fc.constantFrom(QUARTER, HOUR),
})

const countryLists = fc.uniqueArray(fc.constantFrom(...COUNTRIES), { maxLength: 3 })
const audiences: fc.Arbitrary<Audience> = fc.oneof(
  fc.constant({ kind: 'everyone' as const }),
  fc.record({ kind: fc.constant('at_home' as const), country: fc.constantFrom('DE', 'FR') }),
  fc.record({
    kind: fc.constant('abroad' as const),
    country: fc.constantFrom('DE', 'FR'),
    supportedCountries: countryLists,
    otherCountries: fc.option(countryLists, { nil: undefined }),
  }),
  fc.record({
    kind: fc.constant('of_interest' as const),
    region: fc.constantFrom('DE', 'FR'),
    home: fc.constantFrom('DE', 'NL'),
    interestOrigins: countryLists,
  }),
)

const partnerSources = fc.array(
  fc.record({
    partnerId: fc.constantFrom(1, 2, 12),
    origin: fc.option(fc.constantFrom(...COUNTRIES), { nil: undefined }),
  }),
  { maxLength: 3 },
)
const sourceRules: fc.Arbitrary<KeySources | undefined> = fc.option(
  fc.record({
    allowed: partnerSources,
    disabled: partnerSources,
    disabledOwn: fc.constantFrom<KeySources['disabledOwn']>([], [3], 'all'),
  }),
  { nil: undefined },
)

const selections = fc.record({
  regions: fc.uniqueArray(fc.constantFrom('DE', 'FR'), { maxLength: 2 }),
  excludeRegions: fc.constantFrom<readonly string[]>([], ['FR']),
  includeTravelers: fc.boolean(),
  onlyNonTravelers: fc.constant(false),
})

const spans: fc.Arbitrary<ReleaseSpan> = fc.record({
  from: quarters(40),
  to: quarters(40),
  createdFrom: quarters(44),
  starts: fc.option(
    fc
      .tuple(fc.integer({ min: -400, max: 0 }), fc.integer({ min: 0, max: 400 }))
      .map(([after, length]) => ({
        after: Math.floor(NOW / 600) + after,
        atMost: Math.floor(NOW / 600) + after + length,
      })),
    { nil: undefined },
  ),
})

/** By provenance. */
const FROM = ['here', 'here', 'import', 'partner'] as const

/** What the rules say of a row. */
function isSelected(row: Row, { selection, sources, audience, rule }: ReleaseQuery): boolean {
  const names = (region: string) => row.regions.split(',').includes(region)
  const isTaken =
    selection.regions.some(names) || (selection.includeTravelers && row.traveler === true)
  if (!isTaken || selection.excludeRegions.some(names)) return false
  const sourced = {
    from: FROM[row.provenance ?? 0] ?? 'here',
    sourceId: row.sourceId,
    origin: row.origin ?? undefined,
    reportType: row.type ?? 0,
  }
  if (sources !== undefined && !isFromSources(sourced, sources)) return false
  const from = { origin: row.origin ?? undefined, visited: row.visited ?? [] }
  if (!isForAudience(from, audience)) return false
  return (
    row.revised?.type !== REVOKED ||
    row.revised.at >= releaseOfRow(row, rule) + rule.granularitySeconds
  )
}

const releaseOfRow = ({ start, period, createdAt }: Row, rule: ReleaseRule): number =>
  releaseOf({ rollingStartIntervalNumber: start, rollingPeriod: period, createdAt }, rule)

const isInSpan = (row: Row, rule: ReleaseRule, span: ReleaseSpan): boolean => {
  const release = releaseOfRow(row, rule)
  if (release < span.from || release >= span.to || row.createdAt < span.createdFrom) return false
  return (
    span.starts === undefined || (row.start > span.starts.after && row.start <= span.starts.atMost)
  )
}

const db = openKeyserver(sqliteD1())

async function stored(list: readonly Row[]): Promise<void> {
  await db.d1.prepare('DELETE FROM diagnosis_keys').run()
  await storeKeys(db, list)
}

async function readKeys(query: ReleaseQuery, span: ReleaseSpan): Promise<readonly string[]> {
  const keys: string[] = []
  for (const { createdAt, pages } of await readReleases(db, query, span)) {
    const ofTime: string[] = []
    for await (const page of pages) {
      for (let at = 0; at < page.length; at += PACKED_KEY_BYTES) {
        ofTime.push(toHex(page.subarray(at, at + 16)))
      }
    }
    expect(ofTime, `ascending at ${createdAt}`).toEqual([...ofTime].sort())
    keys.push(...ofTime)
  }
  return keys.sort()
}

test('a span of releases has just the keys that the rules release in it, each once', async () => {
  await fc.assert(
    fc.asyncProperty(
      rows,
      selections,
      sourceRules,
      audiences,
      rules,
      spans,
      async (list, selection, sources, audience, rule, span) => {
        await stored(list)
        const query = { selection, sources, audience, rule }
        const expected = list.filter((row) => isSelected(row, query) && isInSpan(row, rule, span))
        expect(await readKeys(query, span)).toEqual(expected.map(({ key }) => key).sort())
      },
    ),
    { numRuns: 3000 },
  )
})

test('spans that meet have every key once between them', async () => {
  await fc.assert(
    fc.asyncProperty(rows, rules, quarters(20), async (list, rule, middle) => {
      await stored(list)
      const selection = {
        regions: ['DE', 'FR'],
        excludeRegions: [],
        includeTravelers: true,
        onlyNonTravelers: false,
      }
      const query = { selection, audience: { kind: 'everyone' as const }, rule }
      const [from, to] = [NOW - 30 * DAY, NOW + 30 * DAY]
      const whole = await readKeys(query, { from, to, createdFrom: 0 })
      const before = await readKeys(query, { from, to: middle, createdFrom: 0 })
      const after = await readKeys(query, { from: middle, to, createdFrom: 0 })
      expect([...before, ...after].sort()).toEqual(whole)
    }),
    { numRuns: 500 },
  )
})

test('the first release is not after that of any key which the rules select', async () => {
  await fc.assert(
    fc.asyncProperty(
      rows,
      sourceRules,
      audiences,
      rules,
      quarters(40),
      async (list, sources, audience, rule, createdFrom) => {
        await stored(list)
        const selection = {
          regions: ['DE'],
          excludeRegions: [],
          includeTravelers: false,
          onlyNonTravelers: false,
        }
        const query = { selection, sources, audience, rule }
        const releases = list
          .filter((row) => row.createdAt >= createdFrom && isSelected(row, query))
          .map((row) => releaseOfRow(row, rule))
        const first = await readFirstRelease(db, query, createdFrom)
        if (releases.length > 0) expect(first).toBeLessThanOrEqual(Math.min(...releases))
      },
    ),
    { numRuns: 500 },
  )
})

test('a row that no file can hold is left out, and the others are read', async () => {
  const good: Row = {
    key: 'aa'.repeat(16),
    createdAt: NOW,
    start: Math.floor(NOW / 600) - 300,
    period: 144,
    regions: ',DE,',
  }
  await stored([
    good,
    { ...good, key: 'bb'.repeat(15) },
    { ...good, key: 'cc'.repeat(16), period: 300 },
    { ...good, key: 'dd'.repeat(16), risk: 4000 },
    { ...good, key: 'ee'.repeat(16), type: -1 },
    { ...good, key: 'ff'.repeat(16), period: 0 },
  ])
  const selection = {
    regions: ['DE'],
    excludeRegions: [],
    includeTravelers: false,
    onlyNonTravelers: false,
  }
  const rule = { expiryPolicyMinutes: 120, granularitySeconds: HOUR }
  const query = { selection, audience: { kind: 'everyone' as const }, rule }
  expect(await readKeys(query, { from: NOW - HOUR, to: NOW + HOUR, createdFrom: 0 })).toEqual([
    good.key,
  ])
})
