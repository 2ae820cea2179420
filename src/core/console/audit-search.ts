/** What somebody looks for in the record, as an address says it. Pure. Source: console.md §3.3, §3.6. */

import { parseIsoTime } from '../iso-time.ts'
import { addSeconds, SECONDS_PER_DAY, type UnixSeconds } from '../time.ts'

/** As it was typed. */
export interface TypedAuditSearch {
  /** UTC dates, "2026-11-25". */
  readonly from: string
  readonly to: string
  readonly who: string
  readonly action: string
  readonly target: string
}

/** What an entry must be; undefined: it may be anything. */
export interface AuditSearch {
  readonly from: UnixSeconds | undefined
  /** Not any more at this instant. */
  readonly until: UnixSeconds | undefined
  /** Parts of what is there, in any case. */
  readonly who: string | undefined
  readonly action: string | undefined
  readonly target: string | undefined
}

export interface AuditSearchProblem {
  readonly field: 'from' | 'to'
  readonly reason: 'unreadable' | 'from_after_to' | 'too_long'
}

const FIELDS = ['from', 'to', 'who', 'action', 'target'] as const
const MAX_CHARACTERS = 100
const MAX_DAYS = 31

/** @param field of the address; undefined: it has none of that name */
export const typedSearch = (field: (name: string) => string | undefined): TypedAuditSearch => {
  const typed = { from: '', to: '', who: '', action: '', target: '' }
  for (const name of FIELDS) typed[name] = (field(name) ?? '').trim().slice(0, MAX_CHARACTERS)
  return typed
}

export const isEmptySearch = (typed: TypedAuditSearch): boolean =>
  FIELDS.every((name) => typed[name] === '')

/** The fields that say something, to be put into an address. */
export const searchQuery = (typed: TypedAuditSearch): string =>
  new URLSearchParams(
    FIELDS.filter((name) => typed[name] !== '').map((name) => [name, typed[name]]),
  ).toString()

export function parseAuditSearch(
  typed: TypedAuditSearch,
): AuditSearch | { readonly problems: readonly AuditSearchProblem[] } {
  const from = midnightOf(typed.from)
  const to = midnightOf(typed.to)
  const problems: AuditSearchProblem[] = []
  if (from === 'unreadable') problems.push({ field: 'from', reason: 'unreadable' })
  if (to === 'unreadable') problems.push({ field: 'to', reason: 'unreadable' })
  if (from === 'unreadable' || to === 'unreadable') return { problems }
  const until = to === undefined ? undefined : addSeconds(to, SECONDS_PER_DAY)
  if (from !== undefined && until !== undefined) {
    if (until <= from) return { problems: [{ field: 'from', reason: 'from_after_to' }] }
    const isLong = until - from > MAX_DAYS * SECONDS_PER_DAY
    if (isLong && typed.target === '') return { problems: [{ field: 'from', reason: 'too_long' }] }
  }
  return {
    from,
    until,
    who: typed.who || undefined,
    action: typed.action || undefined,
    target: typed.target || undefined,
  }
}

function midnightOf(date: string): UnixSeconds | undefined | 'unreadable' {
  return date === '' ? undefined : (parseIsoTime(`${date}T00:00:00Z`) ?? 'unreadable')
}
