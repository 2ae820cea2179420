/** What a caller is told, and what the operators are. */

import type { Context } from 'hono'
import type { FederationFetchCode } from '../../../api/federation-fetch.ts'
import type { UnixSeconds } from '../../../core/time.ts'
import type { Events } from '../../../flows/events.ts'
import type { AuthorizeDeps } from '../../../flows/federation/google/authorize-caller.ts'
import type { FetchDeps } from '../../../flows/federation/google/fetch-keys.ts'

export interface FetchSurfaceDeps {
  readonly authorize: AuthorizeDeps
  readonly fetch: FetchDeps
  readonly events: Events
}

export type FetchSurface = { Variables: { deps: FetchSurfaceDeps; now: UnixSeconds } }

interface WireError {
  readonly status: 400 | 401 | 403 | 405 | 413 | 415 | 500
  readonly error: string
  readonly headers?: Readonly<Record<string, string>>
}

const WIRE_ERRORS: Readonly<Record<FederationFetchCode, WireError>> = {
  // One answer to every token that is not good: what was wrong with it, whoever should know finds in their own log.
  unauthorized: {
    status: 401,
    error: 'one bearer token that this server knows is needed',
    headers: { 'www-authenticate': 'Bearer' },
  },
  regions_not_authorized: {
    status: 403,
    error: 'none of these regions is authorized for this caller',
  },
  regions_overlap: { status: 400, error: 'a region is both included and excluded' },
  malformed_region: { status: 400, error: 'a region has 1 to 32 letters, digits, "_" or "-"' },
  cursor_refused: {
    status: 400,
    error: 'the state belongs to another request: regions stay the same while a state is in use',
  },
  bad_request: { status: 400, error: 'the body is no fetch request' },
  body_too_large: { status: 413, error: 'the body is too large' },
  unsupported_media_type: {
    status: 415,
    error: 'content type must be application/x-protobuf or application/json',
  },
  method_not_allowed: { status: 405, error: 'method not allowed', headers: { allow: 'POST' } },
  internal_error: { status: 500, error: 'internal error' },
}

const NO_STORE = { 'cache-control': 'no-store' }

export function refuse(c: Context<FetchSurface>, code: FederationFetchCode): Response {
  const { status, error, headers = {} } = WIRE_ERRORS[code]
  return c.json({ error, code }, status, { ...NO_STORE, ...headers })
}

export const answerBytes = (body: Uint8Array<ArrayBuffer>, contentType: string): Response =>
  new Response(body, { headers: { ...NO_STORE, 'content-type': contentType } })
