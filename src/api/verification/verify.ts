/** Bodies of the verification API. Source: verification server pkg/api/api.go. */

import * as z from 'zod'

const text = (description: string) => z.string().default('').describe(description)
const padding = z.unknown().optional().describe('ignored, of any type')

export const VerifyRequest = z.strictObject({
  code: text('short or long code, as it is'),
  accept: z
    .array(z.string())
    .default([])
    .describe('test types that the app can handle; none: all of them'),
  nonce: text('base64; of a code that the phone asked for itself'),
  padding,
})

export const CertificateRequest = z.strictObject({
  token: text('the verification token'),
  ekeyhmac: text('HMAC of the keys, base64 of 32 bytes'),
  padding,
})

export const UserReportRequest = z.strictObject({
  symptomDate: text('"2026-11-19"'),
  testDate: text('"2026-11-19"'),
  tzOffset: z.number().default(0).describe('not used'),
  phone: text('in any form of the realm\'s country, or with "+"'),
  nonce: text('base64 of 256 bytes that the app holds'),
  padding,
})
