/** Tokens traded for certificates: every row of what a phone may hear, and what a crash costs. */

import { env } from 'cloudflare:workers'
import { describe, expect, test } from 'vitest'
import { signToken } from '../../../src/core/verification/token.ts'
import { readTokenKeyring } from '../../../src/flows/verification/token-keyring.ts'
import { openSecretBox, randomBytes } from '../../../src/platform/secrets.ts'
import { type CodeOptions, putCode } from '../../support/codes.ts'
import { startVerification, type TestVerification } from '../../support/verification.ts'

const EKEYHMAC = btoa('x'.repeat(32))
const ISSUER = 'diagnosis-verification-example'

const wait = (server: TestVerification, seconds: number) => {
  server.now = (server.now + seconds) as typeof server.now
}

async function tokenOf(server: TestVerification, options: CodeOptions = {}): Promise<string> {
  const { body } = await server.device('/api/verify', { code: await putCode(server, options) })
  return String(body['token'])
}

const certify = async (server: TestVerification, body: object) => {
  const { status, body: answer } = await server.device('/api/certificate', body)
  return [status, answer['errorCode']]
}

function segment(jwt: string, index: 0 | 1): Record<string, unknown> {
  const text = (jwt.split('.')[index] ?? '').replaceAll('-', '+').replaceAll('_', '/')
  return JSON.parse(atob(text))
}

async function certificateOf(server: TestVerification, token: string): Promise<string> {
  const { status, body } = await server.device('/api/certificate', { token, ekeyhmac: EKEYHMAC })
  expect(status).toBe(200)
  return String(body['certificate'])
}

const keyringOf = async ({ db, now }: TestVerification) =>
  readTokenKeyring({ db, secretBox: await openSecretBox(env.MASTER_KEY), randomBytes }, now)

const invalidTokens = async () =>
  (
    await env.VERIFICATION_DB.prepare(
      'SELECT sum(tokens_invalid) AS n FROM realm_statistics',
    ).first<{ n: number | null }>()
  )?.n ?? 0

