/** The jobs surface, and the operator's routes beside it. */

import * as z from 'zod'
import { JOB_NAMES, type JobName } from '../../core/jobs.ts'
import { configurationEndpoints } from './configuration.ts'
import { correctionEndpoints } from './corrections.ts'
import type { SurfaceContract } from './document.ts'
import { documentEndpoints } from './documents.ts'
import { memberEndpoints } from './members.ts'
import { operatorEndpoints } from './operator.ts'
import { partnerEndpoints } from './partners.ts'
import { realmEndpoints } from './realms.ts'
import { documentEndpoint, FAILURE, healthEndpoint, operators } from './shared.ts'
import { startLinkEndpoints } from './start-link.ts'
import { submissionTokensEndpoint } from './submission.ts'

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
    ...configurationEndpoints,
    ...realmEndpoints,
    ...partnerEndpoints,
    ...memberEndpoints,
    ...startLinkEndpoints,
    ...correctionEndpoints,
    ...documentEndpoints,
    ...operatorEndpoints,
    submissionTokensEndpoint,
    documentEndpoint(),
    documentEndpoint('/operator/openapi.json'),
  ],
}
