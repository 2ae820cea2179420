import { describe, expect, test } from 'vitest'
import { toBase64 } from '../bytes.ts'
import type { ReportType } from '../report-type.ts'
import { asUnixSeconds } from '../time.ts'
import type { ReceivedKey } from '../verification/exposure-key-hmac.ts'
import { type PublishLimits, type TransformInput, transformKeys } from './transform.ts'

const at = (...utc: [number, number, number, number?, number?]) =>
  asUnixSeconds(Date.UTC(utc[0], utc[1] - 1, ...(utc.slice(2) as [number])) / 1000)
const NOW = at(2026, 11, 19, 10, 20)
const INTERVAL = NOW / 600
const TODAY = Math.floor(NOW / 86_400) * 144

const LIMITS: PublishLimits = {
  maxKeys: 30,
  maxSameStartKeys: 3,
  maxAgeSeconds: 360 * 3600,
  truncateWindowSeconds: 3600,
  maxDaysFromOnset: 14,
  maxReportDays: 28,
  defaultDaysAgo: 4,
}

let seed = 0
/** Yesterday's key, unlike every other. */
const aKey = (overrides: Partial<ReceivedKey> = {}): ReceivedKey => {
  const bytes = new Uint8Array(16).fill(9)
  new DataView(bytes.buffer).setUint32(0, ++seed)
  return {
    key: toBase64(bytes),
    rollingStartNumber: TODAY - 144,
    rollingPeriod: 144,
    transmissionRisk: 0,
    ...overrides,
  }
}

const transform = (
  keys: readonly ReceivedKey[],
  input: Partial<TransformInput> = {},
  limits: Partial<PublishLimits> = {},
  now = NOW,
) =>
  transformKeys(
    {
      keys,
      reportType: 'confirmed-test',
      reportedOnsets: [],
      releasesSameDayKeys: false,
      ...input,
    },
    { ...LIMITS, ...limits },
    now,
  )

/** What became of one key: taken, or the words of its drop. */
function fate(key: ReceivedKey): string {
  const transformed = transform([key, aKey()])
  if (!transformed.ok) return transformed.failure.reason
  const { errors, warnings, keys } = transformed.value
  return [...errors, ...warnings].join() || `${keys.length} taken`
}

describe('rules on one key', () => {
  test.each<[string, Partial<ReceivedKey>, string]>([
    ['URL-safe base64', { key: '_____________________w' }, '2 taken'],
    ['over-padded base64', { key: '/////////////////////w=====' }, '2 taken'],
    ['no base64', { key: '/////////////////////w= =' }, 'key 0 is not base64'],
    ['an empty key', { key: '' }, 'key 0 has 0 bytes, not 16'],
    ['15 bytes', { key: toBase64(new Uint8Array(15)) }, 'key 0 has 15 bytes, not 16'],
    ['18 bytes', { key: toBase64(new Uint8Array(18)) }, 'key 0 has 18 bytes, not 16'],
    ['period 0', { rollingPeriod: 0 }, 'key 0 has rolling period 0, not 1 to 144'],
    ['period 1', { rollingPeriod: 1 }, '2 taken'],
    ['period 145', { rollingPeriod: 145 }, 'key 0 has rolling period 145, not 1 to 144'],
    ['period −1', { rollingPeriod: -1 }, 'key 0 has rolling period -1, not 1 to 144'],
    ['risk −1', { transmissionRisk: -1 }, 'key 0 has risk -1, not 0 to 8'],
    ['risk 8', { transmissionRisk: 8 }, '2 taken'],
    ['risk 9', { transmissionRisk: 9 }, 'key 0 has risk 9, not 0 to 8'],
    [
      'a start in the present interval',
      { rollingStartNumber: INTERVAL, rollingPeriod: 1 },
      '2 taken',
    ],
    [
      'a start in the next interval',
      { rollingStartNumber: INTERVAL + 1 },
      `key 0 starts at interval ${INTERVAL + 1}, after ${INTERVAL}`,
    ],
    [
      'the greatest start there is',
      { rollingStartNumber: 2 ** 31 - 1 },
      `key 0 starts at interval ${2 ** 31 - 1}, after ${INTERVAL}`,
    ],
    [
      'a negative start',
      { rollingStartNumber: -1 },
      `key 0 expired at interval 143, before ${INTERVAL - 15 * 144}`,
    ],
    [
      'an expiry a moment too long ago',
      { rollingStartNumber: INTERVAL - 16 * 144 - 1 },
      `key 0 expired at interval ${INTERVAL - 15 * 144 - 1}, before ${INTERVAL - 15 * 144}`,
    ],
  ])('%s', (_name, overrides, expected) => {
    expect(fate(aKey(overrides))).toBe(expected)
  })

  test('a start beyond 15 days is taken where the key was valid within them', () => {
    const oldest = aKey({ rollingStartNumber: INTERVAL - 16 * 144 })
    const transformed = transform([oldest], { reportedOnsets: [INTERVAL - 10 * 144] })
    expect(transformed.ok && transformed.value.keys).toHaveLength(1)
  })

  test.each<[Partial<ReceivedKey>, string]>([
    [{ key: '!', rollingPeriod: 0 }, 'base64'],
    [{ key: 'AAAA', rollingPeriod: 0 }, 'bytes'],
    [{ rollingPeriod: 0, rollingStartNumber: 5 }, 'rolling period'],
    [{ rollingStartNumber: 5, transmissionRisk: 9 }, 'expired'],
    [{ rollingStartNumber: INTERVAL + 9999, transmissionRisk: 9 }, 'starts'],
    [{ transmissionRisk: 9, rollingStartNumber: INTERVAL - 15 * 144 }, 'risk'],
  ])('of several failures the first in order is told: %j', (overrides, expected) => {
    expect(fate(aKey(overrides))).toContain(expected)
  })
})

