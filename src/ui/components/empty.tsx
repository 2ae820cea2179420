/** In place of a list that is empty: a sentence, a reason, and the button that ends it. */

import type { Child } from 'hono/jsx'
import { LinkButton } from './button.tsx'

interface EmptyProps {
  readonly text: string
  readonly reason?: string
  readonly action?: { readonly href: string; readonly label: Child }
}

export const Empty = ({ text, reason, action }: EmptyProps) => (
  <div class="empty">
    <p>{text}</p>
    {reason !== undefined && <p class="muted">{reason}</p>}
    {action !== undefined && (
      <LinkButton href={action.href} tone="main">
        {action.label}
      </LinkButton>
    )}
  </div>
)
