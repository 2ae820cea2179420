import type { Child } from 'hono/jsx'
import { describe, expect, test } from 'vitest'
import { asUnixSeconds, SECONDS_PER_DAY, type UnixSeconds } from '../../core/time.ts'
import { copyOf } from '../copy/copy.ts'
import { formatOf } from '../format.ts'
import { ViewProvider } from '../view.ts'
import { BarChart } from './bar-chart.tsx'
import { LineChart } from './line-chart.tsx'

const draw = (child: Child): string =>
  String(
    <ViewProvider
      value={{
        language: 'en',
        copy: copyOf('en'),
        format: formatOf('en', 'UTC'),
        csrfToken: '',
        once: '',
        nonce: '',
      }}
    >
      {child}
    </ViewProvider>,
  )

const DAY_ONE = Date.UTC(2026, 7, 28) / 1000
const daysOf = (count: number): readonly UnixSeconds[] =>
  Array.from({ length: count }, (_, age) => asUnixSeconds(DAY_ONE + age * SECONDS_PER_DAY))

const table = (values: readonly (number | undefined)[]) => ({
  columns: [{ label: 'Day' }, { label: 'Number', isNumber: true }],
  rows: values.map((value, index) => [String(index), value ?? '–']),
})
const words = { id: 'c', title: 'Codes', finding: 'Ten codes were made.' }

const lines = (values: readonly (number | undefined)[], changes: object = {}) =>
  draw(
    <LineChart
      {...words}
      days={daysOf(values.length)}
      series={[{ label: 'Made', values }]}
      table={table(values)}
      {...changes}
    />,
  )
const bars = (series: readonly (readonly number[])[], changes: object = {}) =>
  draw(
    <BarChart
      {...words}
      columns={(series[0] ?? []).map((_, index) => `d${index}`)}
      series={series.map((values, index) => ({ label: `Series ${index}`, values }))}
      table={table(series[0] ?? [])}
      {...changes}
    />,
  )

/** Marks of the axis as they are drawn, told apart from labels below by their anchor: value by height. */
function axisOf(html: string) {
  const marks = [...html.matchAll(/y="([\d.]+)" text-anchor="end">([\d,]+)</g)].map(
    ([, y, text = '']) => ({ height: Number(y) - 4, value: Number(text.replaceAll(',', '')) }),
  )
  const [zero, top] = [marks[0], marks.at(-1)]
  if (zero === undefined || top === undefined) throw new Error('no axis')
  expect(zero.value).toBe(0)
  const unit = (zero.height - top.height) / top.value
  return { valueAt: (y: number) => Math.round((zero.height - y) / unit), unit }
}

const pointsOf = (html: string): number[] =>
  [...(/<path d="(M[^"]*)"/.exec(html)?.[1] ?? '').matchAll(/,([\d.]+)/g)].map(([, y]) => Number(y))
const tableSum = (html: string): number =>
  [...html.matchAll(/<td[^>]*>(\d+)<\/td>/g)].reduce((sum, [, text]) => sum + Number(text), 0)

