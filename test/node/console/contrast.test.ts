import { readFileSync } from 'node:fs'
import { describe, expect, test } from 'vitest'

/** Custom properties of the first block behind a selector. */
function colorsOf(selector: string): Readonly<Record<string, string>> {
  const css = readFileSync('src/ui/style/console.css', 'utf8')
  const from = css.indexOf('{', css.indexOf(`${selector} {`))
  const block = css.slice(from, css.indexOf('}', from))
  return Object.fromEntries(
    [...block.matchAll(/--([a-z0-9-]+): (#[0-9a-f]{6})/g)].map(([, name = '', color = '']) => [
      name,
      color,
    ]),
  )
}

/** Relative luminance, WCAG 2.2. */
function luminance(color: string): number {
  const [red = 0, green = 0, blue = 0] = [1, 3, 5].map((at) => {
    const channel = Number.parseInt(color.slice(at, at + 2), 16) / 255
    return channel <= 0.04045 ? channel / 12.92 : ((channel + 0.055) / 1.055) ** 2.4
  })
  return 0.2126 * red + 0.7152 * green + 0.0722 * blue
}

function ratio(a: string, b: string): number {
  const [dark = 0, light = 0] = [luminance(a), luminance(b)].toSorted((x, y) => x - y)
  return (light + 0.05) / (dark + 0.05)
}

const THEMES = {
  light: colorsOf(':root'),
  dark: colorsOf(':root:not([data-theme="light"])'),
} as const

/** What is on what, the least ratio that WCAG asks for, and the ratios of the reference in light and dark. */
const PAIRS: readonly [string, string, number, number, number][] = [
  ['text', 'page', 4.5, 15.5, 14.96],
  ['text', 'card', 4.5, 16.18, 13.78],
  ['text', 'sunken', 4.5, 14.07, 15.5],
  ['muted', 'page', 4.5, 6.56, 8.13],
  ['muted', 'card', 4.5, 6.84, 7.49],
  ['muted', 'sunken', 4.5, 5.95, 8.43],
  ['accent', 'page', 4.5, 7.57, 10.0],
  ['accent', 'card', 4.5, 7.9, 9.21],
  ['accent', 'sunken', 4.5, 6.87, 10.36],
  ['on-accent', 'accent', 4.5, 7.9, 8.66],
  ['on-selected', 'selected', 4.5, 8.11, 9.58],
  ['on-danger', 'danger', 4.5, 7.45, 9.1],
  ['ok', 'ok-ground', 4.5, 5.63, 7.74],
  ['warning', 'warning-ground', 4.5, 6.42, 8.22],
  ['error', 'error-ground', 4.5, 6.23, 7.43],
  ['note', 'note-ground', 4.5, 6.68, 7.87],
  ['text', 'ok-ground', 4.5, 13.93, 11.46],
  ['text', 'warning-ground', 4.5, 14.3, 11.53],
  ['text', 'error-ground', 4.5, 13.52, 12.6],
  ['text', 'note-ground', 4.5, 13.61, 12.04],
  ['edge', 'card', 3, 4.79, 4.94],
  ['edge', 'page', 3, 4.59, 5.36],
  ['edge', 'sunken', 3, 4.16, 5.56],
  ['focus', 'page', 3, 7.57, 10.0],
  ['focus', 'card', 3, 7.9, 9.21],
  ['focus', 'sunken', 3, 6.87, 10.36],
  ['focus', 'selected', 3, 6.64, 6.85],
  ['chart-1', 'card', 3, 7.9, 9.21],
  ['chart-2', 'card', 3, 5.02, 7.8],
  ['chart-3', 'card', 3, 7.13, 7.88],
  ['chart-4', 'card', 3, 5.1, 9.61],
  ['chart-5', 'card', 3, 7.45, 8.12],
]

/** An error beside a field stands on the page and on cards. */
const FURTHER_PAIRS: readonly [string, string, number][] = [
  ['error', 'page', 4.5],
  ['error', 'card', 4.5],
  ['focus', 'error-ground', 3],
]

describe('colours of the stylesheet', () => {
  for (const [top, ground, least, light, dark] of PAIRS) {
    test(`${top} on ${ground} is as easy to read as the reference says`, () => {
      const found = [THEMES.light, THEMES.dark].map((theme) =>
        ratio(theme[top] ?? '', theme[ground] ?? ''),
      )
      for (const value of found) expect(value).toBeGreaterThanOrEqual(least)
      expect(found.map((value) => Math.round(value * 100) / 100)).toEqual([light, dark])
    })
  }

  for (const [top, ground, least] of FURTHER_PAIRS) {
    test(`${top} on ${ground} can be read in both themes`, () => {
      for (const theme of [THEMES.light, THEMES.dark])
        expect(ratio(theme[top] ?? '', theme[ground] ?? '')).toBeGreaterThanOrEqual(least)
    })
  }

  test('whoever chose the dark theme sees that of a dark device', () => {
    expect(colorsOf(':root[data-theme="dark"]')).toEqual(THEMES.dark)
  })

  test('every colour has a counterpart in the dark', () => {
    expect(Object.keys(THEMES.dark)).toEqual(Object.keys(THEMES.light))
  })
})
