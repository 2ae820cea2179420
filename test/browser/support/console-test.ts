/** `test` of the console's browser tests: a system a file, and visitors of it. */

import { browserTest } from './browser-test.ts'
import { startConsoleSystem } from './console-system.ts'

export const consoleTest = browserTest
  // biome-ignore lint/correctness/noEmptyPattern: the runner reads here what a fixture asks for
  .extend('system', { scope: 'file' }, async ({}, { onCleanup }) => {
    const system = await startConsoleSystem()
    onCleanup(() => system.stop())
    return system
  })
