/** The admin API: integrators issue codes and read statistics. */

import * as z from 'zod'
import { ERROR_CODES } from '../verification/error-codes.ts'
import { BatchIssueRequest, CodeRequest, IssueRequest } from '../verification/issue.ts'
import type { Answer, Endpoint, SurfaceContract } from './document.ts'
import {
  PADDING,
  padding,
  RATE_HEADERS,
  realmHealthEndpoint,
  refusals,
  rfc1123,
  SERVER_FAULT,
  timestamp,
  tooMany,
  UNAUTHORIZED,
} from './realm-shared.ts'
import { documentEndpoint } from './shared.ts'

const UUID = '5148c75c-2bc5-4874-9d1c-f9185d0e1b8a'

const integrators = (endpoint: Endpoint): Endpoint => ({
  ...endpoint,
  apiKey: 'admin',
  answers: [...endpoint.answers, UNAUTHORIZED, SERVER_FAULT],
})

const good = (answer: Omit<Answer, 'status' | 'headers'>): Answer => ({
  status: 200,
  headers: RATE_HEADERS,
  ...answer,
})

const IssuedSchema = z.strictObject({
  padding,
  uuid: z.string().optional().describe('as it was sent, or a new one'),
  code: z.string().optional().describe('the short code; the long one is in the text only'),
  expiresAt: rfc1123,
  expiresAtTimestamp: timestamp,
  longExpiresAt: rfc1123.optional(),
  longExpiresAtTimestamp: timestamp.optional(),
  generatedSMS: z.string().optional().describe('the text, signed where the realm wants that'),
  phone: z.string().optional().describe('E.164'),
})

const ISSUED = {
  padding: PADDING,
  uuid: UUID,
  code: '12345678',
  expiresAt: 'Thu, 16 Jul 2020 21:14:24 UTC',
  expiresAtTimestamp: 1_594_934_064,
  longExpiresAt: 'Thu, 16 Jul 2020 21:14:24 UTC',
  longExpiresAtTimestamp: 1_594_934_064,
}

const issueEndpoint = integrators({
  method: 'post',
  path: '/api/issue',
  id: 'issue',
  summary: 'Issues a code, and texts it where a phone is given',
  request: {
    body: { name: 'IssueRequest', schema: IssueRequest },
    examples: {
      plain: { testType: 'confirmed', symptomDate: '2026-11-17' },
      texted: { testType: 'likely', testDate: '2026-11-18', phone: '+12065550100', uuid: UUID },
    },
  },
  answers: [
    good({
      description:
        'The code. For a phone that reported itself before only `expiresAt` (empty) and `expiresAtTimestamp` (0).',
      body: { name: 'IssueAnswer', schema: IssuedSchema },
      examples: {
        issued: ISSUED,
        known: { padding: PADDING, expiresAt: '', expiresAtTimestamp: 0 },
      },
    }),
    refusals(400, 'Not good, or not understood.', [
      'unparsable_request',
      'missing_date',
      'invalid_date',
      'phone_number_invalid',
      'invalid_test_type',
      'unsupported_test_type',
      'missing_phone',
      'sms_failure',
      'sms_queue_full',
      '',
    ]),
    refusals(409, 'A code was issued under this uuid.', ['uuid_already_exists']),
    tooMany(' Or, as JSON: `maintenance_mode`, `quota_exceeded`.'),
  ],
})

const BatchItemSchema = z.strictObject({
  ...IssuedSchema.shape,
  error: z.string().optional(),
  errorCode: z.enum(['', ...ERROR_CODES]).optional(),
})

const BatchAnswerSchema = z.strictObject({
  padding,
  codes: z.array(BatchItemSchema).optional().describe('one for each draft, in their order'),
  error: z.string().optional(),
  errorCode: z
    .enum(['', ...ERROR_CODES])
    .optional()
    .describe('of the first that failed'),
})

const BATCH_BODY = { name: 'BatchIssueAnswer', schema: BatchAnswerSchema }
const ITEM = { ...ISSUED, padding: '' }

