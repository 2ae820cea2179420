/**
 * Object names of the NHS layout, which are also its paths: `distribution/daily/2020072000.zip`. Sets of a region stand in a
 * directory of their own, `distribution/GB-SCT/daily/…`. Pure.
 */

import { formatIsoTime, parseIsoTime } from '../../iso-time.ts'
import type { UnixSeconds } from '../../time.ts'
import { PERIOD_KINDS, PERIOD_SECONDS, type PeriodKind } from './windows.ts'

/** ISO 3166-1 alpha-2, or a part of a country such as `GB-EAW`. Upper case, so that none is taken for a kind of period. */
const REGION = /^[A-Z]{2}(-[A-Z0-9]{1,3})?$/

export const isNhsRegion = (text: string): boolean => REGION.test(text)

export interface NhsObject {
  /** undefined: the default set. */
  readonly region: string | undefined
  readonly kind: PeriodKind
  /** End of the period, exclusive. */
  readonly end: UnixSeconds
}

const ROOT = 'distribution'
const FILE = /^(\d{4})(\d{2})(\d{2})(\d{2})\.zip$/

/** What all names of the layout begin with. @param prefix without a slash at either end; '' for none */
export const nhsRoot = (prefix: string): string => (prefix === '' ? ROOT : `${prefix}/${ROOT}`)

/** What the names of one set and kind begin with, with the slash. */
export const nhsDirectory = (
  prefix: string,
  { region, kind }: Pick<NhsObject, 'region' | 'kind'>,
): string => [nhsRoot(prefix), ...(region === undefined ? [] : [region]), kind, ''].join('/')

/** @example 'distribution/two-hourly/2020072016.zip' */
export const nhsObjectName = (prefix: string, object: NhsObject): string =>
  `${nhsDirectory(prefix, object)}${fileNameOf(object.end)}`

/** Year, month, day and hour of the end, without anything between. */
const fileNameOf = (end: UnixSeconds): string =>
  `${formatIsoTime(end).replaceAll(/[-T:]/g, '').slice(0, 10)}.zip`

/** @returns undefined where it is no name that `nhsObjectName` gives under this prefix */
export function parseNhsObjectName(prefix: string, name: string): NhsObject | undefined {
  const root = `${nhsRoot(prefix)}/`
  if (!name.startsWith(root)) return undefined
  const segments = name.slice(root.length).split('/')
  const [file = '', directory, region, ...more] = segments.reverse()
  const kind = PERIOD_KINDS.find((known) => known === directory)
  if (kind === undefined || more.length > 0) return undefined
  if (region !== undefined && !isNhsRegion(region)) return undefined
  const end = parseFileName(file)
  return end === undefined || end % PERIOD_SECONDS[kind] !== 0 ? undefined : { region, kind, end }
}

function parseFileName(file: string): UnixSeconds | undefined {
  const [, year, month, day, hour] = FILE.exec(file) ?? []
  return parseIsoTime(`${year}-${month}-${day}T${hour}:00:00Z`)
}
