/** Name, words and addresses of a realm. */

import type { Span } from '../../../core/console/welcome-text.ts'
import { Checkbox } from '../../components/choices.tsx'
import { Textarea, TextInput } from '../../components/inputs.tsx'
import { useView } from '../../view.ts'
import { Welcome } from '../codes/welcome.tsx'
import { useFields } from './fields.ts'
import type { SettingsProps } from './settings-frame.tsx'

interface GeneralProps extends SettingsProps {
  /** As case workers see it. */
  readonly welcome: readonly (readonly Span[])[]
}

export const GeneralSettings = ({ form, errors, welcome }: GeneralProps) => {
  const { hints } = useView().copy.settings
  const { field, box } = useFields(form, errors)
  return (
    <>
      <TextInput {...field('name')} maxLength={100} isRequired />
      <TextInput
        {...field('regionCode')}
        hint={hints.regionCode}
        width="short"
        maxLength={10}
        isOptional
        isLtr
      />
      <Textarea
        {...field('welcomeMessage')}
        hint={hints.welcomeMessage}
        rows={6}
        maxLength={10_000}
        isOptional
      />
      <Welcome paragraphs={welcome} isOpen />
      <Textarea
        {...field('contactEmailAddresses')}
        hint={hints.contactEmailAddresses}
        rows={3}
        isOptional
      />
      <Checkbox {...box('keyServerStats')} />
      <TextInput
        {...field('keyServerStatsUrl')}
        hint={hints.keyServerStatsUrl}
        type="url"
        maxLength={500}
        isOptional
      />
      <TextInput
        {...field('keyServerStatsAudience')}
        hint={hints.keyServerStatsAudience}
        maxLength={255}
        isOptional
        isLtr
      />
    </>
  )
}
