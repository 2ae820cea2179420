/**
 * One line of JSON an event. Redaction is here and not at call sites: members whose names speak of secrets are dropped, and
 * of an error only its class, its message's first words known to be safe, and its code are kept, since the database driver
 * writes bound values into messages.
 */

export type LogLevel = 'info' | 'warn' | 'error'
export type LogValue = string | number | boolean | undefined | readonly string[]

const SECRET_NAME =
  /key(?!s$|Id$|Count$|Name$)|token|certificate|hmac|code$|phone|payload|body|authorization|secret|address/i
const MAX_TEXT = 200

export function log(
  level: LogLevel,
  event: string,
  fields: Readonly<Record<string, LogValue>>,
): void {
  const line: Record<string, LogValue> = { level, event }
  for (const [name, value] of Object.entries(fields)) {
    if (value === undefined) continue
    line[name] = SECRET_NAME.test(name) ? '[redacted]' : shorten(value)
  }
  console.log(JSON.stringify(line))
}

const shorten = (value: LogValue): LogValue =>
  typeof value === 'string' && value.length > MAX_TEXT ? `${value.slice(0, MAX_TEXT)}…` : value

/** What may be told of an error: classes down its chain of causes, and messages of our own errors without their data. */
export function describeError(cause: unknown): string {
  const names: string[] = []
  for (let error: unknown = cause, depth = 0; error instanceof Error && depth < 5; depth++) {
    names.push(`${error.name}: ${safeMessage(error)}`)
    error = error instanceof AggregateError ? error.errors[0] : error.cause
  }
  return names.join(' < ') || typeof cause
}

/** Bound values follow "params:"; long runs of letters and digits are key material or tokens, shorter ones of digits codes or phones. */
function safeMessage(error: Error): string {
  const [head = ''] = error.message.split(/params:|Failed query/i)
  return head
    .replaceAll(/[A-Za-z0-9+/_=-]{20,}|\+?\d{6,}/g, '[redacted]')
    .slice(0, MAX_TEXT)
    .trim()
}
