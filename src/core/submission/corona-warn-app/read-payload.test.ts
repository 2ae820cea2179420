import { describe, expect, test } from 'vitest'
import { fromHex } from '../../bytes.ts'
import { readPayload } from './read-payload.ts'

const bytes = (hex: string) => fromHex(hex.replaceAll(' ', '')) ?? new Uint8Array()
const KEY = '000102030405060708090a0b0c0d0e0f'

test('a message written by hand', () => {
  const key = `0a10${KEY} 1005 1880f0a201 2048 300f`
  const message = bytes(`0a1d ${key} 1203ffffff 1a024445 1a024652 22024445 2801 3200 3803 420101`)
  expect(readPayload(message, 14)).toEqual({
    ok: true,
    value: {
      keys: [
        {
          keyData: bytes(KEY),
          transmissionRiskLevel: 5,
          rollingStartIntervalNumber: 2_668_544,
          rollingPeriod: 72,
          // Zig-zag: 15 is -8.
          onsetCode: -8,
        },
      ],
      visitedCountries: ['DE', 'FR'],
      origin: 'DE',
      consentsToFederation: true,
      submissionType: 3,
      checkIns: 2,
    },
  })
})

test('what is not there has the defaults of the message', () => {
  expect(readPayload(bytes('0a00'), 14)).toMatchObject({
    value: {
      keys: [
        {
          keyData: new Uint8Array(),
          transmissionRiskLevel: undefined,
          rollingStartIntervalNumber: 0,
          rollingPeriod: 144,
          onsetCode: undefined,
        },
      ],
      visitedCountries: [],
      origin: '',
      consentsToFederation: false,
      submissionType: 0,
      checkIns: 0,
    },
  })
})

describe('refused', () => {
  test.each([
    ['a risk twice', '0a04 1005 1005'],
    ['a risk that is text', '0a03 1201 41'],
    ['a key that is longer than its message', '0a04 0a10 0001'],
    ['an origin twice', '2200 2200'],
    ['an origin that is no text', '2201ff'],
    ['a group', '0b0c'],
    ['a number that does not end', '38ffffffffffffffffffff01'],
    ['field 0', '0000'],
  ])('%s', (_name, hex) => {
    expect(readPayload(bytes(hex), 14)).toMatchObject({ failure: { reason: 'unreadable' } })
  })

  test.each([
    ['keys', '0a00', 14],
    ['countries', '1a00', 100],
    ['check-ins', '3200', 1000],
    ['reports', '4200', 1000],
  ])('more %s than are allowed', (_name, one, most) => {
    expect(readPayload(bytes(one.repeat(most)), 14).ok).toBe(true)
    expect(readPayload(bytes(one.repeat(most + 1)), 14).ok).toBe(false)
  })
})
