/** Following published keys over real HTTP: servers that behave, and servers that do not. */

import { createServer, type RequestListener, type Server } from 'node:http'
import type { AddressInfo } from 'node:net'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { asUnixSeconds } from '../../src/core/time.ts'
import { openKeyserver } from '../../src/db/keyserver/database.ts'
import { pollJwks } from '../../src/flows/poll-jwks.ts'
import { outbound } from '../../src/platform/outbound.ts'
import { aPublishableKey } from '../support/jwks.ts'
import { sqliteD1 } from '../support/sqlite-d1.ts'

const NOW = asUnixSeconds(1_795_000_000)
const key = aPublishableKey()
const jwks = JSON.stringify([key.jwk('k1')])

const ROUTES: Record<string, RequestListener> = {
  '/jwks': (_request, response) => response.setHeader('content-type', 'text/plain').end(jwks),
  '/gone': (_request, response) => response.writeHead(404).end(jwks),
  '/moved': (_request, response) => response.writeHead(302, { location: '/jwks' }).end(),
  '/padded': (_request, response) => response.end(`${jwks}${' '.repeat(128 * 1024)}`),
  '/set': (_request, response) => response.end(JSON.stringify({ keys: [key.jwk('k1')] })),
  '/broken': (_request, response) => {
    response.writeHead(200, { 'content-length': '1000' })
    response.write('[')
    response.destroy()
  },
}

let server: Server
let origin = ''
beforeAll(async () => {
  server = createServer((request, response) => ROUTES[request.url ?? '']?.(request, response))
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  origin = `http://127.0.0.1:${(server.address() as AddressInfo).port}`
})
afterAll(() => new Promise((resolve) => server.close(resolve)))

async function poll(uri: string, allowsLoopback = true) {
  const d1 = sqliteD1()
  await d1
    .prepare(
      `INSERT INTO health_authorities (id, issuer, audience, name, jwks_uri) VALUES (7, 'iss', 'aud', 'name', ?1)`,
    )
    .bind(uri)
    .run()
  const polled = pollJwks({ db: openKeyserver(d1), outbound: outbound(allowsLoopback) }, NOW)
  const outcome = await polled.catch((cause: Error) => cause.message)
  const { results } = await d1
    .prepare('SELECT version, valid_from, is_polled, public_key_pem FROM health_authority_keys')
    .all()
  return { outcome, rows: results.map((row) => ({ ...row })) }
}

test('a published key is stored as its server gave it, whatever the content type', async () => {
  expect(await poll(`${origin}/jwks`)).toEqual({
    outcome: { added: 1, revoked: 0, forgotten: 0 },
    rows: [{ version: 'k1', valid_from: NOW, is_polled: 1, public_key_pem: key.publicKeyPem }],
  })
})

test.each([
  ['/gone', 'status'],
  ['/moved', 'status'],
  ['/padded', 'too_large'],
  ['/set', 'not_an_array'],
  ['/broken', 'unreachable'],
])('%s gives no keys: %s', async (path, why) => {
  expect(await poll(`${origin}${path}`)).toEqual({
    outcome: `1 of 1 authorities: 7 ${why}`,
    rows: [],
  })
})

test('outside development no server of this machine is asked', async () => {
  const { outcome } = await poll(`${origin}/jwks`, false)
  expect(outcome).toBe('1 of 1 authorities: 7 address_refused')
})
