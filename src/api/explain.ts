/**
 * The contract of `explain`: a request as it would be sent to the publish endpoint, and every check that it passes or not,
 * beginning with how it is written.
 */

import * as z from 'zod'
import { utf8 } from '../core/bytes.ts'
import type { ExplainedHmac } from '../core/explain/certificate-finding.ts'
import {
  CHECK_NAMES,
  CHECKS,
  CheckList,
  type CheckName,
  type ExplainedCheck,
} from '../core/explain/checks.ts'
import { type ExplainContext, explainUpload, type Verdict } from '../core/explain/explain-upload.ts'
import { MAX_PUBLISH_BYTES, type ParseProblem, type PublishCode, parsePublish } from './publish.ts'

export const ExplainRequest = z.strictObject({
  request: z
    .union([z.string(), z.record(z.string(), z.unknown())])
    .describe(
      'the body of the upload: its text, as it would be sent, or the same as a JSON object',
    ),
  version: z.enum(['v1', 'v1alpha1']).default('v1'),
  contentType: z.string().default('application/json').describe('the header, as it would be sent'),
  now: z
    .int()
    .min(0)
    .optional()
    .describe('when it would be sent, Unix seconds; now where left out'),
})
export type ExplainRequest = z.output<typeof ExplainRequest>

const Check = z.strictObject({
  name: z.enum(CHECK_NAMES as [CheckName, ...CheckName[]]),
  says: z.string(),
  outcome: z.enum(['ok', 'broken', 'waived', 'not_reached']),
  expected: z.string().optional(),
  got: z.string().optional(),
  mistakes: z.array(z.string()).describe('usual mistakes that fit'),
})

export const ExplainAnswer = z.strictObject({
  verdict: z.enum(['accepted', 'accepted_in_part', 'refused']),
  status: z.int().describe('HTTP status that the phone would get'),
  code: z.string().optional().describe('code that it would get'),
  checks: z.array(Check),
  hmacs: z.array(
    z.strictObject({
      form: z.enum(['with-risk', 'without-risk']),
      segments: z.union([z.literal(3), z.literal(4)]),
      text: z.string().describe('what is signed'),
      hmac: z.string().describe('base64'),
      isAccepted: z.boolean(),
    }),
  ),
  tekmac: z.string().optional(),
})

export interface Explanation {
  readonly verdict: Verdict
  readonly status: number
  readonly code?: PublishCode
  readonly checks: readonly (ExplainedCheck & { readonly says: string })[]
  readonly hmacs: readonly ExplainedHmac[]
  readonly tekmac?: string
}

const CHECK_OF_SHAPE: Record<ParseProblem['reason'], CheckName> = {
  syntax: 'json',
  repeated_member: 'members',
  unknown_member: 'members',
  wrong_type: 'member-types',
}

/** What the phone is told where a check refuses the upload. */
export function answerOf(broken: CheckName): { status: number; code?: PublishCode } {
  if (broken.startsWith('certificate-')) {
    return { status: 401, code: 'health_authority_verification_certificate_invalid' }
  }
  switch (broken) {
    case 'content-type':
      return { status: 415, code: 'bad_request' }
    case 'body-size':
      return { status: 413, code: 'bad_request' }
    case 'health-authority-id':
      return { status: 401, code: 'unknown_health_authority_id' }
    default:
      return { status: 400, code: 'bad_request' }
  }
}

/** @param context tenants and settings of the server that would be asked */
export async function explainRequest(
  asked: ExplainRequest,
  context: ExplainContext,
): Promise<Explanation> {
  const text = typeof asked.request === 'string' ? asked.request : JSON.stringify(asked.request)
  const body = utf8(text)
  const list = new CheckList()
  const refuse = (name: CheckName, expected: string, got: string, mistakes: string[] = []) => {
    list.note(name, { outcome: 'broken', expected, got, mistakes })
    const checks = list.upTo(name).map(withText)
    return { verdict: 'refused' as const, ...answerOf(name), checks, hmacs: [] }
  }
  if (!asked.contentType.startsWith('application/json')) {
    return refuse('content-type', 'application/json', JSON.stringify(asked.contentType))
  }
  if (body.length > MAX_PUBLISH_BYTES) {
    return refuse('body-size', `at most ${MAX_PUBLISH_BYTES} bytes`, `${body.length} bytes`)
  }
  const parsed = parsePublish(body, asked.version)
  if (!parsed.ok) {
    const name = CHECK_OF_SHAPE[parsed.failure.reason]
    const { expected, got, mistakes } = shapeFinding(parsed.failure, asked.version)
    return refuse(name, expected, got, mistakes)
  }
  const explained = await explainUpload(parsed.value, context)
  const { verdict, refusal, checks, hmacs, tekmac } = explained
  const broken = checks.find(({ outcome }) => outcome === 'broken')
  return {
    verdict,
    ...(verdict === 'refused' && broken !== undefined
      ? (regionAnswer(refusal?.reason) ?? answerOf(broken.name))
      : {
          status: 200,
          ...(verdict === 'accepted_in_part' && { code: 'partial_failure' as const }),
        }),
    checks: checks.map(withText),
    hmacs,
    ...(tekmac !== undefined && { tekmac }),
  }
}

/** The one check with two answers: a region that is not allowed has no code, as in the original. */
function regionAnswer(
  reason: string | undefined,
): { status: number; code?: PublishCode } | undefined {
  if (reason === 'region_not_allowed') return { status: 401 }
  if (reason === 'missing_region') {
    return { status: 500, code: 'health_authority_missing_region_config' }
  }
  return undefined
}

const withText = (check: ExplainedCheck) => ({ ...check, says: CHECKS[check.name] })

const OF_OLD_VERSION = ['appPackageName', 'regions', 'platform', 'deviceVerificationPayload']
const OF_NEW_VERSION = ['healthAuthorityID', 'traveler']

function shapeFinding(
  problem: ParseProblem,
  version: ExplainRequest['version'],
): { expected: string; got: string; mistakes: string[] } {
  switch (problem.reason) {
    case 'syntax':
      return {
        expected: 'one JSON value and nothing after it',
        got: 'something else',
        mistakes: [],
      }
    case 'repeated_member':
      return { expected: 'each member once', got: `${problem.name} in two spellings`, mistakes: [] }
    case 'unknown_member': {
      const others = version === 'v1' ? OF_OLD_VERSION : OF_NEW_VERSION
      const isOther = others.includes(problem.name)
      const mistakes = isOther
        ? [`This member belongs to the other version of the API than ${version}.`]
        : []
      return { expected: `members of ${version} only`, got: problem.name, mistakes }
    }
    case 'wrong_type': {
      const isNumber = /rolling|Risk|Interval/.test(problem.at)
      return {
        expected: isNumber
          ? 'a whole number of 32 bits, without quotes, point or exponent'
          : 'its type',
        got: `${problem.at} is something else`,
        mistakes: [],
      }
    }
  }
}
