/** The jobs surface, and the operator's routes beside it. */

import * as z from 'zod'
import { JOB_NAMES, type JobName } from '../../core/jobs.ts'
import { ExplainAnswer, ExplainRequest } from '../explain.ts'
import { WhyAnswer, WhyRequest } from '../why.ts'
import type { Answer, Endpoint, SurfaceContract } from './document.ts'
import { AWAY, documentEndpoint, FAILURE, healthEndpoint } from './shared.ts'

const at = z.int().nullable().describe('Unix seconds; null for never')
const jobName = z.enum(JOB_NAMES as [JobName, ...JobName[]])

export const JobsAnswer = z.strictObject({
  jobs: z.array(
    z.strictObject({
      job: jobName,
      lastStartedAt: at,
      lastSucceededAt: at,
      lastFailure: z.string().nullable().describe('a reason of the operators’ guide'),
      isLate: z.boolean(),
    }),
  ),
  bypassingApps: z
    .array(z.string())
    .describe('apps with a switch on that lets something pass unchecked'),
})

export const JobHealth = z.union([
  z.strictObject({ status: z.literal('ok') }),
  z.strictObject({ status: z.literal('late'), jobs: z.array(jobName) }),
])

export const JobRunAnswer = z.union([
  z.looseObject({ ok: z.literal(true) }).describe('and what the run did, by name'),
  z.strictObject({ error: z.literal('too early') }).describe('another run holds the job'),
])

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

const UNAUTHORIZED: Answer = {
  status: 401,
  description: 'The token is missing or wrong.',
  headers: { 'WWW-Authenticate': 'Bearer' },
  body: FAILURE,
  examples: { unauthorized: { error: 'unauthorized' } },
}
const malformed = (error: string): Answer => ({
  status: 400,
  description: 'What was sent is malformed.',
  body: FAILURE,
  examples: { malformed: { error } },
})

/** What every route of the operator has. */
const operators = (endpoint: Endpoint): Endpoint => ({
  ...endpoint,
  isOperators: true,
  answers: [...endpoint.answers, UNAUTHORIZED, AWAY],
})

export const jobsContract: SurfaceContract = {
  title: 'Tocsin: jobs and operator',
  description: 'What ran when, run-now, and what an operator asks of a running system.',
  endpoints: [
    healthEndpoint,
    {
      method: 'get',
      path: '/health/jobs',
      id: 'jobHealth',
      summary: 'Whether every job ran when it should have',
      answers: [
        {
          status: 200,
          description: 'All did.',
          body: { name: 'JobHealth', schema: JobHealth },
          examples: { ok: { status: 'ok' } },
        },
        {
          status: 503,
          description: 'Some did not.',
          body: { name: 'JobHealth', schema: JobHealth },
          examples: { late: { status: 'late', jobs: ['write-exports'] } },
        },
      ],
    },
    operators({
      method: 'get',
      path: '/jobs',
      id: 'jobs',
      summary: 'What ran when',
      answers: [
        {
          status: 200,
          description: 'One entry a job.',
          body: { name: 'Jobs', schema: JobsAnswer },
          examples: {
            jobs: {
              jobs: [
                {
                  job: 'write-exports',
                  lastStartedAt: 1_784_433_660,
                  lastSucceededAt: 1_784_433_660,
                  lastFailure: null,
                  isLate: false,
                },
              ],
              bypassingApps: [],
            },
          },
        },
      ],
    }),
    operators({
      method: 'post',
      path: '/jobs/{name}',
      id: 'runJob',
      summary: 'Runs one job now',
      parameters: [
        {
          name: 'name',
          in: 'path',
          description: 'A job.',
          schema: jobName,
          example: 'write-exports',
        },
      ],
      answers: [
        {
          status: 200,
          description: 'It ran, or another run holds it.',
          body: { name: 'JobRun', schema: JobRunAnswer },
          examples: { done: { ok: true, batches: 1 }, held: { error: 'too early' } },
        },
        {
          status: 404,
          description: 'No such job.',
          body: FAILURE,
          examples: { unknown: { error: 'no such job' } },
        },
        {
          status: 500,
          description: 'It failed, for a reason of the operators’ guide.',
          body: FAILURE,
          examples: { failed: { error: 'no_usable_signer' } },
        },
      ],
    }),
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
    documentEndpoint(),
    documentEndpoint('/operator/openapi.json'),
  ],
}
