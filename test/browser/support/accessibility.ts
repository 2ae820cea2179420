/** Rules that hold on every page: those of WCAG 2.2 AA that a program can judge. */

import { readFileSync } from 'node:fs'
import { createRequire } from 'node:module'
import type { AxeResults } from 'axe-core'
import type { Page } from 'playwright-core'
import { expect } from 'vitest'
import { THEMES } from '../../../src/core/console/viewer.ts'

const AXE = readFileSync(createRequire(import.meta.url).resolve('axe-core/axe.min.js'), 'utf8')

const OPTIONS = {
  runOnly: {
    type: 'tag',
    values: ['wcag2a', 'wcag2aa', 'wcag21a', 'wcag21aa', 'wcag22aa', 'best-practice'],
  },
  // Off by default.
  rules: {
    'target-size': { enabled: true },
    'scrollable-region-focusable': { enabled: true },
    'label-content-name-mismatch': { enabled: true },
  },
  resultTypes: ['violations'],
}

/** The page as it stands breaks no rule of axe, whether the device is light or dark. Only for visitors with script: axe waits with timers. */
export async function expectAccessible(page: Page): Promise<void> {
  for (const colorScheme of THEMES) {
    await page.emulateMedia({ colorScheme })
    const found = await axe(page)
    expect(found.join('\n'), `${new URL(page.url()).pathname} in ${colorScheme}`).toBe('')
  }
}

/** @returns a line for each element that breaks a rule */
async function axe(page: Page): Promise<readonly string[]> {
  // Evaluated by the debugger, which no content security policy hinders.
  await page.evaluate(AXE)
  const { violations } = await page.evaluate<AxeResults>(`axe.run(${JSON.stringify(OPTIONS)})`)
  return violations.flatMap(({ id, nodes }) =>
    nodes.map(({ target, failureSummary = '' }) => `${id}: ${target.join(' ')}: ${failureSummary}`),
  )
}

/** 400 % of 1280 × 1024 pixels: everything is there by scrolling down alone (WCAG 1.4.10). */
export async function expectReflow(page: Page): Promise<void> {
  const before = page.viewportSize()
  await page.setViewportSize({ width: 320, height: 256 })
  const width = await page.evaluate('document.documentElement.scrollWidth')
  expect(width, `width of ${new URL(page.url()).pathname} at 400 %`).toBeLessThanOrEqual(320)
  if (before !== null) await page.setViewportSize(before)
}

/** Spacing that readers may set (WCAG 1.4.12) cuts nothing off. */
export async function expectRoomForText(page: Page): Promise<void> {
  const cut = await page.evaluate(`(() => {
    const sheet = new CSSStyleSheet()
    sheet.replaceSync('* { line-height: 1.5 !important; letter-spacing: 0.12em !important; word-spacing: 0.16em !important }' +
      'p { margin-block-end: 2em !important }')
    document.adoptedStyleSheets = [sheet]
    const cut = [...document.querySelectorAll('body *')].filter((element) => {
      const { overflowX, overflowY } = getComputedStyle(element)
      const clips = (overflow) => overflow === 'hidden' || overflow === 'clip'
      // What only screen readers are told is one pixel large.
      return element.clientWidth > 1 && (
        (clips(overflowX) && element.scrollWidth > element.clientWidth + 1) ||
        (clips(overflowY) && element.scrollHeight > element.clientHeight + 1))
    }).map((element) => element.outerHTML.slice(0, 80))
    document.adoptedStyleSheets = []
    return cut
  })()`)
  expect(cut, `cut off on ${new URL(page.url()).pathname}`).toEqual([])
}
