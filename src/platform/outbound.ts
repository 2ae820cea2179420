/** Calls out of the Worker. */

import { concatBytes } from '../core/bytes.ts'
import { isCallableAddress } from '../core/private-address.ts'
import { fail, succeed } from '../core/result.ts'
import type { AnswerHead, Outbound } from '../flows/outbound.ts'

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
    let head: AnswerHead | undefined
    try {
      const response = await carry(url, {
        method,
        headers: sent,
        ...(body !== undefined && { body }),
        redirect: 'manual',
        signal,
      })
      head = { status: response.status, headers: response.headers }
      const whole = await readBounded(response, maxBytes, signal)
      if (whole === undefined) return fail({ reason: 'too_large', maxBytes, head })
      return succeed({ ...head, body: whole })
    } catch {
      // What went wrong below HTTP is told in each runtime's own words; these two are all that anybody acts on.
      if (!signal.aborted) return fail({ reason: 'unreachable' })
      return fail({ reason: 'timeout', ...(head && { head }) })
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

/**
 * Not every carrier ends a body with the signal, so that is done here.
 * @returns undefined where it is longer
 * @throws where the time is over first
 */
async function readBounded(
  response: Response,
  maxBytes: number,
  signal: AbortSignal,
): Promise<Uint8Array<ArrayBuffer> | undefined> {
  const reader = response.body?.getReader()
  if (reader === undefined) return new Uint8Array()
  const isOver = new Promise<never>((_, reject) => {
    signal.addEventListener('abort', () => reject(signal.reason), { once: true })
  })
  // Most bodies are read by then, and nobody waits for it any more.
  isOver.catch(() => undefined)
  const chunks: Uint8Array[] = []
  try {
    for (let length = 0; ; ) {
      const { done, value } = await Promise.race([reader.read(), isOver])
      if (done) return concatBytes(...chunks)
      length += value.length
      if (length > maxBytes) return undefined
      chunks.push(value)
    }
  } finally {
    // What is left of it is not wanted, and who sends it need not take note.
    void reader.cancel().catch(() => undefined)
  }
}
