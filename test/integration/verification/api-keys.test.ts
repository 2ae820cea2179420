import { env } from 'cloudflare:workers'
import { describe, expect, test } from 'vitest'
import { OPEN_REALM, startVerification } from '../../support/verification.ts'

test('ids, keys and signers of a seed', async () => {
  const server = await startVerification({
    realms: [OPEN_REALM, { name: 'Plain', regionCode: 'US-PLA' }],
  })
  expect(server.realms.map(({ id }) => id)).toEqual([1, 2])
  const { results } = await env.VERIFICATION_DB.prepare(
    'SELECT realm_id, key_id, is_active FROM realm_signing_keys ORDER BY id',
  ).all()
  expect(results).toEqual([
    { realm_id: 1, key_id: 'r1v1', is_active: 1 },
    { realm_id: 0, key_id: 'v1', is_active: 1 },
  ])
})

describe('health', () => {
  test('of both APIs, without a key and not counted', async () => {
    const server = await startVerification()
    for (const request of [server.requestAdmin, server.requestDevice]) {
      const response = await request('/health')
      expect(response.status).toBe(200)
      expect(await response.json()).toEqual({ maintenance_mode: false, status: 'ok' })
      expect(response.headers.get('x-ratelimit-limit')).toBeNull()
      expect(response.headers.get('x-content-type-options')).toBe('nosniff')
    }
  })
})
