/** An authority's statistics as a table, for who reads them in a spreadsheet. Pure. */

import { utcDateOf } from '../time.ts'
import { PLATFORMS } from './statistics.ts'
import type { StatisticsDay } from './statistics-days.ts'

const HEADER = [
  'day',
  ...PLATFORMS.map((platform) => `publish_requests_${platform}`),
  'total_teks_published',
  'requests_with_revisions',
  'requests_missing_onset_date',
  'tek_age_distribution',
  'onset_to_upload_distribution',
]

/** A header and a line a day, each ended by a line feed; the counts of a distribution are joined by "|". */
export const statisticsCsv = (days: readonly StatisticsDay[]): string =>
  [HEADER, ...days.map(cellsOf)].map((cells) => `${cells.join(',')}\n`).join('')

const cellsOf = (day: StatisticsDay): readonly (string | number)[] => [
  utcDateOf(day.day),
  ...PLATFORMS.map((_, i) => day.publish[i] ?? 0),
  day.teks,
  day.revisions,
  day.missingOnset,
  day.oldestTekDays.join('|'),
  day.onsetAgeDays.join('|'),
]
