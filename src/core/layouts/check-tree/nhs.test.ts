import { describe, expect, test } from 'vitest'
import { aSigner, trusting } from '../../../../test/support/archives.ts'
import {
  answerHeaders,
  archiveOf,
  nhsArchive,
  nhsName,
  nhsTree,
  oldKey,
  problemsOf,
  seconds,
  type TestTree,
  treeSigner,
  type trustOf,
} from '../../../../test/support/trees.ts'
import { asUnixSeconds } from '../../time.ts'

const SIX = seconds('2020-10-08T06:00:00Z')
const TODAY = seconds('2020-10-09T00:00:00Z')
const HOUR = 3600
const sixName = nhsName('two-hourly', SIX)
const todayName = nhsName('daily', TODAY)
/** Apps have the file of 06:00, and that of 08:00 is not made yet. */
const CLOCK = { clock: asUnixSeconds(seconds('2020-10-08T07:30:00Z')) }

const WHOLE = nhsTree()

const problems = (change: (tree: TestTree) => void, trust = {}) => {
  const tree = new Map(WHOLE)
  change(tree)
  return problemsOf('nhs', tree, { ...CLOCK, ...trust })
}

describe('a tree of the NHS layout', () => {
  test('that is right has no problem, listed or asked for', async () => {
    expect(await problems(() => {})).toEqual([])
    expect(await problems(() => {}, { isAskedFor: true })).toEqual([])
  })
  test('has the same rules for the set of a region, which is asked for where it is named', async () => {
    const region = nhsTree('GB-SCT/')
    const all = new Map([...WHOLE, ...region])
    const asked = { ...CLOCK, isAskedFor: true, regions: ['GB-SCT'] }
    expect(await problemsOf('nhs', all, CLOCK)).toEqual([])
    expect(await problemsOf('nhs', all, asked)).toEqual([])
    const absent = await problemsOf('nhs', WHOLE, asked)
    expect(absent.map(([file, rule]) => [file.split('/').slice(1, 3).join('/'), rule])).toEqual([
      ['GB-SCT/daily', 'period-missing'],
      ['GB-SCT/two-hourly', 'period-missing'],
    ])
  })
  test('need not have the file that is being made', async () => {
    const at = { isAskedFor: true, clock: asUnixSeconds(seconds('2020-10-08T07:47:30Z')) }
    const late = (tree: TestTree) => tree.delete(nhsName('two-hourly', SIX - 167 * 2 * HOUR))
    expect(await problems(late, at)).toEqual([])
  })
  test('may hold the empty file of an older day, and a day whose two-hourly files are partly gone', async () => {
    expect(
      await problems((tree) => {
        const oldest = seconds('2020-09-25T00:00:00Z')
        const keys = [oldKey(8, oldest - 48 * HOUR)]
        const span = { start: oldest - 24.25 * HOUR, end: oldest - 0.25 * HOUR }
        tree.set(nhsName('daily', oldest), archiveOf({ ...span, region: null, keys }))
        tree.set(nhsName('daily', oldest - 24 * HOUR), nhsArchive(oldest - 24 * HOUR, 24, []))
      }),
    ).toEqual([])
  })
})

