/** Bodies of the operator's calls that correct what is out. */

import * as z from 'zod'
import { asUnixSeconds } from '../core/time.ts'

const seconds = z.number().int().min(0).max(999_999_999_999).transform(asUnixSeconds)
const name = z.string().min(1).max(300)

export const withdrawBody = z.strictObject({
  filenameRoot: name.describe('which export'),
  selection: z.discriminatedUnion('kind', [
    z
      .strictObject({ kind: z.literal('window'), from: seconds, to: seconds })
      .refine(({ from, to }) => from < to, 'from is before to'),
    z.strictObject({ kind: z.literal('signer'), keyId: name, keyVersion: name }),
    z.strictObject({ kind: z.literal('file'), filename: name }),
  ]),
  reissue: z.boolean().describe('whether the windows are written again, under new names'),
  belowIssue: z
    .number()
    .int()
    .min(1)
    .max(86_400)
    .optional()
    .describe('windows that were issued again so often, or more, are left alone'),
  reason: z.string().trim().min(1).max(1000).describe('for the audit log'),
  dryRun: z.boolean().describe('whether nothing is to be changed'),
  after: z.number().int().min(0).default(0).describe('`next` of the page before'),
})

export const reconcileBody = z.strictObject({
  dryRun: z.boolean().describe('whether nothing is to be changed'),
  cursor: z
    .strictObject({
      configId: z.number().int(),
      filenameRoot: name,
      list: z.string().max(4000).nullable(),
      after: z.string().max(300),
    })
    .optional()
    .describe('`next` of the page before; the beginning where left out'),
})
