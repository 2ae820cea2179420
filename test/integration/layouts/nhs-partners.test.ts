/** Partners' keys in the NHS layout: whose are published, and in which region's files. */

import { describe, expect, test } from 'vitest'
import { PROVENANCE } from '../../../src/db/keyserver/queries/diagnosis-keys.ts'
import { enterLayoutPartners } from '../../support/layout-partners.ts'
import {
  keysOf,
  readBucket,
  type StoredTestKey,
  startLayout,
  storeKeys,
  type TestLayout,
} from '../../support/layouts.ts'

const seconds = (text: string) => Date.parse(text) / 1000
/** The run at minute 47 before the period that ends at noon. */
const RUN = seconds('2020-07-04T11:47:00Z')
const SUBMITTED = seconds('2020-07-04T09:30:00Z')
const TWO_HOURLY = '2020070410'

const NEARFORM = 1
const HUB = 2

async function start(settings: Readonly<Record<string, unknown>> = {}): Promise<TestLayout> {
  const layout = await startLayout({
    layout: 'nhs',
    settings: { homeRegion: 'GB-EAW', ...settings },
    regions: ['GB-EAW'],
    truncateWindowSeconds: 900,
  })
  await enterLayoutPartners(layout.db, [
    { id: NEARFORM, prefix: 'nearform' },
    // Ended, but its keys are still there.
    { id: HUB, prefix: 'hub', activeThru: 1 },
  ])
  return layout
}

const hex = (...bytes: number[]) =>
  bytes.map((byte) => byte.toString(16).padStart(2, '0').repeat(16))
const own = (byte: number, change: Partial<StoredTestKey> = {}): StoredTestKey => ({
  key: byte.toString(16).padStart(2, '0').repeat(16),
  createdAt: SUBMITTED,
  start: seconds('2020-07-01T00:00:00Z') / 600,
  regions: ',GB-EAW,',
  ...change,
})
const theirs = (
  byte: number,
  sourceId: number,
  origin: string,
  visited: readonly string[] = [origin],
): StoredTestKey => own(byte, { provenance: PROVENANCE.federated, sourceId, origin, visited })

async function published(layout: TestLayout, region = ''): Promise<readonly string[]> {
  await layout.runAll(RUN)
  const name = `distribution/${region}two-hourly/${TWO_HOURLY}.zip`
  return keysOf((await readBucket()).get(name), layout.publicKeys)
}

const KEYS = [
  own(1),
  own(2, { type: 3 }),
  own(3, { provenance: PROVENANCE.synthetic }),
  own(4, { provenance: PROVENANCE.imported, sourceId: HUB }),
  theirs(5, NEARFORM, 'GB-SCT'),
  theirs(6, NEARFORM, 'GB-NIR'),
  theirs(7, NEARFORM, 'JE'),
  theirs(8, HUB, 'DE'),
  theirs(9, HUB, 'GB-SCT'),
]

describe('the default set', () => {
  test.each<[string, Readonly<Record<string, readonly string[]>>, readonly number[]]>([
    ['our own keys alone, without rules', {}, [1, 2, 3, 4]],
    [
      'those of a partner’s origins',
      { allowedPrefixes: ['nearform/GB-SCT', 'nearform/JE'] },
      [1, 2, 3, 4, 5, 7],
    ],
    [
      'those of a whole partner, also of one that ended',
      { allowedPrefixes: ['hub'] },
      [1, 2, 3, 4, 8, 9],
    ],
    [
      'none that are disabled, even if allowed',
      { allowedPrefixes: ['nearform', 'hub/DE'], disabledPrefixes: ['nearform/JE', 'hub'] },
      [1, 2, 3, 4, 5, 6],
    ],
    [
      'no self-reports, where they are disabled',
      { disabledPrefixes: ['mobile/RAPID_SELF_REPORTED'] },
      [1, 3, 4],
    ],
    [
      'none of phones, where they are disabled',
      { allowedPrefixes: ['hub'], disabledPrefixes: ['mobile'] },
      [4, 8, 9],
    ],
    [
      'nobody’s whose prefix begins alike',
      { allowedPrefixes: ['near', 'nearform/GB'] },
      [1, 2, 3, 4],
    ],
  ])('has %s', async (_what, settings, expected) => {
    const layout = await start(settings)
    await storeKeys(layout.db, KEYS)
    expect(await published(layout)).toEqual(hex(...expected))
  })

  test('begins with the first key that is published, not with one that is not', async () => {
    const layout = await start()
    const early = {
      createdAt: SUBMITTED - 5 * 86_400,
      start: seconds('2020-06-25T00:00:00Z') / 600,
    }
    await storeKeys(layout.db, [{ ...theirs(5, NEARFORM, 'GB-SCT'), ...early }, own(1)])
    await layout.runAll(RUN)
    const { results } = await layout.db.d1
      .prepare('SELECT min(slot) AS first FROM layout_slots')
      .all<{ first: number }>()
    expect(results[0]?.first).toBe(seconds('2020-07-04T10:00:00Z'))
  })
})

test('each region has the partners’ keys of interest to it, of those that are allowed', async () => {
  const layout = await start({
    interestFilter: true,
    regions: ['GB-SCT', 'JE'],
    interestOrigins: { JE: ['DE'], 'GB-EAW': ['GB-NIR'] },
    allowedPrefixes: ['nearform', 'hub'],
    disabledPrefixes: ['hub/FR'],
  })
  await storeKeys(layout.db, [
    own(1),
    own(2, { visited: ['GB-EAW', 'JE'] }),
    theirs(3, NEARFORM, 'GB-SCT'),
    theirs(4, NEARFORM, 'GB-SCT', ['GB-SCT', 'GB-EAW', 'JE']),
    theirs(5, NEARFORM, 'GB-NIR'),
    theirs(6, NEARFORM, 'IE', []),
    theirs(7, HUB, 'DE'),
    theirs(8, HUB, 'FR', ['FR', 'GB-EAW', 'GB-SCT', 'JE']),
  ])
  expect(await published(layout)).toEqual(hex(1, 2, 4, 5, 6))
  expect(await published(layout, 'GB-SCT/')).toEqual(hex(3, 4, 6))
  expect(await published(layout, 'JE/')).toEqual(hex(2, 4, 6, 7))
})
