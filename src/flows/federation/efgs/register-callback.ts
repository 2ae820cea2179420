/** Makes sure that a gateway announces its batches to us: it forgets whom it could not reach. */

import { toHex, utf8 } from '../../../core/bytes.ts'
import { sha256 } from '../../../core/crypto/sha256.ts'
import type { EfgsSettings } from '../../../core/federation/efgs/settings.ts'
import { fail, type Result, succeed } from '../../../core/result.ts'
import type { PartnerFailure } from '../protocol.ts'
import { expectStatus, type Gateway } from './gateway.ts'

const ID_CHARACTERS = 32

export async function registerCallback(
  gateway: Gateway,
  { callbackId, callbackUrl }: Pick<EfgsSettings, 'callbackId' | 'callbackUrl'>,
): Promise<Result<'registered' | 'was_registered', PartnerFailure>> {
  const id = callbackId === '' ? await idOf(callbackUrl) : callbackId
  const listed = expectStatus(await gateway.listCallbacks(), 200)
  if (!listed.ok) return listed
  const callbacks = readCallbacks(new TextDecoder().decode(listed.value.body))
  if (callbacks === undefined) {
    return fail({ reason: 'callbacks_malformed', status: 200, isTransient: true })
  }
  const isThere = callbacks.some((one) => one.id === id && one.url === callbackUrl)
  if (isThere) return succeed('was_registered')
  const put = expectStatus(await gateway.putCallback(id, callbackUrl), 200, 201, 204)
  return put.ok ? succeed('registered') : put
}

/** The same for the same address, and of the length that a gateway has room for. */
const idOf = async (url: string): Promise<string> =>
  toHex(await sha256(utf8(url))).slice(0, ID_CHARACTERS)

interface ListedCallback {
  readonly id: unknown
  readonly url: unknown
}

function readCallbacks(text: string): readonly ListedCallback[] | undefined {
  let list: unknown
  try {
    list = JSON.parse(text)
  } catch {
    // The parser tells what it found where, which is a piece of the answer.
    return undefined
  }
  if (!Array.isArray(list)) return undefined
  return list.map((one: unknown) => {
    if (typeof one !== 'object' || one === null) return { id: undefined, url: undefined }
    const entry: { callbackId?: unknown; id?: unknown; url?: unknown } = one
    // Its documentation and a client of it call the member otherwise than the gateway does.
    return { id: entry.callbackId ?? entry.id, url: entry.url }
  })
}
