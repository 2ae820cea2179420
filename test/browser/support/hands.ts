/** Two ways to use a page: with a mouse, and with keys alone. One test describes the work, and does it in both. */

import type { Page } from 'playwright-core'
import { tabTo, typeInto } from './keyboard.ts'

export interface Hands {
  readonly page: Page
  /** @param label the whole of it */
  fill(label: string, text: string): Promise<void>
  /** A button or a link that leads to a page, which is then there. @param name the whole of it */
  press(name: string): Promise<void>
}

export const withMouse = (page: Page): Hands => ({
  page,
  fill: (label, text) => page.getByLabel(label, { exact: true }).fill(text),
  press: (name) =>
    arrive(page, () =>
      page
        .getByRole('button', { name, exact: true })
        .or(page.getByRole('link', { name, exact: true }))
        .click(),
    ),
})

export const withKeys = (page: Page): Hands => ({
  page,
  fill: (label, text) => typeInto(page, label, text),
  press: async (name) => {
    await tabTo(page, name)
    await arrive(page, () => page.keyboard.press('Enter'))
  },
})

async function arrive(page: Page, act: () => Promise<void>): Promise<void> {
  const loaded = page.waitForEvent('load')
  await act()
  await loaded
}
