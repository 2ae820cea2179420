/** Buttons, and links that look like them. The main one of a page stands first. */

import type { Child } from 'hono/jsx'

export type ButtonTone = 'main' | 'plain' | 'danger'

interface ButtonProps {
  readonly children?: Child
  readonly tone?: ButtonTone
  /** Sent with the form, so that one form can have two buttons. */
  readonly name?: string
  readonly value?: string
  readonly disabled?: boolean
  readonly autofocus?: boolean
  /** A single letter that presses it outside of fields. */
  readonly shortcut?: string
  /** Text that the script copies; the button is hidden without script. */
  readonly copies?: string
}

export const Button = ({ children, tone = 'main', shortcut, copies, ...rest }: ButtonProps) => (
  <button
    type={copies === undefined ? 'submit' : 'button'}
    class={`button ${tone}`}
    data-key={shortcut}
    aria-keyshortcuts={shortcut}
    data-copy={copies}
    hidden={copies !== undefined}
    {...rest}
  >
    {children}
  </button>
)

interface LinkButtonProps {
  readonly children?: Child
  readonly href: string
  readonly tone?: ButtonTone
  readonly autofocus?: boolean
  readonly shortcut?: string
}

export const LinkButton = ({
  children,
  tone = 'plain',
  href,
  shortcut,
  autofocus,
}: LinkButtonProps) => (
  <a
    class={`button ${tone}`}
    href={href}
    autofocus={autofocus}
    data-key={shortcut}
    aria-keyshortcuts={shortcut}
  >
    {children}
  </a>
)

/** A row of buttons. */
export const Buttons = ({ children }: { readonly children?: Child }) => (
  <div class="buttons">{children}</div>
)