describe('whole requests', () => {
  const failure = (keys: readonly ReceivedKey[], limits: Partial<PublishLimits> = {}) => {
    const transformed = transform(keys, {}, limits)
    return transformed.ok ? undefined : transformed.failure
  }
  const days = (count: number) =>
    Array.from({ length: count }, (_, i) =>
      aKey({ rollingStartNumber: INTERVAL - i - 1, rollingPeriod: 1 }),
    )

  test('no keys, and one key too many', () => {
    expect(failure([])).toEqual({ reason: 'no_keys' })
    expect(failure(days(30))).toBeUndefined()
    expect(failure(days(31))).toEqual({ reason: 'too_many_keys', count: 31, max: 30 })
  })

  test('keys that would be dropped count towards the limit', () => {
    expect(failure([...days(30), aKey({ key: '!' })])?.reason).toBe('too_many_keys')
  })

  test('some keys dropped: the others are taken, one line a dropped key', () => {
    const transformed = transform([
      aKey({ key: toBase64(new Uint8Array(18)) }),
      aKey({ rollingStartNumber: 100 }),
      aKey({ rollingPeriod: 200 }),
      aKey({ rollingStartNumber: INTERVAL + 100_000 }),
      aKey(),
    ])
    expect(transformed.ok && transformed.value.errors).toHaveLength(4)
    expect(transformed.ok && transformed.value.keys).toHaveLength(1)
  })

  test('every key dropped is a failure that names each', () => {
    expect(failure([aKey({ key: '!' }), aKey({ rollingPeriod: 0 })])).toMatchObject({
      reason: 'no_valid_keys',
      errors: [expect.stringContaining('key 0'), expect.stringContaining('key 1')],
    })
  })

  test('every key dropped for its onset is a success that says so', () => {
    const transformed = transform([aKey()], { reportedOnsets: [INTERVAL - 20 * 144] })
    expect(transformed).toMatchObject({
      ok: true,
      value: {
        keys: [],
        errors: [],
        warnings: [expect.stringContaining('symptom onset is too large')],
      },
    })
  })

  test('one error among drops for the onset makes it a failure again', () => {
    const keys = [aKey(), aKey({ rollingPeriod: 0 })]
    const transformed = transform(keys, { reportedOnsets: [INTERVAL - 20 * 144] })
    expect(transformed).toMatchObject({ ok: false, failure: { reason: 'no_valid_keys' } })
  })

  test('a key that comes twice is kept once, as it came last', () => {
    const key = aKey({ transmissionRisk: 3 })
    const transformed = transform([key, aKey(), { ...key, transmissionRisk: 5 }])
    expect(
      transformed.ok && transformed.value.keys.map((one) => one.transmissionRiskLevel),
    ).toEqual([5, 2])
  })

  test('the same bytes in another spelling are the same key', () => {
    const transformed = transform([
      aKey({ key: '/////////////////////w==' }),
      aKey({ key: '_____________________w' }),
    ])
    expect(transformed.ok && transformed.value.keys).toHaveLength(1)
  })

  test('copies of one key count towards the limit of one start', () => {
    const key = aKey()
    expect(failure([key, key, key, key])?.reason).toBe('overlapping_keys')
  })

  test('a dropped key does not overlap anything', () => {
    const keys = [aKey(), aKey({ rollingStartNumber: TODAY - 100, transmissionRisk: 9 })]
    expect(failure(keys)).toBeUndefined()
    expect(failure([aKey(), aKey({ rollingStartNumber: TODAY - 100 })])?.reason).toBe(
      'overlapping_keys',
    )
  })
})

