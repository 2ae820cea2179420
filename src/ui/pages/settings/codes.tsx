/** Which codes a realm makes, and how long they are and live. */

import { TEST_TYPES } from '../../../core/codes/test-type.ts'
import { Checkbox } from '../../components/choices.tsx'
import { FieldNotes } from '../../components/field.tsx'
import { TextInput } from '../../components/inputs.tsx'
import { useView } from '../../view.ts'
import { type SettingField, useFields } from './fields.ts'
import type { SettingsProps } from './settings-frame.tsx'

interface CodesProps extends SettingsProps {
  /** Fields that EN Express fixes. */
  readonly locked: readonly string[]
  /** undefined: the form has no length to reckon with. */
  readonly guess:
    | {
        readonly digits: number
        readonly tries: number
        readonly alive: number
        /** 0 to 1. */
        readonly chance: number
      }
    | undefined
}

export const CodeSettings = (props: CodesProps) => {
  const { form, errors } = props
  const { codes } = useView().copy.settings
  const { box } = useFields(form, errors)
  return (
    <>
      <h2>{codes.kinds}</h2>
      <Types {...props} />
      <Checkbox {...box('requireDate')} />
      <Checkbox {...box('allowBulkUpload')} />
      <SelfTests {...props} />
      <Measures {...props} />
    </>
  )
}

const Types = ({ form, errors }: CodesProps) => {
  const { copy } = useView()
  const { id, label, error } = useFields(form, errors).field('allowedTestTypes')
  const chosen = (form['allowedTestTypes'] ?? '').split('\n')
  return (
    <fieldset class={error === undefined ? 'field' : 'field wrong'}>
      <legend>{label}</legend>
      <FieldNotes id={id} error={error} />
      {TEST_TYPES.map((type, index) => (
        <Checkbox
          id={index === 0 ? id : `${id}-${index + 1}`}
          name={id}
          value={type}
          label={copy.codes.types[type]}
          isChecked={chosen.includes(type)}
        />
      ))}
    </fieldset>
  )
}

const SelfTests = ({ form, errors, realm }: CodesProps) => {
  const { settings } = useView().copy
  const { hints } = settings
  const { field, box } = useFields(form, errors)
  const { value: _never, ...secret } = field('userReportWebhookSecret')
  const isSet = realm.sealedSecrets.userReportWebhookSecret !== undefined
  return (
    <>
      <h2>{settings.codes.selfTests}</h2>
      <Checkbox {...box('allowAdminUserReport')} hint={hints.allowAdminUserReport} />
      <Checkbox {...box('allowUserReportWebView')} hint={hints.allowUserReportWebView} />
      <TextInput
        {...field('userReportWebhookUrl')}
        hint={hints.userReportWebhookUrl}
        type="url"
        maxLength={500}
        isOptional
      />
      <TextInput
        {...secret}
        hint={
          <>
            {hints.userReportWebhookSecret}{' '}
            {isSet ? `${settings.isSet} ${settings.keepSecret}` : settings.isNotSet}
          </>
        }
        type="password"
        autocomplete="new-password"
        maxLength={500}
        isOptional
      />
    </>
  )
}

const Measures = ({ form, errors, realm, locked, guess }: CodesProps) => {
  const { copy, format, language } = useView()
  const { settings } = copy
  const { field } = useFields(form, errors)
  const number = (id: SettingField, hint: string) => {
    const isReadOnly = locked.includes(id)
    return {
      ...field(id),
      hint: isReadOnly ? settings.locked(form[id] ?? '') : hint,
      width: 'short' as const,
      inputMode: 'numeric' as const,
      maxLength: 4,
      isReadOnly,
    }
  }
  const percent = new Intl.NumberFormat(`${language}-u-nu-latn`, {
    style: 'percent',
    maximumSignificantDigits: 2,
  })
  return (
    <>
      <h2>{settings.codes.measures}</h2>
      <TextInput {...number('codeLength', settings.hints.codeLength)} />
      {guess !== undefined && (
        <p>
          {settings.codes.guessText(
            guess.digits,
            format.number(guess.tries),
            format.number(guess.alive),
            percent.format(guess.chance),
          )}
        </p>
      )}
      <TextInput
        {...number('codeMinutes', settings.minutesHint(realm.settings.shortCodeMaxMinutes))}
      />
      <TextInput {...number('longCodeLength', settings.hints.longCodeLength)} />
      <TextInput {...number('longCodeHours', settings.hints.longCodeHours)} />
    </>
  )
}
