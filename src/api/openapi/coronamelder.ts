/** What CoronaMelder's apps upload through, and what the Dutch health service's portal confirms with. */

import * as z from 'zod'
import { LabConfirmRequest, PostKeysRequest, PubTekRequest } from '../coronamelder.ts'
import type { Answer, Endpoint } from './document.ts'

const SERVED = 'Served only where CORONAMELDER_APP is set; otherwise 404. At most 64,000 bytes.'
const HEADERS = { padding: 'random, 200 to 300 characters; each length as likely as any other' }
const padding = z.string().describe('random; makes every answer equally long')
const MAINTENANCE: Answer = { status: 503, description: 'Maintenance.', isEmpty: true }
const PADDING = 'q83vASNFZ4k='
const SECRET = 'ICEiIyQlJicoKSorLC0uLzAxMjM0NTY3ODk6Ozw9Pj8='

const RegisteredV2 = z.strictObject({
  ggdKey: z.string().nullable().describe('7 characters that its holder reads out'),
  bucketId: z.string().nullable().describe('base64 of 32 bytes'),
  confirmationKey: z.string().nullable().describe('base64 of 32 bytes: signs uploads'),
  validity: z.int().describe('seconds; -1 where there was nothing to be had'),
  padding,
})

const RegisteredV1 = RegisteredV2.omit({ ggdKey: true }).extend({
  labConfirmationId: z.string().nullable().describe('6 characters, in two groups'),
})

const registered = { bucketId: SECRET, confirmationKey: SECRET, validity: 61_770, padding: PADDING }
const none = { bucketId: null, confirmationKey: null, validity: -1, padding: PADDING }

const register = (
  version: 'v1' | 'v2',
  member: string,
  schema: z.ZodType,
  example: string,
): Endpoint => ({
  method: 'post',
  path: `/${version}/register`,
  id: `registerWorkflow${version.toUpperCase()}`,
  summary: 'Gives an app a bucket for its keys',
  description: `${SERVED} The request has no body that counts.`,
  answers: [
    {
      status: 200,
      description: 'Also where no registration was possible.',
      headers: HEADERS,
      body: { name: `Registered${version.toUpperCase()}`, schema },
      examples: {
        registered: { [member]: example, ...registered },
        none: { [member]: null, ...none },
      },
    },
    MAINTENANCE,
  ],
})

const Padded = z.strictObject({ padding })

const TAKEN: Answer = {
  status: 200,
  description: 'Whatever was sent.',
  headers: HEADERS,
  body: { name: 'Padded', schema: Padded },
  examples: { always: { padding: PADDING } },
}

const KEYS = {
  keys: [
    { keyData: 'AAECAwQFBgcICQoLDA0ODw==', rollingStartNumber: 2_671_920, rollingPeriod: 144 },
  ],
  bucketId: SECRET,
}

const postKeys: Endpoint = {
  method: 'post',
  path: '/v1/postkeys',
  id: 'postKeys',
  summary: 'Puts keys into a bucket, where they wait for the confirmation',
  description: SERVED,
  parameters: [
    {
      name: 'sig',
      in: 'query',
      description: 'Base64 of the HMAC-SHA-256 of the body under the confirmation key.',
      schema: z.string(),
      example: 'K3v2sq0ypYo0HbrDS5O2lKdguKfYFBbJk1cSFlN3jGw=',
    },
  ],
  request: { body: { name: 'PostKeysRequest', schema: PostKeysRequest }, examples: { one: KEYS } },
  answers: [TAKEN, MAINTENANCE],
}

const stopKeys: Endpoint = {
  method: 'post',
  path: '/v1/stopkeys',
  id: 'stopKeys',
  summary: 'Takes a decoy, and answers it as an upload',
  description: SERVED,
  answers: [TAKEN, MAINTENANCE],
}

const PORTAL = {
  name: 'Authorization',
  in: 'header',
  description:
    '`Bearer` and a JWT of the portal: HS256 under CORONAMELDER_PORTAL_JWT_KEY, with an end at most three hours away.',
  schema: z.string(),
  isRequired: true,
  example: 'Bearer eyJhbGciOiJIUzI1NiJ9.eyJleHAiOjF9.AAAA',
} as const

const UNAUTHORIZED: Answer = {
  status: 401,
  description: 'The token is missing or refused.',
  isEmpty: true,
}

const labConfirm: Endpoint = {
  method: 'post',
  path: '/v1/labconfirm',
  id: 'labConfirm',
  summary: 'Confirms the upload of a person with symptoms, by the first version of the portal',
  description: SERVED,
  parameters: [PORTAL],
  request: {
    body: { name: 'LabConfirmRequest', schema: LabConfirmRequest },
    examples: {
      confirm: { labConfirmationId: 'BCF-234', dateOfSymptomsOnset: '2026-11-17T00:00:00' },
    },
  },
  answers: [
    {
      status: 200,
      description: 'Whether there was such an upload to confirm.',
      body: {
        name: 'LabConfirmed',
        schema: z.strictObject({
          valid: z.boolean(),
          pollToken: z.string().describe('opaque; good for 30 seconds'),
        }),
      },
      examples: { valid: { valid: true, pollToken: 'eyJhbGciOiJIUzI1NiJ9.eyJleHAiOjF9.AAAA' } },
    },
    { status: 400, description: 'Malformed, or a date or country is refused.', isEmpty: true },
    UNAUTHORIZED,
    MAINTENANCE,
  ],
}

const pubTek: Endpoint = {
  method: 'put',
  path: '/pubtek',
  id: 'pubTek',
  summary: 'Confirms the upload of a person, once',
  description: SERVED,
  parameters: [PORTAL],
  request: {
    body: { name: 'PubTekRequest', schema: PubTekRequest },
    examples: {
      symptoms: {
        ggdKey: 'L8T6LJQ',
        subjectHasSymptoms: true,
        dateOfSymptomsOnset: '2026-11-17',
        countriesOfInterest: 'NL,DE',
      },
      noSymptoms: { ggdKey: 'L8T6LJQ', subjectHasSymptoms: false, dateOfTest: '2026-11-18' },
    },
  },
  answers: [
    {
      status: 200,
      description: 'Also where the request is malformed.',
      body: { name: 'Published', schema: z.strictObject({ valid: z.boolean() }) },
      examples: { valid: { valid: true }, refused: { valid: false } },
    },
    UNAUTHORIZED,
    MAINTENANCE,
  ],
}

export const coronaMelderEndpoints: readonly Endpoint[] = [
  register('v1', 'labConfirmationId', RegisteredV1, 'BCF-234'),
  register('v2', 'ggdKey', RegisteredV2, 'L8T6LJQ'),
  postKeys,
  stopKeys,
  labConfirm,
  pubTek,
]
