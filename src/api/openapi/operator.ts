/** The operator's questions, and acting on one key of a health authority. */

import * as z from 'zod'
import { KEY_ACTIONS } from '../../core/verification/key-validity.ts'
import { ExplainAnswer, ExplainRequest } from '../explain.ts'
import { WhyAnswer, WhyRequest } from '../why.ts'
import type { Endpoint } from './document.ts'
import { malformed, operators } from './shared.ts'

export const AuditAnswer = z.strictObject({
  entries: z.array(
    z.strictObject({
      id: z.int().describe('without gaps'),
      at: z.int().describe('Unix seconds'),
      actor: z.string(),
      action: z.string(),
      subject: z.string(),
      detail: z.string().describe('JSON'),
      previousHash: z.string(),
      hash: z.string(),
    }),
  ),
})

const KEY_REFUSALS = ['no_such_action', 'no_such_authority', 'no_such_key'] as const

const KeyTimesAnswer = z.strictObject({
  validFrom: z.int().describe('Unix seconds; valid after it'),
  validThru: z.int().nullable().describe('Unix seconds; valid before it; null for no end'),
  isChanged: z.boolean().describe('whether this call changed them'),
})
const KeyRefusal = z.strictObject({ error: z.enum(KEY_REFUSALS) })

export const operatorEndpoints: readonly Endpoint[] = [
  operators({
    method: 'get',
    path: '/operator/audit',
    id: 'audit',
    summary: 'The audit log, oldest first',
    parameters: [
      {
        name: 'after',
        in: 'query',
        description: 'Entries after this id.',
        schema: z.int().min(0),
        example: 0,
      },
      {
        name: 'limit',
        in: 'query',
        description: 'At most so many.',
        schema: z.int().min(0).max(500),
        example: 100,
      },
      {
        name: 'log',
        in: 'query',
        description: 'Of which database: each has its own.',
        schema: z.enum(['keyserver', 'verification']),
        example: 'verification',
      },
    ],
    answers: [
      {
        status: 200,
        description: 'A page.',
        body: { name: 'Audit', schema: AuditAnswer },
        examples: { empty: { entries: [] } },
      },
      malformed('after and limit are whole numbers, limit at most 500'),
    ],
  }),
  operators({
    method: 'post',
    path: '/operator/explain',
    id: 'explain',
    summary: 'Why an upload would be refused',
    description:
      "By the system's own tenants and settings. Nothing is stored, and nothing of it is logged.",
    request: {
      body: { name: 'ExplainRequest', schema: ExplainRequest },
      examples: { text: { request: '{"healthAuthorityID":"com.example.app"}' } },
    },
    answers: [
      {
        status: 200,
        description: 'Every check in its order.',
        body: { name: 'Explanation', schema: ExplainAnswer },
        examples: {
          refused: {
            verdict: 'refused',
            status: 401,
            code: 'unknown_health_authority_id',
            checks: [
              {
                name: 'health-authority-id',
                says: 'healthAuthorityID names an app that may upload',
                outcome: 'broken',
                expected: "an app's package name, in any case",
                got: '"com.example.app"',
                mistakes: [],
              },
            ],
            hmacs: [],
          },
        },
      },
      malformed('request is missing or of the wrong type'),
    ],
  }),
  operators({
    method: 'post',
    path: '/operator/why',
    id: 'why',
    summary: 'Where one key is, or what it waits for',
    description: 'Each question is recorded in the audit log, which learns nothing of the key.',
    request: {
      body: { name: 'WhyRequest', schema: WhyRequest },
      examples: { base64: { key: 'AAECAwQFBgcICQoLDA0ODw==' } },
    },
    answers: [
      {
        status: 200,
        description: 'Stored or not, and how far its release has come in each export.',
        body: { name: 'WhyAnswer', schema: WhyAnswer },
        examples: {
          unknown: { isStored: false, retentionSeconds: 1_209_600 },
          waiting: {
            isStored: true,
            provenance: 'uploaded',
            regions: ['US'],
            traveler: false,
            releases: [
              {
                list: 'keys',
                at: 1_784_419_200,
                exports: [{ filenameRoot: 'us', state: 'window_open', until: 1_784_433_600 }],
              },
            ],
          },
        },
      },
      malformed('key is not 16 bytes in base64 or hex'),
    ],
  }),
  operators({
    method: 'post',
    path: '/operator/health-authority-keys/{action}',
    id: 'actOnHealthAuthorityKey',
    summary: 'Puts a key of a health authority in force, ends it, or takes its end back',
    description: 'Recorded in the audit log. To ask for what is so already changes nothing.',
    parameters: [
      {
        name: 'action',
        in: 'path',
        description: 'activate: begins now; revoke: ends now; reinstate: has no end.',
        schema: z.enum(KEY_ACTIONS),
        example: 'revoke',
      },
      {
        name: 'issuer',
        in: 'query',
        description: 'Of the authority, exact.',
        schema: z.string(),
        isRequired: true,
        example: 'https://ha.example',
      },
      {
        name: 'version',
        in: 'query',
        description: '`kid` of the key.',
        schema: z.string(),
        isRequired: true,
        example: 'v1',
      },
    ],
    answers: [
      {
        status: 200,
        description: 'Times of the key now.',
        body: { name: 'KeyTimes', schema: KeyTimesAnswer },
        examples: {
          revoked: { validFrom: 0, validThru: 1_784_433_600, isChanged: true },
          reinstated: { validFrom: 0, validThru: null, isChanged: true },
        },
      },
      malformed('issuer and version are needed'),
      {
        status: 404,
        description: 'No such action, authority or key.',
        body: { name: 'KeyRefusal', schema: KeyRefusal },
        examples: Object.fromEntries(KEY_REFUSALS.map((error) => [error, { error }])),
      },
    ],
  }),
]
