/** Bodies of the admin API's code endpoints. Source: verification server pkg/api/api.go. */

import * as z from 'zod'
import type { IssueDraft } from '../../core/codes/issue-draft.ts'

const MAX_INT64 = 2 ** 63
const text = (description: string) => z.string().default('').describe(description)
const padding = z.unknown().optional().describe('ignored, of any type')

export const IssueRequest = z.strictObject({
  testType: text('confirmed, likely, negative or user-report, in any case'),
  symptomDate: text('"2026-11-19"'),
  testDate: text('"2026-11-19"'),
  tzOffset: z
    .number()
    .min(-MAX_INT64)
    .max(MAX_INT64)
    .default(0)
    .describe('minutes; a negative one takes dates of one day earlier'),
  phone: text('in any form of the realm\'s country, or with "+"'),
  smsTemplateLabel: text('an alternate of the realm; empty: its default'),
  uuid: text('chosen by the client, so that asking twice issues once'),
  externalIssuerID: text('who issues it, for statistics; up to 255 bytes'),
  onlyGenerateSMS: z.boolean().default(false).describe('answers with the text and sends none'),
  countriesOfInterest: z
    .string()
    .optional()
    .describe('ISO codes with commas between; only where the realm asks for them'),
  padding,
})

/** More are refused as a whole. */
export const MAX_BATCH = 10

export const BatchIssueRequest = z.strictObject({
  codes: z.array(IssueRequest).optional().describe(`up to ${MAX_BATCH}`),
  padding,
})

export const CodeRequest = z.strictObject({ uuid: text('of a code of the realm'), padding })

export const MEMBERS = [
  ...Object.keys(IssueRequest.shape),
  ...Object.keys(BatchIssueRequest.shape),
] as const

/** @param request as it was parsed */
export const draftOf = (request: z.output<typeof IssueRequest>): IssueDraft => ({
  testType: request.testType,
  symptomDate: request.symptomDate,
  testDate: request.testDate,
  tzOffset: Math.trunc(request.tzOffset),
  phone: request.phone,
  smsTemplateLabel: request.smsTemplateLabel,
  uuid: request.uuid,
  externalIssuerId: request.externalIssuerID,
  onlyGenerateSms: request.onlyGenerateSMS,
  countriesOfInterest: request.countriesOfInterest,
  nonce: undefined,
})
