/**
 * JSON as the published servers' decoder reads it, where it differs from the language's own: member names in any case,
 * null as "not sent", integers told from other numbers. Shapes are the schemas' business.
 * Source: google/exposure-notifications-server pkg/jsonutil over Go's encoding/json.
 */

import { fail, type Result, succeed } from '../core/result.ts'

export type JsonProblem =
  | { readonly reason: 'syntax' }
  /** Two spellings of one member: which of them counts would be a guess. */
  | { readonly reason: 'repeated_member'; readonly name: string }

/** Names that a document may hold. */
export interface MemberNames {
  readonly canonical: ReadonlySet<string>
  readonly byFolded: ReadonlyMap<string, string>
}

export const memberNames = (...names: readonly string[]): MemberNames => ({
  canonical: new Set(names),
  byFolded: new Map(names.map((name) => [fold(name), name])),
})

/** Go folds case by Unicode, in which two letters outside ASCII fold into it: long s here, the Kelvin sign by itself. */
const fold = (name: string): string => name.replaceAll('ſ', 's').toLowerCase()

// A byte order mark is no JSON for Go, so it must not be skipped here.
const decoder = new TextDecoder('utf-8', { fatal: false, ignoreBOM: true })

/** The reviver's third argument, which the language's types do not know yet. */
type Reviver = (this: unknown, key: string, value: unknown, context: { source?: string }) => unknown

/**
 * Parses exactly one JSON value.
 * @returns plain data: members under their canonical names, unknown ones under their own; null as undefined, so that a
 *   schema gives it the default and still sees a name that it does not know; a number that is not written as an integer
 *   becomes NaN
 */
export function parseGoJson(bytes: Uint8Array, names: MemberNames): Result<unknown, JsonProblem> {
  try {
    const text = decoder.decode(bytes)
    // A reviver costs seven times the parsing, and nearly every client writes what needs none.
    if (!NO_PLAIN_NUMBER.test(text)) {
      const value: unknown = JSON.parse(text)
      if (typeof value === 'object' && isPlain(value, names.canonical)) return succeed(value)
    }
    return parseRevived(text, names)
  } catch {
    // Also where it is nested too deeply to be walked.
    return fail({ reason: 'syntax' })
  }
}

/** A point, an exponent or a zero below zero where a number stands; in a text it only costs the longer way. */
const NO_PLAIN_NUMBER = /[:,[]\s*-?(?:\d+[.eE]|(?<=-)0)/

/** Whether the members of the value are canonical at every depth, and nothing is null. */
function isPlain(value: unknown, canonical: ReadonlySet<string>): boolean {
  if (typeof value !== 'object') return true
  if (value === null) return false
  if (Array.isArray(value)) return value.every((item) => isPlain(item, canonical))
  return Object.entries(value).every(
    ([name, member]) => canonical.has(name) && isPlain(member, canonical),
  )
}

/** @throws where the text is no JSON */
function parseRevived(text: string, names: MemberNames): Result<unknown, JsonProblem> {
  let repeated: string | undefined
  const reviver: Reviver = (_key, value, context) => {
    if (typeof value === 'number') {
      return /^-?\d+$/.test(context.source ?? '') ? value + 0 : Number.NaN
    }
    if (Array.isArray(value)) return value.map((item: unknown) => item ?? undefined)
    if (typeof value !== 'object' || value === null) return value
    const renamed = new Map<string, unknown>()
    for (const [name, member] of Object.entries(value)) {
      const canonical = names.byFolded.get(fold(name)) ?? name
      if (renamed.has(canonical)) repeated ??= canonical
      renamed.set(canonical, member ?? undefined)
    }
    return Object.fromEntries(renamed)
  }
  const value: unknown = JSON.parse(text, reviver as (key: string, value: unknown) => unknown)
  if (repeated !== undefined) return fail({ reason: 'repeated_member', name: repeated })
  return succeed(value ?? {})
}
