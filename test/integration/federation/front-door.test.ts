/** What partners call of ours, through the whole federation surface: a gateway's announcements, and fetches of key servers. */

import { env } from 'cloudflare:workers'
import { beforeEach, describe, expect, test } from 'vitest'
import { openKeyserver } from '../../../src/db/keyserver/database.ts'
import { buildFederation } from '../../../src/workers/federation.ts'
import { addPartner, rowsOf, startExchange } from '../../support/exchange.ts'
import {
  authorize,
  fetchToken,
  keyName,
  makeSigner,
  storeLeavingKeys,
} from '../../support/google-federation.ts'
import { NOON } from '../../support/keyserver.ts'

const HOST = 'https://federation.example.org'
const GATEWAY = 'ab'.repeat(32)
const SECRET = 'secret of the load balancer'

const vars = { FEDERATION_PROXY_SECRET: SECRET, FEDERATION_CALLBACK_PATHS: '/our/callback' }
const door = () => buildFederation({ ...env, ...vars }, () => NOON)

beforeEach(() => startExchange())

describe('a gateway announces a batch', () => {
  const path = '/v1/efg-callback?batchTag=20261119-1&date=2026-11-19'
  const announced = () => rowsOf('incoming_batches', 'partner_id AS partner, batch_tag AS tag')
  const seen = (fingerprint: string, change: object = {}) => ({
    tlsClientAuth: {
      certPresented: '1',
      certVerified: 'SUCCESS',
      certRevoked: '0',
      certFingerprintSHA256: fingerprint,
      certSubjectDN: 'CN=gateway',
      ...change,
    },
  })
  const call = async (init: { headers?: Record<string, string>; cf?: object }, at = path) => {
    const request = new Request(`${HOST}${at}`, { headers: init.headers ?? {} })
    if (init.cf !== undefined) Object.defineProperty(request, 'cf', { value: init.cf })
    return (await door().fetch(request)).status
  }
  const word = (headers: Record<string, string>) => ({
    headers: { 'X-SSL-Client-SHA256': GATEWAY, 'X-SSL-Client-DN': 'CN=gateway', ...headers },
  })

  beforeEach(() =>
    addPartner(openKeyserver(env.KEYSERVER_DB), 1, {
      settings: { callbackCertificates: [GATEWAY] },
    }),
  )

  test('by the certificate that the platform verified', async () => {
    expect(await call({ cf: seen(GATEWAY) })).toBe(200)
    expect(await announced()).toEqual([{ partner: 1, tag: '20261119-1' }])
  })

  test('by the word of a proxy that knows our secret, at the other paths too', async () => {
    const proxied = word({ 'X-Tocsin-Proxy-Secret': SECRET })
    expect(await call(proxied)).toBe(200)
    expect(await call(proxied, path.replace('/v1/efg-callback', '/version/v1/callback'))).toBe(200)
    expect(await call(proxied, path.replace('/v1/efg-callback', '/our/callback'))).toBe(200)
    expect(await announced()).toHaveLength(1)
  })

  test.each<[string, Parameters<typeof call>[0]]>([
    ['without a certificate', {}],
    ['with another certificate', { cf: seen('cd'.repeat(32)) }],
    ['with one that did not verify', { cf: seen(GATEWAY, { certVerified: 'FAILED' }) }],
    ['with one that is revoked', { cf: seen(GATEWAY, { certRevoked: '1' }) }],
    ['by headers alone', word({})],
    ['by headers with another secret', word({ 'X-Tocsin-Proxy-Secret': `${SECRET}.` })],
    ['by headers beside its own certificate', { ...word({}), cf: seen(GATEWAY) }],
  ])('%s in vain', async (_, init) => {
    expect(await call(init)).toBe(403)
    expect(await announced()).toEqual([])
  })
})

describe('a key server fetches', () => {
  const signer = makeSigner()
  const fetchKeys = async (token: string) => {
    const answer = await door().fetch(
      new Request(`${HOST}/v1/federation/fetch`, {
        method: 'POST',
        headers: { authorization: `Bearer ${token}`, 'content-type': 'application/json' },
        body: '{}',
      }),
    )
    const { keys }: { keys?: readonly { exposureKey: string }[] } = await answer.json()
    return { status: answer.status, keys: keys?.map(({ exposureKey }) => exposureKey) }
  }

  test('what it may have, with a token of ours to let in, and nobody else does', async () => {
    const db = openKeyserver(env.KEYSERVER_DB)
    await authorize(db, { keys: [{ kid: 'k1', publicKeyPem: signer.publicKeyPem }] })
    await storeLeavingKeys(db, [
      { key: keyName(1), createdAt: NOON - (NOON % 3600) - 3600 },
      { key: keyName(2), createdAt: NOON - (NOON % 3600) - 3600, consent: 'never' },
    ])
    expect(await fetchKeys(fetchToken(signer, NOON))).toEqual({
      status: 200,
      keys: ['AAAAAAAAAAAAAAAAAAAAAQ=='],
    })
    expect(await fetchKeys(fetchToken(makeSigner(), NOON))).toEqual({ status: 401 })
  })
})

test('other paths are not here', async () => {
  expect((await door().fetch(new Request(`${HOST}/v1/publish`, { method: 'POST' }))).status).toBe(
    404,
  )
})
