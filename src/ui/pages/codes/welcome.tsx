/** What the realm tells its case workers, folded once it was read. */

import type { Span } from '../../../core/console/welcome-text.ts'
import { useView } from '../../view.ts'

interface WelcomeProps {
  readonly paragraphs: readonly (readonly Span[])[]
  readonly isOpen: boolean
}

export const Welcome = ({ paragraphs, isOpen }: WelcomeProps) => {
  const { codes } = useView().copy
  if (paragraphs.length === 0) return null
  return (
    <details class="field" open={isOpen}>
      <summary>{codes.form.welcome}</summary>
      {paragraphs.map((spans) => (
        <p dir="auto">
          {spans.map((span) => (
            <WelcomeSpan span={span} />
          ))}
        </p>
      ))}
    </details>
  )
}

const WelcomeSpan = ({ span }: { readonly span: Span }) => {
  if (span.kind === 'link') {
    return (
      <a href={span.href} rel="noreferrer">
        {span.text}
      </a>
    )
  }
  return span.kind === 'bold' ? <strong>{span.text}</strong> : <span>{span.text}</span>
}
