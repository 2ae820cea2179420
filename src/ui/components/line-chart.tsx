/** Lines over days, drawn by the server. The last day is today, which is not over: its point is hollow. */

import { labelledPlaces, ticksOf } from '../../core/console/chart-scale.ts'
import type { UnixSeconds } from '../../core/time.ts'
import { formatOf } from '../format.ts'
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

export interface LineChartProps extends FigureProps {
  /** Midnights, UTC, the oldest first. */
  readonly days: readonly UnixSeconds[]
  /** Up to five, each with a value for each day; undefined: there is none, and the line has a gap. */
  readonly series: readonly {
    readonly label: string
    readonly values: readonly (number | undefined)[]
  }[]
  /** Marks of the axis, from 0 up, where the values don't say them. */
  readonly ticks?: readonly number[]
  readonly tickText?: (value: number) => string
}

/** More would touch each other. */
const MAX_POINTS = 31
/** Tells lines apart without colour. */
const DASHES = [undefined, '7 4', '2 3', '9 3 2 3', '12 5']

export const LineChart = ({ days, series, ticks, tickText, ...figure }: LineChartProps) => {
  const { format, language } = useView()
  const utc = formatOf(language, 'UTC')
  const known = series.flatMap(({ values }) => values.filter((value) => value !== undefined))
  const marks = ticks ?? ticksOf(Math.max(0, ...known))
  const y = heightOn(marks)
  const right = rightOf(series)
  const x = placesOf(days.length, right)
  return (
    <ChartFigure {...figure}>
      <Axes
        right={right}
        ticks={marks}
        tickText={tickText ?? format.number}
        below={labelledPlaces(days.length).map((place) => ({
          x: x(place),
          text: utc.shortDay(days[place] ?? (0 as UnixSeconds)),
        }))}
      />
      {series.map(({ values }, index) => (
        <g class={`line c${index + 1}`}>
          <path d={pathOf(values, x, y)} stroke-dasharray={DASHES[index]} />
          {values.map((value, place) => {
            const isToday = place === days.length - 1
            if (value === undefined || (!isToday && days.length > MAX_POINTS)) return null
            return (
              <circle class={isToday ? 'open' : undefined} cx={x(place)} cy={y(value)} r="3.5" />
            )
          })}
        </g>
      ))}
      {series.length > 1 && (
        <EndLabels
          labels={series.map(({ label, values }) => ({
            text: label,
            height: y(values.findLast((value) => value !== undefined) ?? 0),
          }))}
        />
      )}
    </ChartFigure>
  )
}

/** A single day stands in the middle. */
const placesOf = (count: number, right: number) => (place: number) =>
  round(PLOT.left + 8 + (right - PLOT.left - 16) * (count < 2 ? 0.5 : place / (count - 1)))

/** A value between two gaps is a line of no length, which a round end makes a dot. */
function pathOf(
  values: readonly (number | undefined)[],
  x: (place: number) => number,
  y: (value: number) => number,
): string {
  let path = ''
  for (const [place, value] of values.entries()) {
    if (value === undefined) continue
    const isStart = values[place - 1] === undefined
    path += `${isStart ? 'M' : 'L'}${x(place)},${y(value)}`
    if (isStart && values[place + 1] === undefined) path += 'h0'
  }
  return path
}
