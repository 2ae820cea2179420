/** Rights with a box each, in groups. */

import {
  type OfferedRight,
  type offerRights,
  RIGHT_PRESET_NAMES,
} from '../../../core/console/rights.ts'
import { Checkbox } from '../../components/choices.tsx'
import { errorOf, type FieldError } from '../../components/error-summary.tsx'
import { useView } from '../../view.ts'

export type OfferedGroups = ReturnType<typeof offerRights>

const idOf = (permission: OfferedRight['permission']): string => `right-${permission}`

/** Where the error summary leads. */
export const FIRST_RIGHT = idOf('CodeIssue')

interface RightsFieldsProps {
  readonly groups: OfferedGroups
  readonly errors: readonly FieldError[]
}

export const RightsFields = ({ groups, errors }: RightsFieldsProps) => {
  const { common } = useView().copy
  return (
    <>
      {groups.map(({ group, rights }) => (
        <fieldset class="field">
          <legend>{common.groups[group]}</legend>
          {rights.map((right) => (
            <RightBox right={right} error={errorOf(errors, idOf(right.permission))} />
          ))}
        </fieldset>
      ))}
    </>
  )
}

const RightBox = ({
  right,
  error,
}: {
  readonly right: OfferedRight
  readonly error: string | undefined
}) => {
  const { common, people } = useView().copy
  const { permission, includes, state } = right
  const notes = [
    ...includes.map((included) => people.includes(common.permissions[included])),
    ...(state === 'not given' ? [people.notHeld] : []),
    ...(state === 'not given back' ? [people.notGivenBack] : []),
  ]
  return (
    <Checkbox
      id={idOf(permission)}
      name="right"
      value={permission}
      label={people.rights[permission]}
      isChecked={right.isTicked}
      isDisabled={state === 'not given'}
      error={error}
      {...(notes.length > 0 && { hint: notes.join(' ') })}
    />
  )
}

/** Links, so that they work without script; they stand before the form, since they begin it anew. */
export const Presets = ({ path }: { readonly path: string }) => {
  const { presets } = useView().copy.people
  return (
    <nav aria-label={presets.label}>
      <p>{presets.label}</p>
      <ul>
        {RIGHT_PRESET_NAMES.map((preset) => (
          <li>
            <a href={`${path}?preset=${preset}`}>{presets[preset]}</a>
          </li>
        ))}
      </ul>
    </nav>
  )
}
