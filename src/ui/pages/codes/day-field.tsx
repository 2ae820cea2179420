/** A day, chosen among the last ones with one key, or written. */

import { type DayChoice, NEAR_DAYS } from '../../../core/console/draft-form.ts'
import { addSeconds, SECONDS_PER_DAY, type UnixSeconds, utcDateOf } from '../../../core/time.ts'
import { RadioGroup } from '../../components/choices.tsx'
import { errorOf, type FieldError } from '../../components/error-summary.tsx'
import type { Choice } from '../../components/inputs.tsx'
import { formatOf } from '../../format.ts'
import { useView } from '../../view.ts'

interface DayFieldProps {
  readonly id: string
  /** Id of the field of a date of one's own. */
  readonly dateId: string
  readonly label: string
  readonly dateLabel: string
  readonly hint?: string
  readonly day: DayChoice
  readonly errors: readonly FieldError[]
  readonly now: UnixSeconds
  /** How far back days are taken. */
  readonly pastDays: number
  readonly autofocus: boolean
}

export const DayField = (props: DayFieldProps) => {
  const { id, dateId, day, now } = props
  const error = errorOf(props.errors, id)
  return (
    <RadioGroup
      id={id}
      label={props.label}
      hint={props.hint}
      error={error}
      value={day.choice}
      choices={useChoices(now)}
      autofocus={props.autofocus}
    >
      <div class="own-date">
        <label class="unseen" for={dateId}>
          {props.dateLabel}
        </label>
        <input
          id={dateId}
          name={dateId}
          type="date"
          class="middle"
          value={day.date}
          min={utcDateOf(addSeconds(now, -props.pastDays * SECONDS_PER_DAY))}
          max={utcDateOf(now)}
          aria-describedby={error === undefined ? undefined : `${id}-error`}
        />
      </div>
    </RadioGroup>
  )
}

/** The one that is written comes last, just before its field. */
function useChoices(now: UnixSeconds): readonly Choice[] {
  const { copy, language } = useView()
  const { form } = copy.codes
  const utc = formatOf(language, 'UTC')
  const near = NEAR_DAYS.map((value) => {
    const days = Number(value)
    const text = utc.day(addSeconds(now, -days * SECONDS_PER_DAY))
    if (days === 0) return { value, label: form.today(text) }
    return { value, label: days === 1 ? form.yesterday(text) : form.daysAgo(days, text) }
  })
  return [...near, { value: 'none', label: form.noDay }, { value: 'other', label: form.otherDay }]
}
