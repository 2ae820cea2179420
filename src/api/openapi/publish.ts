/** The publish surface, v1 and v1alpha1, with every way in which an upload is answered. */

import * as z from 'zod'
import {
  PUBLISH_CODES,
  type PublishCode,
  PublishRequestV1,
  PublishRequestV1Alpha1,
} from '../publish.ts'
import { payloadEndpoints } from './corona-warn-app-submission.ts'
import { coronaMelderEndpoints } from './coronamelder.ts'
import type { Answer, Endpoint, NamedSchema, SurfaceContract } from './document.ts'
import { documentEndpoint, healthEndpoint } from './shared.ts'
import { statsEndpoint } from './stats.ts'
import { submissionEndpoints } from './submission.ts'

const warnings = z.array(z.string()).optional().describe('one line a key that was passed over')
const padding = z.string().describe('random; makes every answer equally long')
const token = 'send it with the next upload of these keys; base64'
const error = 'in words; not for programs'

export const PublishAnswerV1 = z.strictObject({
  revisionToken: z.string().optional().describe(token),
  insertedExposures: z.int().min(1).optional().describe('new keys; revised ones are not counted'),
  error: z.string().optional().describe(error),
  code: z.enum(PUBLISH_CODES).optional(),
  padding,
  warnings,
})

/** The old version writes its members also where they are empty, and has no code. */
export const PublishAnswerV1Alpha1 = z.strictObject({
  revisionToken: z.string().describe(token),
  insertedExposures: z.int().min(0),
  error: z.string().describe(error),
  padding,
  warnings,
})

/** Every refusal: HTTP status, code, text. */
export const PUBLISH_REFUSALS: readonly {
  readonly name: string
  readonly status: 400 | 401 | 413 | 415 | 429 | 500 | 503
  readonly code?: PublishCode
  readonly error: string
}[] = [
  {
    name: 'malformed',
    status: 400,
    code: 'bad_request',
    error: 'error unmarshalling API call, code: 400: the body is not exactly one JSON value',
  },
  {
    name: 'keysRefused',
    status: 400,
    code: 'bad_request',
    error: 'unable to read request data: 1 error occurred:\n\t* key 0 is not base64\n',
  },
  {
    name: 'tokenMissing',
    status: 400,
    code: 'missing_revision_token',
    error: 'keys exist already and no revision token was sent',
  },
  {
    name: 'tokenInvalid',
    status: 400,
    code: 'invalid_revision_token',
    error: 'the revision token does not cover these keys',
  },
  {
    name: 'alreadyRevised',
    status: 400,
    code: 'key_already_revised',
    error: 'a key was revised before; it can be revised once',
  },
  {
    name: 'transition',
    status: 400,
    code: 'invalid_report_type_transition',
    error: 'the report type can not change in this way',
  },
  { name: 'notRevisable', status: 400, code: 'internal_error', error: 'internal error' },
  {
    name: 'unknownApp',
    status: 401,
    code: 'unknown_health_authority_id',
    error: 'unauthorized health authority',
  },
  {
    name: 'certificate',
    status: 401,
    code: 'health_authority_verification_certificate_invalid',
    error: 'unable to validate diagnosis verification: HMAC mismatch',
  },
  { name: 'region', status: 401, error: 'the app may not publish for this region' },
  {
    name: 'tooLong',
    status: 413,
    code: 'bad_request',
    error: 'error unmarshalling API call, code: 413: the body exceeds 64000 bytes',
  },
  {
    name: 'contentType',
    status: 415,
    code: 'bad_request',
    error: 'error unmarshalling API call, code: 415: content type must be application/json',
  },
  { name: 'maintenance', status: 429, error: 'please try again later' },
  {
    name: 'quota',
    status: 429,
    code: 'quota_exceeded',
    error: 'the health authority has reached its uploads of today',
  },
  {
    name: 'noRegion',
    status: 500,
    code: 'health_authority_missing_region_config',
    error: 'no region is configured for this health authority',
  },
  { name: 'fault', status: 500, code: 'internal_error', error: 'internal error' },
  {
    name: 'tenantsAway',
    status: 503,
    code: 'unable_to_load_health_authority',
    error: 'please try again later',
  },
  { name: 'storageAway', status: 503, code: 'internal_error', error: 'please try again later' },
]

const DESCRIPTIONS: Readonly<Record<number, string>> = {
  400: 'What was sent is malformed, or not allowed for keys that are stored already. Do not send it again unchanged.',
  401: 'The app or its certificate is refused.',
  413: 'The body is too long.',
  415: 'The content type does not begin with application/json.',
  429: 'Not now: maintenance, or the daily limit of the health authority.',
  500: 'A fault or a gap in the configuration of the server.',
  503: 'The database is away. Send it again later: keys that were stored meanwhile are met, not doubled.',
}

const PADDING = 'q83vASNFZ4k='
const EXAMPLE_TOKEN = 'CgExEhwAAAAAAAAAAAAAAAA='

type Wrap = (refusal: { code?: PublishCode; error: string }) => object

const asV1: Wrap = ({ code, error }) => ({ error, ...(code && { code }), padding: PADDING })
const asV1Alpha1: Wrap = ({ error }) => ({
  revisionToken: '',
  insertedExposures: 0,
  error,
  padding: PADDING,
})

