/** POST /api/user-report: what is refused in which order, and how long a phone is blocked. */

import { env } from 'cloudflare:workers'
import { describe, expect, test } from 'vitest'
import { OPEN_REALM, startVerification, type TestVerification } from '../../support/verification.ts'

const NONCE = btoa('n'.repeat(256))
const GOOD = { phone: '+12065550123', testDate: '2026-11-18', nonce: NONCE }
const HOUR = 3600

const start = (settings: object = {}, vars: Record<string, string> = {}) =>
  startVerification({
    vars,
    realms: [{ ...OPEN_REALM, settings: { ...OPEN_REALM.settings, ...settings } }],
  })

const told = async (server: TestVerification, body: unknown) => {
  const answer = await server.device('/api/user-report', body)
  return [answer.status, answer.body['errorCode']]
}

const count = async () =>
  (
    await env.VERIFICATION_DB.prepare('SELECT count(*) AS n FROM verification_codes').first<{
      n: number
    }>()
  )?.n

describe('order of checks: each body breaks a rule and all that come after it', () => {
  const NO_REPORTS = { allowedTestTypes: ['confirmed'] }
  const worst = { nonce: '!!', phone: '', testDate: '1999-01-01' }

  test('maintenance is before all else', async () => {
    const server = await start(NO_REPORTS, { VERIFICATION_MAINTENANCE_MODE: 'true' })
    expect(await told(server, '{')).toEqual([429, 'maintenance_mode'])
  })

  test.each<[string, object, unknown, readonly unknown[]]>([
    ['no JSON', NO_REPORTS, '{', [400, 'unparsable_request']],
    ['an unknown member', NO_REPORTS, { ...worst, more: 1 }, [400, 'unparsable_request']],
    ['no reports', NO_REPORTS, worst, [400, 'unsupported_test_type']],
    ['a nonce that is no base64', {}, worst, [400, 'unparsable_request']],
    ['no nonce', {}, { ...worst, nonce: '' }, [400, 'missing_nonce']],
    ['no phone', {}, { ...worst, nonce: NONCE }, [400, 'missing_phone']],
    ['a date', {}, { ...worst, nonce: NONCE, phone: 'x' }, [400, 'invalid_date']],
    ['a phone', {}, { ...GOOD, phone: 'x' }, [400, 'phone_number_invalid']],
  ])('%s', async (_what, settings, body, expected) => {
    expect(await told(await start(settings), body)).toEqual(expected)
    expect(await count()).toBe(0)
  })

  test('the quota is last', async () => {
    const server = await start({ abusePreventionEnabled: true, abusePreventionLimit: 0 })
    expect(await told(server, { ...GOOD, phone: 'x' })).toEqual([400, 'phone_number_invalid'])
    expect(await told(server, GOOD)).toEqual([429, 'quota_exceeded'])
  })
})

test.each([1, 255, 257])('Q4: a nonce of %d bytes is refused at once', async (length) => {
  const server = await start()
  const nonce = btoa('n'.repeat(length))
  expect(await told(server, { ...GOOD, nonce })).toEqual([400, 'unparsable_request'])
  expect(await count()).toBe(0)
})

test('Q3: a known phone gets the end that a new one would get, and no code', async () => {
  const server = await start()
  await server.device('/api/user-report', GOOD)
  server.now = (server.now + 60) as typeof server.now
  const { status, body } = await server.device('/api/user-report', GOOD)
  expect(status).toBe(200)
  expect(Object.keys(body).sort()).toEqual(['expiresAt', 'expiresAtTimestamp', 'padding'])
  expect(body['expiresAtTimestamp']).toBe(server.now + 900)
  expect(Date.parse(String(body['expiresAt'])) / 1000).toBe(server.now + 900)
  expect(await count()).toBe(1)
})

test('one number in two ways of writing is one phone', async () => {
  const server = await start()
  await server.device('/api/user-report', GOOD)
  await server.device('/api/user-report', { ...GOOD, phone: '(206) 555-0123' })
  expect(await count()).toBe(1)
})

describe('Q8: how long a phone is blocked', () => {
  const VARS = { USER_REPORT_MAX_AGE: '48h', USER_REPORT_UNCLAIMED_MAX_AGE: '3h' }

  test.each([
    ['never used', 0, 3 * HOUR],
    ['used', 1, 48 * HOUR],
  ])('its code was %s', async (_what, isClaimed, seconds) => {
    const server = await start({}, VARS)
    await server.device('/api/user-report', GOOD)
    await env.VERIFICATION_DB.prepare('UPDATE user_reports SET is_claimed = ?')
      .bind(isClaimed)
      .run()
    const first = server.now
    server.now = (first + seconds) as typeof server.now
    await server.device('/api/user-report', GOOD)
    expect(await count()).toBe(1)
    server.now = (first + seconds + 1) as typeof server.now
    await server.device('/api/user-report', GOOD)
    expect(await count()).toBe(2)
  })

  test('never shorter than a code may live', async () => {
    const server = await start({}, { ...VARS, USER_REPORT_UNCLAIMED_MAX_AGE: '15m' })
    await server.device('/api/user-report', GOOD)
    server.now = (server.now + 2 * HOUR) as typeof server.now
    await server.device('/api/user-report', GOOD)
    expect(await count()).toBe(1)
  })
})
