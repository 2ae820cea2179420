/** A fetch: who is calling, what for, the keys. */

import type { Context } from 'hono'
import { fetchResponseJson, parseFetchRequest } from '../../../api/federation-fetch.ts'
import { utf8 } from '../../../core/bytes.ts'
import {
  type FetchRequest,
  type FetchResponse,
  MAX_FETCH_REQUEST_BYTES,
  PROTOBUF_TYPE,
} from '../../../core/federation/google/messages.ts'
import { readFetchRequest } from '../../../core/federation/google/read-messages.ts'
import { writeFetchResponse } from '../../../core/federation/google/write-messages.ts'
import type { Result } from '../../../core/result.ts'
import { authorizeCaller } from '../../../flows/federation/google/authorize-caller.ts'
import { fetchKeys } from '../../../flows/federation/google/fetch-keys.ts'
import { readBody } from '../../read-body.ts'
import { answerBytes, type FetchSurface, refuse } from './answer.ts'

/** One form of both messages. */
interface Form {
  readonly contentType: string
  readonly read: (body: Uint8Array) => Result<FetchRequest, string>
  readonly write: (response: FetchResponse) => Uint8Array<ArrayBuffer>
}

const FORMS: readonly Form[] = [
  { contentType: PROTOBUF_TYPE, read: readFetchRequest, write: writeFetchResponse },
  {
    contentType: 'application/json',
    read: parseFetchRequest,
    write: (response) => utf8(JSON.stringify(fetchResponseJson(response))),
  },
]

export async function handleFetch(c: Context<FetchSurface>): Promise<Response> {
  const { authorize, fetch, events } = c.get('deps')
  const now = c.get('now')
  const caller = await authorizeCaller(authorize, c.req.header('authorization'), now)
  if (!caller.ok) {
    events.federationFetched({ outcome: 'unauthorized', because: caller.failure, keys: 0 })
    return refuse(c, 'unauthorized')
  }
  const told = (outcome: Parameters<typeof refuse>[1]) => {
    events.federationFetched({ outcome, because: undefined, keys: 0 })
    return refuse(c, outcome)
  }
  const type = (c.req.header('content-type') ?? '').split(';')[0]?.trim().toLowerCase()
  const form = FORMS.find(({ contentType }) => contentType === type)
  if (form === undefined) return told('unsupported_media_type')
  const body = await readBody(c.req.raw, MAX_FETCH_REQUEST_BYTES)
  if (body === undefined) return told('body_too_large')
  const request = form.read(body)
  if (!request.ok) return told('bad_request')
  const fetched = await fetchKeys(fetch, caller.value, request.value, now)
  if (!fetched.ok) return told(fetched.failure)
  const { keys, revisedKeys } = fetched.value
  events.federationFetched({
    outcome: 'ok',
    because: undefined,
    keys: keys.length + revisedKeys.length,
  })
  return answerBytes(form.write(fetched.value), form.contentType)
}
