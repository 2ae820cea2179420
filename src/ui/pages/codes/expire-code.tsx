/** The page before a code is ended. */

import { Confirm } from '../../components/confirm.tsx'
import { TextInput } from '../../components/inputs.tsx'
import { useView } from '../../view.ts'
import { type CodeFacts, CodeFactsPart } from './code-facts.tsx'

export const MAX_REASON = 200

interface ExpireCodeProps {
  readonly facts: CodeFacts
  /** Of the code's page. */
  readonly path: string
}

export const ExpireCodePage = ({ facts, path }: ExpireCodeProps) => {
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
          maxLength={MAX_REASON}
          isOptional
        />
      </Confirm>
    </>
  )
}
