/** What is wrong with the name of a key, in words. */

import type { ApiKeyFailure } from '../../../flows/verification/api-keys.ts'
import type { FieldError } from '../../../ui/components/error-summary.tsx'
import type { ConsoleContext } from '../context.ts'

/** @returns undefined where the key or the realm is no longer there */
export function nameError(c: ConsoleContext, { reason }: ApiKeyFailure): FieldError | undefined {
  const { problems } = c.get('copy').connections.apiKeys
  const field = 'name'
  switch (reason) {
    case 'name_missing':
      return { field, text: problems.noName }
    case 'name_too_long':
      return { field, text: problems.longName }
    case 'name_taken':
      return { field, text: problems.nameTaken }
    default:
      return undefined
  }
}
