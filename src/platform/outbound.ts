/** Calls out of the Worker. */

import { concatBytes } from '../core/bytes.ts'
import { isCallableAddress } from '../core/private-address.ts'
import { fail, type Result, succeed } from '../core/result.ts'
import type { Outbound } from '../flows/outbound.ts'

/** What carries a request: the network, a binding with a client certificate, or a surface in this process. */
export type Fetch = (url: string, init: RequestInit) => Promise<Response>

const overNetwork: Fetch = (url, init) => fetch(url, init)

/**
 * @param allowsLoopback for development, where others' servers are played on this machine
 * @param carry what the calls go through
 */
export function outbound(allowsLoopback: boolean, carry: Fetch = overNetwork): Outbound {
  const send: Outbound['send'] = async (
    url,
    { method, headers: sent, body, timeoutMs, maxBytes },
  ) => {
    if (!isCallableAddress(url, allowsLoopback)) return fail({ reason: 'address_refused' })
    const signal = AbortSignal.timeout(timeoutMs)
    try {
      const response = await carry(url, {
        method,
        headers: sent,
        ...(body !== undefined && { body }),
        redirect: 'manual',
        signal,
      })
      const read = await readBounded(response, maxBytes)
      const { status, headers } = response
      return read.ok ? succeed({ status, headers, body: read.value }) : read
    } catch {
      // What went wrong below HTTP is told in each runtime's own words; these two are all that anybody acts on.
      return fail({ reason: signal.aborted ? 'timeout' : 'unreachable' })
    }
  }
  return {
    send,
    async get(url, limits) {
      const answer = await send(url, { method: 'GET', headers: {}, ...limits })
      if (!answer.ok) return answer
      const { status, body } = answer.value
      return status === 200 ? succeed(body) : fail({ reason: 'status', status })
    },
  }
}

async function readBounded(
  response: Response,
  maxBytes: number,
): Promise<
  Result<Uint8Array<ArrayBuffer>, { readonly reason: 'too_large'; readonly maxBytes: number }>
> {
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
