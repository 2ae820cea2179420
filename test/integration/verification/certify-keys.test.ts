/** Whose keys sign tokens and certificates, and how soon a new one is known. */

import { env } from 'cloudflare:workers'
import { describe, expect, test } from 'vitest'
import { signToken } from '../../../src/core/verification/token.ts'
import { insertRealmSigningKeyStatement } from '../../../src/db/verification/queries/realm-signing-keys.ts'
import { makeRealmSigningKey } from '../../../src/flows/verification/realm-signing-keys.ts'
import { readTokenKeyring } from '../../../src/flows/verification/token-keyring.ts'
import { openSecretBox, randomBytes } from '../../../src/platform/secrets.ts'
import { type CodeOptions, putCode } from '../../support/codes.ts'
import { meterDatabase } from '../../support/metered-database.ts'
import { OPEN_REALM, startVerification, type TestVerification } from '../../support/verification.ts'

const EKEYHMAC = btoa('x'.repeat(32))
const ISSUER = 'diagnosis-verification-example'
const SYSTEM_REALM = {
  ...OPEN_REALM,
  settings: { ...OPEN_REALM.settings, useRealmCertificateKey: false },
}

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

describe('keys of tokens', () => {
  const keyringReads = (sql: readonly string[]) =>
    sql.some((text) => /select.*from "?token_signing_keys/is.test(text))

  test('a key that is unknown has them read anew, once in five seconds', async () => {
    const { meter, wrap } = meterDatabase()
    const server = await startVerification({ wrapDatabase: wrap })
    const token = await tokenOf(server)
    const { signer } = await keyringOf(server)
    let reads = 0
    meter.before = (sql) => {
      if (keyringReads(sql)) reads++
    }
    const ask = async () => {
      const unknown = await signToken(
        { ...signer, keyId: crypto.randomUUID() },
        {
          issuer: ISSUER,
          id: 'x',
          subject: { testType: 'confirmed', symptomDate: '', testDate: '' },
          issuedAt: server.now,
          lifeSeconds: 60,
        },
      )
      return certify(server, { token: unknown, ekeyhmac: EKEYHMAC })
    }
    const seen: number[] = []
    for (const seconds of [0, 4, 1, 0, 4, 1]) {
      wait(server, seconds)
      expect(await ask()).toEqual([400, 'token_invalid'])
      seen.push(reads)
    }
    expect(seen).toEqual([0, 0, 1, 1, 1, 2])
    expect(await certify(server, { token, ekeyhmac: EKEYHMAC })).toEqual([200, undefined])
  })

  test('a key that another isolate began to sign with is known after five seconds', async () => {
    const server = await startVerification()
    await tokenOf(server)
    const { signer } = await keyringOf(server)
    await env.VERIFICATION_DB.prepare('UPDATE token_signing_keys SET is_active = 0').run()
    const fresh = await startVerification({ keep: server })
    const token = await tokenOf(fresh)
    expect(segment(token, 0)['kid']).not.toBe(signer.keyId)
    wait(server, 5)
    expect(await certify(server, { token, ekeyhmac: EKEYHMAC })).toEqual([200, undefined])
  })

  test('what a key signed that is destroyed is no token', async () => {
    const server = await startVerification()
    const token = await tokenOf(server)
    await env.VERIFICATION_DB.prepare(
      'UPDATE token_signing_keys SET is_active = 0, wrapped_private_key = NULL',
    ).run()
    server.restart()
    expect(await certify(server, { token, ekeyhmac: EKEYHMAC })).toEqual([400, 'token_invalid'])
  })

  test('of isolates that begin at once one makes the key', async () => {
    const server = await startVerification()
    await env.VERIFICATION_DB.prepare('DELETE FROM token_signing_keys').run()
    const isolates = [server]
    for (let i = 0; i < 4; i++) isolates.push(await startVerification({ keep: server }))
    const codes = await Promise.all(isolates.map(() => putCode(server)))
    const tokens = await Promise.all(
      isolates.map(async (isolate, index) =>
        String((await isolate.device('/api/verify', { code: codes[index] })).body['token']),
      ),
    )
    expect(new Set(tokens.map((token) => segment(token, 0)['kid'])).size).toBe(1)
    const rows = await env.VERIFICATION_DB.prepare(
      'SELECT count(*) AS n FROM token_signing_keys',
    ).first()
    expect(rows).toEqual({ n: 1 })
  })
})

describe('keys of certificates', () => {
  test("the system's is made when it is first needed, once by however many isolates", async () => {
    const server = await startVerification({ realms: [SYSTEM_REALM] })
    const isolates = [server]
    for (let i = 0; i < 4; i++) isolates.push(await startVerification({ keep: server }))
    const tokens = await Promise.all(isolates.map((isolate) => tokenOf(isolate)))
    const certificates = await Promise.all(
      isolates.map((isolate, index) => certificateOf(isolate, tokens[index] ?? '')),
    )
    for (const certificate of certificates) {
      expect(segment(certificate, 0)).toEqual({ alg: 'ES256', kid: 'v1', typ: 'JWT' })
      expect(segment(certificate, 1)).toMatchObject({
        iss: ISSUER,
        aud: 'exposure-notifications-server',
        exp: server.now + 900,
      })
    }
    const { results } = await env.VERIFICATION_DB.prepare(
      "SELECT key_id FROM realm_signing_keys WHERE realm_id = 0 AND purpose = 'certificate'",
    ).all()
    expect(results).toEqual([{ key_id: 'v1' }])
  })

  test('a realm with a key of its own signs with it, and with a new one at once', async () => {
    const server = await startVerification()
    const [realm] = server.realms
    const realmId = realm?.id ?? 0
    const before = await certificateOf(server, await tokenOf(server))
    expect(segment(before, 0)['kid']).toMatch(new RegExp(`^r${realmId}v\\d+$`))
    expect(segment(before, 1)).toMatchObject({
      iss: 'issuer.example.org',
      aud: 'audience.example.org',
    })
    const secretBox = await openSecretBox(env.MASTER_KEY)
    const key = await makeRealmSigningKey(
      { secretBox, randomBytes },
      realmId,
      'certificate',
      undefined,
      server.now,
    )
    const made = await insertRealmSigningKeyStatement(server.db, key).first<{
      id: number
      key_id: string
    }>()
    const idle = await certificateOf(server, await tokenOf(server))
    expect(segment(idle, 0)['kid']).toBe(segment(before, 0)['kid'])
    await env.VERIFICATION_DB.prepare(
      "UPDATE realm_signing_keys SET is_active = (id = ?1) WHERE realm_id = ?2 AND purpose = 'certificate'",
    )
      .bind(made?.id, realmId)
      .run()
    const after = await certificateOf(server, await tokenOf(server))
    expect(segment(after, 0)['kid']).toBe(made?.key_id)
    const jwks = await (await server.requestDevice(`/jwks/${realmId}`)).json()
    expect(jwks).toMatchObject([{ kid: made?.key_id }, { kid: segment(before, 0)['kid'] }])
  })

  test('without a key that signs: 500, and the token is good once there is one', async () => {
    const server = await startVerification()
    const token = await tokenOf(server)
    const set = (isActive: number) =>
      env.VERIFICATION_DB.prepare(
        "UPDATE realm_signing_keys SET is_active = ? WHERE purpose = 'certificate'",
      )
        .bind(isActive)
        .run()
    await set(0)
    const failed = await server.device('/api/certificate', { token, ekeyhmac: EKEYHMAC })
    expect(failed.status).toBe(500)
    expect(failed.text).not.toMatch(/key|sign/)
    await set(1)
    await certificateOf(server, token)
  })
})
