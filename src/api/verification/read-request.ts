/**
 * Bodies of the verification server, read as its decoder reads them: member names in any case, of repeated ones the last, null
 * as "not sent", a closing bracket too many unnoticed, unknown members refused.
 * Source: verification server pkg/controller/json_bind.go over Go's encoding/json.
 */

import type * as z from 'zod'
import { fail, type Result, succeed } from '../../core/result.ts'

/** As the original: not 64 KiB. */
export const MAX_REQUEST_BYTES = 64_000

export type RequestProblem =
  | { readonly reason: 'content_type' }
  | { readonly reason: 'too_large' }
  | { readonly reason: 'empty' }
  | { readonly reason: 'malformed' }
  | { readonly reason: 'unknown_member'; readonly name: string }
  /** @see at path of the member, "codes[0].testType" */
  | { readonly reason: 'wrong_type'; readonly at: string }

// A byte order mark is no JSON for Go, so it must not be skipped here.
const decoder = new TextDecoder('utf-8', { fatal: false, ignoreBOM: true })

/**
 * @param contentType as received; '' where there is none
 * @param body undefined: longer than `MAX_REQUEST_BYTES`
 * @param schema a strict object; its members are the names that are read in any case
 */
export function readRequest<T extends z.ZodType>(
  contentType: string,
  body: Uint8Array | undefined,
  schema: T,
  names: readonly string[],
): Result<z.output<T>, RequestProblem> {
  // The case of a media type should not matter; the original's test is on the very letters.
  if (!contentType.startsWith('application/json')) return fail({ reason: 'content_type' })
  if (body === undefined) return fail({ reason: 'too_large' })
  const text = decoder.decode(body)
  if (text.trim() === '') return fail({ reason: 'empty' })
  const json = parseFirstValue(text)
  if (!json.ok) return json
  const byFolded = new Map(names.map((name) => [fold(name), name]))
  const parsed = schema.safeParse(canonical(json.value, byFolded) ?? {})
  if (parsed.success) return succeed(parsed.data)
  const [issue] = parsed.error.issues
  if (issue?.code === 'unrecognized_keys') {
    return fail({ reason: 'unknown_member', name: issue.keys[0] ?? '' })
  }
  return fail({ reason: 'wrong_type', at: pathOf(issue?.path ?? []) })
}

/** Go folds case by Unicode, in which two letters outside ASCII fold into it: long s here, the Kelvin sign by itself. */
const fold = (name: string): string => name.replaceAll('ſ', 's').toLowerCase()

const pathOf = (path: readonly PropertyKey[]): string =>
  path
    .map((part) => (typeof part === 'number' ? `[${part}]` : `.${String(part)}`))
    .join('')
    .replace(/^\./, '')

function parseFirstValue(text: string): Result<unknown, RequestProblem> {
  try {
    return succeed(JSON.parse(text))
  } catch {
    // Only whether it is JSON is told, and a closing bracket behind the value is no reason why it should not be.
    const end = endOfFirstValue(text)
    if (end === undefined || !/^\s*[}\]]/.test(text.slice(end)))
      return fail({ reason: 'malformed' })
    try {
      return succeed(JSON.parse(text.slice(0, end)))
    } catch {
      return fail({ reason: 'malformed' })
    }
  }
}

/** Where an object or list at the start of a text ends; undefined where none does. */
function endOfFirstValue(text: string): number | undefined {
  let depth = 0
  for (const { 0: token, index } of text.matchAll(/"(?:[^"\\]|\\.)*"|[{}[\]]/gs)) {
    if (token === '{' || token === '[') depth++
    if ((token === '}' || token === ']') && --depth === 0) return index + 1
    if (depth === 0) return undefined
  }
  return undefined
}

/** Members under their own names, null as undefined; entries of lists stay what they are. */
function canonical(value: unknown, byFolded: ReadonlyMap<string, string>): unknown {
  if (Array.isArray(value)) {
    return value.map((item: unknown) => (item === null ? null : canonical(item, byFolded)))
  }
  if (typeof value !== 'object' || value === null) return value ?? undefined
  const renamed = new Map<string, unknown>()
  for (const [name, member] of Object.entries(value)) {
    renamed.set(byFolded.get(fold(name)) ?? name, canonical(member, byFolded))
  }
  return Object.fromEntries(renamed)
}
