/** Small parts of sentences. */

import type { Child } from 'hono/jsx'
import type { UnixSeconds } from '../../core/time.ts'
import { useView } from '../view.ts'

/** Codes, identifiers, addresses and telephone numbers: left to right in every language. */
export const Code = ({ children }: { readonly children?: Child }) => (
  <bdi dir="ltr">
    <code>{children}</code>
  </bdi>
)

interface TimeProps {
  readonly at: UnixSeconds
  readonly style?: 'date' | 'day' | 'time' | 'dateTime'
}

/** An instant, in the person's zone and for machines. */
export const Time = ({ at, style = 'dateTime' }: TimeProps) => (
  <time datetime={new Date(at * 1000).toISOString()}>{useView().format[style](at)}</time>
)

/** Read out, not seen. */
export const Unseen = ({ children }: { readonly children?: Child }) => (
  <span class="unseen">{children}</span>
)
