/** What several surfaces answer alike. */

import * as z from 'zod'
import type { Answer, Endpoint, NamedSchema } from './document.ts'

export const FAILURE: NamedSchema = {
  name: 'Failure',
  schema: z.strictObject({ error: z.string().describe('in words; not for programs') }),
}

export const HEALTHY: NamedSchema = {
  name: 'Health',
  schema: z.strictObject({ status: z.literal('ok') }),
}

export const AWAY: Answer = {
  status: 503,
  description: 'Storage is away: nothing was done, or it is safe to ask again.',
  headers: { 'Retry-After': 'seconds' },
  body: FAILURE,
  examples: { away: { error: 'internal error' } },
}

const UNAUTHORIZED: Answer = {
  status: 401,
  description: 'The token is missing or wrong.',
  headers: { 'WWW-Authenticate': 'Bearer' },
  body: FAILURE,
  examples: { unauthorized: { error: 'unauthorized' } },
}
/** @param error an example of what is said */
export const malformed = (error: string): Answer => ({
  status: 400,
  description: 'What was sent is malformed.',
  body: FAILURE,
  examples: { malformed: { error } },
})

/** What every route of the operator has. */
export const operators = (endpoint: Endpoint): Endpoint => ({
  ...endpoint,
  isOperators: true,
  answers: [...endpoint.answers, UNAUTHORIZED, AWAY],
})

export const healthEndpoint: Endpoint = {
  method: 'get',
  path: '/health',
  id: 'health',
  summary: 'Whether the surface reaches its database',
  answers: [
    { status: 200, description: 'It does.', body: HEALTHY, examples: { ok: { status: 'ok' } } },
    { status: 500, description: 'It does not.', contentType: 'text/plain' },
  ],
}

/** @param path where it is also found on a host that several surfaces share; undefined for "/openapi.json" alone */
export const documentEndpoint = (path = '/openapi.json'): Endpoint => ({
  method: 'get',
  path,
  id: path === '/openapi.json' ? 'openapi' : 'openapiOnSharedHost',
  summary: 'This document',
  answers: [
    {
      status: 200,
      description: 'OpenAPI 3.1.',
      body: { name: 'OpenApi', schema: z.looseObject({ openapi: z.string() }) },
      examples: { document: { openapi: '3.1.0' } },
    },
  ],
})
