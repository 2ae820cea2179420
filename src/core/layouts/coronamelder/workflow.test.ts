import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { parseIsoTime } from '../../iso-time.ts'
import { addSeconds, asUnixSeconds, intervalOf, type UnixSeconds } from '../../time.ts'
import {
  bucketValidUntil,
  checkUpload,
  judgeKeys,
  DEFAULT_WORKFLOW_SETTINGS as SETTINGS,
  type SentKey,
  toldValidity,
  type WorkflowState,
} from './workflow.ts'

const at = (text: string): UnixSeconds => parseIsoTime(text) ?? asUnixSeconds(0)
/** Thursday, with all of the day's rules open. */
const NOW = at('2026-11-19T10:20:00Z')
const TODAY = 144 * Math.floor(NOW / 86_400)
const HOUR = 3600

let seed = 0
const key = (daysAgo: number, rest: Partial<SentKey> = {}): SentKey => ({
  keyData: new Uint8Array(16).fill(++seed),
  rollingStartNumber: TODAY - 144 * daysAgo,
  rollingPeriod: 144,
  ...rest,
})

const workflow = (rest: Partial<WorkflowState> = {}): WorkflowState => ({
  createdAt: addSeconds(NOW, -HOUR),
  validUntil: addSeconds(NOW, 24 * HOUR),
  authorisedAt: undefined,
  lastPublishedStart: undefined,
  waiting: [],
  ...rest,
})

const judge = (keys: readonly SentKey[], rest: Partial<WorkflowState> = {}, now = NOW) =>
  judgeKeys(keys, workflow(rest), now, SETTINGS)

describe('a bucket', () => {
  test.each([
    ['in winter', '2026-11-19T10:20:00Z', '2026-11-20T03:30:00Z'],
    ['in summer', '2026-07-01T10:20:00Z', '2026-07-02T02:30:00Z'],
    ['at the last second of a local day', '2026-11-18T22:59:59Z', '2026-11-19T03:30:00Z'],
    ['at local midnight', '2026-11-18T23:00:00Z', '2026-11-20T03:30:00Z'],
    ['before clocks go back', '2026-10-24T12:00:00Z', '2026-10-25T03:30:00Z'],
    ['on the day that they do', '2026-10-25T12:00:00Z', '2026-10-26T03:30:00Z'],
    ['before clocks go forward', '2026-03-28T12:00:00Z', '2026-03-29T02:30:00Z'],
    ['on the last day of a year', '2026-12-31T12:00:00Z', '2027-01-01T03:30:00Z'],
  ])('that is made %s is good to half past four of the next morning', (_when, made, end) => {
    expect(bucketValidUntil(at(made), SETTINGS)).toBe(at(end))
  })

  test('ends by the clocks of its zone', () => {
    const utc = { ...SETTINGS, timeZone: 'UTC' }
    expect(bucketValidUntil(NOW, utc)).toBe(at('2026-11-20T04:30:00Z'))
    const tokyo = { ...SETTINGS, timeZone: 'Asia/Tokyo' }
    expect(bucketValidUntil(NOW, tokyo)).toBe(at('2026-11-19T19:30:00Z'))
  })

  test('is told to be good for as many seconds less as the clock error has minutes', () => {
    expect(toldValidity(addSeconds(NOW, 1000), NOW, SETTINGS)).toBe(970)
  })
})

describe('an upload', () => {
  test('of no key, and of the most that are taken, is looked at', () => {
    expect(checkUpload([], SETTINGS)).toBeUndefined()
    const keys = Array.from({ length: 98 }, () => key(1))
    expect(checkUpload(keys, SETTINGS)).toBeUndefined()
  })

  test.each([
    ['one key too many', () => Array.from({ length: 99 }, () => key(1)), 'too_many_keys'],
    ['a key of 15 bytes', () => [key(1), key(2, { keyData: new Uint8Array(15) })], 'key_length'],
    ['a key of 17 bytes', () => [key(2, { keyData: new Uint8Array(17) })], 'key_length'],
    [
      'a key from before there were apps',
      () => [key(1), key(2, { rollingStartNumber: 2_629_583 })],
      'start_too_early',
    ],
    [
      'one key twice',
      () => [key(1, { keyData: new Uint8Array(16) }), key(2, { keyData: new Uint8Array(16) })],
      'repeated_key',
    ],
  ])('with %s is passed over whole', (_name, keys, problem) => {
    expect(checkUpload(keys(), SETTINGS)).toBe(problem)
  })

  test('from the very first interval on is looked at', () => {
    expect(checkUpload([key(0, { rollingStartNumber: 2_629_584 })], SETTINGS)).toBeUndefined()
  })
})

