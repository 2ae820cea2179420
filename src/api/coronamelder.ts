/**
 * Bodies of CoronaMelder's app and of the health service's portal. Members that nobody asked for are passed over, as by the
 * original. Source: minvws/nl-covid19-notification-app-backend MobileAppApi, IccBackend.
 */

import * as z from 'zod'
import { fromTolerantBase64 } from '../core/bytes.ts'
import { parseIsoTime } from '../core/iso-time.ts'
import type { SentConfirmation } from '../core/layouts/coronamelder/confirmation.ts'
import type { SentKey } from '../core/layouts/coronamelder/workflow.ts'
import type { UnixSeconds } from '../core/time.ts'

/** Far above the largest that an app pads its requests to, 17,000. */
export const MAX_WORKFLOW_BYTES = 64_000
const BUCKET_ID_BYTES = 32

export const PostKeysRequest = z.object({
  keys: z.array(
    z.object({
      keyData: z.string().describe('base64 of 16 bytes'),
      rollingStartNumber: z.int().describe('ten-minute intervals since 1970'),
      rollingPeriod: z.int().describe('ten-minute intervals, 1 to 144'),
    }),
  ),
  bucketId: z.string().describe('base64, as it was given out'),
})

export interface PostedKeys {
  /** 32 bytes. */
  readonly bucketId: Uint8Array<ArrayBuffer>
  readonly keys: readonly SentKey[]
}

/** @returns undefined where it can't be read; whoever sent it is not told why */
export function parsePostKeys(body: Uint8Array): PostedKeys | undefined {
  const parsed = PostKeysRequest.safeParse(parseJson(body))
  if (!parsed.success) return undefined
  const bucketId = fromTolerantBase64(parsed.data.bucketId)
  if (bucketId?.length !== BUCKET_ID_BYTES) return undefined
  const keys: SentKey[] = []
  for (const { keyData, ...span } of parsed.data.keys) {
    const bytes = fromTolerantBase64(keyData)
    if (bytes === undefined) return undefined
    keys.push({ keyData: bytes, ...span })
  }
  return { bucketId, keys }
}

/** "2020-09-21", with or without a time, of which only the date counts. */
const Day = z
  .string()
  .max(40)
  .regex(/^\d{4}-\d{2}-\d{2}(T[0-9:.]{1,20}(Z|[+-]\d{2}:?\d{2})?)?$/)
  .transform((text, context): UnixSeconds => {
    const midnight = parseIsoTime(`${text.slice(0, 10)}T00:00:00Z`)
    if (midnight !== undefined) return midnight
    context.addIssue({ code: 'custom', message: 'is no date' })
    return z.NEVER
  })

const optional = <T extends z.ZodType>(schema: T) => schema.nullish()

const countries = optional(z.string()).describe(
  "ISO 3166-1 codes with commas between, the country's own among them",
)

export const LabConfirmRequest = z.object({
  labConfirmationId: z.string().max(20),
  dateOfSymptomsOnset: Day,
  countriesOfInterest: countries,
})

export const PubTekRequest = z.object({
  ggdKey: z.string().max(20),
  subjectHasSymptoms: z.boolean(),
  dateOfSymptomsOnset: optional(Day),
  dateOfTest: optional(Day),
  countriesOfInterest: countries,
})

/** The call of the first portal: always of a person with symptoms. */
export function parseLabConfirm(body: Uint8Array): SentConfirmation | undefined {
  const parsed = LabConfirmRequest.safeParse(withNames(LabConfirmRequest, parseJson(body)))
  if (!parsed.success) return undefined
  const { labConfirmationId, dateOfSymptomsOnset, countriesOfInterest } = parsed.data
  return {
    // People read it out as the app shows it.
    ggdKey: labConfirmationId.replace('-', ''),
    isSymptomatic: true,
    onsetDay: dateOfSymptomsOnset,
    testDay: undefined,
    countriesOfInterest: countriesOfInterest ?? undefined,
    isOriginPortal: true,
  }
}

export function parsePubTek(
  body: Uint8Array,
  isOriginPortal: boolean,
): SentConfirmation | undefined {
  const parsed = PubTekRequest.safeParse(withNames(PubTekRequest, parseJson(body)))
  if (!parsed.success) return undefined
  const { data } = parsed
  return {
    ggdKey: data.ggdKey,
    isSymptomatic: data.subjectHasSymptoms,
    onsetDay: data.dateOfSymptomsOnset ?? undefined,
    testDay: data.dateOfTest ?? undefined,
    countriesOfInterest: data.countriesOfInterest ?? undefined,
    isOriginPortal,
  }
}

const decoder = new TextDecoder()

function parseJson(body: Uint8Array): unknown {
  try {
    return JSON.parse(decoder.decode(body))
  } catch {
    return undefined
  }
}

/** Members under the schema's names: the original reads them in any case. */
function withNames(schema: z.ZodObject, value: unknown): unknown {
  if (typeof value !== 'object' || value === null || Array.isArray(value)) return value
  const names = new Map(Object.keys(schema.shape).map((name) => [name.toLowerCase(), name]))
  return Object.fromEntries(
    Object.entries(value).map(([name, member]: [string, unknown]) => [
      names.get(name.toLowerCase()) ?? name,
      member,
    ]),
  )
}
