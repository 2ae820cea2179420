/** One message: after a redirect, or a standing one on a page. */

import type { Child } from 'hono/jsx'
import type { FlashText } from '../copy/flash-text.ts'

interface FlashProps {
  readonly tone: FlashText['tone']
  readonly children?: Child
  /** Stands on the page from the start: nobody needs to be told. */
  readonly isStill?: boolean
}

export const Flash = ({ tone, children, isStill }: FlashProps) => (
  <div class={`flash ${tone}`} role={isStill ? undefined : tone === 'error' ? 'alert' : 'status'}>
    {children}
  </div>
)
