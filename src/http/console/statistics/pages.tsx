/** Figures of a realm, a page for each of its questions. */

import { parseRange } from '../../../core/console/statistics-range.ts'
import { readCodeDays, readSmsErrors } from '../../../flows/console/statistics.ts'
import { CodeStatisticsPage } from '../../../ui/pages/statistics/codes.tsx'
import { TextStatisticsPage } from '../../../ui/pages/statistics/texts.tsx'
import { TimeStatisticsPage } from '../../../ui/pages/statistics/times.tsx'
import { type ConsoleContext, membershipOf } from '../context.ts'
import { realmPath } from '../navigation.ts'
import { page } from '../page.tsx'

export async function showCodeStatistics(c: ConsoleContext) {
  const frame = frameOf(c, 'stats', 'stats/codes')
  const days = await codeDays(c)
  return page(c, {
    title: c.get('copy').statistics.codes.title,
    body: <CodeStatisticsPage {...frame} days={days} />,
  })
}

export async function showTimeStatistics(c: ConsoleContext) {
  const frame = frameOf(c, 'stats/codes', 'stats/codes')
  const days = await codeDays(c)
  return page(c, {
    title: c.get('copy').statistics.times.title,
    body: <TimeStatisticsPage {...frame} days={days} />,
  })
}

export async function showTextStatistics(c: ConsoleContext) {
  const frame = frameOf(c, 'stats/sms', 'stats/sms')
  const { db } = c.get('deps').codes.issue
  const errors = await readSmsErrors(db, membershipOf(c).realmId, frame.range, c.get('now'))
  return page(c, {
    title: c.get('copy').statistics.sms.title,
    body: <TextStatisticsPage {...frame} {...errors} />,
  })
}

const rangeOf = (c: ConsoleContext) => parseRange(c.req.query('days'))

const codeDays = (c: ConsoleContext) =>
  readCodeDays(c.get('deps').codes.issue.db, membershipOf(c).realmId, rangeOf(c), c.get('now'))

function frameOf(c: ConsoleContext, path: string, filePath: string) {
  const { realmKey } = membershipOf(c)
  return {
    path: realmPath(realmKey, path),
    range: rangeOf(c),
    filePath: realmPath(realmKey, filePath),
  }
}
