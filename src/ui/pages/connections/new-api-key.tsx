/** The form for a new API key. */

import { API_KEY_TYPES } from '../../../core/realms/api-key.ts'
import { Button, Buttons, LinkButton } from '../../components/button.tsx'
import { RadioGroup } from '../../components/choices.tsx'
import { errorOf, type FieldError } from '../../components/error-summary.tsx'
import { Form } from '../../components/form.tsx'
import { TextInput } from '../../components/inputs.tsx'
import { useView } from '../../view.ts'

export interface NewApiKey {
  readonly typed: { readonly name: string; readonly type: string }
  readonly errors: readonly FieldError[]
  readonly back: string
}

const MAX_NAME = 100

export const NewApiKeyPage = ({ typed, errors, back }: NewApiKey) => {
  const { common, connections } = useView().copy
  const { apiKeys } = connections
  return (
    <Form action="">
      <TextInput
        id="name"
        label={apiKeys.name}
        hint={apiKeys.form.nameHint}
        error={errorOf(errors, 'name')}
        value={typed.name}
        maxLength={MAX_NAME}
        autofocus={errors.length === 0}
        isRequired
      />
      <RadioGroup
        id="type"
        label={apiKeys.form.type}
        error={errorOf(errors, 'type')}
        value={typed.type}
        choices={API_KEY_TYPES.map((type) => ({
          value: type,
          label: apiKeys.types[type],
          hint: apiKeys.form.typeHints[type],
        }))}
      />
      <Buttons>
        <Button>{apiKeys.form.submit}</Button>
        <LinkButton href={back}>{common.cancel}</LinkButton>
      </Buttons>
    </Form>
  )
}
