/** The statistics endpoint, with every way in which a request is answered. */

import * as z from 'zod'
import { STATS_CODES, type StatsCode, StatsRequest } from '../stats.ts'
import type { Answer, Endpoint, NamedSchema } from './document.ts'

const count = z.int().min(0)

export const StatsDaySchema = z.strictObject({
  day: z.string().describe('RFC 3339, midnight UTC'),
  publish_requests: z.strictObject({ unknown: count, android: count, ios: count }),
  total_teks_published: count.describe('keys written, new and revised'),
  requests_with_revisions: count.describe('counted nowhere below'),
  tek_age_distribution: z
    .array(count)
    .length(16)
    .describe('uploads by age of the oldest key in days; the last: 15 or more'),
  onset_to_upload_distribution: z
    .array(count)
    .length(30)
    .describe('uploads by days from onset to upload; the last: 29 or more'),
  requests_missing_onset_date: count,
})

export const StatsAnswerSchema = z.strictObject({
  days: z.array(StatsDaySchema).optional().describe('ascending; not there when there is none'),
  error: z.string().optional().describe('in words; not for programs'),
  code: z.enum(STATS_CODES).optional(),
  padding: z.string().describe('random; makes every answer equally long'),
})

/** Every refusal: HTTP status, code, text. */
export const STATS_REFUSALS: readonly {
  readonly name: string
  readonly status: 400 | 401 | 429 | 500
  readonly code?: StatsCode
  readonly error: string
}[] = [
  {
    name: 'contentType',
    status: 400,
    code: 'bad_request',
    error: 'content type must be application/json',
  },
  { name: 'tooLong', status: 400, code: 'bad_request', error: 'the body exceeds 64000 bytes' },
  {
    name: 'malformed',
    status: 400,
    code: 'bad_request',
    error: 'the body is not exactly one JSON value',
  },
  {
    name: 'noToken',
    status: 401,
    code: 'unauthorized',
    error: 'Authorization header is not in `Bearer <token>` format',
  },
  {
    name: 'audience',
    status: 401,
    code: 'unauthorized',
    error: 'unauthorized, audience mismatch',
  },
  {
    name: 'forbidden',
    status: 401,
    code: 'unauthorized',
    error: 'unauthorized: API access forbidden',
  },
  {
    name: 'token',
    status: 401,
    code: 'unauthorized',
    error: 'unauthorized: signature is invalid',
  },
  { name: 'maintenance', status: 429, error: 'please try again later' },
  { name: 'fault', status: 500, code: 'internal_error', error: 'internal error' },
]

const DESCRIPTIONS: Readonly<Record<number, string>> = {
  400: 'What was sent is malformed, too long or of the wrong content type.',
  401: 'The token is missing or wrong, or the authority may not read its statistics.',
  429: 'Maintenance: ask again later.',
  500: 'A fault of the server, or its database is away: ask again later.',
}

const PADDING = 'q83vASNFZ4k='
const BODY: NamedSchema = { name: 'StatsAnswer', schema: StatsAnswerSchema }
const counts = (length: number, second: number): readonly number[] =>
  Array.from({ length }, (_, index) => (index === 1 ? second : 0))

const refused = (status: number): Answer => ({
  status,
  description: DESCRIPTIONS[status] ?? '',
  body: BODY,
  examples: Object.fromEntries(
    STATS_REFUSALS.filter((refusal) => refusal.status === status).map(({ name, code, error }) => [
      name,
      { error, ...(code !== undefined && { code }), padding: PADDING },
    ]),
  ),
})

export const statsEndpoint: Endpoint = {
  method: 'post',
  path: '/v1/stats',
  id: 'stats',
  summary: 'Tells a health authority of the uploads that it vouched for',
  description:
    'At most 64,000 bytes. Days of few uploads are left out until they are old enough. Every answer has one length.',
  parameters: [
    {
      name: 'Authorization',
      in: 'header',
      description:
        'A JWT (ES256) that is signed with a key of certificates; `iss` is the authority, `aud` as STATS_AUDIENCE says.',
      schema: z.string(),
      isRequired: true,
      example:
        'Bearer eyJhbGciOiJFUzI1NiIsImtpZCI6InYxIn0.eyJpc3MiOiJodHRwczovL2hhLmV4YW1wbGUifQ.c2ln',
    },
    {
      name: 'X-Chaff',
      in: 'header',
      description: 'Not empty: cover traffic, which is answered as an authority without days.',
      schema: z.string(),
      example: '1',
    },
  ],
  request: {
    body: { name: 'StatsRequest', schema: StatsRequest },
    examples: { empty: {}, padded: { padding: PADDING } },
  },
  answers: [
    {
      status: 200,
      description: 'The days that may be shown.',
      body: BODY,
      examples: {
        none: { padding: PADDING },
        days: {
          days: [
            {
              day: '2026-11-17T00:00:00Z',
              publish_requests: { unknown: 2, android: 20, ios: 18 },
              total_teks_published: 400,
              requests_with_revisions: 3,
              tek_age_distribution: counts(16, 40),
              onset_to_upload_distribution: counts(30, 35),
              requests_missing_onset_date: 5,
            },
          ],
          padding: PADDING,
        },
      },
    },
    ...[...new Set(STATS_REFUSALS.map(({ status }) => status))].map(refused),
  ],
}
