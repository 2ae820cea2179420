/** A realm's statistics, as JSON or as a table. */

import type { Context } from 'hono'
import {
  readRealmStatistics,
  type StatisticsName,
} from '../../flows/verification/read-statistics.ts'
import { goNotFound } from '../not-found.ts'
import { unauthorized } from '../realm-api/answer.ts'
import { type StatisticsFormat, statisticsAnswer } from '../statistics-document.ts'
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
): { readonly name: StatisticsName; readonly format: StatisticsFormat } | undefined {
  const [, document = '', format] = /^(.+)\.(json|csv)$/.exec(path) ?? []
  for (const [pattern, nameOf] of DOCUMENTS) {
    const found = pattern.exec(document)
    if (found !== null) return { name: nameOf(found[1] ?? ''), format: format as StatisticsFormat }
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
  return statisticsAnswer(document, asked.format, now)
}
