/** A second factor is set up: the secret for an authenticator app, and a number of it as proof. */

import { Button, Buttons } from '../../components/button.tsx'
import type { FieldError } from '../../components/error-summary.tsx'
import { Form } from '../../components/form.tsx'
import { QrCode } from '../../components/qr-code.tsx'
import { Code } from '../../components/text.tsx'
import { useView } from '../../view.ts'
import { CodeInput } from './person-inputs.tsx'

interface SetUpProps {
  /** Base32. */
  readonly secret: string
  /** `otpauth://…` of it. */
  readonly address: string
  readonly errors: readonly FieldError[]
}

const GROUP = /.{1,4}/g

export const SetUp = ({ secret, address, errors }: SetUpProps) => {
  const { setUp } = useView().copy.signIn
  return (
    <>
      <p>{setUp.text}</p>
      <ol>
        <li>
          <p>{setUp.scan}</p>
          <QrCode text={address} title={setUp.picture} />
          <p>
            {setUp.type} <Code>{(secret.match(GROUP) ?? []).join(' ')}</Code>
          </p>
        </li>
        <li>{setUp.confirm}</li>
      </ol>
      <Form action="">
        <CodeInput errors={errors} autofocus />
        <Buttons>
          <Button>{setUp.button}</Button>
        </Buttons>
      </Form>
    </>
  )
}