function answersOf(body: NamedSchema, success: Answer['examples'], wrap: Wrap): readonly Answer[] {
  const headers = { 'x-api-version': 'v1, or v1alpha for the old version' }
  const statuses = [...new Set(PUBLISH_REFUSALS.map(({ status }) => status))]
  const ok: Answer = {
    status: 200,
    description:
      'Stored, wholly or in part, or nothing was to be stored. Chaff is answered so too.',
    headers,
    body,
    ...(success && { examples: success }),
  }
  return [
    ok,
    ...statuses.map((status) => ({
      status,
      description: DESCRIPTIONS[status] ?? '',
      headers: { ...headers, ...([429, 503].includes(status) && { 'Retry-After': 'seconds' }) },
      body,
      examples: Object.fromEntries(
        PUBLISH_REFUSALS.filter((refusal) => refusal.status === status).map((refusal) => [
          refusal.name,
          wrap(refusal),
        ]),
      ),
    })),
  ]
}

const KEYS = [
  {
    key: 'AAECAwQFBgcICQoLDA0ODw==',
    rollingStartNumber: 2_973_888,
    rollingPeriod: 144,
    transmissionRisk: 0,
  },
  { key: '/////////////////////w==', rollingStartNumber: 2_974_032, rollingPeriod: 144 },
]
const SHARED_MEMBERS = {
  temporaryExposureKeys: KEYS,
  verificationPayload:
    'eyJhbGciOiJFUzI1NiIsImtpZCI6InYxIn0.eyJpc3MiOiJodHRwczovL2hhLmV4YW1wbGUifQ.c2ln',
  hmacKey: 'ICEiIyQlJicoKSorLC0uLzAxMjM0NTY3ODk6Ozw9Pj8=',
  symptomOnsetInterval: 2_973_744,
  padding: PADDING,
}

const CHAFF = {
  name: 'X-Chaff',
  in: 'header',
  description: 'Not empty: cover traffic, which is answered alike and stored nowhere.',
  schema: z.string(),
  example: '1',
} as const

const uploadV1: Endpoint = {
  method: 'post',
  path: '/v1/publish',
  id: 'publish',
  summary: 'Uploads the keys of a person who tested positive',
  description:
    'At most 64,000 bytes. Names of members are read in any case; unknown members are refused. Each key needs key, ' +
    'rollingStartNumber and rollingPeriod; healthAuthorityID is needed, and verificationPayload with hmacKey unless the app ' +
    'needs no certificate. `tocsin explain` says why an upload is refused.',
  parameters: [CHAFF],
  request: {
    body: { name: 'PublishRequest', schema: PublishRequestV1 },
    examples: {
      upload: { ...SHARED_MEMBERS, healthAuthorityID: 'com.example.app', traveler: false },
      revision: {
        ...SHARED_MEMBERS,
        healthAuthorityID: 'com.example.app',
        revisionToken: EXAMPLE_TOKEN,
      },
    },
  },
  answers: answersOf(
    { name: 'PublishAnswer', schema: PublishAnswerV1 },
    {
      stored: { revisionToken: EXAMPLE_TOKEN, insertedExposures: 2, padding: PADDING },
      partly: {
        revisionToken: EXAMPLE_TOKEN,
        insertedExposures: 1,
        error: '1 error occurred:\n\t* key 1 has rolling period 0, not 1 to 144\n',
        code: 'partial_failure',
        padding: PADDING,
      },
    },
    asV1,
  ),
}

const uploadV1Alpha1: Endpoint = {
  method: 'post',
  path: '/',
  id: 'publishV1Alpha1',
  summary: 'Uploads keys, in the first version of the API',
  description: 'Served only where ENABLE_V1ALPHA1_API is on; otherwise 404. Answers have no code.',
  parameters: [CHAFF],
  request: {
    body: { name: 'PublishRequestV1Alpha1', schema: PublishRequestV1Alpha1 },
    examples: {
      upload: { ...SHARED_MEMBERS, appPackageName: 'com.example.app', regions: ['US'] },
    },
  },
  answers: answersOf(
    { name: 'PublishAnswerV1Alpha1', schema: PublishAnswerV1Alpha1 },
    {
      stored: { revisionToken: EXAMPLE_TOKEN, insertedExposures: 2, error: '', padding: PADDING },
    },
    asV1Alpha1,
  ),
}

const health: Endpoint = {
  ...healthEndpoint,
  answers: [
    ...healthEndpoint.answers,
    {
      status: 429,
      description: 'Maintenance.',
      body: { name: 'Maintenance', schema: z.strictObject({ error: z.string() }) },
      examples: { maintenance: { error: 'please try again later' } },
    },
  ],
}

export const publishContract: SurfaceContract = {
  title: 'Tocsin: publish',
  description:
    'Where phones upload keys, and health authorities read their statistics. Compatible with the exposure service of Google’s key server.',
  endpoints: [
    uploadV1,
    uploadV1Alpha1,
    statsEndpoint,
    ...submissionEndpoints,
    ...payloadEndpoints,
    ...coronaMelderEndpoints,
    health,
    documentEndpoint(),
    documentEndpoint('/v1/openapi.json'),
  ],
}
