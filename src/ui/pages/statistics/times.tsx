/** How soon codes were used, and how many tries failed. */

import {
  CLAIM_MINUTES,
  type CodeDay,
  claimTimes,
  meanMinutes,
  percentOf,
} from '../../../core/console/code-figures.ts'
import { sumOf } from '../../../core/console/sum-of.ts'
import { BarChart } from '../../components/bar-chart.tsx'
import { LineChart } from '../../components/line-chart.tsx'
import type { Copy } from '../../copy/copy.ts'
import { type Format, formatOf } from '../../format.ts'
import { useView } from '../../view.ts'
import type { DaysProps } from './codes.tsx'
import { StatisticsFrame, useDayRows } from './frame.tsx'

export const TimeStatisticsPage = ({ days, ...frame }: DaysProps) => (
  <StatisticsFrame {...frame}>
    <ClaimTimes days={days} />
    <MeanTimes days={days} />
    <InvalidTries days={days} />
  </StatisticsFrame>
)

type Days = Pick<DaysProps, 'days'>

/** Times of at most an hour. */
const BUCKETS_OF_AN_HOUR = 5

const ClaimTimes = ({ days }: Days) => {
  const { copy, format } = useView()
  const { times, count, share, none, percent } = copy.statistics
  const counts = claimTimes(days)
  const total = sumOf(counts, (one) => one)
  const within = percentOf(
    sumOf(counts.slice(0, BUCKETS_OF_AN_HOUR), (one) => one),
    total,
  )
  const columns = CLAIM_MINUTES.map((minutes) => timeText(minutes, copy, format))
  return (
    <BarChart
      id="times"
      title={times.claimChart}
      finding={within === undefined ? times.claimNone : times.claimFinding(format.number(within))}
      columns={columns}
      namesAll
      series={[{ label: count, values: counts }]}
      table={{
        columns: [
          { label: times.upTo },
          { label: count, isNumber: true },
          { label: share, isNumber: true },
        ],
        rows: counts.map((one, bucket) => {
          const part = percentOf(one, total)
          return [
            columns[bucket],
            format.number(one),
            part === undefined ? none : percent(format.number(part)),
          ]
        }),
      }}
    />
  )
}

const MINUTES_PER_HOUR = 60
const MINUTES_PER_DAY = 1440

function timeText(minutes: number, { statistics }: Copy, format: Format): string {
  const { times } = statistics
  if (minutes < MINUTES_PER_HOUR) return times.minutes(format.number(minutes))
  if (minutes <= MINUTES_PER_DAY) return times.hours(format.number(minutes / MINUTES_PER_HOUR))
  return times.daysShort(format.number(minutes / MINUTES_PER_DAY))
}

const MeanTimes = ({ days }: Days) => {
  const { copy, format } = useView()
  const { times, day } = copy.statistics
  const mean = meanMinutes({
    claimAgeSeconds: sumOf(days, (one) => one.claimAgeSeconds),
    codesClaimed: sumOf(days, (one) => one.codesClaimed),
  })
  return (
    <LineChart
      id="means"
      title={times.meanChart}
      finding={mean === undefined ? times.claimNone : times.meanFinding(format.number(mean))}
      days={days.map((one) => one.day)}
      series={[{ label: times.meanColumn, values: days.map(meanMinutes) }]}
      table={{
        columns: [{ label: day }, { label: times.meanColumn, isNumber: true }],
        rows: useDayRows(days, (one) => [meanMinutes(one)]),
      }}
    />
  )
}

const InvalidTries = ({ days }: Days) => {
  const { copy, format, language } = useView()
  const { times, day } = copy.statistics
  const utc = formatOf(language, 'UTC')
  const labels = [times.ios, times.android, times.other]
  // What no system was told of is among the others: the sum is what the API tells.
  const triesOf = ({ codesInvalid, codesInvalidIos, codesInvalidAndroid }: CodeDay) => [
    codesInvalidIos,
    codesInvalidAndroid,
    Math.max(0, codesInvalid - codesInvalidIos - codesInvalidAndroid),
  ]
  return (
    <BarChart
      id="tries"
      title={times.invalidChart}
      finding={times.invalidFinding(format.number(sumOf(days, (one) => one.codesInvalid)))}
      columns={days.map((one) => utc.shortDay(one.day))}
      series={labels.map((label, index) => ({
        label,
        values: days.map((one) => triesOf(one)[index] ?? 0),
      }))}
      endsToday
      table={{
        columns: [day, ...labels].map((label, index) => ({ label, isNumber: index > 0 })),
        rows: useDayRows(days, triesOf),
      }}
    />
  )
}