describe('a key', () => {
  test.each([
    ['of 14 days ago', key(14), []],
    [
      'an interval older',
      key(14, { rollingStartNumber: TODAY - 14 * 144 - 1 }),
      ['start_out_of_range'],
    ],
    ['of 15 days ago', key(15), ['start_out_of_range']],
    [
      'that starts after this midnight',
      key(0, { rollingStartNumber: TODAY + 1 }),
      ['start_out_of_range'],
    ],
    ['of tomorrow', key(-1), ['start_out_of_range']],
    ['of no interval', key(1, { rollingPeriod: 0 }), ['rolling_period']],
    ['of one interval', key(1, { rollingPeriod: 1 }), []],
    ['of 145 intervals', key(1, { rollingPeriod: 145 }), ['rolling_period']],
  ])('%s', (_name, sent, refused) => {
    expect(judge([sent]).refused).toEqual(refused)
    expect(judge([sent]).accepted).toHaveLength(1 - refused.length)
  })

  test('that is refused keeps no other from being taken', () => {
    const { accepted, refused } = judge([key(15), key(3), key(1, { rollingPeriod: 0 }), key(2)])
    expect(accepted.map((one) => one.rollingStartIntervalNumber)).toEqual([
      TODAY - 3 * 144,
      TODAY - 2 * 144,
    ])
    expect(refused).toEqual(['start_out_of_range', 'rolling_period'])
  })

  test('not after the newest that was published is refused', () => {
    const lastPublishedStart = TODAY - 2 * 144
    const { accepted, refused } = judge([key(3), key(2), key(1)], { lastPublishedStart })
    expect(refused).toEqual(['before_last_published', 'before_last_published'])
    expect(accepted).toHaveLength(1)
  })

  test('of a day after that of its bucket is refused', () => {
    const createdAt = addSeconds(NOW, -24 * HOUR)
    expect(judge([key(0)], { createdAt }).refused).toEqual(['after_creation_day'])
    expect(judge([key(1)], { createdAt }).refused).toEqual([])
  })

  test.each([
    [2 * HOUR - 1, []],
    [2 * HOUR, ['authorisation_window_over']],
  ])('of today, with a confirmation %i seconds ago', (ago, refused) => {
    const authorisedAt = addSeconds(NOW, -ago)
    expect(judge([key(0)], { authorisedAt }).refused).toEqual(refused)
    expect(judge([key(1)], { authorisedAt }).refused).toEqual([])
  })

  test("of its bucket's day is taken on the next day where there is none yet", () => {
    const createdAt = addSeconds(NOW, -24 * HOUR)
    const waiting = [{ keyData: new Uint8Array(16), rollingStartNumber: TODAY - 144 }]
    const older = [{ keyData: new Uint8Array(16), rollingStartNumber: TODAY - 2 * 144 }]
    const late = key(1, { rollingStartNumber: TODAY - 100 })
    expect(judge([key(1)], { createdAt, waiting: older }).refused).toEqual([])
    expect(judge([key(1)], { createdAt, waiting }).refused).toEqual(['second_of_creation_day'])
    expect(judge([late], { createdAt, lastPublishedStart: TODAY - 144 }).refused).toEqual([
      'second_of_creation_day',
    ])
  })

  test('that waits already is not taken twice', () => {
    const first = key(3)
    expect(judge([first], { waiting: [first] }).refused).toEqual(['already_waiting'])
  })

  test('that finds the bucket full is refused', () => {
    const waiting = Array.from({ length: 97 }, () => key(5))
    expect(judge([key(4), key(3)], { waiting }).refused).toEqual(['bucket_full'])
  })
})

describe('a key is published', () => {
  test('at once where its day is over', () => {
    const now = NOW
    expect(judge([key(1), key(14)]).accepted.map((one) => one.publishAfter)).toEqual([now, now])
  })

  test('two hours after it came where it is of today and no longer in use then', () => {
    const short = key(0, { rollingPeriod: intervalOf(NOW) - TODAY })
    expect(judge([short]).accepted[0]?.publishAfter).toBe(addSeconds(NOW, 2 * HOUR))
    const endsJustThen = key(0, { rollingPeriod: intervalOf(NOW) - TODAY + 12 })
    expect(judge([endsJustThen]).accepted[0]?.publishAfter).toBe(addSeconds(NOW, 2 * HOUR))
  })

  test('two hours after midnight where it is in use for longer', () => {
    const oneMore = key(0, { rollingPeriod: intervalOf(NOW) - TODAY + 13 })
    for (const sent of [oneMore, key(0)]) {
      expect(judge([sent]).accepted[0]?.publishAfter).toBe(at('2026-11-20T02:00:00Z'))
    }
  })

  test('never while its phone uses it, however late it came', () => {
    fc.assert(
      fc.property(
        fc.integer({ min: 1, max: 86_399 }),
        fc.integer({ min: 1, max: 144 }),
        (second, rollingPeriod) => {
          const now = addSeconds(at('2026-11-19T00:00:00Z'), second)
          const { accepted } = judge([key(0, { rollingPeriod })], { createdAt: now }, now)
          const end = (TODAY + rollingPeriod) * 600
          expect(accepted[0]?.publishAfter).toBeGreaterThanOrEqual(Math.max(end, now))
        },
      ),
    )
  })
})

test('keys are taken or refused, each once, whatever comes', () => {
  const sent = fc.record({
    keyData: fc.uint8Array({ minLength: 16, maxLength: 16 }),
    rollingStartNumber: fc.integer({ min: TODAY - 17 * 144, max: TODAY + 200 }),
    rollingPeriod: fc.integer({ min: -1, max: 146 }),
  })
  fc.assert(
    fc.property(fc.array(sent, { maxLength: 98 }), fc.nat(2 * 86_400), (keys, age) => {
      const { accepted, refused } = judge(keys, { createdAt: addSeconds(NOW, -age) })
      expect(accepted.length + refused.length).toBe(keys.length)
      for (const { rollingStartIntervalNumber: start, publishAfter } of accepted) {
        expect(start).toBeGreaterThanOrEqual(TODAY - 14 * 144)
        expect(publishAfter).toBeGreaterThanOrEqual(NOW)
      }
    }),
  )
})
