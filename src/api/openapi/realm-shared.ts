/** What the verification and the admin API answer alike. */

import * as z from 'zod'
import { ERROR_CODES, type ErrorCode } from '../verification/error-codes.ts'
import type { Answer, Endpoint, NamedSchema, Parameter } from './document.ts'

export const PADDING = 'q83vASNFZ4k='
export const padding = z.string().describe('random; makes every answer equally long')

export const rfc1123 = z.string().describe('RFC 1123 in UTC, "Thu, 16 Jul 2020 21:14:24 UTC"')
export const timestamp = z.int().min(0).describe('Unix seconds')

const ErrorAnswerSchema = z.strictObject({
  error: z.string().describe('in words; not for programs'),
  errorCode: z.enum(['', ...ERROR_CODES]),
  error_code: z.enum(['', ...ERROR_CODES]).describe('the same, as older clients read it'),
  padding: padding.optional(),
})

export const REFUSED: NamedSchema = { name: 'Refusal', schema: ErrorAnswerSchema }

export const FAULT: NamedSchema = { name: 'Fault', schema: z.strictObject({ error: z.string() }) }

/** Refusals of one status, by their codes; '' for one that has none. */
export const refusals = (
  status: number,
  description: string,
  codes: readonly (ErrorCode | '')[],
): Answer => ({
  status,
  description,
  body: REFUSED,
  examples: Object.fromEntries(
    codes.map((code) => [
      code === '' ? 'withoutCode' : code,
      { error: 'why', errorCode: code, error_code: code, padding: PADDING },
    ]),
  ),
})

export const UNAUTHORIZED: Answer = {
  status: 401,
  description: 'No key, a wrong one, one of another type, or an address outside of the networks.',
  body: REFUSED,
  examples: { unauthorized: { error: 'unauthorized', errorCode: '', error_code: '' } },
}

export const SERVER_FAULT: Answer = {
  status: 500,
  description: 'A fault of ours; asking again is safe.',
  body: FAULT,
  examples: { fault: { error: 'Internal Server Error' } },
}

export const RATE_HEADERS = {
  'X-RateLimit-Limit': 'requests within the interval',
  'X-RateLimit-Remaining': 'of these',
  'X-RateLimit-Reset': 'when it is full again, RFC 1123',
}

/** @param described what else is answered so, as JSON */
export const tooMany = (described = ''): Answer => ({
  status: 429,
  description: `Too many requests of this address: text.${described}`,
  contentType: 'text/plain',
  headers: { ...RATE_HEADERS, 'Retry-After': 'when to ask again, RFC 1123' },
})

export const CHAFF: Parameter = {
  name: 'X-Chaff',
  in: 'header',
  description: 'Not empty: cover traffic. Answered as long and as late as a good request.',
  schema: z.string(),
  example: '1',
}

/** Whether the surface answers; it asks its database only where that is wanted. */
export const realmHealthEndpoint: Endpoint = {
  method: 'get',
  path: '/health',
  id: 'health',
  summary: 'Whether the surface answers',
  parameters: [
    {
      name: 'service',
      in: 'query',
      description: '"database": also whether it reaches its database',
      schema: z.string(),
      example: 'database',
    },
  ],
  answers: [
    {
      status: 200,
      description: 'It does.',
      body: {
        name: 'RealmHealth',
        schema: z.strictObject({ maintenance_mode: z.boolean(), status: z.literal('ok') }),
      },
      examples: { ok: { maintenance_mode: false, status: 'ok' } },
    },
    SERVER_FAULT,
  ],
}
