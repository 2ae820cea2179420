/** Ten codes on one page, which is to be printed. */

import { Button, Buttons } from '../../components/button.tsx'
import { errorOf, type FieldError } from '../../components/error-summary.tsx'
import { Flash } from '../../components/flash.tsx'
import { Form } from '../../components/form.tsx'
import { TextInput } from '../../components/inputs.tsx'
import { Code } from '../../components/text.tsx'
import { useView } from '../../view.ts'

interface RecoveryCodesProps {
  readonly codes: readonly string[]
  readonly errors: readonly FieldError[]
}

export const RecoveryCodes = ({ codes, errors }: RecoveryCodesProps) => {
  const { signIn } = useView().copy
  const { codes: texts } = signIn
  return (
    <>
      <p>{texts.text}</p>
      <Flash tone="warning" isStill>
        {texts.onlyNow}
      </Flash>
      <ol class="recovery-codes" aria-label={texts.caption}>
        {codes.map((code) => (
          <li>
            <Code>{code}</Code>
          </li>
        ))}
      </ol>
      <Button tone="plain" copies={codes.join('\n')}>
        {texts.copy}
      </Button>
      <Form action="">
        <TextInput
          id="code"
          label={texts.typeBack}
          hint={texts.typeBackHint}
          width="middle"
          maxLength={32}
          isLtr
          error={errorOf(errors, 'code')}
        />
        <Buttons>
          <Button>{texts.button}</Button>
        </Buttons>
      </Form>
    </>
  )
}
