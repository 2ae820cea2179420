import { describe, expect, test } from 'vitest'
import { asUnixSeconds } from '../time.ts'
import { probeOf, probeOutcome } from './probe.ts'

const NOW = asUnixSeconds(Date.UTC(2026, 10, 25, 23, 59) / 1000)
const settings = {}

describe('a partner is asked', () => {
  test('of a gateway: for our own callbacks, which only a registered certificate sees', () => {
    const baseUrl = 'https://gateway.example/base'
    expect(probeOf({ protocol: 'efgs', baseUrl, settings }, {}, NOW)).toEqual({
      url: 'https://gateway.example/base/diagnosiskeys/callback',
      headers: { accept: 'application/json; version=1.0' },
    })
  })

  test('of the server of the UK: for the first batch of today, with our token', () => {
    const partner = { protocol: 'uk', baseUrl: 'https://uk.example', settings } as const
    expect(probeOf(partner, { bearerToken: 'a.b.c' }, NOW)).toEqual({
      url: 'https://uk.example/diagnosiskeys/download/2026-11-25',
      headers: { authorization: 'Bearer a.b.c' },
    })
    const plain = { ...partner, settings: { pathPrefix: '' } }
    expect(probeOf(plain, {}, NOW).url).toBe('https://uk.example/download/2026-11-25')
  })

  test('of a key server: nothing but whether it knows the address', () => {
    const baseUrl = 'https://mx.example'
    expect(probeOf({ protocol: 'google', baseUrl, settings }, {}, NOW).url).toBe(
      'https://mx.example/v1/federation/fetch',
    )
  })
})

test.each([
  ['efgs', 200, 'answers'],
  ['uk', 204, 'answers'],
  ['google', 405, 'answers'],
  ['efgs', 405, 'unexpected_status'],
  ['efgs', 403, 'not_authorized'],
  ['uk', 401, 'not_authorized'],
  ['uk', 404, 'no_such_path'],
  ['google', 502, 'server_error'],
  ['uk', 302, 'unexpected_status'],
] as const)('%s that answers %i: %s', (protocol, status, outcome) => {
  expect(probeOutcome(protocol, status)).toBe(outcome)
})
