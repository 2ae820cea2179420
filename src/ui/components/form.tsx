/** A form that is posted, with what proves that it is ours and that it is sent once. */

import type { Child } from 'hono/jsx'
import { useView } from '../view.ts'

interface FormProps {
  /** '' posts to the page's own address. */
  readonly action: string
  readonly children?: Child
  readonly class?: string
}

/** The browser's own bubbles are off: they vanish, can't be read again, and speak the browser's language. */
export const Form = ({ action, children, class: className }: FormProps) => {
  const { csrfToken, once } = useView()
  return (
    <form method="post" action={action === '' ? undefined : action} class={className} novalidate>
      <input type="hidden" name="csrf" value={csrfToken} />
      <input type="hidden" name="once" value={once} />
      {children}
    </form>
  )
}
