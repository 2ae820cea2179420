/** Somebody else's server, as far as a flow sees it: answers by address, limits kept as the real calls keep them. */

import { fail, succeed } from '../../src/core/result.ts'
import type { OutboundFailure, OutboundReader } from '../../src/flows/outbound.ts'

export interface ForeignServer {
  readonly outbound: OutboundReader
  /** Addresses that were asked for, in order. */
  readonly asked: string[]
  /** What stands at an address; what does not is 404. */
  put(url: string, content: string | Uint8Array | OutboundFailure): void
  remove(url: string): void
}

export function foreignServer(): ForeignServer {
  const contents = new Map<string, string | Uint8Array | OutboundFailure>()
  const asked: string[] = []
  return {
    asked,
    put: (url, content) => contents.set(url, content),
    remove: (url) => contents.delete(url),
    outbound: {
      async get(url, { maxBytes }) {
        asked.push(url)
        const content = contents.get(url)
        if (content === undefined) return fail({ reason: 'status', status: 404 })
        if (typeof content === 'object' && 'reason' in content) return fail(content)
        const bytes = new Uint8Array(
          typeof content === 'string' ? new TextEncoder().encode(content) : content,
        )
        return bytes.length > maxBytes ? fail({ reason: 'too_large', maxBytes }) : succeed(bytes)
      },
    },
  }
}
