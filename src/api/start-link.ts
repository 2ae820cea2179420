/** What the operator surface says of the console's first system administrator. */

import * as z from 'zod'

export const StartLinkAnswer = z.strictObject({
  path: z.string().describe('at the host of the console; opens once'),
  endsAt: z.int().describe('Unix seconds'),
})
