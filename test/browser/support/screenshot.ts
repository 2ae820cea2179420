/** Pictures of pages for people to look at, in out/screenshots. Nothing compares them. */

import { mkdirSync } from 'node:fs'
import { join } from 'node:path'
import type { Page } from 'playwright-core'

const FOLDER = join(import.meta.dirname, '../../../out/screenshots')

/** @param name of the file, without its ending; `area/page-variant` */
export async function screenshot(page: Page, name: string): Promise<void> {
  const path = join(FOLDER, `${name}.png`)
  mkdirSync(join(path, '..'), { recursive: true })
  await page.screenshot({ path, fullPage: true })
}
