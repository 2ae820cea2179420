/** What a system administrator says of a realm: a new one in short, one that is there in full. */

import { Button, Buttons } from '../../components/button.tsx'
import { Checkbox } from '../../components/choices.tsx'
import { errorOf, type FieldError } from '../../components/error-summary.tsx'
import { Form } from '../../components/form.tsx'
import { TextInput } from '../../components/inputs.tsx'
import { useView } from '../../view.ts'

/** As typed. */
export interface RealmIdentityForm {
  readonly name: string
  readonly region: string
}

export interface RealmForm extends RealmIdentityForm {
  readonly issuer: string
  readonly audience: string
  readonly certificateSeconds: string
  readonly maxMinutes: string
  readonly systemSms: boolean
  readonly systemMail: boolean
  readonly generatedSms: boolean
  readonly expiry: boolean
  readonly maintenance: boolean
}

export type RealmField = keyof RealmForm

/** What is saved, of fields that somebody else has changed meanwhile, in words. */
export type SavedNow = Readonly<Partial<Record<RealmField, string>>>

const IdentityFields = ({
  form,
  errors,
  savedNow = {},
}: {
  readonly form: RealmIdentityForm
  readonly errors: readonly FieldError[]
  readonly savedNow?: SavedNow
}) => {
  const words = useView().copy.system.realm
  return (
    <>
      <TextInput
        id="name"
        label={words.name}
        hint={hintOf(words.nameHint, savedNow.name)}
        value={form.name}
        maxLength={100}
        error={errorOf(errors, 'name')}
        isRequired
      />
      <TextInput
        id="region"
        label={words.region}
        hint={hintOf(words.regionHint, savedNow.region)}
        value={form.region}
        maxLength={10}
        width="short"
        error={errorOf(errors, 'region')}
        isLtr
        isOptional
      />
    </>
  )
}

const hintOf = (hint: string | undefined, savedNow: string | undefined): string | undefined => {
  const parts = [hint, savedNow].filter((part) => part !== undefined)
  return parts.length === 0 ? undefined : parts.join(' ')
}

interface NewRealmProps {
  readonly form: RealmIdentityForm & { readonly join: boolean }
  readonly errors: readonly FieldError[]
}

export const NewRealmPage = ({ form, errors }: NewRealmProps) => {
  const words = useView().copy.system.newRealm
  return (
    <Form action="">
      <p>{words.text}</p>
      <IdentityFields form={form} errors={errors} />
      <Checkbox id="join" label={words.join} hint={words.joinHint} isChecked={form.join} />
      <Buttons>
        <Button>{words.button}</Button>
      </Buttons>
    </Form>
  )
}

export interface RealmFormProps {
  readonly form: RealmForm
  readonly errors: readonly FieldError[]
  readonly savedNow: SavedNow
  /** Which state of the realm the form was made of. */
  readonly version: number
}

export const RealmFormPart = (props: RealmFormProps) => {
  const { form, errors, savedNow, version } = props
  const { common, system } = useView().copy
  const words = system.realm
  const text = (id: 'issuer' | 'audience' | 'certificateSeconds' | 'maxMinutes', hint: string) => (
    <TextInput
      id={id}
      label={words[id]}
      hint={hintOf(hint, savedNow[id])}
      value={form[id]}
      error={errorOf(errors, id)}
      {...(id === 'issuer' || id === 'audience'
        ? { maxLength: 255, isLtr: true, isOptional: true }
        : { width: 'short' as const, inputMode: 'numeric' as const, isRequired: true })}
    />
  )
  const box = (id: 'systemSms' | 'systemMail' | 'generatedSms' | 'expiry' | 'maintenance') => (
    <Checkbox
      id={id}
      label={words[id]}
      hint={hintOf(id === 'maintenance' ? words.maintenanceHint : undefined, savedNow[id])}
      isChecked={form[id]}
      error={errorOf(errors, id)}
    />
  )
  return (
    <Form action="">
      <input type="hidden" name="version" value={String(version)} />
      <IdentityFields form={form} errors={errors} savedNow={savedNow} />
      {text('issuer', words.ownKeyHint)}
      {text('audience', words.ownKeyHint)}
      {text('certificateSeconds', words.certificateSecondsHint)}
      {text('maxMinutes', words.maxMinutesHint)}
      {box('systemSms')}
      {box('systemMail')}
      {box('generatedSms')}
      {box('expiry')}
      {box('maintenance')}
      <Buttons>
        <Button>{common.save}</Button>
      </Buttons>
    </Form>
  )
}
