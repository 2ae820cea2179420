/** How many codes were made and used, and by which way they were made. */

import { type CodeDay, claimedPercent, shareTrend } from '../../../core/console/code-figures.ts'
import { sumOf } from '../../../core/console/sum-of.ts'
import { Empty } from '../../components/empty.tsx'
import { LineChart } from '../../components/line-chart.tsx'
import type { Copy } from '../../copy/copy.ts'
import type { Format } from '../../format.ts'
import { useView } from '../../view.ts'
import { type FrameProps, StatisticsFrame, useDayRows } from './frame.tsx'

export interface DaysProps extends FrameProps {
  /** The oldest first; the last is today. */
  readonly days: readonly CodeDay[]
}

export const CodeStatisticsPage = ({ days, ...frame }: DaysProps) => {
  const { statistics } = useView().copy
  return (
    <StatisticsFrame {...frame}>
      {sumOf(days, ({ codesIssued }) => codesIssued) === 0 && <Empty text={statistics.empty} />}
      <Counts days={days} />
      <Shares days={days} />
      <Ways days={days} />
    </StatisticsFrame>
  )
}

type Days = Pick<DaysProps, 'days'>

const Counts = ({ days }: Days) => {
  const { copy, format } = useView()
  const { codes, day } = copy.statistics
  const labels = [codes.issued, codes.claimed, codes.certificates]
  const counts = [
    days.map(({ codesIssued }) => codesIssued),
    days.map(({ codesClaimed }) => codesClaimed),
    days.map(({ tokensClaimed }) => tokensClaimed),
  ]
  const [issued, claimed] = counts.map((values) => format.number(sumOf(values, (one) => one)))
  return (
    <LineChart
      id="counts"
      title={codes.chart}
      finding={codes.finding(issued ?? '', claimed ?? '')}
      days={days.map((one) => one.day)}
      series={labels.map((label, index) => ({ label, values: counts[index] ?? [] }))}
      table={{
        columns: [day, ...labels, codes.shareColumn].map((label, index) => ({
          label,
          isNumber: index > 0,
        })),
        rows: useDayRows(days, (one) => [
          one.codesIssued,
          one.codesClaimed,
          one.tokensClaimed,
          claimedPercent(one),
        ]),
      }}
    />
  )
}

const PERCENT_TICKS = [0, 50, 100]

const Shares = ({ days }: Days) => {
  const { copy, format } = useView()
  const { codes, day, percent } = copy.statistics
  return (
    <>
      <LineChart
        id="shares"
        title={codes.shareChart}
        finding={shareFinding(days, copy, format)}
        days={days.map((one) => one.day)}
        series={[{ label: codes.shareColumn, values: days.map(claimedPercent) }]}
        ticks={PERCENT_TICKS}
        tickText={(value) => percent(format.number(value))}
        table={{
          columns: [{ label: day }, { label: codes.shareColumn, isNumber: true }],
          rows: useDayRows(days, (one) => [claimedPercent(one)]),
        }}
      />
      <p class="hint">{codes.shareHint}</p>
    </>
  )
}

function shareFinding(days: readonly CodeDay[], { statistics }: Copy, format: Format): string {
  const { codes } = statistics
  // Today would pull the share down: its codes are still to be used.
  const trend = shareTrend(days.slice(0, -1))
  if (trend === undefined) return codes.shareUnknown
  const [before, after] = [format.number(trend.before), format.number(trend.after)]
  if (trend.before === trend.after) return codes.shareSteady(after)
  return trend.after < trend.before
    ? codes.shareFell(before, after)
    : codes.shareRose(before, after)
}

const Ways = ({ days }: Days) => {
  const { copy, format } = useView()
  const { codes, day } = copy.statistics
  const labels = [codes.byHand, codes.byOthers, codes.reports]
  const waysOf = (one: CodeDay) => [one.byHand, one.codesIssued - one.byHand, one.userReportsIssued]
  const [byHand = '', byOthers = '', reports = ''] = labels.map((_, index) =>
    format.number(sumOf(days, (one) => waysOf(one)[index] ?? 0)),
  )
  return (
    <LineChart
      id="ways"
      title={codes.waysChart}
      finding={codes.waysFinding(byHand, byOthers, reports)}
      days={days.map((one) => one.day)}
      series={labels.map((label, index) => ({
        label,
        values: days.map((one) => waysOf(one)[index] ?? 0),
      }))}
      table={{
        columns: [day, ...labels].map((label, index) => ({ label, isNumber: index > 0 })),
        rows: useDayRows(days, waysOf),
      }}
    />
  )
}
