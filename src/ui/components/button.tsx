/** Buttons, and links that look like them. The main one of a page stands first. */

import type { Child } from 'hono/jsx'
import { useView } from '../view.ts'

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
}

export const Button = ({ children, tone = 'main', shortcut, ...rest }: ButtonProps) => (
  <button
    type="submit"
    class={`button ${tone}`}
    data-key={shortcut}
    aria-keyshortcuts={shortcut}
    {...rest}
  >
    {children}
  </button>
)

interface CopyButtonProps {
  readonly children?: Child
  /** What is copied. */
  readonly text: string
  readonly shortcut?: string
}

/** Hidden until the script shows it: without script the text is there to be selected. */
export const CopyButton = ({ children, text, shortcut }: CopyButtonProps) => {
  const { common } = useView().copy
  return (
    <button
      type="button"
      class="button plain"
      hidden
      data-copy={text}
      data-copied={common.copied}
      data-key={shortcut}
      aria-keyshortcuts={shortcut}
    >
      {children ?? common.copyButton}
    </button>
  )
}

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
