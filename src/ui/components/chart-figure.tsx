/** What charts share: the figure with its finding, the axes, names beside what they name, and the table below. */

import type { Child } from 'hono/jsx'
import { spreadLabels } from '../../core/console/chart-scale.ts'
import { useView } from '../view.ts'
import { Table } from './table.tsx'

export interface FigureProps {
  /** Begins the ids of its parts; one a page. */
  readonly id: string
  readonly title: string
  /** One sentence: what there is to see. */
  readonly finding: string
  /** The same numbers. */
  readonly table: Omit<Parameters<typeof Table>[0], 'caption' | 'hidesCaption'>
}

/** Ends of the axes in the drawing of 640 × 240. */
export const PLOT = { left: 52, top: 12, bottom: 204 } as const
const RIGHT = 616
const RIGHT_BESIDE_NAMES = 470
const LABEL_LEFT = RIGHT_BESIDE_NAMES + 12
const LINE_HEIGHT = 18

export const ChartFigure = (props: FigureProps & { readonly children?: Child }) => {
  const { id, title, finding, table, children } = props
  const { statistics } = useView().copy
  return (
    <figure class="chart" aria-labelledby={`${id}-name`}>
      <figcaption>
        <h2 id={`${id}-name`}>{title}</h2>
        <p>{finding}</p>
      </figcaption>
      {/* It scrolls where it has no room, by keys too. */}
      <section class="chart-box" tabindex={0} aria-label={statistics.chartOf(title)}>
        {/* Time runs to the right in every language, so places are counted from the left. */}
        <svg
          role="img"
          aria-labelledby={`${id}-title`}
          aria-describedby={`${id}-desc`}
          viewBox="0 0 640 240"
          direction="ltr"
        >
          <title id={`${id}-title`}>{title}</title>
          <desc id={`${id}-desc`}>{finding}</desc>
          {children}
        </svg>
      </section>
      <details>
        <summary>{statistics.asTable}</summary>
        <Table caption={title} hidesCaption {...table} />
      </details>
    </figure>
  )
}

/** @returns the height of a value in the drawing @param ticks marks of the axis, from 0 up */
export const heightOn = (ticks: readonly number[]) => {
  const top = ticks.at(-1) ?? 1
  return (value: number): number => round(PLOT.bottom - (value / top) * (PLOT.bottom - PLOT.top))
}

/** To a tenth: no eye sees more, and addresses of points stay short. */
export const round = (length: number): number => Math.round(length * 10) / 10

/** The right end of the axes. @param series what is alone needs no name beside it */
export const rightOf = (series: readonly unknown[]): number =>
  series.length > 1 ? RIGHT_BESIDE_NAMES : RIGHT

interface AxesProps {
  readonly right: number
  readonly ticks: readonly number[]
  readonly tickText: (value: number) => string
  /** Labels below, each in the middle of its place. */
  readonly below: readonly { readonly x: number; readonly text: string }[]
}

export const Axes = ({ right, ticks, tickText, below }: AxesProps) => {
  const y = heightOn(ticks)
  return (
    <>
      {ticks.map((tick) => (
        <>
          <line class="grid" x1={PLOT.left} x2={right} y1={y(tick)} y2={y(tick)} />
          <text x={PLOT.left - 8} y={y(tick) + 4} text-anchor="end">
            {tickText(tick)}
          </text>
        </>
      ))}
      {below.map(({ x, text }) => (
        <text x={x} y={PLOT.bottom + 22} text-anchor="middle">
          {text}
        </text>
      ))}
    </>
  )
}

interface EndLabelsProps {
  readonly labels: readonly { readonly text: string; readonly height: number }[]
  /** Drawn before a label in a square of 12: what it is the name of. */
  readonly mark?: (index: number, x: number, y: number) => Child
}

/** Names at the ends of what they name, so that no legend has to be matched. */
export const EndLabels = ({ labels, mark }: EndLabelsProps) => {
  const heights = spreadLabels(
    labels.map(({ height }) => height),
    LINE_HEIGHT,
    PLOT.bottom,
  )
  const left = LABEL_LEFT + (mark === undefined ? 0 : 18)
  return (
    <>
      {labels.map(({ text }, index) => {
        const y = heights[index] ?? 0
        return (
          <>
            {mark?.(index, LABEL_LEFT, y - 6)}
            <text class={`name c${index + 1}`} x={left} y={y + 4} text-anchor="start">
              {text}
            </text>
          </>
        )
      })}
    </>
  )
}
