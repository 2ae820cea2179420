/** Calls out of the Worker. */

import { concatBytes } from '../core/bytes.ts'
import { isCallableAddress } from '../core/private-address.ts'
import { fail, type Result, succeed } from '../core/result.ts'
import type { Outbound, OutboundFailure } from '../flows/outbound.ts'

/** @param allowsLoopback for development, where others' servers are played on this machine */
export function outbound(allowsLoopback: boolean): Outbound {
  return {
    async get(url, { timeoutMs, maxBytes }) {
      if (!isCallableAddress(url, allowsLoopback)) return fail({ reason: 'address_refused' })
      const signal = AbortSignal.timeout(timeoutMs)
      try {
        const response = await fetch(url, { redirect: 'manual', signal })
        if (response.status !== 200) {
          await response.body?.cancel()
          return fail({ reason: 'status', status: response.status })
        }
        return await readBounded(response, maxBytes)
      } catch {
        // What went wrong below HTTP is told in each runtime's own words; these two are all that anybody acts on.
        return fail({ reason: signal.aborted ? 'timeout' : 'unreachable' })
      }
    },
  }
}

async function readBounded(
  response: Response,
  maxBytes: number,
): Promise<Result<Uint8Array<ArrayBuffer>, OutboundFailure>> {
  const chunks: Uint8Array[] = []
  let length = 0
  for await (const chunk of response.body ?? []) {
    length += chunk.length
    // Leaving the loop cancels the rest.
    if (length > maxBytes) return fail({ reason: 'too_large', maxBytes })
    chunks.push(chunk)
  }
  return succeed(concatBytes(...chunks))
}
