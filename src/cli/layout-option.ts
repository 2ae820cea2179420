/** Names of layouts on the command line. */

import { layoutOf } from '../core/layouts/check-tree/names-on-disk.ts'
import { LAYOUTS, type Layout } from '../core/layouts/layouts.ts'
import { CommandFailure } from './command.ts'
import { listFiles } from './files.ts'

/** The layout of the key server. */
export const GOOGLE = 'google'
export type LayoutName = Layout | typeof GOOGLE

export const LAYOUT_NAMES = [GOOGLE, ...LAYOUTS].join(', ')

/** @throws CommandFailure */
export function parseLayout(text: string | undefined): LayoutName | undefined {
  if (text === undefined || text === GOOGLE) return text
  const layout = LAYOUTS.find((known) => known === text)
  if (layout === undefined) throw new CommandFailure(`--layout is one of ${LAYOUT_NAMES}`)
  return layout
}

/** By what is in a directory. */
export const layoutOfFolder = (root: string): LayoutName => layoutOf(listFiles(root)) ?? GOOGLE
