/** One address can't guess for long, and can't keep the others from signing in. */

import { env } from 'cloudflare:workers'
import { Hono } from 'hono'
import { expect, test } from 'vitest'
import { addSeconds } from '../../../src/core/time.ts'
import { ROUTES } from '../../../src/http/console/routes.ts'
import { consoleSurface } from '../../../src/http/console/surface.ts'
import { addressGate } from '../../../src/platform/address-gate.ts'
import { CONSOLE_NOW, consoleDepsOf } from '../../support/console-deps.ts'

/** Of its own for each test: so are the counts. */
const gateOf = (name: string) =>
  addressGate(env.REALM_QUOTA, '', async (text) => {
    const digest = await crypto.subtle.digest('SHA-256', new TextEncoder().encode(name + text))
    return [...new Uint8Array(digest)].map((byte) => byte.toString(16).padStart(2, '0')).join('')
  })

test('300 tries in five minutes, then none until they are over; other addresses go on', async () => {
  const gate = gateOf('limit')
  for (let i = 0; i < 300; i++) {
    expect((await gate.admit('192.0.2.7', CONSOLE_NOW)).isAllowed, `${i}`).toBe(true)
  }
  expect(await gate.admit('192.0.2.7', addSeconds(CONSOLE_NOW, 299))).toMatchObject({
    isAllowed: false,
    resetAt: CONSOLE_NOW + 300,
  })
  expect((await gate.admit('192.0.2.8', CONSOLE_NOW)).isAllowed).toBe(true)
  expect((await gate.admit('192.0.2.7', addSeconds(CONSOLE_NOW, 300))).isAllowed).toBe(true)
})

test('of IPv6 the whole block is one, however it is written', async () => {
  const gate = gateOf('block')
  const left = async (address: string) => (await gate.admit(address, CONSOLE_NOW)).remaining
  expect(await left('2001:db8:0:1::1')).toBe(299)
  expect(await left('2001:0DB8:0000:0001:ffff:ffff:ffff:ffff')).toBe(298)
  expect(await left('2001:db8:0:2::1')).toBe(299)
  expect(await left('no address at all')).toBe(299)
})

test('every form before a whole sign-in stands behind it, but those that prove nothing', () => {
  const open = ROUTES.filter(
    ({ method, may, isProof }) =>
      method === 'POST' && (may === 'anyone' || may === 'half-signed-in') && isProof !== true,
  )
  expect(open.map(({ path }) => path).sort()).toEqual(['/console/preferences', '/console/sign-out'])
})

const post = (deps: ReturnType<typeof consoleDepsOf>, path: string, address?: string) =>
  new Hono()
    .route(
      '/',
      consoleSurface(() => ({ deps, now: CONSOLE_NOW })),
    )
    .request(`https://console.example${path}`, {
      method: 'POST',
      headers: address === undefined ? {} : { 'cf-connecting-ip': address },
    })

test('whoever tries too often is told for how many seconds to wait, before anything is read', async () => {
  const asked: string[] = []
  const deps = consoleDepsOf(
    {},
    {
      addressGate: {
        admit: async (address, now) => {
          asked.push(address)
          return { isAllowed: false, limit: 300, remaining: 0, resetAt: addSeconds(now, 42) }
        },
      },
    },
  )
  for (const path of [
    '/console/sign-in',
    '/console/recover',
    '/console/recover/new',
    '/console/invitation',
    '/console/start',
  ]) {
    const answer = await post(deps, path, '192.0.2.7')
    expect(answer.status, path).toBe(429)
    expect(answer.headers.get('retry-after'), path).toBe('42')
    expect(await answer.text(), path).toContain('42')
  }
  expect(asked).toEqual(Array.from({ length: 5 }, () => '192.0.2.7'))
  // A choice of language is no guess.
  expect((await post(deps, '/console/preferences', '192.0.2.7')).status).toBe(403)
})

test('where the count is away, or there is no address, people sign in still', async () => {
  const failures: unknown[] = []
  const deps = consoleDepsOf(
    {},
    {
      addressGate: { admit: () => Promise.reject(new Error('away')) },
      events: {
        requestFailed: (_: string, cause: unknown) => failures.push(cause),
      } as unknown as ReturnType<typeof consoleDepsOf>['events'],
    },
  )
  // As far as the form's token, which is missing here.
  expect((await post(deps, '/console/sign-in', '192.0.2.7')).status).toBe(403)
  expect(failures).toHaveLength(1)
  expect((await post(deps, '/console/sign-in')).status).toBe(403)
  expect(failures).toHaveLength(1)
})
