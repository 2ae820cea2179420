/** Fields of an app, new or known. */

import { Checkbox, RadioGroup } from '../../components/choices.tsx'
import { errorOf, type FieldError } from '../../components/error-summary.tsx'
import { Textarea, TextInput } from '../../components/inputs.tsx'
import { useView } from '../../view.ts'

export interface TypedApp {
  readonly name: string
  readonly os: 'ios' | 'android'
  readonly appId: string
  readonly url: string
  /** One a line. */
  readonly fingerprints: string
  readonly disableRedirect: boolean
  readonly isHeadless: boolean
}

interface AppFieldsProps {
  readonly typed: TypedApp
  readonly errors: readonly FieldError[]
  readonly autofocus?: boolean
}

export const AppFields = ({ typed, errors, autofocus = false }: AppFieldsProps) => {
  const { apps } = useView().copy.connections
  return (
    <>
      <TextInput
        id="name"
        label={apps.name}
        error={errorOf(errors, 'name')}
        value={typed.name}
        maxLength={255}
        autofocus={autofocus}
        isRequired
      />
      <RadioGroup
        id="os"
        label={apps.os}
        value={typed.os}
        isRow
        choices={[
          { value: 'android', label: apps.systems.android },
          { value: 'ios', label: apps.systems.ios },
        ]}
      />
      <TextInput
        id="app-id"
        label={apps.appId}
        hint={apps.form.appIdHint}
        error={errorOf(errors, 'app-id')}
        value={typed.appId}
        maxLength={255}
        isRequired
        isLtr
      />
      <TextInput
        id="url"
        type="url"
        label={apps.url}
        hint={apps.form.urlHint}
        error={errorOf(errors, 'url')}
        value={typed.url}
        maxLength={2048}
        isOptional
      />
      <Textarea
        id="fingerprints"
        label={apps.fingerprints}
        hint={apps.form.fingerprintsHint}
        error={errorOf(errors, 'fingerprints')}
        value={typed.fingerprints}
        maxLength={4000}
      />
      <Checkbox
        id="disable-redirect"
        label={apps.form.disableRedirect}
        hint={apps.form.disableRedirectHint}
        isChecked={typed.disableRedirect}
      />
      <Checkbox
        id="headless"
        label={apps.form.headless}
        hint={apps.form.headlessHint}
        isChecked={typed.isHeadless}
      />
    </>
  )
}
