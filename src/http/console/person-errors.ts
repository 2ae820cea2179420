/** What is wrong with what somebody wrote of themselves, in words, at its field. */

import type { PasswordFailure, PersonProblem } from '../../flows/console/person-input.ts'
import type { FieldError } from '../../ui/components/error-summary.tsx'
import type { Copy } from '../../ui/copy/copy.ts'

export function beginErrors(
  { signIn }: Copy,
  failure: PersonProblem | PasswordFailure,
): readonly FieldError[] {
  const { errors } = signIn
  switch (failure.reason) {
    case 'name_missing':
      return [{ field: 'name', text: errors.nameMissing }]
    case 'name_too_long':
      return [{ field: 'name', text: errors.nameLong }]
    case 'email_invalid':
      return [{ field: 'email', text: errors.emailOdd }]
    case 'password_refused':
      return [{ field: 'new-password', text: errors.password[failure.problem] }]
    case 'busy':
      return [{ field: undefined, text: errors.busy }]
  }
}
