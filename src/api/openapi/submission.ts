/** The NHS submission, and the tokens that it spends. */

import * as z from 'zod'
import {
  SubmissionRequest,
  SubmissionTokensAnswer,
  SubmissionTokensRequest,
} from '../submission.ts'
import type { Answer, Endpoint } from './document.ts'
import { malformed, operators } from './shared.ts'

const SIGNED = {
  'x-amz-meta-signature':
    'keyId="…",signature="…": ECDSA P-256 with SHA-256, DER in base64, over Request-Id, method, path, date and body with ":" between; where NHS_RESPONSE_SIGNER is set',
  'x-amz-meta-signature-date': 'e.g. Fri, 27 Nov 2020 14:40:14 UTC',
}
const RETRY = { ...SIGNED, 'Retry-After': 'seconds' }

const empty = (status: number, description: string, headers = SIGNED): Answer => ({
  status,
  description,
  headers,
  isEmpty: true,
})

const AUTHORIZATION = {
  name: 'Authorization',
  in: 'header',
  description: '`Bearer` and base64 of `name:value`.',
  schema: z.string(),
  isRequired: true,
  example: 'Bearer amJjOjEzZGU2ZTVj',
} as const

const FORBIDDEN = empty(403, 'The API key is missing, wrong, or one of another class.')
const NOT_POST = empty(405, 'Another method than POST.')

const submit: Endpoint = {
  method: 'post',
  path: '/submission/diagnosis-keys',
  id: 'submitDiagnosisKeys',
  summary: 'Takes keys from NHS apps',
  description:
    'Served only where NHS_SUBMISSION_APP is set; otherwise 404. At most 64,000 bytes. Whether anything was stored is not told.',
  parameters: [AUTHORIZATION],
  request: {
    body: { name: 'SubmissionRequest', schema: SubmissionRequest },
    examples: {
      withToken: {
        diagnosisKeySubmissionToken: '6b162698-adc5-47af-8790-71acf770ffaf',
        temporaryExposureKeys: [
          {
            key: 'AAECAwQFBgcICQoLDA0ODw==',
            rollingStartNumber: 2_973_888,
            rollingPeriod: 144,
            transmissionRiskLevel: 7,
            daysSinceOnsetOfSymptoms: 1,
          },
        ],
      },
      privateJourney: {
        temporaryExposureKeys: [
          { key: 'AAECAwQFBgcICQoLDA0ODw==', rollingStartNumber: 2_973_888, rollingPeriod: 144 },
        ],
        isPrivateJourney: true,
        testKit: 'RAPID_SELF_REPORTED',
        regionsOfInterest: ['GB-SCT'],
      },
    },
  },
  answers: [
    empty(200, 'Whatever was sent.'),
    FORBIDDEN,
    NOT_POST,
    empty(429, 'Maintenance.', RETRY),
    empty(
      503,
      'The database is away. Send it again: the token is spent only with its keys.',
      RETRY,
    ),
  ],
}

const health: Endpoint = {
  method: 'post',
  path: '/submission/diagnosis-keys/health',
  id: 'submissionHealth',
  summary: 'Whether the submission is served',
  description: 'By API keys of a class of their own.',
  parameters: [AUTHORIZATION],
  answers: [
    empty(200, 'It is.'),
    FORBIDDEN,
    NOT_POST,
    empty(503, 'Its answers can not be signed.', RETRY),
  ],
}

export const submissionEndpoints: readonly Endpoint[] = [submit, health]

export const submissionTokensEndpoint: Endpoint = operators({
  method: 'post',
  path: '/operator/submission-tokens',
  id: 'issueSubmissionTokens',
  summary: 'Gives out tokens that NHS apps submit keys with',
  description:
    'Each is good for one submission. They are kept as HMACs only; the audit log learns how many were given out.',
  request: {
    body: { name: 'SubmissionTokensRequest', schema: SubmissionTokensRequest },
    examples: { laboratory: { testKit: 'LAB_RESULT', count: 1, expiresInSeconds: 1_209_600 } },
  },
  answers: [
    {
      status: 200,
      description: 'The tokens, which are not shown again.',
      body: { name: 'SubmissionTokens', schema: SubmissionTokensAnswer },
      examples: { one: { tokens: ['6b162698-adc5-47af-8790-71acf770ffaf'] } },
    },
    malformed('count is missing or of the wrong type'),
  ],
})
