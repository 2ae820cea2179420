/** Who may fetch keys: key-server row 36, the part of authorization rows and tokens. */

import { env } from 'cloudflare:workers'
import { beforeEach, describe, expect, test } from 'vitest'
import { asUnixSeconds } from '../../../src/core/time.ts'
import { openKeyserver } from '../../../src/db/keyserver/database.ts'
import { deleteEverything } from '../../../src/db/keyserver/queries/seed.ts'
import type { OutboundReader } from '../../../src/flows/outbound.ts'
import {
  authorize,
  CALLER,
  FETCH_AUDIENCE,
  fetchToken,
  googleServer,
  HOUR,
  makeSigner,
} from '../../support/google-federation.ts'
import { NOON } from '../../support/keyserver.ts'

const db = openKeyserver(env.KEYSERVER_DB)
const signer = makeSigner()
const other = makeSigner()
const rsa = makeSigner('RS256')
const KEYS = [{ kid: 'k1', publicKeyPem: signer.publicKeyPem }]

beforeEach(() => deleteEverything(db))

async function call(authorization: string | undefined, server = googleServer(db, NOON)) {
  const headers = new Headers({ 'content-type': 'application/json' })
  if (authorization !== undefined) headers.set('authorization', authorization)
  const answer = await server.request({ method: 'POST', headers, body: '{}' })
  const body = await answer.json()
  return { status: answer.status, body, headers: answer.headers, told: server.told }
}

const bearer = (...args: Parameters<typeof fetchToken>) => `Bearer ${fetchToken(...args)}`

describe('a token', () => {
  test('of a caller that is authorized is taken', async () => {
    await authorize(db, { keys: KEYS })
    expect(await call(bearer(signer, NOON))).toMatchObject({ status: 200, told: ['ok'] })
  })

  test('may be signed with RSA, as Google’s are', async () => {
    await authorize(db, { keys: [{ kid: 'g', publicKeyPem: rsa.publicKeyPem }] })
    const token = bearer(rsa, NOON, {}, { alg: 'RS256', kid: 'g' })
    expect(await call(token)).toMatchObject({ status: 200 })
  })

  test('need not name its key where there is one', async () => {
    await authorize(db, { keys: KEYS })
    expect((await call(bearer(signer, NOON, {}, { alg: 'ES256' }))).status).toBe(200)
  })

  test('is for the audience that was agreed on', async () => {
    const audience = 'https://mx.example/federation'
    await authorize(db, { keys: KEYS, audience })
    expect((await call(bearer(signer, NOON, { aud: audience }))).status).toBe(200)
    expect((await call(bearer(signer, NOON))).told).toEqual(['unauthorized wrong_audience'])
  })

  const minute = (minutes: number) => NOON + minutes * 60
  test.each<[string, () => string | undefined, string]>([
    ['there is none', () => undefined, 'no_bearer_token'],
    ['it is no bearer token', () => 'Basic YTpi', 'no_bearer_token'],
    ['there are two', () => `${bearer(signer, NOON)}, ${bearer(signer, NOON)}`, 'no_bearer_token'],
    ['it is no token', () => 'Bearer a.b.c', 'malformed_token'],
    ['it is not signed', () => bearer(signer, NOON, {}, { alg: 'none' }), 'malformed_token'],
    [
      'the public key is its secret',
      () => bearer(signer, NOON, {}, { alg: 'HS256', kid: 'k1' }),
      'malformed_token',
    ],
    [
      'the issuer is unknown',
      () => bearer(signer, NOON, { iss: 'https://x.test' }),
      'unknown_caller',
    ],
    ['the subject is unknown', () => bearer(signer, NOON, { sub: '1' }), 'unknown_caller'],
    ['it is for others', () => bearer(signer, NOON, { aud: 'https://x.test' }), 'wrong_audience'],
    ['it has expired', () => bearer(signer, NOON, { exp: NOON }), 'expired'],
    ['it never ends', () => bearer(signer, NOON, { exp: undefined }), 'expired'],
    ['it ends too late', () => bearer(signer, NOON, { exp: minute(2880) }), 'life_too_long'],
    ['it begins later', () => bearer(signer, NOON, { nbf: minute(2) }), 'not_yet_valid'],
    ['somebody else signed it', () => bearer(other, NOON), 'bad_signature'],
    [
      'it says that it is signed with RSA',
      () => bearer(rsa, NOON, {}, { alg: 'RS256', kid: 'k1' }),
      'no_usable_key',
    ],
    [
      'its key is unknown',
      () => bearer(signer, NOON, {}, { alg: 'ES256', kid: 'k2' }),
      'no_usable_key',
    ],
    [
      'its signature was cut off',
      () => bearer(signer, NOON).replace(/\.[^.]*$/, '.AA'),
      'bad_signature',
    ],
  ])('is refused where %s, and is not told why', async (_why, authorization, reason) => {
    await authorize(db, { keys: KEYS })
    const answer = await call(authorization())
    expect(answer).toMatchObject({
      status: 401,
      body: { code: 'unauthorized' },
      told: [`unauthorized ${reason}`],
    })
    expect(answer.headers.get('www-authenticate')).toBe('Bearer')
    const { body } = await call('Basic none')
    expect(answer.body).toEqual(body)
  })

  test('of an RSA key below 2048 bits is refused', async () => {
    const weak = makeSigner('RS256', 1024)
    await authorize(db, { keys: [{ kid: 'g', publicKeyPem: weak.publicKeyPem }] })
    const answer = await call(bearer(weak, NOON, {}, { alg: 'RS256', kid: 'g' }))
    expect(answer.status).toBe(401)
  })

  test('with the names of one caller and the key of another is refused', async () => {
    await authorize(db, { keys: KEYS })
    await authorize(db, {
      subject: 'other',
      keys: [{ kid: 'k1', publicKeyPem: other.publicKeyPem }],
    })
    expect((await call(bearer(other, NOON, { sub: 'other' }))).status).toBe(200)
    expect((await call(bearer(other, NOON))).told).toEqual(['unauthorized bad_signature'])
  })

  test('is refused once its row is taken away', async () => {
    await authorize(db, { keys: KEYS })
    expect((await call(bearer(signer, NOON))).status).toBe(200)
    await env.KEYSERVER_DB.prepare('DELETE FROM federation_authorizations').run()
    expect((await call(bearer(signer, NOON))).told).toEqual(['unauthorized unknown_caller'])
  })
})

