import { describe, expect, test } from 'vitest'
import { utf8 } from '../../core/bytes.ts'
import { fail, succeed } from '../../core/result.ts'
import type { OutboundFailure } from '../outbound.ts'
import { verifyAuthorization } from './verify-authorization.ts'

const TAN = '6b162698-adc5-47af-8790-71acf770ffaf'
const TANS = {
  baseUrl: 'https://tan.example',
  path: '/version/v1/tan/verify',
  member: 'tan',
} as const
const OTPS = { baseUrl: 'https://srs.example', path: '/version/v1/srs', member: 'otp' } as const

type Planned = number | Exclude<OutboundFailure['reason'], 'status' | 'too_large'>

/** A server that does what is planned, the last of it for ever, on a clock that only calls and sleep move. */
function aServer(plan: readonly Planned[], { body = '', header = '', callMs = 0 } = {}) {
  let now = 0
  let calls = 0
  const slept: number[] = []
  const deps = {
    stopwatch: () => now,
    sleep: async (milliseconds: number) => {
      slept.push(milliseconds)
      now += milliseconds
    },
    outbound: {
      send: async (_url: string, { timeoutMs }: { readonly timeoutMs: number }) => {
        const planned = plan[Math.min(calls++, plan.length - 1)] ?? 'unreachable'
        now += planned === 'timeout' ? timeoutMs : callMs
        return typeof planned === 'number'
          ? succeed({
              status: planned,
              headers: new Headers(header === '' ? {} : { 'X-CWA-TELETAN-TYPE': header }),
              body: utf8(body),
            })
          : fail({ reason: planned })
      },
    },
  }
  return { deps, slept, calls: () => calls, elapsed: () => now }
}

test.each([
  [200, '', 'good'],
  [204, '', 'good'],
  [404, '', 'unknown'],
  [404, 'EVENT', 'unknown'],
  [200, 'EVENT', 'good_for_events'],
  [200, 'TEST', 'good'],
  [200, 'event', 'good'],
])('an answer of %i with type %j says that a TAN is %s', async (status, header, verdict) => {
  const { deps, calls } = aServer([status], { header })
  expect(await verifyAuthorization(deps, TANS, TAN)).toEqual({ ok: true, value: verdict })
  expect(calls()).toBe(1)
})

test.each([
  ['', 'good'],
  ['{"otp":"x","state":"valid","strongClientIntegrityCheck":true}', 'good'],
  ['{"state":"VALID"}', 'good'],
  ['{"state":"redeemed"}', 'unknown'],
  ['{"state":null}', 'unknown'],
  ['{}', 'unknown'],
  ['null', 'unknown'],
  ['[1', 'unknown'],
])('a body of %j says that an OTP is %s', async (body, verdict) => {
  const { deps } = aServer([200], { body })
  expect(await verifyAuthorization(deps, OTPS, TAN)).toEqual({ ok: true, value: verdict })
})

describe('a server that is away', () => {
  test.each<[Planned]>([['unreachable'], ['timeout'], [500], [503], [429]])(
    'with %s is asked again',
    async (planned) => {
      const { deps, slept } = aServer([planned, planned, 200])
      expect(await verifyAuthorization(deps, TANS, TAN)).toMatchObject({ value: 'good' })
      expect(slept).toEqual([500, 750])
    },
  )

  test.each<[Planned, string]>([
    ['address_refused', 'address_refused'],
    [400, 'status'],
    [302, 'status'],
  ])('with %s is not: it would say the same', async (planned, because) => {
    const { deps, slept } = aServer([planned])
    expect(await verifyAuthorization(deps, TANS, TAN)).toEqual({
      ok: false,
      failure: { reason: 'verification_unavailable', because },
    })
    expect(slept).toEqual([])
  })

  test.each<[Planned, number]>([
    ['unreachable', 0],
    ['unreachable', 1000],
    ['timeout', 0],
    [503, 4999],
  ])(
    'with %s for ever, %i ms a call, is given up within 25 seconds and ten calls',
    async (planned, callMs) => {
      const { deps, calls, elapsed } = aServer([planned], { callMs })
      expect((await verifyAuthorization(deps, TANS, TAN)).ok).toBe(false)
      expect(elapsed()).toBeLessThanOrEqual(25_000)
      expect(calls()).toBeGreaterThan(2)
      expect(calls()).toBeLessThanOrEqual(10)
    },
  )
})
