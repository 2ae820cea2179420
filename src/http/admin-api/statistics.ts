/** A realm's statistics, as JSON or as a table. */

import type { Context } from 'hono'
import { formatIsoTime } from '../../core/iso-time.ts'
import type { JsonDocument } from '../../core/realm-statistics/document.ts'
import type { UnixSeconds } from '../../core/time.ts'
import {
  readRealmStatistics,
  type StatisticsName,
} from '../../flows/verification/read-statistics.ts'
import { goNotFound } from '../not-found.ts'
import { goJson, JSON_HEADERS, unauthorized } from '../realm-api/answer.ts'
import type { AdminApi } from './deps.ts'

const DOCUMENTS: readonly (readonly [RegExp, (id: string) => StatisticsName])[] = [
  [/^realm$/, () => ({ document: 'realm' })],
  [/^realm\/composite$/, () => ({ document: 'composite' })],
  [/^realm\/users$/, () => ({ document: 'users' })],
  [/^realm\/users\/([^/]+)$/, (id) => ({ document: 'user', id })],
  [/^realm\/api-keys\/([^/]+)$/, (id) => ({ document: 'api-key', id })],
  [/^realm\/external-issuers$/, () => ({ document: 'external-issuers' })],
  [/^realm\/sms-errors$/, () => ({ document: 'sms-errors' })],
  [/^realm\/key-server$/, () => ({ document: 'key-server' })],
]

/** @param path behind "/api/stats/" @returns undefined where nothing is called so */
export function parseStatisticsPath(
  path: string,
): { readonly name: StatisticsName; readonly format: 'json' | 'csv' } | undefined {
  const [, document = '', format] = /^(.+)\.(json|csv)$/.exec(path) ?? []
  for (const [pattern, nameOf] of DOCUMENTS) {
    const found = pattern.exec(document)
    if (found !== null) return { name: nameOf(found[1] ?? ''), format: format as 'json' | 'csv' }
  }
  return undefined
}

export async function handleStatistics(c: Context<AdminApi>): Promise<Response> {
  const asked = parseStatisticsPath(c.req.path.replace('/api/stats/', ''))
  if (asked === undefined) return goNotFound()
  const { realm } = c.get('client')
  const now = c.get('now')
  const document = await readRealmStatistics(c.get('deps').db, realm, asked.name, now)
  // Whoever asks for what is not the realm's own is told no more than somebody without a key.
  if (document === undefined) return unauthorized(c.req.raw.headers)
  if (asked.format === 'json') return streamed(jsonText(document.json), JSON_HEADERS)
  return streamed(document.csv, {
    'content-type': 'text/csv',
    'content-disposition': `attachment;filename=${fileTime(now)}-${document.fileName}.csv`,
    'cache-control': 'no-store',
  })
}

/** The document as Go writes it, piece by piece. */
function* jsonText(document: JsonDocument | undefined): Iterable<string> {
  if (document === undefined) {
    yield '{}\n'
    return
  }
  const { members, list, items } = document
  const before = goJson(members).trimEnd().slice(0, -1)
  const comma = before === '{' ? '' : ','
  yield list === undefined ? '[' : `${before}${comma}"${list}":[`
  let isFirst = true
  for (const item of items) {
    yield `${isFirst ? '' : ','}${goJson(item).trimEnd()}`
    isFirst = false
  }
  yield list === undefined ? ']\n' : ']}\n'
}

/** Pieces are gathered to this length, characters: one at a time they would cost more than they hold. */
const PIECE = 64 * 1024

function streamed(pieces: Iterable<string>, headers: Readonly<Record<string, string>>): Response {
  const left = pieces[Symbol.iterator]()
  const encoder = new TextEncoder()
  const body = new ReadableStream<Uint8Array>({
    pull(controller) {
      let text = ''
      while (text.length < PIECE) {
        const { done, value } = left.next()
        if (done) {
          if (text !== '') controller.enqueue(encoder.encode(text))
          controller.close()
          return
        }
        text += value
      }
      controller.enqueue(encoder.encode(text))
    },
  })
  return new Response(body, { headers })
}

/** @example '20261119102000' */
const fileTime = (at: UnixSeconds): string => formatIsoTime(at).replaceAll(/\D/g, '')
