/** Compares answers with recorded ones, in which volatile values stand by their kind in angle brackets. */

import type { Answer } from './verification.ts'

export interface RecordedAnswer {
  /** "<service> <method> <path> [body]". */
  readonly sent: string
  readonly status: number
  readonly type: string
  readonly body: unknown
}

export interface RecordedCase {
  readonly case: string
  readonly about: string
  readonly needs?: readonly string[]
  /** "realm.kind" of the keys that are used. */
  readonly keys: readonly string[]
  readonly answers: readonly RecordedAnswer[]
}

export interface RecordedRequest {
  readonly service: string
  readonly method: string
  readonly path: string
  /** undefined: none. */
  readonly body: string | undefined
}

const DAY = 86_400

export const utcDate = (at: number): string => new Date(at * 1000).toISOString().slice(0, 10)

/** @param values for other placeholders, without their brackets */
export function requestOf(
  sent: string,
  now: number,
  values: Readonly<Record<string, string>>,
): RecordedRequest {
  const [, service = '', method = '', path = '', body] =
    /^(\S+) (\S+) (\S+)(?: ([\s\S]*))?$/.exec(fill(sent, now, values)) ?? []
  return { service, method, path, body }
}

const fill = (text: string, now: number, values: Readonly<Record<string, string>>): string =>
  text
    .replaceAll(/<today([+-]\d+)?>/g, (_, days = '0') => utcDate(now + Number(days) * DAY))
    .replaceAll(/<([a-z ]+)>/g, (whole, name: string) => values[name] ?? whole)

/** Where an answer differs from what was recorded; empty: nowhere. */
export function differences(expected: RecordedAnswer, answer: Answer, now: number): string[] {
  const problems: string[] = []
  if (answer.status !== expected.status) {
    problems.push(
      `status ${answer.status} and not ${expected.status}: ${answer.text.slice(0, 200)}`,
    )
  }
  const type = (answer.headers.get('content-type') ?? '').split(';')[0]
  if (type !== expected.type) problems.push(`type ${type} and not ${expected.type}`)
  if (typeof expected.body === 'string') {
    if (answer.text.trim() !== expected.body.trim()) problems.push(`body ${answer.text}`)
    return problems
  }
  const actual = JSON.parse(answer.text || 'null')
  return [...problems, ...compare(expected.body, actual, 'body', now)]
}

/** Refusals of ours have padding too; it is no difference. */
function compare(expected: unknown, actual: unknown, at: string, now: number): string[] {
  if (typeof expected === 'string' && /<.*>/.test(expected)) {
    return isOfKind(expected, actual, now) ? [] : [`${at} is ${shown(actual)} and not ${expected}`]
  }
  if (Array.isArray(expected)) {
    if (!Array.isArray(actual) || actual.length !== expected.length)
      return [`${at} is no such list`]
    return expected.flatMap((item, index) => compare(item, actual[index], `${at}[${index}]`, now))
  }
  if (typeof expected === 'object' && expected !== null) {
    const value = 'header' in expected && typeof actual === 'string' ? readJwt(actual) : actual
    if (typeof value !== 'object' || value === null) return [`${at} is ${JSON.stringify(actual)}`]
    const members = value as Record<string, unknown>
    const surplus = Object.keys(members).filter(
      (name) => !(name in expected) && !(name === 'padding' && 'error' in members),
    )
    return [
      ...surplus.map((name) => `${at}.${name} is there`),
      ...Object.entries(expected).flatMap(([name, item]) =>
        name in members
          ? compare(item, members[name], `${at}.${name}`, now)
          : [`${at}.${name} is missing`],
      ),
    ]
  }
  return Object.is(expected, actual)
    ? []
    : [`${at} is ${JSON.stringify(actual)} and not ${JSON.stringify(expected)}`]
}

const shown = (value: unknown): string => JSON.stringify(value)?.slice(0, 100) ?? 'nothing'

/** As the recording shows tokens and certificates. */
function readJwt(text: string) {
  const [header = '', claims = '', signature = ''] = text.split('.')
  const decode = (segment: string) => atob(segment.replaceAll('-', '+').replaceAll('_', '/'))
  return {
    header: JSON.parse(decode(header)),
    claims: JSON.parse(decode(claims)),
    signature: decode(signature).length,
  }
}

/** Seconds by which two clocks readings of one test may differ: none, since its clock stands. */
function isOfKind(kind: string, actual: unknown, now: number): boolean {
  if (kind === '<1-2 KiB>') {
    const bytes = typeof actual === 'string' ? atob(actual).length : 0
    return bytes >= 1024 && bytes <= 2047
  }
  if (kind === '<uuid>') return /^[0-9a-fA-F-]{36}$/.test(String(actual))
  if (/^<(text|token issuer|realm audience|realm issuer|phone|id)>$/.test(kind)) {
    return String(actual) !== ''
  }
  const [, count, of] = /^<(\d+) (digits|characters)>$/.exec(kind) ?? []
  if (count !== undefined) {
    const text = String(actual)
    return text.length === Number(count) && (of !== 'digits' || /^\d+$/.test(text))
  }
  const [, amount, unit] = /^<now([+-]\d+)([sm])>$/.exec(kind) ?? []
  if (amount !== undefined) {
    const at = now + Number(amount) * (unit === 'm' ? 60 : 1)
    return typeof actual === 'number' ? actual === at : actual === rfc1123Of(at)
  }
  const [, midnight] = /^<midnight <today([+-]\d+)>>$/.exec(kind) ?? []
  if (midnight !== undefined) {
    const day = Math.floor(now / DAY) + Number(midnight)
    return actual === day * 144
  }
  const pattern = kind
    .replaceAll(/[.*+?^${}()|[\]\\]/g, '\\$&')
    .replaceAll(/<today(\\\+|-)?(\d+)?>/g, (_, sign = '+', days = '0') =>
      utcDate(now + Number(`${sign === '-' ? '-' : ''}${days}`) * DAY),
    )
    .replaceAll('<long code>', '[a-z0-9]{16}')
    .replaceAll(/<(realm|key|id)>/g, '\\d+')
    .replaceAll(/<[a-z ]+>/g, '.+')
  return new RegExp(`^${pattern}$`).test(String(actual))
}

const rfc1123Of = (at: number): string => new Date(at * 1000).toUTCString().replace('GMT', 'UTC')
