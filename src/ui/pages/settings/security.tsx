/** How a realm's people sign in, and from where the realm is reached. */

import { REQUIREMENT_MODES } from '../../../core/realms/settings.ts'
import { Buttons, LinkButton } from '../../components/button.tsx'
import { RadioGroup } from '../../components/choices.tsx'
import { Flash } from '../../components/flash.tsx'
import { Select, Textarea } from '../../components/inputs.tsx'
import { Code } from '../../components/text.tsx'
import { useView } from '../../view.ts'
import { useFields } from './fields.ts'
import type { SettingsProps } from './settings-frame.tsx'

interface SecurityProps extends SettingsProps {
  /** '' where it is not known. */
  readonly address: string
  readonly choices: {
    readonly graceDays: readonly number[]
    readonly rotationDays: readonly number[]
    readonly warningDays: readonly number[]
  }
}

export const SecuritySettings = ({ form, errors, address, choices }: SecurityProps) => {
  const { security, hints } = useView().copy.settings
  const { field } = useFields(form, errors)
  const modes = REQUIREMENT_MODES.map((value) => ({ value, label: security.modes[value] }))
  const days = (counts: readonly number[], none: string) =>
    counts.map((count) => ({
      value: String(count),
      label: count === 0 ? none : security.days(count),
    }))
  return (
    <>
      <h2>{security.signIn}</h2>
      <RadioGroup {...field('mfaMode')} choices={modes} />
      <Select
        {...field('mfaGraceDays')}
        hint={hints.mfaGraceDays}
        choices={days(choices.graceDays, security.noDays)}
      />
      <RadioGroup {...field('emailVerifiedMode')} choices={modes} />
      <Select
        {...field('passwordRotationDays')}
        choices={days(choices.rotationDays, security.never)}
      />
      <Select
        {...field('passwordWarningDays')}
        choices={days(choices.warningDays, security.noDays)}
      />
      <h2>{security.networks}</h2>
      <p>
        {address === '' ? (
          security.unknownAddress
        ) : (
          <>
            {security.yourAddress} <Code>{address}</Code>
          </>
        )}
      </p>
      <Textarea {...field('cidrsOfConsole')} hint={hints.cidrs} isOptional />
      <Textarea {...field('cidrsOfAdminApi')} hint={hints.cidrs} isOptional />
      <Textarea {...field('cidrsOfApiServer')} hint={hints.cidrs} isOptional />
    </>
  )
}

/** @param href where it is proved */
export const ProveFirst = ({ href }: { readonly href: string }) => {
  const { security } = useView().copy.settings
  return (
    <>
      <Flash tone="note" isStill>
        {security.prove}
      </Flash>
      <Buttons>
        <LinkButton href={href} tone="main">
          {security.proveButton}
        </LinkButton>
      </Buttons>
    </>
  )
}
