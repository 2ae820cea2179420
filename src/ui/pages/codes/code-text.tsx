/** A code in groups. One text node a group, and no blank between them: what is copied is the code. */

import { groupsOf } from '../../../core/console/code-groups.ts'

interface CodeTextProps {
  readonly code: string
  readonly class?: string
}

export const CodeText = ({ code, class: className }: CodeTextProps) => (
  <bdi dir="ltr">
    <code class={className}>
      {groupsOf(code).map((group) => (
        <span>{group}</span>
      ))}
    </code>
  </bdi>
)
