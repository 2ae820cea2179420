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

export interface OutboundRequest extends OutboundLimits {
  readonly method: 'GET' | 'POST' | 'PUT' | 'DELETE'
  readonly headers: Readonly<Record<string, string>>
  readonly body?: string | Uint8Array<ArrayBuffer>
}

/** What was there of an answer before its body. */
export interface AnswerHead {
  readonly status: number
  /** By name, lower case. */
  readonly headers: { get(name: string): string | null }
}

export interface OutboundAnswer extends AnswerHead {
  readonly body: Uint8Array<ArrayBuffer>
}

/** Why there is no whole answer; with what was there of it before its body did not come, or was too long. */
export type SendFailure = Exclude<OutboundFailure, { readonly reason: 'status' }> & {
  readonly head?: AnswerHead
}

export interface Outbound {
  /** @returns any answer, whatever its status; redirects are answers too and are not followed */
  send(url: string, request: OutboundRequest): Promise<Result<OutboundAnswer, SendFailure>>
  /** @returns the body of an answer with status 200 */
  get(
    url: string,
    limits: OutboundLimits,
  ): Promise<Result<Uint8Array<ArrayBuffer>, OutboundFailure>>
}

/** Whoever only fetches what is public. */
export type OutboundReader = Pick<Outbound, 'get'>
