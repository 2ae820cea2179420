/** Around the charts of each page: which days, and the same numbers as a file. */

import type { Child } from 'hono/jsx'
import { RANGES, type Range } from '../../../core/console/statistics-range.ts'
import type { UnixSeconds } from '../../../core/time.ts'
import type { Copy } from '../../copy/copy.ts'
import { type Format, formatOf } from '../../format.ts'
import { useView } from '../../view.ts'

export interface FrameProps {
  /** Of the page, without its days. */
  readonly path: string
  readonly range: Range
  /** Of the same numbers, without an ending. */
  readonly filePath: string
  readonly children?: Child
}

export const StatisticsFrame = ({ path, range, filePath, children }: FrameProps) => {
  const { statistics } = useView().copy
  return (
    <>
      <RangeChoice path={path} range={range} />
      <p class="muted">{statistics.utc}</p>
      {children}
      <h2>{statistics.download}</h2>
      <p>
        <a href={`${filePath}.csv`}>{statistics.csv}</a> ·{' '}
        <a href={`${filePath}.json`}>{statistics.json}</a>
      </p>
      <p class="hint">{statistics.downloadHint}</p>
    </>
  )
}

/** "[" and "]" press the neighbours of the one that is chosen. */
const RangeChoice = ({ path, range }: Pick<FrameProps, 'path' | 'range'>) => {
  const { statistics } = useView().copy
  const chosen = RANGES.indexOf(range)
  const keys = new Map([
    [chosen - 1, '['],
    [chosen + 1, ']'],
  ])
  return (
    <nav aria-label={statistics.range}>
      <ul class="ranges">
        {RANGES.map((days, index) => (
          <li>
            <a
              class="button plain"
              href={`${path}?days=${days}`}
              aria-current={days === range ? 'true' : undefined}
              data-key={keys.get(index)}
              aria-keyshortcuts={keys.get(index)}
            >
              {statistics.days(days)}
            </a>
          </li>
        ))}
      </ul>
    </nav>
  )
}

/**
 * Rows of a table of days, the newest first, as the API gives them.
 * @param days the oldest first; the last is today
 */
export function useDayRows<Day extends { readonly day: UnixSeconds }>(
  days: readonly Day[],
  cells: (day: Day) => readonly (number | undefined)[],
): readonly (readonly Child[])[] {
  const { copy, format, language } = useView()
  const utc = formatOf(language, 'UTC')
  return days.toReversed().map((day, age) => {
    const name = utc.date(day.day)
    return [
      age === 0 ? copy.statistics.unfinished(name) : name,
      ...cells(day).map((value) => numberOrNone(value, copy, format)),
    ]
  })
}

const numberOrNone = (value: number | undefined, { statistics }: Copy, format: Format): string =>
  value === undefined ? statistics.none : format.number(value)
