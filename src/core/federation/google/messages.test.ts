import { describe, expect, test } from 'vitest'
import { concatBytes, fromHex } from '../../bytes.ts'
import { FIRST_STATE } from './messages.ts'
import { readFetchRequest, readFetchResponse } from './read-messages.ts'
import { writeFetchRequest, writeFetchResponse } from './write-messages.ts'

// Both by a protobuf encoder of thirty lines of Python.
const REQUEST =
  '0a0255530a024d58120243411801200128ac0232150a0b08c0c9fbd7061203616263120608b0adfbd706'
const RESPONSE =
  '0a2c0a10000102030405060708090a0b0c0d0e0f100218f0cbb60120900128013005380140014a0255534a024d58' +
  '121b0a10ffffffffffffffffffffffffffffffff18e0cab6012064280518' +
  '0122160a0908c0c9fbd706120178120908b0adfbd706120179'

const bytes = (hex: string) => fromHex(hex) ?? new Uint8Array()

const request = {
  includeRegions: ['US', 'MX'],
  excludeRegions: ['CA'],
  onlyTravelers: true,
  onlyLocalProvenance: true,
  maxExposureKeys: 300,
  state: {
    keyCursor: { timestamp: 1_795_089_600, nextToken: 'abc' },
    revisedKeyCursor: { timestamp: 1_795_086_000, nextToken: '' },
  },
}
const response = {
  keys: [
    {
      exposureKey: bytes('000102030405060708090a0b0c0d0e0f'),
      transmissionRisk: 2,
      intervalNumber: 2_991_600,
      intervalCount: 144,
      reportType: 1,
      daysSinceOnsetOfSymptoms: -3,
      traveler: true,
      regions: ['US', 'MX'],
    },
  ],
  revisedKeys: [
    {
      exposureKey: bytes('ff'.repeat(16)),
      transmissionRisk: 0,
      intervalNumber: 2_991_456,
      intervalCount: 100,
      reportType: 5,
      daysSinceOnsetOfSymptoms: undefined,
      traveler: false,
      regions: [],
    },
  ],
  isPartial: true,
  nextState: {
    keyCursor: { timestamp: 1_795_089_600, nextToken: 'x' },
    revisedKeyCursor: { timestamp: 1_795_086_000, nextToken: 'y' },
  },
}

describe('a request', () => {
  test('is read', () => {
    expect(readFetchRequest(bytes(REQUEST))).toEqual({ ok: true, value: request })
  })

  test('is read as it was written', () => {
    expect(readFetchRequest(writeFetchRequest(request))).toEqual({ ok: true, value: request })
  })

  test('of no bytes asks for everything from the beginning', () => {
    expect(readFetchRequest(new Uint8Array())).toEqual({
      ok: true,
      value: {
        includeRegions: [],
        excludeRegions: [],
        onlyTravelers: false,
        onlyLocalProvenance: false,
        maxExposureKeys: 0,
        state: FIRST_STATE,
      },
    })
  })

  test('may have fields that nobody knows', () => {
    expect(readFetchRequest(concatBytes(bytes(REQUEST), bytes('7a0161')))).toMatchObject({
      ok: true,
    })
  })

  test.each([
    ['101 regions', '0a00'.repeat(101)],
    ['a field twice', '18011801'],
    ['a region that is not UTF-8', '0a01ff'],
    ['a state that is cut short', '3205'],
    ['a time before 1970', '320d0a0b08ffffffffffffffffff01'],
    ['a time beyond all numbers', '320c0a0a08ffffffffffffffff7f'],
    ['a token that is too long', `32d0010acd0112ca01${'61'.repeat(202)}`],
    ['another type of field', '0801'],
    ['an unfinished number', '28ff'],
    ['a limit of more than 32 bits', '28ffffffff7f'],
    ['groups in groups', '7b'.repeat(1000)],
  ])('is refused with %s', (_what, hex) => {
    expect(readFetchRequest(bytes(hex))).toMatchObject({ ok: false })
  })
})

describe('an answer', () => {
  test('is written', () => {
    // The enum and the numbers that are 0 may be left out; here the generated code writes them.
    const written = writeFetchResponse(response)
    expect(readFetchResponse(written, 2)).toEqual({ ok: true, value: response })
  })

  test('is read', () => {
    expect(readFetchResponse(bytes(RESPONSE), 2)).toEqual({ ok: true, value: response })
  })

  test('is refused with more keys than were asked for', () => {
    expect(readFetchResponse(bytes(RESPONSE), 1)).toEqual({
      ok: false,
      failure: 'more keys than were asked for',
    })
  })

  test('is refused without a next state, which would begin anew for ever', () => {
    expect(readFetchResponse(bytes(RESPONSE.slice(0, 2 * 46)), 2)).toEqual({
      ok: false,
      failure: 'there is no next state',
    })
  })
})

test('numbers beyond the first bytes are kept', () => {
  const state = {
    keyCursor: { timestamp: Number.MAX_SAFE_INTEGER, nextToken: 'ü' },
    revisedKeyCursor: { timestamp: 0, nextToken: '' },
  }
  const sent = { ...request, state, maxExposureKeys: 2 ** 32 - 1 }
  expect(readFetchRequest(writeFetchRequest(sent))).toEqual({ ok: true, value: sent })
})

// In workerd a text of that length ends the library's own writer.
test.each([39, 40, 127, 128, 200])('a token of %i characters is written and read', (length) => {
  const cursor = { timestamp: 1, nextToken: 'a'.repeat(length) }
  const state = { keyCursor: cursor, revisedKeyCursor: cursor }
  const sent = { ...request, state }
  expect(readFetchRequest(writeFetchRequest(sent))).toEqual({ ok: true, value: sent })
})
