import { createHash } from 'node:crypto'
import { describe, expect, test } from 'vitest'
import {
  archiveOf,
  coronaWarnAppTree,
  cwaDay,
  oldKey,
  problemsOf,
  seconds,
  type TestTree,
  textObject,
} from '../../../../test/support/trees.ts'
import { asUnixSeconds } from '../../time.ts'

const BASE = 'version/v1/diagnosis-keys/country'
const DE = `${BASE}/DE/date`
const SEVEN = `${DE}/2020-10-07/hour/7`

const problems = (change: (tree: TestTree) => void, trust = {}) => {
  const tree = coronaWarnAppTree()
  change(tree)
  return problemsOf('corona-warn-app', tree, trust)
}

/** An hour with keys, whatever its place. */
const hour = (at: string, bytes: readonly number[], change = {}, region = 'DE') =>
  archiveOf({
    start: seconds(at),
    end: seconds(at) + 3600,
    region,
    keys: bytes.map((byte) => oldKey(byte, seconds('2020-10-05T00:00:00Z'), change)),
  })

describe('a tree of the Corona-Warn-App', () => {
  test('that is right has no problem, listed or asked for', async () => {
    expect(await problems(() => {})).toEqual([])
    expect(await problems(() => {}, { isAskedFor: true })).toEqual([])
  })
  test('may hold the documents of its apps', async () => {
    const found = await problems((tree) => {
      tree.set('version/v1/configuration/country/DE/app_config', textObject('any'))
      tree.set('version/v1/app_config_android', textObject('any'))
    })
    expect(found).toEqual([])
  })
  test('may hold days that have left their index, and hours of some days only', async () => {
    expect(
      await problems((tree) => {
        tree.set(`${DE}/2020-10-01`, cwaDay('DE', '2020-10-01', []))
      }),
    ).toEqual([])
  })
  test('is found whole by who asks: hours of today too', async () => {
    const found = await problems((tree) => tree.delete(`${DE}/2020-10-08/hour/1`), {
      isAskedFor: true,
    })
    expect(found).toEqual([[`${DE}/2020-10-08/hour`, 'index-names-missing-file']])
  })
})

test.each<[string, (tree: TestTree) => void, readonly (readonly [string, string])[]]>([
  [
    'an hour that its index names and is not there',
    (tree) => tree.delete(`${DE}/2020-10-07/hour/8`),
    [[`${DE}/2020-10-07/hour`, 'index-names-missing-file']],
  ],
  [
    'a day that its index names and is not there',
    (tree) => tree.delete(`${DE}/2020-10-06`),
    [[DE, 'index-names-missing-file']],
  ],
  [
    'a country without an index of days',
    (tree) => tree.delete(`${BASE}/EUR/date`),
    [
      [BASE, 'index-names-missing-file'],
      [`${BASE}/EUR/date`, 'index-missing'],
    ],
  ],
  ['no index of countries', (tree) => tree.delete(BASE), [['version', 'index-names-missing-file']]],
  [
    'a country that its index does not name',
    (tree) => tree.set(BASE, textObject(['DE'])),
    [[BASE, 'index-missing-file']],
  ],
  [
    'a day that is not in its index',
    (tree) => tree.set(DE, textObject(['2020-10-06'])),
    [[DE, 'index-missing-file']],
  ],
  [
    'an hour that is not in its index',
    (tree) => tree.set(`${DE}/2020-10-08/hour`, textObject([0])),
    [[`${DE}/2020-10-08/hour`, 'index-missing-file']],
  ],
  [
    'hours without an index',
    (tree) => tree.delete(`${DE}/2020-10-08/hour`),
    [[`${DE}/2020-10-08/hour`, 'index-missing']],
  ],
  [
    'an index that names nothing beside archives',
    (tree) => tree.set(`${DE}/2020-10-08/hour`, textObject([])),
    [[`${DE}/2020-10-08/hour`, 'index-empty']],
  ],
  [
    'an index that is no list',
    (tree) => tree.set('version/index-v2', textObject('{"v2":1}')),
    [['version/index-v2', 'index-invalid']],
  ],
  [
    'an entry of another form, such as a text for an hour',
    (tree) => tree.set(`${DE}/2020-10-08/hour`, textObject('[0,1,"2"]')),
    [[`${DE}/2020-10-08/hour`, 'index-invalid']],
  ],
  [
    'an entry that would lead out of the tree',
    (tree) => tree.set(BASE, textObject(['../..', 'DE', 'EUR'])),
    [[BASE, 'index-invalid']],
  ],
  [
    'a day twice in its index',
    (tree) => tree.set(DE, textObject(['2020-10-06', '2020-10-07', '2020-10-07'])),
    [[DE, 'index-duplicate-name']],
  ],
  [
    'an index that is not sorted',
    (tree) => tree.set(`${DE}/2020-10-08/hour`, textObject([1, 0])),
    [[`${DE}/2020-10-08/hour`, 'index-form']],
  ],
  [
    'an index with blanks',
    (tree) => tree.set(`${DE}/2020-10-08/hour`, textObject('[0, 1]')),
    [[`${DE}/2020-10-08/hour`, 'index-form']],
  ],
  [
    'an archive of another hour than its name',
    (tree) => tree.set(`${DE}/2020-10-08/hour/1`, hour('2020-10-08T00:00:00Z', [7])),
    [[`${DE}/2020-10-08/hour/1`, 'header-mismatch']],
  ],
  [
    'an archive of another country than its directory',
    (tree) => tree.set(`${DE}/2020-10-08/hour/1`, hour('2020-10-08T01:00:00Z', [7], {}, 'EUR')),
    [[`${DE}/2020-10-08/hour/1`, 'region-mismatch']],
  ],
  [
    'a key in two hours',
    (tree) => tree.set(`${DE}/2020-10-08/hour/1`, hour('2020-10-08T01:00:00Z', [3])),
    [[`${DE}/2020-10-08/hour/1`, 'key-repeated']],
  ],
  [
    'a key in two days',
    (tree) => tree.set(`${DE}/2020-10-06`, cwaDay('DE', '2020-10-06', [1, 3])),
    [[`${DE}/2020-10-07`, 'key-repeated']],
  ],
  [
    'a key twice in a file',
    (tree) => tree.set(`${DE}/2020-10-06`, cwaDay('DE', '2020-10-06', [1, 1, 2])),
    [[`${DE}/2020-10-06`, 'duplicate-key']],
  ],
  [
    'keys that are not sorted',
    (tree) => tree.set(SEVEN, hour('2020-10-07T07:00:00Z', [4, 3])),
    [[SEVEN, 'keys-not-sorted']],
  ],
  [
    'a day without a key of its hours',
    (tree) => tree.set(`${DE}/2020-10-07`, cwaDay('DE', '2020-10-07', [3, 4])),
    [[`${DE}/2020-10-07`, 'day-not-its-hours']],
  ],
  [
    'a day with a key of none of its hours',
    (tree) => tree.set(`${DE}/2020-10-07`, cwaDay('DE', '2020-10-07', [3, 4, 5, 6])),
    [[`${DE}/2020-10-07`, 'day-not-its-hours']],
  ],
  [
    'an archive that can not be read',
    (tree) => tree.set(SEVEN, textObject('not a zip, however long it may be')),
    [[SEVEN, 'zip-malformed']],
  ],
  [
    'an object of another name',
    (tree) => tree.set(`${DE}/2020-10-07/hour/07`, hour('2020-10-07T07:00:00Z', [])),
    [[`${DE}/2020-10-07/hour/07`, 'object-unknown']],
  ],
])('%s is named', async (_what, change, expected) => {
  expect(await problems(change)).toEqual(expected)
})

