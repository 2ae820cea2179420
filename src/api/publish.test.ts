import { describe, expect, test } from 'vitest'
import { utf8 } from '../core/bytes.ts'
import { type PublishVersion, parsePublish } from './publish.ts'

const parse = (body: unknown, version: PublishVersion = 'v1') =>
  parsePublish(utf8(typeof body === 'string' ? body : JSON.stringify(body)), version)
const failure = (body: unknown, version: PublishVersion = 'v1') => {
  const parsed = parse(body, version)
  return parsed.ok ? 'accepted' : parsed.failure
}
const value = (body: unknown, version: PublishVersion = 'v1') => {
  const parsed = parse(body, version)
  return parsed.ok ? parsed.value : parsed.failure
}

const KEY = { key: 'AAAA', rollingStartNumber: 5, rollingPeriod: 6, transmissionRisk: 7 }
const EMPTY = {
  keys: [],
  healthAuthorityId: '',
  verificationPayload: '',
  hmacKey: '',
  symptomOnsetInterval: 0,
  traveler: false,
  revisionToken: '',
  regions: [],
}

describe('v1', () => {
  test('every member', () => {
    expect(
      value({
        temporaryExposureKeys: [KEY],
        healthAuthorityID: 'App',
        verificationPayload: 'a.b.c',
        hmacKey: 'c2VjcmV0',
        symptomOnsetInterval: 8,
        traveler: true,
        revisionToken: 'dG9rZW4=',
        padding: 'x',
      }),
    ).toEqual({
      keys: [KEY],
      healthAuthorityId: 'App',
      verificationPayload: 'a.b.c',
      hmacKey: 'c2VjcmV0',
      symptomOnsetInterval: 8,
      traveler: true,
      revisionToken: 'dG9rZW4=',
      regions: [],
    })
  })

  test('members in the case of shipped apps', () => {
    const body = {
      TemporaryExposureKeys: [{ KEY: 'AAAA', rollingstartnumber: 1, TransmissionRisk: 2 }],
      healthauthorityid: 'a',
      hmackey: 'b',
      VerificationPayload: 'c',
    }
    expect(value(body)).toMatchObject({
      keys: [{ key: 'AAAA', rollingStartNumber: 1, rollingPeriod: 0, transmissionRisk: 2 }],
      healthAuthorityId: 'a',
      hmacKey: 'b',
      verificationPayload: 'c',
    })
  })

  test.each(['{}', 'null', '{"traveler":null,"temporaryExposureKeys":null,"padding":null}'])(
    '%s is an empty request',
    (body) => {
      expect(value(body)).toEqual(EMPTY)
    },
  )

  test('null for a key, and for every member of one, is a key without members', () => {
    const zero = { key: '', rollingStartNumber: 0, rollingPeriod: 0, transmissionRisk: 0 }
    const nulls = { key: null, rollingStartNumber: null, rollingPeriod: null }
    expect(value({ temporaryExposureKeys: [null, nulls] })).toMatchObject({ keys: [zero, zero] })
  })

  test.each([
    ['at the top', { foo: 1 }, 'foo'],
    ['at the top, null', { foo: null }, 'foo'],
    ['in a key', { temporaryExposureKeys: [{ ...KEY, foo: 1 }] }, 'foo'],
    ['a name of another level', { rollingPeriod: null }, 'rollingPeriod'],
    ['__proto__', JSON.parse('{"__proto__":{}}'), '__proto__'],
    ['__proto__ in a key', { temporaryExposureKeys: [JSON.parse('{"__proto__":1}')] }, '__proto__'],
    ['constructor', { constructor: 1 }, 'constructor'],
    ['a member of v1alpha1', { regions: ['US'] }, 'regions'],
    ['a long name outside of ASCII', { [`é${'x'.repeat(99)}`]: 1 }, `?${'x'.repeat(63)}`],
  ])('an unknown member is refused by name: %s', (_name, body, name) => {
    expect(failure(body)).toEqual({ reason: 'unknown_member', name })
  })

  test.each([
    ['a list', [], 'the body'],
    ['a text', '"x"', 'the body'],
    ['a number', 5, 'the body'],
    ['keys that are no list', { temporaryExposureKeys: {} }, 'temporaryExposureKeys'],
    ['a key that is a text', { temporaryExposureKeys: ['AAAA'] }, 'temporaryExposureKeys.0'],
    [
      'key data that is a number',
      { temporaryExposureKeys: [KEY, { ...KEY, key: 5 }] },
      'temporaryExposureKeys.1.key',
    ],
    [
      'an integer as a text',
      { temporaryExposureKeys: [{ ...KEY, rollingPeriod: '144' }] },
      'temporaryExposureKeys.0.rollingPeriod',
    ],
    [
      'an integer beyond int32',
      { temporaryExposureKeys: [{ ...KEY, rollingStartNumber: 2 ** 31 }] },
      'temporaryExposureKeys.0.rollingStartNumber',
    ],
    ['an onset below int32', { symptomOnsetInterval: -(2 ** 31) - 1 }, 'symptomOnsetInterval'],
    ['an onset written 1.0', '{"symptomOnsetInterval":1.0}', 'symptomOnsetInterval'],
    ['an onset written 1e2', '{"symptomOnsetInterval":1e2}', 'symptomOnsetInterval'],
    ['traveler as a text', { traveler: 'true' }, 'traveler'],
    ['traveler as a number', { traveler: 1 }, 'traveler'],
    ['padding as a number', { padding: 1 }, 'padding'],
  ])('a wrong type is refused by place: %s', (_name, body, at) => {
    expect(failure(body)).toEqual({ reason: 'wrong_type', at })
  })

  test('the ends of int32 are integers, and -0 is 0', () => {
    const body = `{"symptomOnsetInterval":-0,"temporaryExposureKeys":[
      {"rollingStartNumber":2147483647,"rollingPeriod":-2147483648,"transmissionRisk":-0}]}`
    const parsed = parse(body)
    const [key] = parsed.ok ? parsed.value.keys : []
    expect(key).toMatchObject({ rollingStartNumber: 2 ** 31 - 1, rollingPeriod: -(2 ** 31) })
    expect(Object.is(key?.transmissionRisk, 0)).toBe(true)
    expect(Object.is(parsed.ok && parsed.value.symptomOnsetInterval, 0)).toBe(true)
  })

  test('a risk is read beyond int32: it is judged later, key by key', () => {
    const body = { temporaryExposureKeys: [{ ...KEY, transmissionRisk: 2 ** 40 }] }
    expect(value(body)).toMatchObject({ keys: [{ transmissionRisk: 2 ** 40 }] })
  })
})

describe('v1alpha1', () => {
  test('has its own names, and ignores those that it deprecated', () => {
    const body = {
      temporaryExposureKeys: [KEY],
      regions: ['US', null],
      appPackageName: 'App',
      hmackey: 'x',
      platform: 'ios',
      deviceVerificationPayload: 'y',
      padding: 'z',
    }
    expect(value(body, 'v1alpha1')).toEqual({
      ...EMPTY,
      keys: [KEY],
      healthAuthorityId: 'App',
      hmacKey: 'x',
      regions: ['US', ''],
      traveler: true,
    })
  })

  test('one region is no travel', () => {
    expect(value({ regions: ['US'] }, 'v1alpha1')).toMatchObject({ traveler: false })
  })

  test.each(['traveler', 'healthAuthorityID'])('does not know %s', (name) => {
    expect(failure({ [name]: null }, 'v1alpha1')).toEqual({ reason: 'unknown_member', name })
  })
})
