/** What the operator surface says of partners. */

import * as z from 'zod'
import { EXPIRY_STATES } from '../core/federation/expiries.ts'
import { PROBE_OUTCOMES } from '../core/federation/probe.ts'
import { FEDERATION_PROTOCOLS } from '../core/federation/protocols.ts'

export const MAX_BATCHES_PAGE = 100
export const BATCH_DIRECTIONS = ['incoming', 'outgoing'] as const

const at = z.int().describe('Unix seconds')
const atOrNever = z.int().nullable().describe('Unix seconds; null for never')
const failure = z.string().nullable().describe('name of what failed last; null after a success')

const DirectionSchema = z.strictObject({
  direction: z.enum(['import', 'export', 'callback']),
  lastSuccessAt: atOrNever,
  lastFailure: failure,
  consecutiveFailures: z.int(),
  nextAttemptAt: at.describe('Unix seconds; it is not tried before'),
})

const BatchesSchema = z.strictObject({
  byStatus: z.record(z.string(), z.int()).describe('how many batches of each status'),
  oldestWaitingAt: z
    .int()
    .nullable()
    .describe('Unix seconds; when the oldest came to be that is not done with; null for none'),
})

export const ExpirySchema = z.strictObject({
  what: z.string().describe('the setting or credential, or `contentSigner`'),
  endsAt: at,
  daysLeft: z.int().describe('whole days; negative after its end'),
  state: z.enum(EXPIRY_STATES).describe('soon: below 30 days; urgent: below 7'),
})

export const PartnerAnswer = z.strictObject({
  name: z.string(),
  protocol: z.enum(FEDERATION_PROTOCOLS),
  baseUrl: z.string(),
  importsKeys: z.boolean(),
  exportsKeys: z.boolean(),
  isActive: z.boolean(),
  directions: z.array(DirectionSchema).describe('those that were ever tried'),
  incoming: BatchesSchema,
  outgoing: BatchesSchema,
  credentials: z.array(z.string()).describe('names of its secrets, which are never told'),
  expiries: z.array(ExpirySchema).describe('what ends and when, earliest first'),
})

export const PartnersAnswer = z.strictObject({ partners: z.array(PartnerAnswer) })

export const PartnerBatchSchema = z.strictObject({
  id: z.int(),
  status: z.string(),
  batchTag: z.string(),
  createdAt: at,
  completedAt: atOrNever,
  retryCount: z.int(),
  nextAttemptAt: at,
  lastFailure: failure,
  totalKeys: z.int(),
  acceptedKeys: z
    .int()
    .nullable()
    .describe('keys that were taken; null where the partner did not say'),
  batchDate: z.string().optional().describe('incoming: YYYY-MM-DD'),
  knownKeys: z.int().optional().describe('incoming: keys that were here already'),
  rejectedKeys: z.record(z.string(), z.int()).optional().describe('incoming: keys by reason'),
  httpStatus: z.int().nullable().optional().describe('outgoing: of the last attempt'),
})

export const PartnerBatchesAnswer = z.strictObject({
  batches: z.array(PartnerBatchSchema).describe('newest first'),
  next: z.int().nullable().describe('`before` of the next page; null where this was the last'),
})

export const PartnerRunAnswer = z
  .looseObject({ failures: z.array(z.string()).describe('names; empty where all went well') })
  .describe('and what the run did, by name')

export const ReplayAnswer = z.strictObject({ ok: z.literal(true) })

export const ProbeAnswer = z.strictObject({
  outcome: z.enum(PROBE_OUTCOMES),
  status: z.int().nullable().describe('of the answer; null where nothing answered'),
})

export type PartnerAnswer = z.output<typeof PartnerAnswer>
export type PartnerBatchAnswer = z.output<typeof PartnerBatchSchema>