describe('a key', () => {
  const at = (rollingPeriod: number, start = '2020-10-07T00:00:00Z') => ({
    rollingStartIntervalNumber: seconds(start) / 600,
    rollingPeriod,
  })
  const one = (country: string, change: object) => (tree: TestTree) =>
    tree.set(
      `${BASE}/${country}/date/2020-10-08/hour/1`,
      hour('2020-10-08T01:00:00Z', [7], change, country),
    )

  test('may be released in the hour that starts two hours after its end', async () => {
    expect(await problems(one('DE', at(138)))).toEqual([])
  })
  test('is too fresh in an hour that starts sooner', async () => {
    const file = `${DE}/2020-10-08/hour/1`
    expect(await problems(one('DE', at(139)))).toEqual([[file, 'key-too-fresh']])
  })
  test('of another country is held back by nobody here, unless it is asked for a time', async () => {
    const file = `${BASE}/EUR/date/2020-10-08/hour/1`
    expect(await problems(one('EUR', at(144)))).toEqual([])
    const now = asUnixSeconds(seconds('2020-10-08T01:59:59Z'))
    expect(await problems(one('EUR', at(144)), { now })).toEqual([[file, 'key-too-fresh']])
    expect(await problems(one('EUR', at(144)), { now: now + 1 })).toEqual([])
  })
  test('of a day whose hours are gone ended two hours before its last hour', async () => {
    const day = (rollingPeriod: number) => (tree: TestTree) =>
      tree.set(
        `${DE}/2020-10-06`,
        archiveOf({
          start: seconds('2020-10-06T00:00:00Z'),
          end: seconds('2020-10-07T00:00:00Z'),
          region: 'DE',
          keys: [oldKey(1, 0, at(rollingPeriod, '2020-10-06T00:00:00Z'))],
        }),
      )
    expect(await problems(day(126))).toEqual([])
    expect(await problems(day(127))).toEqual([[`${DE}/2020-10-06`, 'key-too-fresh']])
  })
})

describe('cwa-hash', () => {
  const md5 = (content: Uint8Array) => createHash('md5').update(content).digest()
  const right = md5(md5(Buffer.from('["v1"]'))).toString('hex')

  test('that is right is no problem, under either name', async () => {
    for (const name of ['cwa-hash', 'x-amz-meta-cwa-hash']) {
      const object = { ...textObject(['v1']), headers: { [name]: right } }
      expect(await problems((tree) => tree.set('version', object))).toEqual([])
    }
  })
  test('of other content is named, of an archive too', async () => {
    const sent = { 'x-amz-meta-cwa-hash': right }
    const found = await problems((tree) => {
      tree.set('version/index-v2', { ...textObject(['v2']), headers: sent })
      const archive = tree.get(SEVEN)
      if (archive !== undefined) tree.set(SEVEN, { ...archive, headers: sent })
    })
    expect(found).toEqual([
      ['version/index-v2', 'hash-mismatch'],
      [SEVEN, 'hash-mismatch'],
    ])
  })
})
