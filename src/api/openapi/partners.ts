/** Partners, as the operator sees them and acts on them at once. */

import * as z from 'zod'
import {
  BATCH_DIRECTIONS,
  PartnerAnswer,
  PartnerBatchesAnswer,
  PartnerRunAnswer,
  PartnersAnswer,
  ProbeAnswer,
  ReplayAnswer,
} from '../partners.ts'
import type { Answer, Endpoint } from './document.ts'
import { FAILURE, malformed, operators } from './shared.ts'

const PARTNER = {
  name: 'partner',
  in: 'path',
  description: 'Its name.',
  schema: z.string(),
  example: 'efgs',
} as const

const noSuch = (description: string, ...reasons: readonly string[]): Answer => ({
  status: 404,
  description,
  body: FAILURE,
  examples: Object.fromEntries(reasons.map((error) => [error, { error }])),
})

const EFGS = {
  name: 'efgs',
  protocol: 'efgs',
  baseUrl: 'https://gateway.example',
  importsKeys: true,
  exportsKeys: true,
  isActive: true,
  directions: [
    {
      direction: 'import',
      lastSuccessAt: 1_795_600_000,
      lastFailure: null,
      consecutiveFailures: 0,
      nextAttemptAt: 1_795_600_300,
    },
  ],
  incoming: { byStatus: { processed: 40, failed: 1 }, oldestWaitingAt: null },
  outgoing: { byStatus: { sent: 3 }, oldestWaitingAt: null },
  credentials: [],
  expiries: [{ what: 'contentSigner', endsAt: 1_798_761_599, daysLeft: 36, state: 'fine' }],
}

export const partnerEndpoints: readonly Endpoint[] = [
  operators({
    method: 'get',
    path: '/operator/partners',
    id: 'partners',
    summary: 'The partners, and how the exchange with each stands',
    answers: [
      {
        status: 200,
        description: 'All, by name.',
        body: { name: 'Partners', schema: PartnersAnswer },
        examples: { one: { partners: [EFGS] } },
      },
    ],
  }),
  operators({
    method: 'get',
    path: '/operator/partners/{partner}',
    id: 'partner',
    summary: 'One partner',
    parameters: [PARTNER],
    answers: [
      {
        status: 200,
        description: 'As it stands.',
        body: { name: 'Partner', schema: PartnerAnswer },
        examples: { efgs: EFGS },
      },
      noSuch('No such partner.', 'no_such_partner'),
    ],
  }),
  operators({
    method: 'get',
    path: '/operator/partners/{partner}/batches',
    id: 'partnerBatches',
    summary: 'Batches that came from a partner, or that were sent to it',
    parameters: [
      PARTNER,
      {
        name: 'direction',
        in: 'query',
        description: 'Incoming where left out.',
        schema: z.enum(BATCH_DIRECTIONS),
        example: 'incoming',
      },
      {
        name: 'before',
        in: 'query',
        description: '`next` of the page before.',
        schema: z.int().min(0),
        example: 41,
      },
    ],
    answers: [
      {
        status: 200,
        description: 'A page.',
        body: { name: 'PartnerBatches', schema: PartnerBatchesAnswer },
        examples: {
          incoming: {
            batches: [
              {
                id: 40,
                status: 'processed',
                batchTag: 'de-2026-11-25-3',
                createdAt: 1_795_600_000,
                completedAt: 1_795_600_002,
                retryCount: 0,
                nextAttemptAt: 1_795_600_000,
                lastFailure: null,
                totalKeys: 120,
                acceptedKeys: 110,
                batchDate: '2026-11-25',
                knownKeys: 8,
                rejectedKeys: { too_old: 2 },
              },
            ],
            next: null,
          },
        },
      },
      malformed('before is a whole number'),
      noSuch('No such partner.', 'no_such_partner'),
    ],
  }),
  operators({
    method: 'post',
    path: '/operator/partners/{partner}/batches/{batch}/replay',
    id: 'replayPartnerBatch',
    summary: 'Takes a stored batch in again',
    description:
      'From the raw bytes that were kept: its counters are replaced, and its keys are stored once. Recorded in the audit log.',
    parameters: [
      PARTNER,
      {
        name: 'batch',
        in: 'path',
        description: 'Id of an incoming batch.',
        schema: z.int().min(0),
        example: 40,
      },
    ],
    answers: [
      {
        status: 200,
        description: 'It is staged; a run takes it from there.',
        body: { name: 'Replay', schema: ReplayAnswer },
        examples: { done: { ok: true } },
      },
      noSuch('No such partner or batch.', 'no_such_partner', 'no_such_batch'),
      {
        status: 409,
        description: 'Something is in the way.',
        body: FAILURE,
        examples: { gone: { error: 'raw_bytes_gone' } },
      },
    ],
  }),
  operators({
    method: 'post',
    path: '/operator/partners/{partner}/run',
    id: 'runPartner',
    summary: 'Imports and exports now, also what waits for a later attempt',
    parameters: [PARTNER],
    answers: [
      {
        status: 200,
        description: 'It ran.',
        body: { name: 'PartnerRun', schema: PartnerRunAnswer },
        examples: { done: { failures: [] }, failed: { failures: ['unreachable'] } },
      },
      noSuch('No such partner.', 'no_such_partner'),
    ],
  }),
  operators({
    method: 'post',
    path: '/operator/partners/{partner}/probe',
    id: 'probePartner',
    summary: 'Asks a partner one harmless question',
    description:
      'With our certificate or token: the list of our own callbacks, the newest batch of today, or whether a fetch would be understood. Nothing is kept of the answer.',
    parameters: [PARTNER],
    answers: [
      {
        status: 200,
        description: 'What came of it.',
        body: { name: 'Probe', schema: ProbeAnswer },
        examples: {
          answers: { outcome: 'answers', status: 200 },
          refused: { outcome: 'not_authorized', status: 403 },
          away: { outcome: 'unreachable', status: null },
        },
      },
      noSuch('No such partner.', 'no_such_partner'),
    ],
  }),
]