describe('answers', () => {
  test.each([
    ['nothing', {}],
    ['garbage', { token: 'a.b.c', ekeyhmac: EKEYHMAC }],
    ['an unknown member', { token: '', ekeyhmac: EKEYHMAC, x: 1 }],
    ['a number', { token: 1, ekeyhmac: EKEYHMAC }],
  ])('%s is no token', async (_what, body) => {
    const server = await startVerification()
    expect(await certify(server, body)).toEqual([400, 'token_invalid'])
  })

  test('a token is looked at before the HMAC', async () => {
    const server = await startVerification()
    expect(await certify(server, { token: 'x', ekeyhmac: 'x' })).toEqual([400, 'token_invalid'])
  })

  test.each([
    ['no base64', '*'],
    ['nothing', ''],
    ['31 bytes', btoa('x'.repeat(31))],
    ['33 bytes', btoa('x'.repeat(33))],
  ])(
    'an HMAC of %s: refused, counted nowhere, and the token is still good',
    async (_what, ekeyhmac) => {
      const server = await startVerification()
      const token = await tokenOf(server)
      expect(await certify(server, { token, ekeyhmac })).toEqual([400, 'hmac_invalid'])
      expect(await invalidTokens()).toBe(0)
      expect(await certify(server, { token, ekeyhmac: EKEYHMAC })).toEqual([200, undefined])
    },
  )

  test.each([
    ['as it came, of the URL alphabet', `${'_'.repeat(42)}8`],
    ['as it came, with padding', `${'/'.repeat(42)}8=`],
  ])('the HMAC is in the certificate %s', async (_what, ekeyhmac) => {
    const server = await startVerification()
    const { body } = await server.device('/api/certificate', {
      token: await tokenOf(server),
      ekeyhmac,
    })
    expect(segment(String(body['certificate']), 1)['tekmac']).toBe(ekeyhmac)
  })

  test.each([
    ['of another issuer', { issuer: 'x' }, {}, 'token_invalid'],
    ['that is over', { issuedAt: -86_400 }, {}, 'token_invalid'],
    ['of the future', { issuedAt: 1 }, {}, 'token_invalid'],
    ['of an unknown key', {}, { keyId: 'x' }, 'token_invalid'],
    ['that nobody was given', {}, {}, 'token_expired'],
  ])(
    'a token %s',
    async (_what, {
      issuer = ISSUER,
      issuedAt = 0,
    }: { issuer?: string; issuedAt?: number }, key, errorCode) => {
      const server = await startVerification()
      const { signer } = await keyringOf(server)
      const token = await signToken(
        { ...signer, ...key },
        {
          issuer,
          id: 'x',
          subject: { testType: 'confirmed', symptomDate: '', testDate: '' },
          issuedAt: (server.now + issuedAt) as typeof server.now,
          lifeSeconds: 86_400,
        },
      )
      expect(await certify(server, { token, ekeyhmac: EKEYHMAC })).toEqual([400, errorCode])
      expect(await invalidTokens()).toBe(errorCode === 'token_expired' ? 1 : 0)
    },
  )

  test.each([
    ['that is over in its row', 'expires_at = 1', 1],
    ['whose type is another in its row', "test_type = 'likely'", 1],
    ['whose onset is another in its row', "symptom_date = '2026-11-01'", 1],
    ['whose test date is another in its row', "test_date = '2026-11-01'", 1],
    ['that is of another realm', 'realm_id = realm_id + 1', 1],
    ['that was used', 'used_at = 1', 0],
  ])('a token %s', async (_what, change, count) => {
    const server = await startVerification()
    const token = await tokenOf(server)
    await env.VERIFICATION_DB.prepare(`UPDATE verification_tokens SET ${change}`).run()
    expect(await certify(server, { token, ekeyhmac: EKEYHMAC })).toEqual([400, 'token_expired'])
    expect(await invalidTokens()).toBe(count)
  })

  test('a token lives for a day, to the second', async () => {
    const server = await startVerification()
    const [last, late] = [await tokenOf(server), await tokenOf(server)]
    wait(server, 86_399)
    expect(await certify(server, { token: last, ekeyhmac: EKEYHMAC })).toEqual([200, undefined])
    wait(server, 1)
    expect(await certify(server, { token: late, ekeyhmac: EKEYHMAC })).toEqual([
      400,
      'token_invalid',
    ])
  })

  test('certificates are counted for realm and key, those of user reports apart', async () => {
    const server = await startVerification()
    await certificateOf(server, await tokenOf(server))
    await certificateOf(server, await tokenOf(server, { testType: 'user-report', nonce: null }))
    const realm = await env.VERIFICATION_DB.prepare('SELECT * FROM realm_statistics').first()
    expect(realm).toMatchObject({
      tokens_claimed: 2,
      tokens_invalid: 0,
      user_report_tokens_claimed: 1,
    })
    const key = await env.VERIFICATION_DB.prepare('SELECT * FROM api_key_statistics').first()
    expect(key).toMatchObject({ codes_claimed: 2, tokens_claimed: 2, tokens_invalid: 0 })
  })

  test('countries that were asked for are in the certificate', async () => {
    const server = await startVerification()
    const asked = await certificateOf(
      server,
      await tokenOf(server, { countriesOfInterest: 'DE,NL' }),
    )
    expect(segment(asked, 1)['visitedCountries']).toEqual(['DE', 'NL'])
    const plain = await certificateOf(server, await tokenOf(server))
    expect(segment(plain, 1)).not.toHaveProperty('visitedCountries')
  })
})

describe('crashes', () => {
  /** A database whose batches fail, before or after they are done. */
  const dying = (when: 'before' | 'after') => {
    const state = { isDying: false }
    const wrap = (database: D1Database) =>
      new Proxy(database, {
        get(target, name) {
          if (name === 'batch') {
            return async (statements: D1PreparedStatement[]) => {
              if (state.isDying && when === 'before') throw new Error('died before')
              const results = await target.batch(statements)
              if (state.isDying) throw new Error('died after')
              return results
            }
          }
          const member = Reflect.get(target, name)
          return typeof member === 'function' ? member.bind(target) : member
        },
      })
    return { state, wrap }
  }

  test.each([
    ['before the batch: the code is good', 'before', 200, undefined],
    [
      'after the batch: the phone has no token and the code is used, as the original too would have it',
      'after',
      400,
      'code_invalid',
    ],
  ] as const)('a code, %s', async (_what, when, status, errorCode) => {
    const { state, wrap } = dying(when)
    const server = await startVerification({ wrapDatabase: wrap })
    const code = await putCode(server)
    state.isDying = true
    expect((await server.device('/api/verify', { code })).status).toBe(500)
    state.isDying = false
    const { status: again, body } = await server.device('/api/verify', { code })
    expect([again, body['errorCode']]).toEqual([status, errorCode])
  })

  test.each([
    ['between signature and batch: the token is good', 'before', 200, undefined],
    [
      'after the batch: the phone has no certificate and the token is used',
      'after',
      400,
      'token_expired',
    ],
  ] as const)('a certificate, %s', async (_what, when, status, errorCode) => {
    const { state, wrap } = dying(when)
    const server = await startVerification({ wrapDatabase: wrap })
    const body = { token: await tokenOf(server), ekeyhmac: EKEYHMAC }
    state.isDying = true
    expect((await server.device('/api/certificate', body)).status).toBe(500)
    state.isDying = false
    expect(await certify(server, body)).toEqual([status, errorCode])
  })
})
