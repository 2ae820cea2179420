/** Ten codes on one page, which is to be printed. */

import { Button, Buttons, CopyButton, LinkButton } from '../../components/button.tsx'
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
  const { codes: texts } = useView().copy.signIn
  return (
    <>
      <p>{texts.text}</p>
      <Flash tone="warning" isStill>
        {texts.onlyNow}
      </Flash>
      <ol aria-label={texts.title}>
        {codes.map((code) => (
          <li>
            <Code>{code}</Code>
          </li>
        ))}
      </ol>
      <Buttons>
        <CopyButton text={codes.join('\n')}>{texts.copy}</CopyButton>
      </Buttons>
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

/** They were put away, or the hour is over in which they are shown. */
export const NoRecoveryCodes = () => {
  const { common, signIn } = useView().copy
  return (
    <>
      <p>{signIn.codes.gone}</p>
      <Form action="/console/account/recovery-codes/renew">
        <p class="muted">{signIn.account.newCodesText}</p>
        <Buttons>
          <Button>{signIn.codes.makeNew}</Button>
          <LinkButton href="/console/account">{common.cancel}</LinkButton>
        </Buttons>
      </Form>
    </>
  )
}
