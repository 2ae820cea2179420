/** How many codes a realm makes a day, and more of them for today. */

import type { UnixSeconds } from '../../../core/time.ts'
import { Button, Buttons } from '../../components/button.tsx'
import { Checkbox } from '../../components/choices.tsx'
import { errorOf } from '../../components/error-summary.tsx'
import { Flash } from '../../components/flash.tsx'
import { Form } from '../../components/form.tsx'
import { TextInput } from '../../components/inputs.tsx'
import { Facts } from '../../components/table.tsx'
import { Time } from '../../components/text.tsx'
import { useView } from '../../view.ts'
import { useFields } from './fields.ts'
import type { SettingsProps } from './settings-frame.tsx'

export const LimitSettings = ({ form, errors, realm }: SettingsProps) => {
  const { limits, hints } = useView().copy.settings
  const { field, box } = useFields(form, errors)
  return (
    <>
      {!realm.settings.abusePreventionEnabled && (
        <Flash tone="warning" isStill>
          {limits.off}
        </Flash>
      )}
      <Checkbox {...box('abusePreventionEnabled')} />
      <TextInput
        {...field('abusePreventionFactor')}
        hint={hints.abusePreventionFactor}
        width="short"
        maxLength={12}
        isLtr
      />
    </>
  )
}

export const MAX_REASON = 200

interface TodayProps extends SettingsProps {
  readonly computed: number
  readonly effective: number
  /** undefined: nothing was counted yet. */
  readonly quota: { readonly limit: number; readonly remaining: number } | undefined
  readonly renewedAt: UnixSeconds
  /** Path of the form that adds codes. */
  readonly burstAction: string
  /** As typed. */
  readonly burst: { readonly codes: string; readonly reason: string }
}

export const Today = (props: TodayProps) => {
  const { copy, format } = useView()
  const { limits } = copy.settings
  const { quota } = props
  const left = Math.max(0, quota?.remaining ?? 0)
  return (
    <section aria-labelledby="today">
      <h2 id="today">{limits.today}</h2>
      <Facts
        facts={[
          { name: limits.computed, value: format.number(props.computed) },
          { name: limits.effective, value: format.number(props.effective) },
          ...(quota === undefined
            ? []
            : [
                { name: limits.used, value: format.number(Math.max(0, quota.limit - left)) },
                { name: limits.left, value: format.number(left) },
                { name: limits.renewed, value: <Time at={props.renewedAt} /> },
              ]),
        ]}
      />
      {quota === undefined && <p class="muted">{limits.notCounted}</p>}
      {props.mayChange && quota !== undefined && <Burst {...props} />}
    </section>
  )
}

const Burst = ({ errors, burst, burstAction }: TodayProps) => {
  const { limits, labels, hints } = useView().copy.settings
  return (
    <>
      <h3>{limits.burst}</h3>
      <Form action={burstAction}>
        <TextInput
          id="codes"
          label={labels.codes}
          hint={hints.codes}
          error={errorOf(errors, 'codes')}
          value={burst.codes}
          width="short"
          inputMode="numeric"
          maxLength={7}
          isRequired
        />
        <TextInput
          id="reason"
          label={labels.reason}
          hint={hints.reason}
          error={errorOf(errors, 'reason')}
          value={burst.reason}
          maxLength={MAX_REASON}
          isRequired
        />
        <Buttons>
          <Button tone="plain">{limits.burstButton}</Button>
        </Buttons>
      </Form>
    </>
  )
}
