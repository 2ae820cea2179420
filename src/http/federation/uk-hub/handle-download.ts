/** The batch after another, and the counts of what came and went. */

import type { Context } from 'hono'
import { parseUkDownload, parseUkMetrics } from '../../../api/uk-federation.ts'
import { writeExposure } from '../../../core/federation/uk/exposure.ts'
import { metricsCsv } from '../../../core/federation/uk/metrics-csv.ts'
import { readMetrics } from '../../../db/keyserver/queries/uk-hub-metrics.ts'
import { downloadUkBatch } from '../../../flows/uk-hub/download-batch.ts'
import { answerError, answerJson, answerNothing, answerText } from './answers.ts'
import type { UkHubSurface } from './deps.ts'

const queryOf = (c: Context<UkHubSurface>): URLSearchParams => new URL(c.req.url).searchParams

/** A batch without a key for this nation is one too: it must ask for the next. */
export async function handleDownload(c: Context<UkHubSurface>): Promise<Response> {
  const { deps, now, nation } = c.var
  const query = parseUkDownload(c.req.param('date') ?? '', queryOf(c))
  if (query === undefined) {
    deps.events.hubCalled('uk', 'download', 'malformed', 0)
    return answerError(400, 'the date, batchTag or regions are malformed')
  }
  const batch = await downloadUkBatch(deps.db, nation, query, now)
  deps.events.hubCalled('uk', 'download', batch ? 'ok' : 'none', batch?.exposures.length ?? 0)
  if (batch === undefined) return answerNothing(204)
  return answerJson({ batchTag: batch.tag, exposures: batch.exposures.map(writeExposure) })
}

const CSV = 'text/csv'

/** Figures of all regions, for every nation. */
export async function handleMetrics(c: Context<UkHubSurface>): Promise<Response> {
  const { deps } = c.var
  const query = parseUkMetrics(queryOf(c))
  if (query === undefined)
    return answerError(400, 'the dates, metrics, daily or summary are malformed')
  const rows = await readMetrics(deps.db, query)
  if (rows.length === 0) return answerNothing(204)
  return c.req.header('accept') === CSV
    ? answerText(metricsCsv(rows, query.grouping), CSV)
    : answerJson(rows)
}
