/** Every row of what a phone may hear when it trades a code. */

import { env } from 'cloudflare:workers'
import { describe, expect, test } from 'vitest'
import { makeSecret } from '../../../src/flows/verification/secret-keyring.ts'
import { openSecretBox, randomBytes } from '../../../src/platform/secrets.ts'
import { type CodeOptions, putCode } from '../../support/codes.ts'
import { OPEN_REALM, startVerification, type TestVerification } from '../../support/verification.ts'

const NONCE = btoa('n'.repeat(256))
const OTHER = btoa('o'.repeat(256))
const HOUR = 3600

const wait = (server: TestVerification, seconds: number) => {
  server.now = (server.now + seconds) as typeof server.now
}

const verify = async (server: TestVerification, body: object, headers = {}) => {
  const { status, body: answer } = await server.device('/api/verify', body, headers)
  return [status, answer['errorCode']]
}

describe('answers', () => {
  test.each<[string, CodeOptions, object, number, string | undefined]>([
    ['a code', {}, {}, 200, undefined],
    ['an expired code', { expiresIn: 0, longExpiresIn: HOUR }, {}, 400, 'code_expired'],
    ['an unknown accepted type', {}, { accept: ['x'] }, 400, 'invalid_test_type'],
    ['one unknown among known', {}, { accept: ['likely', 'x'] }, 400, 'invalid_test_type'],
    ['accept in capitals', {}, { accept: ['CONFIRMED'] }, 200, undefined],
    ['confirmed for likely', {}, { accept: ['likely'] }, 200, undefined],
    [
      'likely for confirmed',
      { testType: 'likely' },
      { accept: ['confirmed'] },
      412,
      'unsupported_test_type',
    ],
    [
      'negative for user-report',
      { testType: 'negative' },
      { accept: ['user-report'] },
      412,
      'unsupported_test_type',
    ],
    ['a union', { testType: 'negative' }, { accept: ['user-report', 'negative'] }, 200, undefined],
    ['a nonce that is not base64', {}, { nonce: '*' }, 400, 'unparsable_request'],
    ['a nonce where none is asked for', {}, { nonce: NONCE }, 200, undefined],
    [
      'the right nonce',
      { testType: 'user-report', nonce: NONCE },
      { nonce: NONCE },
      200,
      undefined,
    ],
    [
      'the right nonce without padding',
      { testType: 'user-report', nonce: NONCE },
      { nonce: NONCE.replaceAll('=', '') },
      200,
      undefined,
    ],
    ['no nonce', { testType: 'user-report', nonce: NONCE }, {}, 400, 'code_invalid'],
    [
      'a wrong nonce',
      { testType: 'user-report', nonce: NONCE },
      { nonce: OTHER },
      400,
      'code_invalid',
    ],
    ["an administrator's, no nonce", { testType: 'user-report', nonce: null }, {}, 200, undefined],
    [
      "an administrator's, a nonce",
      { testType: 'user-report', nonce: null },
      { nonce: OTHER },
      200,
      undefined,
    ],
  ])('%s', async (_what, options, request, status, errorCode) => {
    const server = await startVerification()
    const code = await putCode(server, options)
    expect(await verify(server, { code, ...request })).toEqual([status, errorCode])
  })

  test('what was refused for the request is good for the next one', async () => {
    const server = await startVerification()
    const code = await putCode(server, { testType: 'user-report', nonce: NONCE })
    expect(await verify(server, { code, nonce: OTHER })).toEqual([400, 'code_invalid'])
    const accept = ['negative']
    expect(await verify(server, { code, nonce: NONCE, accept })).toEqual([
      412,
      'unsupported_test_type',
    ])
    expect(await verify(server, { code, nonce: NONCE })).toEqual([200, undefined])
  })

  test('a code is its very text', async () => {
    const server = await startVerification()
    const longCode = 'abcdefgh12345678'
    const code = await putCode(server, { longCode })
    for (const text of [` ${code}`, `${code} `, longCode.toUpperCase(), '']) {
      expect(await verify(server, { code: text })).toEqual([400, 'code_invalid'])
    }
    expect(await verify(server, { code: longCode })).toEqual([200, undefined])
  })

  test('of what is expired and used, that it is expired; of what is used and not accepted, that it is used', async () => {
    const server = await startVerification()
    const code = await putCode(server, { testType: 'negative' })
    await verify(server, { code })
    expect(await verify(server, { code, accept: ['confirmed'] })).toEqual([400, 'code_invalid'])
    wait(server, 900)
    expect(await verify(server, { code })).toEqual([400, 'code_expired'])
  })

  test("a code of another realm is nobody's, and stays good in its own", async () => {
    const server = await startVerification({
      realms: [OPEN_REALM, { ...OPEN_REALM, name: 'Other', regionCode: 'US-OTH' }],
    })
    const other = server.realms[1]
    const code = await putCode(server, { realmId: other?.id ?? 0 })
    expect(await verify(server, { code })).toEqual([400, 'code_invalid'])
    const key = { 'x-api-key': other?.apiKeys.device ?? '' }
    expect(await verify(server, { code }, key)).toEqual([200, undefined])
  })

  test('while the system is maintained: no code is taken, also of a body that is none; a token is', async () => {
    const server = await startVerification()
    const code = await putCode(server)
    const { body } = await server.device('/api/verify', { code: await putCode(server) })
    const stopped = await startVerification({
      keep: server,
      vars: { VERIFICATION_MAINTENANCE_MODE: 'true' },
    })
    expect(await verify(stopped, { code })).toEqual([429, 'maintenance_mode'])
    expect((await stopped.device('/api/verify', '{')).body['errorCode']).toBe('maintenance_mode')
    const token = { token: body['token'], ekeyhmac: btoa('x'.repeat(32)) }
    expect((await stopped.device('/api/certificate', token)).status).toBe(200)
    expect(await verify(server, { code })).toEqual([200, undefined])
  })

  test('a realm that is maintained finishes what it began', async () => {
    const server = await startVerification({
      realms: [{ ...OPEN_REALM, settings: { ...OPEN_REALM.settings, maintenanceMode: true } }],
    })
    const verified = await server.device('/api/verify', { code: await putCode(server) })
    expect(verified.status).toBe(200)
    const token = { token: verified.body['token'], ekeyhmac: btoa('x'.repeat(32)) }
    expect((await server.device('/api/certificate', token)).status).toBe(200)
  })
})

