import { describe, expect, test } from 'vitest'
import { addSeconds, asUnixSeconds, type UnixSeconds } from '../time.ts'
import { statisticsCsv } from './statistics-csv.ts'
import { type StatisticsHour, type SuppressionRules, shownDays } from './statistics-days.ts'

const HOUR = 3600
const DAY = 24 * HOUR
/** 19 November 2026, midnight UTC. */
const TODAY = asUnixSeconds(1_795_046_400)
const NOW = addSeconds(TODAY, 10 * HOUR + 1200)
const RULES: SuppressionRules = { minimumUploads: 10, embargoSeconds: 48 * HOUR }

const countsAt = (length: number, at: number, count: number) =>
  Array.from({ length }, (_, i) => (i === at ? count : 0))

const anHour = (hour: UnixSeconds, android: number): StatisticsHour => ({
  hour,
  publish: [0, android, 0],
  teks: 2 * android,
  revisions: 1,
  oldestTekDays: countsAt(16, 15, android),
  onsetAgeDays: countsAt(30, 29, android),
  missingOnset: 3,
})

const daysOf = (
  hours: readonly StatisticsHour[],
  rules: Partial<SuppressionRules> = {},
  now = NOW,
) => shownDays(hours, { ...RULES, ...rules }, now).map(({ day }) => day)

describe('days of statistics', () => {
  test('are sums of their hours, count by count', () => {
    const hours = [anHour(TODAY, 6), anHour(addSeconds(TODAY, 9 * HOUR), 5)]
    expect(shownDays(hours, RULES, NOW)).toEqual([
      {
        day: TODAY,
        publish: [0, 11, 0],
        teks: 22,
        revisions: 2,
        oldestTekDays: countsAt(16, 15, 11),
        onsetAgeDays: countsAt(30, 29, 11),
        missingOnset: 6,
      },
    ])
  })

  test('leave out the hour that is running, to its last second', () => {
    const running = addSeconds(TODAY, 10 * HOUR)
    expect(daysOf([anHour(running, 50)])).toEqual([])
    expect(daysOf([anHour(running, 50)], {}, addSeconds(running, HOUR - 1))).toEqual([])
    expect(daysOf([anHour(running, 50)], {}, addSeconds(running, HOUR))).toEqual([TODAY])
    // The hour before is enough by itself; the running one does not help a day over the threshold.
    expect(daysOf([anHour(TODAY, 9), anHour(running, 50)])).toEqual([])
  })

  test('are shown from the least number of uploads on, all platforms together', () => {
    expect(daysOf([anHour(TODAY, 9)])).toEqual([])
    expect(daysOf([anHour(TODAY, 10)])).toEqual([TODAY])
    expect(daysOf([{ ...anHour(TODAY, 0), publish: [3, 3, 4] }])).toEqual([TODAY])
    expect(daysOf([anHour(TODAY, 10)], { minimumUploads: 11 })).toEqual([])
  })

  test('are shown whatever they count once the embargo after their end is over', () => {
    const end = addSeconds(TODAY, DAY)
    const one = [anHour(TODAY, 1)]
    expect(daysOf(one, {}, addSeconds(end, 48 * HOUR - 1))).toEqual([])
    expect(daysOf(one, {}, addSeconds(end, 48 * HOUR))).toEqual([])
    expect(daysOf(one, {}, addSeconds(end, 48 * HOUR + 1))).toEqual([TODAY])
  })

  test('of few uploads are never shown where the embargo is off', () => {
    expect(daysOf([anHour(TODAY, 1)], { embargoSeconds: 0 }, addSeconds(TODAY, 30 * DAY))).toEqual(
      [],
    )
  })

  test('are in order, and hidden ones are not there', () => {
    const day = (daysAgo: number, count: number) => anHour(addSeconds(TODAY, -daysAgo * DAY), count)
    expect(daysOf([day(0, 10), day(1, 1), day(3, 1), day(2, 12)])).toEqual(
      [3, 2, 0].map((daysAgo) => TODAY - daysAgo * DAY),
    )
  })
})

describe('statistics as a table', () => {
  const HEADER =
    'day,publish_requests_unknown,publish_requests_android,publish_requests_ios,total_teks_published,requests_with_revisions,requests_missing_onset_date,tek_age_distribution,onset_to_upload_distribution\n'

  test('are a header and a line a day', () => {
    const days = shownDays([{ ...anHour(TODAY, 12), publish: [1, 12, 7] }], RULES, NOW)
    expect(statisticsCsv(days)).toBe(
      `${HEADER}2026-11-19,1,12,7,24,1,3,0|0|0|0|0|0|0|0|0|0|0|0|0|0|0|12,${'0|'.repeat(29)}12\n`,
    )
  })

  test('are the header alone where there is no day', () => {
    expect(statisticsCsv([])).toBe(HEADER)
  })
})
