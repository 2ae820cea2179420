import { env } from 'cloudflare:workers'
import { describe, expect, test } from 'vitest'
import { putCode } from '../../support/codes.ts'
import { startVerification } from '../../support/verification.ts'

const statistics = () =>
  env.VERIFICATION_DB.prepare('SELECT * FROM realm_statistics').first<Record<string, number>>()

test('a code becomes a token, and the token a certificate', async () => {
  const server = await startVerification()
  const code = await putCode(server, { symptomDate: '2026-11-17', testDate: '2026-11-18' })
  const verified = await server.device('/api/verify', { code })
  expect(verified.body).toMatchObject({
    testtype: 'confirmed',
    symptomDate: '2026-11-17',
    testDate: '2026-11-18',
  })
  const ekeyhmac = btoa('x'.repeat(32))
  const { token } = verified.body
  const certified = await server.device('/api/certificate', { token, ekeyhmac })
  expect(certified.status).toBe(200)
  expect(verified.text.length).toBe(certified.text.length)
  expect(await statistics()).toMatchObject({ codes_claimed: 1, tokens_claimed: 1, claim_age_0: 1 })
  const again = await server.device('/api/certificate', { token, ekeyhmac })
  expect(again).toMatchObject({ status: 400, body: { errorCode: 'token_expired' } })
  const used = await server.device('/api/verify', { code })
  expect(used).toMatchObject({ status: 400, body: { errorCode: 'code_invalid' } })
  expect(await statistics()).toMatchObject({ codes_invalid: 0, tokens_invalid: 0 })
  const unknown = await server.device('/api/verify', { code: '1' })
  expect(unknown).toMatchObject({ status: 400, body: { errorCode: 'code_invalid' } })
  expect(await statistics()).toMatchObject({ codes_invalid: 1 })
})

describe('at once', () => {
  test('fifty claims of one code give one token, fifty of one token one certificate', async () => {
    const server = await startVerification()
    const code = await putCode(server)
    const fifty = Array.from({ length: 50 })
    const verified = await Promise.all(fifty.map(() => server.device('/api/verify', { code })))
    const good = verified.filter(({ status }) => status === 200)
    expect(good).toHaveLength(1)
    const body = { token: good[0]?.body['token'], ekeyhmac: btoa('x'.repeat(32)) }
    const certified = await Promise.all(fifty.map(() => server.device('/api/certificate', body)))
    expect(certified.filter(({ status }) => status === 200)).toHaveLength(1)
    expect(await statistics()).toMatchObject({
      codes_claimed: 1,
      codes_invalid: 0,
      tokens_claimed: 1,
      tokens_invalid: 0,
    })
  })
})

test.each([
  ['gone', 'DELETE FROM user_reports'],
  ['claimed', 'UPDATE user_reports SET is_claimed = 1'],
])('a code whose report is %s is good no more', async (_what, sql) => {
  const server = await startVerification()
  const nonce = btoa('n'.repeat(256))
  const code = await putCode(server, { testType: 'user-report', nonce })
  await env.VERIFICATION_DB.prepare(sql).run()
  const { status, body } = await server.device('/api/verify', { code, nonce })
  expect([status, body['errorCode']]).toEqual([400, 'code_invalid'])
})
