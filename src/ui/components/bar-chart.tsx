/** Columns from zero, drawn by the server; several series stand on each other, told apart by pattern and colour. */

import { labelledPlaces, ticksOf } from '../../core/console/chart-scale.ts'
import { sumOf } from '../../core/console/sum-of.ts'
import { useView } from '../view.ts'
import {
  Axes,
  ChartFigure,
  EndLabels,
  type FigureProps,
  heightOn,
  PLOT,
  rightOf,
  round,
} from './chart-figure.tsx'

export interface BarChartProps extends FigureProps {
  /** Names of the columns. */
  readonly columns: readonly string[]
  /** Up to three, from the ground up, each with a count for each column. */
  readonly series: readonly { readonly label: string; readonly values: readonly number[] }[]
  /** Every column is named, not only as many as always have room. */
  readonly namesAll?: boolean
  /** The last column is today, which is not over: it is drawn open. */
  readonly endsToday?: boolean
}

export const BarChart = (props: BarChartProps) => {
  const { columns, series, namesAll, endsToday, ...figure } = props
  const { format } = useView()
  const sums = columns.map((_, place) => sumOf(series, ({ values }) => values[place] ?? 0))
  const ticks = ticksOf(Math.max(0, ...sums))
  const y = heightOn(ticks)
  const right = rightOf(series)
  const step = (right - PLOT.left) / Math.max(1, columns.length)
  const width = round(step * 0.7)
  const x = (place: number) => round(PLOT.left + step * (place + 0.15))
  const fill = (index: number) => `url(#${figure.id}-fill-${index + 1})`
  const places = namesAll ? columns.map((_, place) => place) : labelledPlaces(columns.length)
  return (
    <ChartFigure {...figure}>
      <Patterns id={figure.id} count={series.length} />
      <Axes
        right={right}
        ticks={ticks}
        tickText={format.number}
        below={places.map((place) => ({
          x: round(x(place) + width / 2),
          text: columns[place] ?? '',
        }))}
      />
      {series.map(({ values }, index) => (
        <g class={`bars c${index + 1}`} fill={fill(index)}>
          {values.map((value, place) => {
            if (value === 0) return null
            const under = sumOf(series.slice(0, index), (below) => below.values[place] ?? 0)
            const top = y(under + value)
            const isOpen = endsToday && place === columns.length - 1
            return (
              <rect
                class={isOpen ? 'open' : undefined}
                x={x(place)}
                y={top}
                width={width}
                height={round(y(under) - top)}
              />
            )
          })}
        </g>
      ))}
      {series.length > 1 && (
        <EndLabels
          labels={series.map(({ label }, index) => ({
            text: label,
            height: PLOT.top + 12 + (series.length - 1 - index) * 20,
          }))}
          mark={(index, left, top) => (
            <g class={`bars c${index + 1}`} fill={fill(index)}>
              <rect x={left} y={top} width="12" height="12" />
            </g>
          )}
        />
      )}
    </ChartFigure>
  )
}

/** Full, hatched, dotted: in the colour of their series. */
const Patterns = ({ id, count }: { readonly id: string; readonly count: number }) => (
  <defs>
    {Array.from({ length: count }, (_, index) => (
      <pattern
        id={`${id}-fill-${index + 1}`}
        class={`c${index + 1}`}
        width="6"
        height="6"
        patternUnits="userSpaceOnUse"
      >
        {index === 0 && <rect width="6" height="6" fill="currentColor" />}
        {index === 1 && <path d="M0,6L6,0M-1,1L1,-1M5,7L7,5" stroke="currentColor" />}
        {index === 2 && <circle cx="3" cy="3" r="1.5" fill="currentColor" />}
      </pattern>
    ))}
  </defs>
)
