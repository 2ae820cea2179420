/** The verification API: what phones, key servers and the SMS provider ask. */

import * as z from 'zod'
import { TEST_TYPES } from '../../core/codes/test-type.ts'
import { CertificateRequest, UserReportRequest, VerifyRequest } from '../verification/verify.ts'
import type { Answer, Endpoint, SurfaceContract } from './document.ts'
import {
  CHAFF,
  FAULT,
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

const date = z.string().optional().describe('"2026-11-19"; not there where none is known')

/** What every route of phones has. */
const phones = (endpoint: Endpoint): Endpoint => ({
  ...endpoint,
  apiKey: 'device',
  parameters: [CHAFF],
  answers: [...endpoint.answers, UNAUTHORIZED, SERVER_FAULT],
})

const good = (answer: Omit<Answer, 'status' | 'headers'>): Answer => ({
  status: 200,
  headers: RATE_HEADERS,
  ...answer,
})

const verifyEndpoint = phones({
  method: 'post',
  path: '/api/verify',
  id: 'verify',
  summary: 'Trades a code for a token, once',
  request: {
    body: { name: 'VerifyRequest', schema: VerifyRequest },
    examples: {
      code: { code: '12345678', accept: ['confirmed'], padding: PADDING },
      any: { code: '12345678' },
    },
  },
  answers: [
    good({
      description: 'The token, good for a day.',
      body: {
        name: 'VerifyAnswer',
        schema: z.strictObject({
          padding,
          testtype: z.enum(TEST_TYPES),
          symptomDate: date,
          testDate: date,
          token: z.string().describe('a JWT; opaque'),
        }),
      },
      examples: {
        token: {
          padding: PADDING,
          testtype: 'confirmed',
          symptomDate: '2026-11-17',
          token: 'e.y.J',
        },
      },
    }),
    refusals(400, 'Not good, or not understood. An unknown code and a used one are one.', [
      'unparsable_request',
      'invalid_test_type',
      'code_invalid',
      'code_expired',
    ]),
    refusals(412, 'The app does not accept the test type; the code stays good.', [
      'unsupported_test_type',
    ]),
    tooMany(' Or, as JSON with `maintenance_mode`: maintenance.'),
  ],
})

const certificateEndpoint = phones({
  method: 'post',
  path: '/api/certificate',
  id: 'certificate',
  summary: 'Trades a token for a certificate over keys, once',
  request: {
    body: { name: 'CertificateRequest', schema: CertificateRequest },
    examples: {
      token: {
        token: 'e.y.J',
        ekeyhmac: 'BwcHBwcHBwcHBwcHBwcHBwcHBwcHBwcHBwcHBwcHBwc=',
        padding: PADDING,
      },
    },
  },
  answers: [
    good({
      description: 'The certificate, good for a quarter of an hour.',
      body: {
        name: 'CertificateAnswer',
        schema: z.strictObject({ padding, certificate: z.string().describe('a JWT') }),
      },
      examples: { certificate: { padding: PADDING, certificate: 'e.y.J' } },
    }),
    refusals(400, 'Not good, or not understood. A used token is called expired.', [
      'token_invalid',
      'token_expired',
      'hmac_invalid',
    ]),
    tooMany(),
  ],
})

const userReportEndpoint = phones({
  method: 'post',
  path: '/api/user-report',
  id: 'userReport',
  summary: 'Sends a code to the phone that asks for it',
  description: 'A phone that reported before is answered as one that did not, and gets no text.',
  request: {
    body: { name: 'UserReportRequest', schema: UserReportRequest },
    examples: {
      report: { phone: '+12065550100', testDate: '2026-11-18', nonce: '(256 bytes, base64)' },
    },
  },
  answers: [
    good({
      description: 'The text is on its way.',
      body: {
        name: 'UserReportAnswer',
        schema: z.strictObject({ padding, expiresAt: rfc1123, expiresAtTimestamp: timestamp }),
      },
      examples: {
        sent: {
          padding: PADDING,
          expiresAt: 'Thu, 16 Jul 2020 21:14:24 UTC',
          expiresAtTimestamp: 1_594_934_064,
        },
      },
    }),
    refusals(400, 'Not good, or not understood.', [
      'unparsable_request',
      'unsupported_test_type',
      'missing_nonce',
      'missing_phone',
      'missing_date',
      'invalid_date',
      'phone_number_invalid',
      'sms_failure',
      'sms_queue_full',
      '',
    ]),
    tooMany(' Or, as JSON: `maintenance_mode`, `quota_exceeded`.'),
  ],
})

const jwksEndpoint: Endpoint = {
  method: 'get',
  path: '/jwks/{realm}',
  id: 'jwks',
  summary: "A realm's certificate keys, newest first, also those that do not sign yet",
  parameters: [
    { name: 'realm', in: 'path', description: 'its number', schema: z.int().min(1), example: 1 },
  ],
  answers: [
    {
      status: 200,
      description: 'A bare list; empty for a realm without keys of its own.',
      headers: { 'Cache-Control': 'five minutes' },
      body: {
        name: 'Jwks',
        schema: z.array(
          z.strictObject({
            kid: z.string().describe('"r<realm>v<key>"'),
            kty: z.literal('EC'),
            crv: z.literal('P-256'),
            x: z.string(),
            y: z.string(),
          }),
        ),
      },
      examples: {
        one: [
          {
            kid: 'r1v1',
            kty: 'EC',
            crv: 'P-256',
            x: 'Y5zt_6e42gT56Bg7dxI1Uiy7DsAO1oyjoryvNMlxfFA',
            y: 'RiWnV56GH5psvUpS6Ha-kV0LeCIUn3gjKmchf2GxG5g',
          },
        ],
      },
    },
    {
      status: 404,
      description: 'No such realm.',
      body: FAULT,
      examples: { unknown: { error: 'no such realm' } },
    },
    tooMany(),
    SERVER_FAULT,
  ],
}

const webhookEndpoint: Endpoint = {
  method: 'post',
  path: '/webhooks/{realm}/twilio',
  id: 'twilioWebhook',
  summary: 'The SMS provider tells of texts that did not arrive',
  description: 'A form of at most 64 KiB; who it is from shows in its signature alone.',
  parameters: [
    { name: 'realm', in: 'path', description: 'its number', schema: z.int().min(1), example: 1 },
    {
      name: 'X-Twilio-Signature',
      in: 'header',
      description: 'HMAC-SHA-1 over address and fields, base64',
      schema: z.string(),
      isRequired: true,
      example: 'L/OH5YylLD5NRKLltdqwSvS0BnU=',
    },
  ],
  answers: [
    {
      status: 200,
      description: 'Counted, or no error.',
      body: { name: 'Taken', schema: z.strictObject({ ok: z.literal(true) }) },
      examples: { taken: { ok: true } },
    },
    {
      status: 400,
      description: 'Not signed by the account of the realm, or not understood.',
      body: FAULT,
      examples: { refused: { error: 'bad request' } },
    },
    SERVER_FAULT,
  ],
}

export const verificationContract: SurfaceContract = {
  title: 'Tocsin: verification API',
  description:
    'Phones trade a code for a token, and a token for a certificate. Bodies have at most 64,000 bytes; answers of an endpoint have one length.',
  endpoints: [
    verifyEndpoint,
    certificateEndpoint,
    userReportEndpoint,
    jwksEndpoint,
    webhookEndpoint,
    realmHealthEndpoint,
    documentEndpoint(),
    documentEndpoint('/verification/openapi.json'),
  ],
}