describe('embargo', () => {
  const createdAt = (key: ReceivedKey, input: Partial<TransformInput> = {}, window = 3600) => {
    const transformed = transform([key], input, { truncateWindowSeconds: window })
    return transformed.ok ? transformed.value.keys[0]?.createdAt : transformed.failure
  }

  test('a key of today leaves at one tomorrow morning', () => {
    expect(createdAt(aKey({ rollingStartNumber: TODAY }))).toBe(at(2026, 11, 20, 1))
  })

  test('a key that ended leaves with the present window', () => {
    expect(createdAt(aKey())).toBe(at(2026, 11, 19, 10))
    expect(createdAt(aKey(), {}, 600)).toBe(at(2026, 11, 19, 10, 20))
  })

  test('a key that ends with the present interval is still valid, one that ended with the last is not', () => {
    const ending = (end: number) => aKey({ rollingStartNumber: end - 6, rollingPeriod: 6 })
    expect(createdAt(ending(INTERVAL + 1))).toBe(at(2026, 11, 19, 11))
    expect(createdAt(ending(INTERVAL))).toBe(at(2026, 11, 19, 10))
  })

  test('a key that began in the present interval waits for its whole life and a window', () => {
    expect(createdAt(aKey({ rollingStartNumber: INTERVAL }))).toBe(at(2026, 11, 20, 11))
  })

  test('a tenant that releases keys of the day has no embargo', () => {
    const input = { releasesSameDayKeys: true }
    expect(createdAt(aKey({ rollingStartNumber: TODAY }), input)).toBe(at(2026, 11, 19, 10))
  })
})

describe('onset, risk and type', () => {
  const first = (key: ReceivedKey, input: Partial<TransformInput>) => {
    const transformed = transform([key], input)
    return transformed.ok ? transformed.value.keys[0] : undefined
  }

  test.each([
    [-14, 1],
    [14, 1],
    [-15, 0],
    [15, 0],
  ])('a key %i days from the onset: %i taken', (days, taken) => {
    // The start lies so that both ends are in reach: onset and key move against each other.
    const onsetDay = days > 0 ? TODAY - (days + 1) * 144 : TODAY
    const start = onsetDay + days * 144
    const transformed = transform([aKey({ rollingStartNumber: start })], {
      reportedOnsets: [onsetDay],
    })
    expect(transformed.ok && transformed.value.keys).toHaveLength(taken)
    expect(transformed.ok && transformed.value.warnings).toHaveLength(1 - taken)
  })

  test('without an onset a key of yesterday is three days after it', () => {
    expect(first(aKey(), {})?.daysSinceOnsetOfSymptoms).toBe(3)
  })

  test.each<[ReportType | undefined, number, number]>([
    ['confirmed-test', 0, 2],
    ['clinical-diagnosis', 0, 4],
    ['revoked', 0, 6],
    ['self-report', 0, 0],
    [undefined, 0, 0],
    ['confirmed-test', 7, 7],
    ['self-report', 1, 1],
  ])('type %s with risk %i is stored with risk %i', (reportType, sent, expected) => {
    const key = first(aKey({ transmissionRisk: sent }), { reportType })
    expect(key).toMatchObject({ reportType, transmissionRiskLevel: expected })
  })
})
