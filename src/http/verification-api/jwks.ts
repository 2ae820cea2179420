/** Public keys of a realm, as key servers fetch them: a bare list, also of keys that do not sign yet. */

import type { Context } from 'hono'
import { rateLimitKey } from '../../core/realms/rate-limit.ts'
import { readRealmJwks } from '../../flows/verification/read-jwks.ts'
import { jsonAnswer } from '../realm-api/answer.ts'
import { tooManyRequests } from '../realm-api/rate-headers.ts'
import { clientAddress } from '../realm-api/surface.ts'
import type { VerificationApi } from './deps.ts'

const CACHE_SECONDS = 300

export async function handleJwks(c: Context<VerificationApi>): Promise<Response> {
  const { db, admission, rateLimitSecret } = c.get('deps')
  const now = c.get('now')
  const address = clientAddress(c)
  const rateKey = await rateLimitKey(await rateLimitSecret(), 'server', undefined, address)
  const window = { rateKey, requests: 1, codes: 0, codeLimit: 0 } as const
  const { rate } = await admission.admit(undefined, window, now)
  if (!rate.isAllowed) return tooManyRequests(rate)
  const realmId = c.req.param('realm') ?? ''
  const keys = /^[1-9]\d{0,14}$/.test(realmId)
    ? await readRealmJwks(db, Number(realmId))
    : undefined
  if (keys === undefined) return jsonAnswer({ error: 'no such realm' }, 404)
  return jsonAnswer(keys, 200, { 'cache-control': `public, max-age=${CACHE_SECONDS}` })
}
