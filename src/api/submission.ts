/**
 * The contract of an NHS app's submission, and its parsing; and of giving out the tokens that it spends.
 * Source: ukhsa-collaboration/covid19-app-system-public, ClientTemporaryExposureKeysPayload.
 */

import * as z from 'zod'
import { parseUuid } from '../core/codes/uuid.ts'
import { isNhsRegion } from '../core/layouts/nhs/names.ts'
import { TEST_KITS } from '../core/layouts/nhs/prefixes.ts'
import type { ReceivedSubmission } from '../core/layouts/nhs/submission.ts'
import { fail, type Result, succeed } from '../core/result.ts'

/** Fourteen keys are some 2 KB. */
export const MAX_SUBMISSION_BYTES = 64_000

const MAX_REGIONS_OF_INTEREST = 32

const int = z.number().int()

const KeySchema = z.object({
  key: z.string().nullish().describe('16 bytes, base64'),
  rollingStartNumber: int.describe('ten-minute intervals since the Unix epoch'),
  rollingPeriod: int.describe('ten-minute intervals, 1 to 144'),
  transmissionRiskLevel: int.nullish().describe('0 to 7; 7 where left out'),
  daysSinceOnsetOfSymptoms: int.nullish().describe('days; left out where they are not known'),
})

/** Unknown members are passed over, and null is as good as nothing. */
export const SubmissionRequest = z.object({
  diagnosisKeySubmissionToken: z.string().nullish().describe('a UUID; spent by the submission'),
  temporaryExposureKeys: z
    .array(KeySchema.nullable())
    .describe('at most 14, else nothing is stored; keys that break a rule are dropped'),
  isPrivateJourney: z.boolean().nullish().describe('whether no token is needed'),
  testKit: z.enum(TEST_KITS).nullish().describe('LAB_RESULT where left out'),
  regionsOfInterest: z
    .array(z.string())
    .max(MAX_REGIONS_OF_INTEREST)
    .nullish()
    .describe('where the person was beside home, e.g. GB-SCT'),
})

export type SubmissionProblem = { readonly reason: 'not_json' } | { readonly reason: 'wrong_shape' }

const decoder = new TextDecoder('utf-8', { fatal: true, ignoreBOM: false })

export function parseSubmission(body: Uint8Array): Result<ReceivedSubmission, SubmissionProblem> {
  let json: unknown
  try {
    json = JSON.parse(decoder.decode(body))
  } catch {
    return fail({ reason: 'not_json' })
  }
  const parsed = SubmissionRequest.safeParse(json)
  if (!parsed.success) return fail({ reason: 'wrong_shape' })
  const { diagnosisKeySubmissionToken, temporaryExposureKeys, regionsOfInterest } = parsed.data
  const token = parseUuid(diagnosisKeySubmissionToken ?? '')
  // A token that is no UUID is one that nobody gave out, and makes the whole no submission.
  if (diagnosisKeySubmissionToken && token === undefined) return fail({ reason: 'wrong_shape' })
  return succeed({
    token,
    keys: temporaryExposureKeys.map((key) => ({
      key: key?.key ?? '',
      rollingStartNumber: key?.rollingStartNumber ?? 0,
      rollingPeriod: key?.rollingPeriod ?? 0,
      transmissionRiskLevel: key?.transmissionRiskLevel ?? undefined,
      daysSinceOnsetOfSymptoms: key?.daysSinceOnsetOfSymptoms ?? undefined,
    })),
    isPrivateJourney: parsed.data.isPrivateJourney ?? false,
    testKit: parsed.data.testKit ?? 'LAB_RESULT',
    regionsOfInterest: [...new Set(regionsOfInterest ?? [])].filter(isNhsRegion),
  })
}

/** Tokens of one call. */
const MAX_TOKENS = 1000
/** People upload soon after a result, or not at all. */
const MAX_TOKEN_SECONDS = 60 * 86_400

export const SubmissionTokensRequest = z.strictObject({
  testKit: z.enum(TEST_KITS).describe('the test that they are given out with'),
  count: z.int().min(1).max(MAX_TOKENS),
  expiresInSeconds: z.int().min(60).max(MAX_TOKEN_SECONDS).describe('how long they are good'),
})

export const SubmissionTokensAnswer = z.strictObject({
  tokens: z.array(z.uuid()).describe('each good for one submission; not shown again'),
})
