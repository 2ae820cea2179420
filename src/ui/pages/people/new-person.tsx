/** The form for somebody new. */

import { Button, Buttons, LinkButton } from '../../components/button.tsx'
import { errorOf, type FieldError } from '../../components/error-summary.tsx'
import { Form } from '../../components/form.tsx'
import { TextInput } from '../../components/inputs.tsx'
import { useView } from '../../view.ts'
import { type OfferedGroups, Presets, RightsFields } from './rights-fields.tsx'

interface NewPersonProps {
  readonly email: string
  readonly name: string
  readonly groups: OfferedGroups
  /** Of this page. */
  readonly path: string
  readonly back: string
  readonly errors: readonly FieldError[]
}

export const NewPersonPage = ({ email, name, groups, path, back, errors }: NewPersonProps) => {
  const { common, people } = useView().copy
  return (
    <>
      <Presets path={path} />
      <Form action={path}>
        <TextInput
          id="email"
          type="email"
          label={people.email}
          error={errorOf(errors, 'email')}
          value={email}
          maxLength={254}
          autofocus={errors.length === 0}
          isRequired
        />
        <TextInput
          id="name"
          label={people.name}
          hint={people.form.nameHint}
          error={errorOf(errors, 'name')}
          value={name}
          maxLength={100}
          isOptional
        />
        <RightsFields groups={groups} errors={errors} />
        <Buttons>
          <Button>{people.form.submit}</Button>
          <LinkButton href={back}>{common.cancel}</LinkButton>
        </Buttons>
      </Form>
    </>
  )
}
