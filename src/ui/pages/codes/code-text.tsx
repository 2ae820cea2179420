/** A code in groups: what is copied is the code without blanks, what is read out has them. */

import { groupsOf } from '../../../core/console/code-groups.ts'

interface CodeTextProps {
  readonly code: string
}

export const CodeText = ({ code }: CodeTextProps) => (
  <bdi dir="ltr">
    <code class="code-display">
      {groupsOf(code).map((group, index) => (
        <>
          {index > 0 && <span class="gap"> </span>}
          <span>{group}</span>
        </>
      ))}
    </code>
  </bdi>
)
