/** `test` of the browser tests: a browser a file, and visitors who may not have met a problem when their test ends. */

import { test as base, expect } from 'vitest'
import { launchChromium } from './chromium.ts'
import { openVisitor, type Visitor, type VisitorOptions } from './visitor.ts'

export const browserTest = base
  // biome-ignore lint/correctness/noEmptyPattern: the runner reads here what a fixture asks for
  .extend('browser', { scope: 'file' }, async ({}, { onCleanup }) => {
    const browser = await launchChromium()
    onCleanup(() => browser.close())
    return browser
  })
  .extend('visit', async ({ browser }, { onCleanup }) => {
    const visitors: Visitor[] = []
    onCleanup(async () => {
      for (const { context } of visitors) await context.close()
      expect(visitors.flatMap(({ problems }) => problems)).toEqual([])
    })
    return async (origin: string, options?: VisitorOptions) => {
      const visitor = await openVisitor(browser, origin, options)
      visitors.push(visitor)
      return visitor.page
    }
  })
