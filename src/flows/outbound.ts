/** Calls to others' servers: bounded in time and size, never to our own network. */

import type { Result } from '../core/result.ts'

export type OutboundFailure =
  /** No http or https address, or one of a private network. */
  | { readonly reason: 'address_refused' }
  | { readonly reason: 'unreachable' }
  | { readonly reason: 'timeout' }
  /** Redirects are not followed: they could lead anywhere. */
  | { readonly reason: 'status'; readonly status: number }
  | { readonly reason: 'too_large'; readonly maxBytes: number }

export interface OutboundLimits {
  readonly timeoutMs: number
  readonly maxBytes: number
}

export interface Outbound {
  /** @returns the body of an answer with status 200 */
  get(
    url: string,
    limits: OutboundLimits,
  ): Promise<Result<Uint8Array<ArrayBuffer>, OutboundFailure>>
}
