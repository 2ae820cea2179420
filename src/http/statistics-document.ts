/** A document of statistics as an answer: the API's, and what the console's links give. */

import { formatIsoTime } from '../core/iso-time.ts'
import type { JsonDocument } from '../core/realm-statistics/document.ts'
import type { UnixSeconds } from '../core/time.ts'
import type { NamedDocument } from '../flows/verification/read-statistics.ts'
import { goJson, JSON_HEADERS } from './realm-api/answer.ts'

export type StatisticsFormat = 'json' | 'csv'

export function statisticsAnswer(
  document: NamedDocument,
  format: StatisticsFormat,
  now: UnixSeconds,
): Response {
  if (format === 'json') return streamed(jsonText(document.json), JSON_HEADERS)
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
