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

const PostKeysRequest = z.object({
  keys: z.array(
    z.object({ keyData: z.string(), rollingStartNumber: z.int(), rollingPeriod: z.int() }),
  ),
  bucketId: z.string(),
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

// Names in lower case: the original reads them in any.
const LabConfirmRequest = z.object({
  labconfirmationid: z.string().max(20),
  dateofsymptomsonset: Day,
  countriesofinterest: optional(z.string()),
})

const PubTekRequest = z.object({
  ggdkey: z.string().max(20),
  subjecthassymptoms: z.boolean(),
  dateofsymptomsonset: optional(Day),
  dateoftest: optional(Day),
  countriesofinterest: optional(z.string()),
})

/** The call of the first portal: always of a person with symptoms. */
export function parseLabConfirm(body: Uint8Array): SentConfirmation | undefined {
  const parsed = LabConfirmRequest.safeParse(withLowerCaseNames(parseJson(body)))
  if (!parsed.success) return undefined
  const { labconfirmationid, dateofsymptomsonset, countriesofinterest } = parsed.data
  return {
    // People read it out as the app shows it.
    ggdKey: labconfirmationid.replace('-', ''),
    isSymptomatic: true,
    onsetDay: dateofsymptomsonset,
    testDay: undefined,
    countriesOfInterest: countriesofinterest ?? undefined,
    isOriginPortal: true,
  }
}

export function parsePubTek(
  body: Uint8Array,
  isOriginPortal: boolean,
): SentConfirmation | undefined {
  const parsed = PubTekRequest.safeParse(withLowerCaseNames(parseJson(body)))
  if (!parsed.success) return undefined
  const { data } = parsed
  return {
    ggdKey: data.ggdkey,
    isSymptomatic: data.subjecthassymptoms,
    onsetDay: data.dateofsymptomsonset ?? undefined,
    testDay: data.dateoftest ?? undefined,
    countriesOfInterest: data.countriesofinterest ?? undefined,
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

const withLowerCaseNames = (value: unknown): unknown =>
  typeof value === 'object' && value !== null && !Array.isArray(value)
    ? Object.fromEntries(
        Object.entries(value).map(([name, member]: [string, unknown]) => [
          name.toLowerCase(),
          member,
        ]),
      )
    : value
