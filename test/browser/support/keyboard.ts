/** Work without a mouse: each stop of the tab key has to be seen. */

import type { Page } from 'playwright-core'
import { expect } from 'vitest'

/** More stops than any page has before what is looked for. */
const MAX_STOPS = 80
/** WCAG 2.4.13; console pages have one width for all. */
const MIN_OUTLINE_PX = 3

export interface Focus {
  /** Label, or the text of it. */
  readonly name: string
  readonly tag: string
  /** CSS pixels. */
  readonly outline: number
  readonly box: {
    readonly x: number
    readonly y: number
    readonly width: number
    readonly height: number
  }
  /** Whether the box is inside of the window and nothing lies on its middle. */
  readonly isVisible: boolean
}

/** What has the focus; undefined: nothing has. */
export const focusOf = (page: Page): Promise<Focus | undefined> =>
  page.evaluate(`(() => {
    const element = document.activeElement
    if (element === null || element === document.body) return undefined
    const { x, y, width, height } = element.getBoundingClientRect()
    const style = getComputedStyle(element)
    const label = element.labels?.[0]
    const name = element.getAttribute('aria-label') ?? label?.textContent ?? element.textContent ?? ''
    // A radio button or box is small; its label is what is seen.
    const top = document.elementFromPoint(x + width / 2, y + height / 2)
    return {
      name: name.replace(/\\s+/g, ' ').trim(),
      tag: element.localName,
      outline: style.outlineStyle === 'none' ? 0 : parseFloat(style.outlineWidth),
      box: { x, y, width, height },
      isVisible: width > 0 && height > 0 && top !== null &&
        (element.contains(top) || top.contains(element) || label?.contains(top) === true),
    }
  })()`)

/**
 * Presses Tab until what has this name has the focus. Every stop on the way is seen and ringed.
 * @param name the whole of it, or a pattern
 */
export async function tabTo(page: Page, name: string | RegExp): Promise<Focus> {
  const passed: string[] = []
  const isIt = (focus: Focus | undefined): focus is Focus =>
    focus !== undefined && (typeof name === 'string' ? focus.name === name : name.test(focus.name))
  for (let stops = 0; stops <= MAX_STOPS; stops++) {
    const focus = await focusOf(page)
    if (focus !== undefined) {
      passed.push(focus.name)
      if (stops > 0) expectSeen(focus)
    }
    if (isIt(focus)) return focus
    await page.keyboard.press('Tab')
  }
  throw new Error(`Tab never comes to ${name}; it came to: ${passed.join(' | ')}`)
}

function expectSeen(focus: Focus): void {
  expect(focus.isVisible, `"${focus.name}" has the focus and is seen`).toBe(true)
  expect(focus.outline, `ring around "${focus.name}"`).toBeGreaterThanOrEqual(MIN_OUTLINE_PX)
}

/** Tab, then typing: as somebody fills a form. */
export async function typeInto(page: Page, label: string | RegExp, text: string): Promise<void> {
  await tabTo(page, label)
  await page.keyboard.type(text)
}

/** Tab, then Enter. */
export async function pressOn(page: Page, name: string | RegExp): Promise<void> {
  await tabTo(page, name)
  await page.keyboard.press('Enter')
}
