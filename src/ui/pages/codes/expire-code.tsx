/** The page before a code is ended. */

import { Confirm } from '../../components/confirm.tsx'
import { errorOf, type FieldError } from '../../components/error-summary.tsx'
import { TextInput } from '../../components/inputs.tsx'
import { useView } from '../../view.ts'
import { type CodeFacts, CodeFactsPart } from './code-facts.tsx'

export const MAX_REASON = 200

interface ExpireCodeProps {
  readonly facts: CodeFacts
  /** Of the code's page. */
  readonly path: string
  readonly reason: string
  readonly errors: readonly FieldError[]
}

export const ExpireCodePage = ({ facts, path, reason, errors }: ExpireCodeProps) => {
  const { expire } = useView().copy.codes
  return (
    <>
      <CodeFactsPart facts={facts} />
      <Confirm
        action={`${path}/expire`}
        button={expire.button}
        back={path}
        effect={expire.effect}
        isFinal
      >
        <TextInput
          id="reason"
          label={expire.reason}
          hint={expire.reasonHint}
          error={errorOf(errors, 'reason')}
          value={reason}
          maxLength={MAX_REASON}
          isOptional
        />
      </Confirm>
    </>
  )
}
