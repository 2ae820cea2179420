/** Routes of figures: pages, and the same numbers as the API gives them. */

import {
  readRealmStatistics,
  type StatisticsName,
} from '../../../flows/verification/read-statistics.ts'
import { type StatisticsFormat, statisticsAnswer } from '../../statistics-document.ts'
import { realmOf } from '../codes/realm.ts'
import type { Handler, Route } from '../route.ts'
import { showCodeStatistics, showTextStatistics, showTimeStatistics } from './pages.tsx'

const STATS = '/console/r/:realm/stats'
const SEE = { realm: 'read statistics' } as const

const FILES = [
  ['codes', { document: 'realm' }],
  ['sms', { document: 'sms-errors' }],
] as const satisfies readonly (readonly [string, StatisticsName])[]

export const STATISTICS_ROUTES: readonly Route[] = [
  { method: 'GET', path: STATS, may: SEE, handler: showCodeStatistics },
  { method: 'GET', path: `${STATS}/codes`, may: SEE, handler: showTimeStatistics },
  { method: 'GET', path: `${STATS}/sms`, may: SEE, handler: showTextStatistics },
  ...FILES.flatMap(([file, name]) =>
    (['csv', 'json'] as const).map(
      (format): Route => ({
        method: 'GET',
        path: `${STATS}/${file}.${format}`,
        may: SEE,
        handler: answerFile(name, format),
        isData: true,
      }),
    ),
  ),
]

function answerFile(name: StatisticsName, format: StatisticsFormat): Handler {
  return async (c) => {
    const { db } = c.get('deps').codes.issue
    const now = c.get('now')
    const document = await readRealmStatistics(db, await realmOf(c), name, now)
    if (document === undefined) throw new Error('a document of the whole realm is always there')
    return statisticsAnswer(document, format, now)
  }
}