test.each<[string, (tree: TestTree) => void, readonly (readonly [string, string])[]]>([
  [
    'a period without a file between others',
    (tree) => tree.delete(nhsName('two-hourly', SIX - 2 * HOUR)),
    [[nhsName('two-hourly', SIX - 2 * HOUR), 'period-missing']],
  ],
  [
    'an archive of another period than its name',
    (tree) => tree.set(sixName, nhsArchive(SIX - 2 * HOUR, 2, [4, 5])),
    [[sixName, 'header-mismatch']],
  ],
  [
    'an archive that does not know of the offset',
    (tree) =>
      tree.set(
        sixName,
        archiveOf({
          start: SIX - 2 * HOUR,
          end: SIX,
          region: null,
          keys: [4, 5].map((byte) => oldKey(byte, seconds('2020-10-05T00:00:00Z'))),
        }),
      ),
    [[sixName, 'header-mismatch']],
  ],
  [
    'an archive that names a region',
    (tree) =>
      tree.set(
        nhsName('two-hourly', SIX - 2 * HOUR),
        archiveOf({ start: SIX - 4.25 * HOUR, end: SIX - 2.25 * HOUR, region: 'GB', keys: [] }),
      ),
    [[nhsName('two-hourly', SIX - 2 * HOUR), 'region-mismatch']],
  ],
  [
    'a key in two periods, which is then in two days too',
    (tree) => {
      tree.set(sixName, nhsArchive(SIX, 2, [1, 4, 5]))
      tree.set(todayName, nhsArchive(TODAY, 24, [1, 3, 4, 5]))
    },
    [
      [todayName, 'key-repeated'],
      [sixName, 'key-repeated'],
    ],
  ],
  [
    'a day without a key of its periods',
    (tree) => tree.set(nhsName('daily', TODAY - 24 * HOUR), nhsArchive(TODAY - 24 * HOUR, 24, [1])),
    [[nhsName('daily', TODAY - 24 * HOUR), 'day-not-its-hours']],
  ],
  [
    'a day of today with a key of none of its periods',
    (tree) => tree.set(todayName, nhsArchive(TODAY, 24, [3, 4, 5, 6])),
    [[todayName, 'day-not-its-hours']],
  ],
  [
    'a file of an odd hour',
    (tree) => tree.set('distribution/two-hourly/2020100805.zip', nhsArchive(SIX - HOUR, 2, [])),
    [['distribution/two-hourly/2020100805.zip', 'object-unknown']],
  ],
])('%s is named', async (_what, change, expected) => {
  expect(await problems(change)).toEqual(expected)
})

test('the offset is that of the deployment', async () => {
  const found = await problems(() => {}, { offsetMinutes: -20 })
  expect(new Set(found.map(([, rule]) => rule))).toEqual(new Set(['header-mismatch']))
})

test('a key has ended two hours before the end of its period', async () => {
  const ending = (intervals: number) => (tree: TestTree) => {
    const keys = [
      oldKey(4, 0, {
        rollingStartIntervalNumber: seconds('2020-10-08T00:00:00Z') / 600,
        rollingPeriod: intervals,
      }),
      oldKey(5, seconds('2020-10-05T00:00:00Z')),
    ]
    tree.set(
      sixName,
      archiveOf({ start: SIX - 2.25 * HOUR, end: SIX - 0.25 * HOUR, region: null, keys }),
    )
  }
  expect(await problems(ending(24))).toEqual([])
  expect(await problems(ending(25))).toEqual([[sixName, 'key-too-fresh']])
})

describe('the signature of an answer', () => {
  const headerKey = async (signer = treeSigner) => (await trusting(signer)).publicKey
  const sent =
    (change: (headers: Readonly<Record<string, string>>) => Record<string, string>) =>
    async (trust: Parameters<typeof trustOf>[0] = {}) => {
      const tree = new Map(WHOLE)
      for (const [name, object] of tree) {
        const headers = answerHeaders(object.bytes)
        tree.set(name, { ...object, headers: name === sixName ? change(headers) : headers })
      }
      return problemsOf('nhs', tree, { ...CLOCK, headerKey: await headerKey(), ...trust })
    }
  const drop = (name: string) => (headers: Readonly<Record<string, string>>) =>
    Object.fromEntries(Object.entries(headers).filter(([other]) => other !== name))

  test('is good over its date and the object', async () => {
    expect(await sent((headers) => headers)()).toEqual([])
  })
  test('of another key is not, nor of another date, nor in another form', async () => {
    const invalid = [[sixName, 'answer-signature-invalid']]
    const date = 'x-amz-meta-signature-date'
    expect(
      await sent((headers) => ({ ...headers, [date]: 'Thu, 08 Oct 2020 05:47:11 UTC' }))(),
    ).toEqual(invalid)
    expect(await sent((headers) => ({ ...headers, 'x-amz-meta-signature': 'AAAA' }))()).toEqual(
      invalid,
    )
    const found = await sent((headers) => headers)({ headerKey: await headerKey(aSigner()) })
    expect(new Set(found.map(([, rule]) => rule))).toEqual(new Set(['answer-signature-invalid']))
  })
  test('has to be there with its date, where a key was given', async () => {
    for (const name of ['x-amz-meta-signature', 'x-amz-meta-signature-date']) {
      expect(await sent(drop(name))()).toEqual([[sixName, 'answer-signature-missing']])
      expect(await sent(drop(name))({ headerKey: undefined })).toEqual([])
    }
  })
})
