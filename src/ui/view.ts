/** What all parts of one page share. */

import { createContext, useContext } from 'hono/jsx'
import type { Language } from '../core/console/viewer.ts'
import type { Copy } from './copy/copy.ts'
import type { Format } from './format.ts'

export interface View {
  readonly language: Language
  readonly copy: Copy
  readonly format: Format
  /** Of every form on the page. */
  readonly csrfToken: string
  /** Id of the page's form: sent twice, it acts once. */
  readonly once: string
  readonly nonce: string
}

const ViewContext = createContext<View | undefined>(undefined)

export const ViewProvider = ViewContext.Provider

/** For components. Pages are given what they show. */
export function useView(): View {
  const view = useContext(ViewContext)
  if (view === undefined) throw new Error('a component was rendered outside of a page')
  return view
}
