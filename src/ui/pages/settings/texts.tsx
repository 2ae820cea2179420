/** Who sends a realm's texts, and what they say, as a phone gets it. */

import type { SmsSize } from '../../../core/codes/sms-segments.ts'
import { labelField, type SmsSource, textField } from '../../../core/console/settings/texts-form.ts'
import { RadioGroup } from '../../components/choices.tsx'
import { errorOf } from '../../components/error-summary.tsx'
import { Textarea, TextInput } from '../../components/inputs.tsx'
import { useView } from '../../view.ts'
import { useFields } from './fields.ts'
import type { SettingsProps } from './settings-frame.tsx'

export interface TextPreview {
  readonly text: string
  readonly size: SmsSize
}

interface TextsProps extends SettingsProps {
  readonly sources: readonly SmsSource[]
  readonly usual: TextPreview
  /** In the order of the form; the last one is empty, for one more. */
  readonly templates: readonly {
    readonly index: number
    readonly label: string
    readonly text: string
    /** undefined: there is nothing to show. */
    readonly preview: TextPreview | undefined
  }[]
}

const MAX_LABEL = 60
const MAX_TEXT = 800

export const TextSettings = (props: TextsProps) => (
  <>
    <Provider {...props} />
    <Templates {...props} />
  </>
)

const Provider = ({ form, errors, realm, sources }: TextsProps) => {
  const { settings } = useView().copy
  const { hints, texts } = settings
  const { field } = useFields(form, errors)
  const { value: _never, ...token } = field('smsAuthToken')
  const isSet = realm.sealedSecrets.smsAuthToken !== undefined
  return (
    <>
      <RadioGroup
        {...field('smsSource')}
        choices={sources.map((value) => ({ value, label: texts.sources[value] }))}
      />
      <TextInput
        {...field('accountSid')}
        hint={hints.accountSid}
        maxLength={200}
        isOptional
        isLtr
      />
      <TextInput
        {...field('from')}
        hint={hints.from}
        width="middle"
        maxLength={40}
        isOptional
        isLtr
      />
      <TextInput
        {...field('userReportFrom')}
        hint={hints.userReportFrom}
        width="middle"
        maxLength={40}
        isOptional
        isLtr
      />
      <TextInput
        {...field('webhookUrl')}
        hint={hints.webhookUrl}
        type="url"
        maxLength={500}
        isOptional
      />
      <TextInput
        {...token}
        hint={isSet ? `${settings.isSet} ${settings.keepSecret}` : settings.isNotSet}
        type="password"
        autocomplete="new-password"
        maxLength={500}
        isOptional
      />
      {sources.includes('system') && (
        <TextInput
          {...field('systemSmsFrom')}
          hint={hints.systemSmsFrom}
          maxLength={100}
          isOptional
        />
      )}
      <TextInput
        {...field('smsCountry')}
        hint={hints.smsCountry}
        width="short"
        maxLength={2}
        isLtr
      />
    </>
  )
}

const Templates = ({ form, errors, usual, templates }: TextsProps) => {
  const { texts } = useView().copy.settings
  const { field } = useFields(form, errors)
  return (
    <>
      <h2>{texts.templates}</h2>
      <p class="hint">{texts.templatesHint}</p>
      <Textarea {...field('smsTemplate')} rows={3} maxLength={MAX_TEXT} />
      <Preview {...usual} />
      {templates.map(({ index, label, text, preview }) => (
        <>
          <h3>
            <bdi>{preview === undefined ? texts.newTemplate : texts.oneTemplate(label)}</bdi>
          </h3>
          <TextInput
            id={labelField(index)}
            label={texts.label}
            hint={texts.labelHint}
            error={errorOf(errors, labelField(index))}
            value={label}
            width="middle"
            maxLength={MAX_LABEL}
            isOptional
          />
          <Textarea
            id={textField(index)}
            label={texts.text}
            error={errorOf(errors, textField(index))}
            value={text}
            rows={3}
            maxLength={MAX_TEXT}
            isOptional
          />
          {preview !== undefined && <Preview {...preview} />}
        </>
      ))}
    </>
  )
}

const Preview = ({ text, size }: TextPreview) => {
  const { texts } = useView().copy.settings
  return (
    <div class="card">
      <p class="muted">{texts.previewTitle}</p>
      <p dir="auto">{text}</p>
      <p class="muted">{texts.size(size.units, size.segments, texts.alphabets[size.alphabet])}</p>
      {size.foreign.length > 0 && <p>{texts.foreign(size.foreign.join(' '))}</p>}
    </div>
  )
}