describe('ends', () => {
  test.each([
    ['short', 899, 200],
    ['short', 900, 400],
    ['long', 900, 200],
    ['long', 86_399, 200],
    ['long', 86_400, 400],
  ] as const)('the %s code after %i seconds: %i', async (which, seconds, status) => {
    const server = await startVerification()
    const longCode = 'abcdefgh12345678'
    const code = await putCode(server, { longCode })
    wait(server, seconds)
    const answer = await verify(server, { code: which === 'short' ? code : longCode })
    expect(answer).toEqual([status, status === 200 ? undefined : 'code_expired'])
  })

  test('a code is found under an older secret, and no more once that is deleted', async () => {
    const server = await startVerification()
    const [code, late] = [await putCode(server), await putCode(server)]
    const type = 'verification_code_database_hmac'
    const { wrappedSecret, wrappingLabel } = await makeSecret(
      { secretBox: await openSecretBox(env.MASTER_KEY), randomBytes },
      type,
    )
    await env.VERIFICATION_DB.prepare(
      `INSERT INTO secrets (type, wrapped_secret, wrapping_label, is_active, created_at, updated_at)
      VALUES (?1, ?2, ?3, 1, ?4, ?4)`,
    )
      .bind(type, wrappedSecret, wrappingLabel, server.now + 1)
      .run()
    server.restart()
    expect(await verify(server, { code })).toEqual([200, undefined])
    expect(await verify(server, { code: await putCode(server) })).toEqual([200, undefined])
    await env.VERIFICATION_DB.prepare(
      'UPDATE secrets SET deleted_at = 1 WHERE type = ? AND created_at <= ?',
    )
      .bind(type, server.now)
      .run()
    server.restart()
    expect(await verify(server, { code: late })).toEqual([400, 'code_invalid'])
  })
})
