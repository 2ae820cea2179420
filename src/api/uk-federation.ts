/**
 * Requests to a server of the UK protocol, as the original read them: it turned scalars into texts, and took forms as well as JSON.
 * Source: covidgreen/covid-green-interoperability-service, run.
 */

import * as z from 'zod'
import { parseUuid } from '../core/codes/uuid.ts'
import { parseIsoTime } from '../core/iso-time.ts'
import { fail, type Result, succeed } from '../core/result.ts'
import { asUnixSeconds, type UnixSeconds } from '../core/time.ts'

const MAX_TAG_LENGTH = 1000
const MAX_REGIONS = 100
const MAX_REGION_LENGTH = 64

const Text = z
  .union([z.string(), z.number(), z.boolean(), z.null()])
  .transform((value) => (value === null ? '' : String(value)))

export const UkUploadRequest = z.object({
  batchTag: Text.refine((tag) => tag.length <= MAX_TAG_LENGTH && !tag.includes('\0')).describe(
    'chosen by the client; the same for the same keys',
  ),
  payload: z.string().min(1).describe('compact JWS by ES256 over a JSON list of exposures'),
})

export type UkUploadBody = z.output<typeof UkUploadRequest>

/** @param contentType header; types are compared as they are written, as the original did */
export function parseUkUpload(
  contentType: string,
  body: Uint8Array,
): Result<UkUploadBody, 'unsupported_type' | 'malformed'> {
  const type = contentType.split(';')[0]?.trim()
  const text = () => new TextDecoder().decode(body)
  let json: unknown
  switch (type) {
    case 'application/json':
      try {
        json = JSON.parse(text())
      } catch {
        return fail('malformed')
      }
      break
    case 'application/x-www-form-urlencoded':
      json = membersOf(new URLSearchParams(text()))
      break
    case 'text/plain':
      return fail('malformed')
    default:
      return fail('unsupported_type')
  }
  const parsed = UkUploadRequest.safeParse(json)
  return parsed.success ? succeed(parsed.data) : fail('malformed')
}

/** A name that is there twice is a list, which nothing is read from. */
const membersOf = (form: URLSearchParams): Readonly<Record<string, unknown>> =>
  Object.fromEntries(
    [...form.keys()].map((name) => {
      const values = form.getAll(name)
      return [name, values.length === 1 ? values[0] : values]
    }),
  )

export interface UkDownloadQuery {
  /** undefined: none. */
  readonly afterTag: string | undefined
  /** Midnight of the date; undefined where there is no such day, which does not matter beside a tag. */
  readonly since: UnixSeconds | undefined
  /** undefined: all. */
  readonly regions: readonly string[] | undefined
}

/** @returns undefined where it is malformed */
export function parseUkDownload(date: string, query: URLSearchParams): UkDownloadQuery | undefined {
  const tag = only(query, 'batchTag')
  const regionList = only(query, 'regions')
  if (!DATE.test(date) || tag === undefined || regionList === undefined) return undefined
  const since = midnightOf(date)
  const afterTag = tag === '' ? undefined : parseUuid(tag)
  if (afterTag === undefined && (tag !== '' || since === undefined)) return undefined
  const regions = regionList === '' ? undefined : regionList.split(',')
  if (regions !== undefined && !regions.every(isRegion)) return undefined
  if (regions !== undefined && regions.length > MAX_REGIONS) return undefined
  return { afterTag, since, regions }
}

const DATE = /^\d{4}-\d{2}-\d{2}$/
const isRegion = (text: string): boolean => text !== '' && text.length <= MAX_REGION_LENGTH

/** @returns '' where it is not there, undefined where it is there more than once */
function only(query: URLSearchParams, name: string): string | undefined {
  const values = query.getAll(name)
  return values.length > 1 ? undefined : (values[0] ?? '')
}

/** Days before 1970 are days too: all that there is came later. */
function midnightOf(date: string): UnixSeconds | undefined {
  const midnight = parseIsoTime(`${date}T00:00:00Z`)
  const year = Number(date.slice(0, 4))
  if (midnight !== undefined || year >= 1970) return midnight
  // The calendar repeats itself every 400 years.
  const isDay = parseIsoTime(`${2000 + (year % 400)}${date.slice(4)}T00:00:00Z`) !== undefined
  return isDay ? asUnixSeconds(0) : undefined
}

export interface UkMetricsQuery {
  readonly startDate: string
  readonly endDate: string
  /** undefined: all. */
  readonly events: readonly string[] | undefined
  readonly grouping: 'none' | 'daily' | 'summary'
}

/** @returns undefined where it is malformed */
export function parseUkMetrics(query: URLSearchParams): UkMetricsQuery | undefined {
  const [startDate = '', endDate = ''] = [only(query, 'startDate'), only(query, 'endDate')]
  if (!isDay(startDate) || !isDay(endDate)) return undefined
  const names = query.has('metrics') ? only(query, 'metrics') : undefined
  if (query.has('metrics') && !/^[A-Z_]+(,[A-Z_]+)*$/.test(names ?? '')) return undefined
  // By presence: whatever they say, not both.
  if (query.has('daily') && query.has('summary')) return undefined
  const groupings = (['daily', 'summary'] as const).filter((name) => query.has(name))
  if (!groupings.every((name) => /^(true|false)$/.test(only(query, name) ?? ''))) return undefined
  const grouping = groupings.find((name) => query.get(name) === 'true') ?? 'none'
  return { startDate, endDate, events: names?.split(','), grouping }
}

const isDay = (text: string): boolean => DATE.test(text) && midnightOf(text) !== undefined
