/**
 * Answers of the verification and the admin API. Those with padding have one length an endpoint, whatever they say: success,
 * refusal and chaff look alike on the wire.
 */

import type { WireFailure } from '../../api/verification/error-codes.ts'
import { toBase64, utf8 } from '../../core/bytes.ts'
import type { RandomBytes } from '../../core/random.ts'

/** Of every answer, as the original sends them. */
export const SECURITY_HEADERS = {
  'x-content-type-options': 'nosniff',
  'referrer-policy': 'strict-origin-when-cross-origin',
  'strict-transport-security': 'max-age=315360000; includeSubDomains; preload',
} as const

export const JSON_HEADERS = {
  'content-type': 'application/json',
  // A transfer that is compressed on the way would tell what the padding hides.
  'cache-control': 'no-store, no-transform',
} as const

/** JSON as Go writes it: what could open a tag is escaped, and a line feed ends it. */
export const goJson = (value: unknown): string =>
  `${JSON.stringify(value).replaceAll(/[<>&\u2028\u2029]/g, escapeUnit)}\n`

const escapeUnit = (unit: string): string =>
  `\\u${unit.charCodeAt(0).toString(16).padStart(4, '0')}`

export interface PaddedOptions {
  readonly status: number
  /** Bytes; an answer that does not fit takes the next multiple. */
  readonly stepBytes: number
  readonly headers?: Readonly<Record<string, string>>
}

/** Least that padding has, decoded: as the original's. */
const MIN_PADDING_CHARACTERS = 1368

/**
 * @param members in the order in which they are written; `padding` is filled in where it stands, base64 of random bytes. What
 *   is missing to a whole group of base64 is white space behind the JSON.
 */
export function paddedJson(
  members: { readonly padding: string } & Readonly<Record<string, unknown>>,
  options: PaddedOptions,
  randomBytes: RandomBytes,
): Response {
  const { stepBytes } = options
  const bare = goJson({ ...members, padding: '' })
  const bareBytes = utf8(bare).length
  const fits = Math.ceil((bareBytes + MIN_PADDING_CHARACTERS) / stepBytes) * stepBytes
  const missing = fits - bareBytes
  const padding = toBase64(randomBytes(Math.floor(missing / 4) * 3))
  const text = bare.replace('"padding":""', `"padding":"${padding}"`).trimEnd()
  const body = utf8(`${text}${' '.repeat(missing % 4)}\n`)
  return new Response(body, {
    status: options.status,
    headers: { ...JSON_HEADERS, ...options.headers },
  })
}

/** Members of a refusal. */
export const failureMembers = ({ code, error }: Pick<WireFailure, 'code' | 'error'>) => ({
  error,
  errorCode: code,
  error_code: code,
  padding: '',
})

/** Bytes of a body that is always the same kind: no padding needed. */
export const jsonAnswer = (
  value: unknown,
  status = 200,
  headers: Readonly<Record<string, string>> = {},
): Response => new Response(goJson(value), { status, headers: { ...JSON_HEADERS, ...headers } })

/** The status as a phrase. */
const PHRASES = {
  400: 'Bad Request',
  401: 'Unauthorized',
  404: 'Not Found',
  500: 'Internal Server Error',
} as const

/**
 * A refusal before anybody's request was read. JSON where the client speaks it, else the phrase as text: of the parts of Accept
 * and Content-Type the first letters count, blanks included.
 */
export function negotiatedFailure(
  headers: Headers,
  status: keyof typeof PHRASES,
  body: unknown,
): Response {
  const accepted = [...(headers.get('accept') ?? '').split(','), headers.get('content-type') ?? '']
  if (accepted.some((part) => part.startsWith('application/json'))) return jsonAnswer(body, status)
  return new Response(PHRASES[status], {
    status,
    headers: { 'content-type': 'text/plain; charset=utf-8', 'cache-control': 'no-store' },
  })
}

export const unauthorized = (headers: Headers): Response =>
  negotiatedFailure(headers, 401, { error: 'unauthorized', errorCode: '', error_code: '' })
