/** What the operator surface says of those who call our hubs. */

import * as z from 'zod'
import { EFGS_CERTIFICATE_TYPES } from '../core/federation/efgs/certificate-rules.ts'
import { ExpirySchema } from './partners.ts'

const atOrNever = z.int().nullable().describe('Unix seconds; null for never')
const origins = z.array(z.string()).describe('whom it speaks for beside itself')

export const NationAnswer = z.strictObject({
  uuid: z.string(),
  region: z.string(),
  gatewayOrigins: origins,
  isRevoked: z.boolean(),
  withholdsKeys: z.boolean().describe('whether what it sent is kept from the others'),
  keys: z.int().describe('how many it may sign with'),
  token: ExpirySchema.nullable().describe('the one that was given out last; null for none yet'),
  uploads: z.int().describe('of what is not deleted yet'),
  sentKeys: z.int().describe('the same, counted in keys'),
  lastUploadAt: atOrNever,
})

export const NationsAnswer = z.strictObject({ nations: z.array(NationAnswer) })

export const NationTokenRequest = z.strictObject({
  callsBack: z
    .boolean()
    .default(false)
    .describe('whether every token that was given out before is worth nothing from now on'),
})

export const NationTokenAnswer = z.strictObject({
  uuid: z.string(),
  token: z.string().describe('shown this once'),
  endsAt: z.int().describe('Unix seconds'),
})

export const EfgsMemberAnswer = z.strictObject({
  country: z.string(),
  certificates: z.array(
    z.strictObject({
      thumbprint: z.string(),
      type: z.enum(EFGS_CERTIFICATE_TYPES),
      host: z.string(),
      gatewayOrigins: origins,
      isRevoked: z.boolean(),
      expiry: ExpirySchema.nullable().describe('null where it can not be read'),
      lastUsedAt: atOrNever.describe('Unix seconds of the last upload with it; null for never'),
    }),
  ),
  lastUploadAt: atOrNever,
  lastDownloadAt: atOrNever,
  callbacks: z.array(
    z.strictObject({
      callbackId: z.string(),
      url: z.string(),
      failedTries: z.int().describe('of the batch that it is told of next'),
      lastTriedAt: atOrNever,
      waiting: z.int().describe('batches that it is still to be told of'),
    }),
  ),
})

export const EfgsMembersAnswer = z.strictObject({ members: z.array(EfgsMemberAnswer) })

export type NationAnswer = z.output<typeof NationAnswer>
export type EfgsMemberAnswer = z.output<typeof EfgsMemberAnswer>
