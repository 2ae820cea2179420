/** What stands before every route of the APIs, against what the original answered. */

import { env } from 'cloudflare:workers'
import { beforeAll, expect, test } from 'vitest'
import type { ApiKeyType } from '../../../src/core/realms/api-key.ts'
import type { FirewalledService } from '../../../src/core/realms/settings.ts'
import { realmApi, requireApiKey } from '../../../src/http/realm-api/surface.ts'
import { readConfig } from '../../../src/platform/config.ts'
import { buildRealmApi, type RealmApiEnv } from '../../../src/workers/realm-api.ts'
import { startVerification, type TestVerification } from '../../support/verification.ts'
import vectors from '../../vectors/verification-realms.json'

let server: TestVerification

beforeAll(async () => {
  const allowedCidrs = {
    adminapi: ['203.0.113.0/24', '2001:db8::/32'],
    apiserver: ['203.0.113.9/32'],
    server: [],
  }
  server = await startVerification({
    realms: [{ name: 'walled', regionCode: 'US-WAL', settings: { allowedCidrs } }],
  })
})

interface Request {
  readonly service: string
  readonly types: readonly string[]
  readonly key: string | null
  readonly accept: string | null
  readonly address: string
}

async function knock({ service, types, key, accept, address }: Request): Promise<Response> {
  const { deps } = buildRealmApi(env as unknown as RealmApiEnv, readConfig({ ...env }))
  const door = realmApi('door', () => ({ deps, now: server.now })).get(
    '/door',
    requireApiKey(service as FirewalledService, ...(types as ApiKeyType[])),
    (c) => c.json({}),
  )
  const keys: Readonly<Record<string, string>> = server.realms[0]?.apiKeys ?? {}
  const headers = {
    ...(key !== null && { 'x-api-key': keys[key] ?? key }),
    ...(accept !== null && { accept }),
    'cf-connecting-ip': address,
  }
  return door.request('/door', { headers })
}

test.each(vectors.answers)('$case', async (vector) => {
  const response = await knock(vector)
  expect(response.status).toBe(vector.isLetIn ? 200 : 401)
  expect(response.headers.get('content-type')).toContain(vector.type)
})

const JSON_ONLY = { accept: 'application/json' }

test.each([
  ['adminapi', 'admin', '203.0.113.255', 200],
  ['adminapi', 'admin', '203.0.114.0', 401],
  ['adminapi', 'admin', '2001:db8:ffff::1', 200],
  ['adminapi', 'admin', '2001:db9::1', 401],
  ['adminapi', 'admin', '::ffff:203.0.113.7', 200],
  ['adminapi', 'admin', '', 401],
  ['apiserver', 'device', '203.0.113.8', 401],
  ['apiserver', 'device', '203.0.113.9', 200],
] as const)(
  '%s with a key of %s from %j is answered %d',
  async (service, type, address, status) => {
    const response = await knock({ service, types: [type], key: type, address, ...JSON_ONLY })
    expect(response.status).toBe(status)
  },
)
