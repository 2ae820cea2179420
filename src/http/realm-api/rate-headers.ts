/** What a client is told of its window, and the refusal where it is used up. */

import { rfc1123 } from '../../core/http-date.ts'
import type { RateVerdict } from '../../core/realms/rate-limit.ts'

export const rateHeaders = ({ limit, remaining, resetAt }: RateVerdict) => ({
  'x-ratelimit-limit': String(limit),
  'x-ratelimit-remaining': String(remaining),
  'x-ratelimit-reset': rfc1123(resetAt),
})

export const tooManyRequests = (verdict: RateVerdict): Response =>
  new Response('Too Many Requests', {
    status: 429,
    headers: {
      ...rateHeaders(verdict),
      'retry-after': rfc1123(verdict.resetAt),
      'content-type': 'text/plain; charset=utf-8',
      'cache-control': 'no-store',
    },
  })
