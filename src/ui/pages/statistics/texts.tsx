/** Texts that did not arrive, by what the network said. */

import { percentOf } from '../../../core/console/code-figures.ts'
import { sumOf } from '../../../core/console/sum-of.ts'
import type { UnixSeconds } from '../../../core/time.ts'
import { BarChart } from '../../components/bar-chart.tsx'
import { Empty } from '../../components/empty.tsx'
import { LineChart } from '../../components/line-chart.tsx'
import { Code } from '../../components/text.tsx'
import type { Copy } from '../../copy/copy.ts'
import type { SmsErrorText } from '../../copy/sms-error-text.ts'
import { useView } from '../../view.ts'
import { type FrameProps, StatisticsFrame, useDayRows } from './frame.tsx'

export interface TextStatisticsProps extends FrameProps {
  /** The oldest first; the last is today. */
  readonly days: readonly { readonly day: UnixSeconds; readonly count: number }[]
  /** The most frequent first. */
  readonly codes: readonly { readonly code: string; readonly count: number }[]
}

/** As many codes as have room below their columns. */
const MAX_COLUMNS = 8

export const TextStatisticsPage = ({ days, codes, ...frame }: TextStatisticsProps) => {
  const { statistics } = useView().copy
  return (
    <StatisticsFrame {...frame}>
      {codes.length === 0 ? <Empty text={statistics.sms.empty} /> : <ErrorCodes codes={codes} />}
      <ErrorDays days={days} />
    </StatisticsFrame>
  )
}

const ErrorCodes = ({ codes }: Pick<TextStatisticsProps, 'codes'>) => {
  const { copy, format } = useView()
  const { sms, count, share, percent } = copy.statistics
  const total = sumOf(codes, (one) => one.count)
  const shareOf = (one: number) => format.number(percentOf(one, total) ?? 0)
  const [most] = codes
  const shown = codes.slice(0, MAX_COLUMNS)
  return (
    <BarChart
      id="errors"
      title={sms.codesChart}
      finding={most === undefined ? sms.empty : sms.most(most.code, shareOf(most.count))}
      // A provider's codes are short; what somebody else made up is cut where it has no room.
      columns={shown.map(({ code }) => (code.length > 7 ? `${code.slice(0, 6)}…` : code))}
      namesAll
      series={[{ label: count, values: shown.map((one) => one.count) }]}
      table={{
        columns: [
          { label: sms.code },
          { label: sms.meaning },
          { label: count, isNumber: true },
          { label: share, isNumber: true },
          { label: sms.advice },
        ],
        rows: codes.map((one) => {
          const { meaning, advice } = errorText(one.code, copy)
          return [
            <Code>{one.code}</Code>,
            meaning,
            format.number(one.count),
            percent(shareOf(one.count)),
            advice,
          ]
        }),
      }}
    />
  )
}

const errorText = (code: string, { statistics }: Copy): SmsErrorText => {
  const { errors, unknown } = statistics.sms
  return (Object.hasOwn(errors, code) ? errors[code] : undefined) ?? unknown
}

const ErrorDays = ({ days }: Pick<TextStatisticsProps, 'days'>) => {
  const { copy, format } = useView()
  const { sms, day, count } = copy.statistics
  return (
    <LineChart
      id="error-days"
      title={sms.daysChart}
      finding={sms.finding(format.number(sumOf(days, (one) => one.count)))}
      days={days.map((one) => one.day)}
      series={[{ label: count, values: days.map((one) => one.count) }]}
      table={{
        columns: [{ label: day }, { label: count, isNumber: true }],
        rows: useDayRows(days, (one) => [one.count]),
      }}
    />
  )
}
