/** What went wrong, and how to go on. */

import { Buttons, LinkButton } from '../../components/button.tsx'

interface ErrorBodyProps {
  readonly text: string
  readonly more: readonly string[]
  readonly back: string
  readonly backLabel: string
}

export const ErrorBody = ({ text, more, back, backLabel }: ErrorBodyProps) => (
  <>
    <p>{text}</p>
    {more.map((sentence) => (
      <p>{sentence}</p>
    ))}
    <Buttons>
      <LinkButton href={back} tone="main">
        {backLabel}
      </LinkButton>
    </Buttons>
  </>
)