describe('a chart of lines', () => {
  test('shows what its table says: heights read back at the axis sum up to the same', () => {
    const values = [0, 3, 17, 40, 41, 12, 1]
    const html = lines(values)
    const { valueAt } = axisOf(html)
    const read = pointsOf(html).map(valueAt)
    expect(read).toEqual(values)
    expect(tableSum(html)).toBe(114)
    expect(read.reduce((sum, value) => sum + value, 0)).toBe(114)
  })

  test('of zeros has its axes and lies on the ground', () => {
    const html = lines([0, 0, 0])
    const { valueAt } = axisOf(html)
    expect(pointsOf(html).map(valueAt)).toEqual([0, 0, 0])
    expect(html).not.toMatch(/NaN|Infinity|undefined/)
  })

  test.each([[[]], [[5]], [[undefined]], [[undefined, undefined]]])('of %j is drawn', (values) => {
    const html = lines(values)
    expect(html).toContain('<svg role="img"')
    expect(html).not.toMatch(/NaN|Infinity|undefined/)
  })

  test('has a gap where there is no value, and a dot between two gaps', () => {
    const html = lines([1, 2, undefined, 3, undefined, 4])
    const path = /<path d="(M[^"]*)"/.exec(html)?.[1] ?? ''
    expect(path).toMatch(/^M[\d.,]+L[\d.,]+M[\d.,]+h0M[\d.,]+h0$/)
  })

  test('leaves the point of today open, and others out where they would touch', () => {
    const month = lines(Array(31).fill(2))
    expect(month.match(/<circle/g)).toHaveLength(31)
    expect(month.match(/<circle class="open"/g)).toHaveLength(1)
    const quarter = lines(Array(90).fill(2))
    expect(quarter.match(/<circle/g)).toHaveLength(1)
    expect(quarter).toContain('<circle class="open"')
  })

  test('of 90 days and three lines is small, with at most seven days named', () => {
    const values = Array.from({ length: 90 }, (_, index) => (index * 7919) % 5000)
    const html = draw(
      <LineChart
        {...words}
        days={daysOf(90)}
        series={[1, 2, 3].map((n) => ({ label: `Line ${n}`, values }))}
        table={{ columns: [], rows: [] }}
      />,
    )
    expect(html.length).toBeLessThan(8 * 1024)
    expect(html.match(/ (Aug|Sept|Oct|Nov)</g)?.length).toBeLessThanOrEqual(7)
    expect(html).toContain('25 Nov')
    expect(new Set(html.match(/stroke-dasharray="[^"]*"/g)).size).toBe(2)
  })

  test('says its finding to whoever can’t see it, and has no style of its own', () => {
    const html = lines([1, 2])
    expect(html).toMatch(/<title id="c-title">Codes<\/title><desc id="c-desc">Ten codes were made./)
    expect(html).not.toMatch(/style=/)
  })
})

describe('a chart of columns', () => {
  const heightsOf = (html: string) =>
    [...html.matchAll(/<rect[^>]* y="([\d.]+)" width="[\d.]+" height="([\d.]+)"/g)].map(
      ([, , height]) => Number(height),
    )

  test('shows what its table says', () => {
    const html = bars([[4, 0, 9, 27]])
    const { unit } = axisOf(html)
    const read = heightsOf(html).map((height) => Math.round(height / unit))
    expect(read).toEqual([4, 9, 27])
    expect(read.reduce((sum, value) => sum + value, 0)).toBe(tableSum(html))
  })

  test('stacks: the axis holds the sum, and each part stands on the one before', () => {
    const html = bars([
      [30, 1],
      [30, 2],
      [30, 3],
    ])
    const { valueAt } = axisOf(html)
    const tops = [...html.matchAll(/<rect x="[\d.]+" y="([\d.]+)" width="[\d.]+" height/g)]
      .map(([, y]) => valueAt(Number(y)))
      .slice(0, 6)
    expect(tops).toEqual([30, 1, 60, 3, 90, 6])
    expect(html.match(/<pattern /g)).toHaveLength(3)
  })

  test.each([[[[]]], [[[0, 0]]], [[[0], [0]]]])('of %j is drawn', (series) => {
    const html = bars(series, { endsToday: true })
    expect(html).toContain('<svg role="img"')
    expect(html).not.toMatch(/NaN|Infinity|undefined/)
  })
})

test('names are text, whatever they hold', () => {
  const evil = '"><script>alert(1)</script>'
  const changes = {
    title: evil,
    finding: evil,
    series: [
      { label: evil, values: [1] },
      { label: evil, values: [2] },
    ],
  }
  for (const html of [lines([1], changes), bars([[1]], { ...changes, columns: [evil] })]) {
    expect(html).not.toContain('<script')
    expect(html).not.toContain('">&lt;script&gt;alert(1)&lt;/script&gt;"')
    expect(html.match(/&quot;&gt;&lt;script/g)?.length).toBeGreaterThan(4)
  }
})