describe('keys that the issuer publishes', () => {
  const URI = 'https://accounts.test/certs'

  /** Answers with these keys, and counts. */
  async function issuer(...published: readonly [string, CryptoKey][]) {
    const keys = await Promise.all(
      published.map(async ([kid, key]) => ({
        ...((await crypto.subtle.exportKey('jwk', key)) as JsonWebKey),
        kid,
        use: 'sig',
        key_ops: undefined,
        ext: undefined,
      })),
    )
    const state = { calls: 0, answers: true, body: JSON.stringify({ keys }) }
    const outbound: OutboundReader = {
      async get(url) {
        expect(url).toBe(URI)
        state.calls++
        return state.answers
          ? { ok: true, value: new TextEncoder().encode(state.body) as Uint8Array<ArrayBuffer> }
          : { ok: false, failure: { reason: 'unreachable' } }
      },
    }
    return { state, outbound }
  }

  const importPem = (pem: string) =>
    crypto.subtle.importKey(
      'spki',
      Uint8Array.from(atob(pem.replaceAll(/-----[^-]+-----|\s/g, '')), (c) => c.charCodeAt(0)),
      { name: 'ECDSA', namedCurve: 'P-256' },
      true,
      ['verify'],
    )

  test('verify its tokens, and are not asked for at each', async () => {
    const { state, outbound } = await issuer(['k1', await importPem(signer.publicKeyPem)])
    await authorize(db, { jwksUri: URI })
    const server = googleServer(db, NOON, { outbound })
    expect((await call(bearer(signer, NOON), server)).status).toBe(200)
    expect((await call(bearer(signer, NOON), server)).status).toBe(200)
    expect((await call(bearer(other, NOON), server)).status).toBe(401)
    expect(state.calls).toBe(1)
    server.now = asUnixSeconds(NOON + 301)
    expect((await call(bearer(signer, NOON), server)).status).toBe(200)
    expect(state.calls).toBe(2)
  })

  test('are asked for anew where a token names a new one, but not for every name', async () => {
    const { state, outbound } = await issuer(['k1', await importPem(signer.publicKeyPem)])
    await authorize(db, { jwksUri: URI })
    const server = googleServer(db, NOON, { outbound })
    const forged = (kid: string) => bearer(other, NOON, {}, { alg: 'ES256', kid })
    for (const kid of ['x1', 'x2', 'x3']) expect((await call(forged(kid), server)).status).toBe(401)
    expect(state.calls).toBe(1)
    server.now = asUnixSeconds(NOON + 30)
    expect((await call(forged('x4'), server)).status).toBe(401)
    expect(state.calls).toBe(2)
  })

  test('are believed for an hour after the issuer went away', async () => {
    const { state, outbound } = await issuer(['k1', await importPem(signer.publicKeyPem)])
    await authorize(db, { jwksUri: URI })
    const server = googleServer(db, NOON, { outbound })
    const at = (seconds: number) => {
      server.now = asUnixSeconds(NOON + seconds)
      return call(bearer(signer, server.now), server)
    }
    expect((await at(0)).status).toBe(200)
    state.answers = false
    expect((await at(HOUR - 1)).status).toBe(200)
    expect((await at(HOUR)).told.at(-1)).toBe('unauthorized no_usable_key')
  })

  test.each([
    ['nothing', ''],
    ['a bare list', '[]'],
    ['no list', '{"keys":{}}'],
    ['keys that are none', '{"keys":[1]}'],
    ['a thousand keys', JSON.stringify({ keys: new Array(1000).fill({}) })],
  ])('are none where it publishes %s', async (_what, body) => {
    const { state, outbound } = await issuer()
    state.body = body
    await authorize(db, { jwksUri: URI })
    const answer = await call(bearer(signer, NOON), googleServer(db, NOON, { outbound }))
    expect(answer.told).toEqual(['unauthorized no_usable_key'])
  })
})

test('nothing of a token reaches the log or the answer', async () => {
  await authorize(db, { keys: KEYS })
  const token = fetchToken(other, NOON)
  const { body, told } = await call(`Bearer ${token}`)
  const said = JSON.stringify([body, told])
  for (const part of [...token.split('.'), CALLER.issuer, FETCH_AUDIENCE]) {
    expect(said).not.toContain(part)
  }
})
