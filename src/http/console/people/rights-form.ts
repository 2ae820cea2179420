/** Rights that were ticked, and what is wrong with them. */

import { RIGHT_PRESET_NAMES, RIGHT_PRESETS } from '../../../core/console/rights.ts'
import { PERMISSIONS, permissionBits } from '../../../core/realms/permissions.ts'
import type { MemberFailure } from '../../../flows/verification/members.ts'
import type { FieldError } from '../../../ui/components/error-summary.tsx'
import { FIRST_RIGHT } from '../../../ui/pages/people/rights-fields.tsx'
import type { ConsoleContext } from '../context.ts'
import { readFormValues } from '../form.ts'

/** Bits with what they imply; names that are no right's count for nothing. */
export function readRights(c: ConsoleContext): number {
  const ticked = readFormValues(c, 'right')
  return permissionBits(PERMISSIONS.filter((permission) => ticked.includes(permission)))
}

/** What the address asks to be ticked. @param otherwise where it asks for nothing */
export function presetOf(c: ConsoleContext, otherwise: number): number {
  const name = RIGHT_PRESET_NAMES.find((preset) => preset === c.req.query('preset'))
  return name === undefined ? otherwise : RIGHT_PRESETS[name]
}

export const noRights = (c: ConsoleContext): FieldError => ({
  field: FIRST_RIGHT,
  text: c.get('copy').people.problems.noRights,
})

/** @returns undefined where the member or the realm is no longer there */
export function memberError(c: ConsoleContext, { reason }: MemberFailure): FieldError | undefined {
  const { problems } = c.get('copy').people
  switch (reason) {
    case 'not_an_email_address':
      return { field: 'email', text: problems.noAddress }
    case 'own_permissions':
      return { field: undefined, text: problems.ownRights }
    case 'not_held':
    case 'unknown_permission':
      return { field: FIRST_RIGHT, text: problems.notHeld }
    default:
      return undefined
  }
}