const batchEndpoint = integrators({
  method: 'post',
  path: '/api/batch-issue',
  id: 'batchIssue',
  summary: 'Issues up to ten codes; what is wrong with one keeps no other from being issued',
  request: {
    body: { name: 'BatchIssueRequest', schema: BatchIssueRequest },
    examples: { two: { codes: [{ testType: 'confirmed' }, { testType: 'likely' }] } },
  },
  answers: [
    good({
      description: 'All were issued.',
      body: BATCH_BODY,
      examples: { all: { padding: PADDING, codes: [ITEM] } },
    }),
    {
      status: 400,
      description:
        'Nothing was read or allowed (members as of every refusal); or the status of the first that failed, beside the others: 400, 409, 429 or 500.',
      body: BATCH_BODY,
      examples: {
        partly: {
          padding: PADDING,
          codes: [
            ITEM,
            {
              padding: '',
              uuid: '',
              code: '',
              expiresAt: '',
              expiresAtTimestamp: 0,
              error: 'why',
              errorCode: 'invalid_date',
            },
          ],
          error: '1 of 2 codes were not issued',
          errorCode: 'invalid_date',
        },
      },
    },
    tooMany(' Or, as JSON: `maintenance_mode`, or `quota_exceeded` of the first that failed.'),
  ],
})

const ENDS = { expiresAtTimestamp: timestamp, longExpiresAtTimestamp: timestamp }
const NO_CODE = refusals(404, 'The realm has no such code.', ['code_not_found'])

const statusEndpoint = integrators({
  method: 'post',
  path: '/api/checkcodestatus',
  id: 'checkCodeStatus',
  summary: 'Whether a code was traded, and when it ends',
  request: {
    body: { name: 'CodeRequest', schema: CodeRequest },
    examples: { uuid: { uuid: UUID } },
  },
  answers: [
    good({
      description: 'What is known.',
      body: {
        name: 'CodeStatus',
        schema: z.strictObject({ padding, claimed: z.boolean(), ...ENDS }),
      },
      examples: {
        open: {
          padding: PADDING,
          claimed: false,
          expiresAtTimestamp: 1_594_934_064,
          longExpiresAtTimestamp: 1_594_934_064,
        },
      },
    }),
    refusals(400, 'Not understood.', ['']),
    NO_CODE,
    tooMany(),
  ],
})

const expireEndpoint = integrators({
  method: 'post',
  path: '/api/expirecode',
  id: 'expireCode',
  summary: 'Ends a code that nobody has traded',
  request: {
    body: { name: 'CodeRequest', schema: CodeRequest },
    examples: { uuid: { uuid: UUID } },
  },
  answers: [
    good({
      description: 'It has ended, now or before.',
      body: { name: 'CodeEnds', schema: z.strictObject({ padding, ...ENDS }) },
      examples: {
        ended: {
          padding: PADDING,
          expiresAtTimestamp: 1_594_934_064,
          longExpiresAtTimestamp: 1_594_934_064,
        },
      },
    }),
    refusals(400, 'It was traded, or the request was not understood.', ['']),
    NO_CODE,
    tooMany(),
  ],
})

const statisticsEndpoint: Endpoint = {
  method: 'get',
  path: '/api/stats/{document}',
  id: 'statistics',
  summary: 'Statistics of the realm: 91 days, UTC, as JSON or as a table',
  description:
    '`realm`, `realm/composite`, `realm/users`, `realm/users/{id}`, `realm/api-keys/{id}`, `realm/external-issuers`, `realm/sms-errors`, `realm/key-server`, each with `.json` or `.csv`.',
  apiKey: 'stats',
  parameters: [
    {
      name: 'document',
      in: 'path',
      description: 'name and ending',
      schema: z.string(),
      example: 'realm/composite.json',
    },
  ],
  answers: [
    {
      status: 200,
      description: 'The document; empty where there is nothing to tell. A table is text/csv.',
      headers: RATE_HEADERS,
      body: {
        name: 'Statistics',
        schema: z.union([z.record(z.string(), z.unknown()), z.array(z.unknown())]),
      },
      examples: { nothing: {} },
    },
    UNAUTHORIZED,
    { status: 404, description: 'Nothing is called so.', contentType: 'text/plain' },
    tooMany(),
    SERVER_FAULT,
  ],
}

export const adminContract: SurfaceContract = {
  title: 'Tocsin: admin API',
  description:
    'Integrators issue codes and read statistics. Bodies have at most 64,000 bytes; answers of an endpoint have one length.',
  endpoints: [
    issueEndpoint,
    batchEndpoint,
    statusEndpoint,
    expireEndpoint,
    statisticsEndpoint,
    realmHealthEndpoint,
    documentEndpoint(),
    documentEndpoint('/admin/openapi.json'),
  ],
}
