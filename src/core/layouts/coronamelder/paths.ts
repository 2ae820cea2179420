/** Names of what is published, and how long each may be kept. Pure. Source: minvws/nl-covid19-notification-app-backend ContentApi. */

import { isKnownCountry } from '../../codes/countries-of-interest.ts'
import { SECONDS_PER_DAY, SECONDS_PER_HOUR, type UnixSeconds } from '../../time.ts'
import { isContentId } from './content-id.ts'

/** The last version of the content API. */
export const DEFAULT_PREFIX = 'v6'

/** What is published once and never changes under its name. */
export const DOCUMENT_KINDS = ['appconfig', 'riskcalculationparameters', 'resourcebundle'] as const
export type DocumentKind = (typeof DOCUMENT_KINDS)[number]

export type ContentName =
  /** Of one country where it has one, else of the deployment's own. */
  | { readonly kind: 'manifest'; readonly country: string | undefined }
  | { readonly kind: 'set'; readonly id: string; readonly country: string | undefined }
  /** Ids of the sets of a country, as JSON. */
  | { readonly kind: 'set_list'; readonly country: string }
  | { readonly kind: DocumentKind; readonly id: string }

/** @param prefix without a slash at either end; '' for none */
export function objectNameOf(prefix: string, name: ContentName): string {
  const parts = [prefix, ...segmentsOf(name)].filter((part) => part !== '')
  return parts.join('/')
}

function segmentsOf(name: ContentName): readonly string[] {
  switch (name.kind) {
    case 'manifest':
      return ['manifest', name.country ?? '']
    case 'set':
      return ['exposurekeyset', name.country ?? '', name.id]
    case 'set_list':
      return ['exposurekeyset', name.country]
    default:
      return [name.kind, name.id]
  }
}

/**
 * What a path asks for.
 * @param path as requested, without a slash before it
 * @returns 'unknown' where nothing of that name can be there, 'malformed' where an id or a country is none
 */
export function readContentPath(
  path: string,
  prefix: string,
): ContentName | 'unknown' | 'malformed' {
  const start = prefix === '' ? '' : `${prefix}/`
  if (!path.startsWith(start)) return 'unknown'
  const [kind = '', first, second, ...more] = path.slice(start.length).split('/')
  if (more.length > 0) return 'unknown'
  if (kind === 'manifest') return readManifest(first, second)
  if (kind === 'exposurekeyset') return readSet(first, second)
  const document = DOCUMENT_KINDS.find((one) => one === kind)
  if (document === undefined || first === undefined || second !== undefined) return 'unknown'
  return isContentId(first) ? { kind: document, id: first } : 'malformed'
}

function readManifest(country: string | undefined, more: string | undefined) {
  if (more !== undefined) return 'unknown'
  if (country === undefined) return { kind: 'manifest', country } as const
  const problem = problemOfCountry(country)
  return problem ?? ({ kind: 'manifest', country } as const)
}

function readSet(first: string | undefined, second: string | undefined) {
  if (first === undefined) return 'unknown'
  if (second === undefined) {
    if (isContentId(first)) return { kind: 'set', id: first, country: undefined } as const
    return problemOfCountry(first) ?? ({ kind: 'set_list', country: first } as const)
  }
  const problem = problemOfCountry(first)
  if (problem !== undefined) return problem
  return isContentId(second) ? ({ kind: 'set', id: second, country: first } as const) : 'malformed'
}

/** Codes are compared in upper case only; one that no country has is well formed and never there. */
const problemOfCountry = (code: string): 'malformed' | 'unknown' | undefined =>
  !/^[A-Z]{2}$/.test(code) ? 'malformed' : isKnownCountry(code) ? undefined : 'unknown'

/** Sets are deleted by the cleanup of the night after their last day. */
const CLEANUP_HOUR = 5
const MIN_MAX_AGE_SECONDS = 60

/** Seconds for which phones and caches may keep a set: to the cleanup that deletes it, and a minute at least. */
export function setMaxAgeSeconds(
  releasedAt: UnixSeconds,
  now: UnixSeconds,
  lifetimeDays: number,
): number {
  const kept = lifetimeDays * SECONDS_PER_DAY + CLEANUP_HOUR * SECONDS_PER_HOUR
  return Math.max(MIN_MAX_AGE_SECONDS, kept - (now - releasedAt))
}
