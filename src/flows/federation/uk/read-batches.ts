/**
 * Reads a server's batches one after the other.
 * Source: keyfederation of the NHS; covidgreen/covid-green-interoperability-service for what its server answers.
 */

import {
  advance,
  firstCursor,
  nextQuestion,
  type Place,
  readUkCursor,
  settle,
  type UkCursor,
} from '../../../core/federation/uk/import-cursor.ts'
import {
  type Download,
  readDownload,
  receivedKeys,
} from '../../../core/federation/uk/received-exposure.ts'
import type { UkSettings } from '../../../core/federation/uk/settings.ts'
import { fail, type Result, succeed } from '../../../core/result.ts'
import { type UnixSeconds, utcDateOf } from '../../../core/time.ts'
import type { OutboundAnswer } from '../../outbound.ts'
import type { FetchedBatch, ImportAdapter, ImportStep, PartnerFailure } from '../protocol.ts'
import { failureOfStatus, type UkServer } from './uk-server.ts'

export interface ReadingSettings extends Pick<UkSettings, 'originFrom' | 'maxBatchesPerRun'> {
  /** How far back the first run reaches. */
  readonly initialHistoryDays: number
}

const MAX_CONTENT_TYPE_LENGTH = 100

/** Counts the batches of one run: each run opens its own. */
export function ukImporter(server: UkServer, settings: ReadingSettings): ImportAdapter {
  let batchCount = 0
  const { originFrom, maxBatchesPerRun } = settings

  async function poll(
    stored: unknown,
    now: UnixSeconds,
  ): Promise<Result<ImportStep, PartnerFailure>> {
    const cursor = cursorOf(stored, now, settings)
    const question = nextQuestion(cursor, now)
    const nothing = succeed({ batch: undefined, cursor: stored, hasMore: false })
    if (question === undefined) return nothing
    const answer = await ask(server, question.place)
    if (!answer.ok) return answer
    const found = answer.value
    if (question.kind === 'again') {
      const { doubt } = question
      // Had it another tag, it would be a batch that was or will be read in its turn.
      const isFilled = found?.batchTag === doubt.batchTag && !found.isEmpty
      const batch = isFilled ? fetchedBatch(found, originFrom, now) : undefined
      return succeed({ batch, cursor: settle(cursor, doubt), hasMore: true })
    }
    if (found === undefined) return nothing
    // Whoever goes in circles would never come to an end.
    if (found.batchTag === cursor.batchTag) {
      return fail({ reason: 'batch_repeated', isTransient: false })
    }
    batchCount++
    return succeed({
      batch: found.isEmpty ? undefined : fetchedBatch(found, originFrom, now),
      cursor: advance(cursor, found, now),
      hasMore: batchCount < maxBatchesPerRun,
    })
  }

  return {
    poll,
    read: (raw) => {
      const download = readDownload(raw)
      return download.ok ? receivedKeys(download.value, originFrom) : download
    },
  }
}

/** Where the partner was read to; at first the oldest day of which it is asked. */
const cursorOf = (
  stored: unknown,
  now: UnixSeconds,
  { initialHistoryDays }: ReadingSettings,
): UkCursor =>
  stored === undefined || stored === null
    ? firstCursor(now, initialHistoryDays)
    : readUkCursor(stored)

interface Found extends Download {
  readonly isEmpty: boolean
  readonly answer: OutboundAnswer
}

/** @returns undefined where there is nothing, or nothing yet */
async function ask(
  server: UkServer,
  { batchDate, batchTag }: Place,
): Promise<Result<Found | undefined, PartnerFailure>> {
  const sent = await server.download(batchDate, batchTag)
  if (!sent.ok) return sent
  const answer = sent.value
  if (answer.status === 204) return succeed(undefined)
  if (answer.status !== 200) return fail(failureOfStatus(answer.status))
  const download = readDownload(answer.body)
  // A text that broke off on its way is whole the next time.
  if (!download.ok) {
    const isTransient = download.failure === 'answer_unreadable'
    return fail({ reason: download.failure, status: 200, isTransient })
  }
  const { exposures } = download.value
  const isEmpty = Array.isArray(exposures) && exposures.length === 0
  return succeed({ ...download.value, isEmpty, answer })
}

const fetchedBatch = (
  found: Found,
  originFrom: UkSettings['originFrom'],
  now: UnixSeconds,
): FetchedBatch => ({
  date: utcDateOf(now),
  tag: found.batchTag,
  raw: found.answer.body,
  contentType: (found.answer.headers.get('content-type') ?? 'application/json').slice(
    0,
    MAX_CONTENT_TYPE_LENGTH,
  ),
  evidence: null,
  keys: receivedKeys(found, originFrom),
})
