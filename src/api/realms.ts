/** What the operator surface says of realms. */

import * as z from 'zod'
import { API_KEY_TYPES } from '../core/realms/api-key.ts'

const id = z.int().describe('in API keys and key ids')
const regionCode = z.string().describe('empty for none')

export const RealmsAnswer = z.strictObject({
  realms: z.array(
    z.strictObject({
      id,
      name: z.string(),
      regionCode,
      isE2e: z.boolean(),
      maintenanceMode: z.boolean(),
    }),
  ),
})

export const RealmAnswer = z.strictObject({
  id,
  name: z.string(),
  regionCode,
  isE2e: z.boolean(),
  maintenanceMode: z.boolean(),
  enExpressEnabled: z.boolean(),
  quota: z
    .strictObject({ limit: z.int(), remaining: z.int() })
    .nullable()
    .describe('codes of this interval; null where none was ever set or taken'),
  apiKeys: z.array(
    z.strictObject({ name: z.string(), type: z.enum(API_KEY_TYPES), disabled: z.boolean() }),
  ),
  memberCount: z.int(),
  certificateKeys: z.array(
    z.strictObject({ keyId: z.string(), publicKeyPem: z.string(), isActive: z.boolean() }),
  ),
})

export const API_KEY_ACTIONS = ['disable', 'enable'] as const

export const BurstRequest = z.strictObject({
  codes: z.int().min(1).max(1_000_000).describe('added to what is left of this interval'),
})

export const QuotaAnswer = z.strictObject({ limit: z.int(), remaining: z.int() })
