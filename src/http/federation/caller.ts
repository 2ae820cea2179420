/**
 * Who is calling a federation surface: whose client certificate was verified, by the platform or by a proxy of ours. A proxy's word
 * counts where it proves itself by a secret. Where the headers of one come without that, the request is refused: whoever sent them
 * wants to be somebody else, or a proxy lost its secret, and neither is to be passed over.
 */

import { utf8 } from '../../core/bytes.ts'
import { equalInConstantTime } from '../../core/crypto/constant-time.ts'
import {
  readDistinguishedName,
  readThumbprint,
  SUBJECT_HEADER,
  THUMBPRINT_HEADER,
} from '../../core/federation/efgs/client-headers.ts'
import { fail, type Result, succeed } from '../../core/result.ts'

/** What a proxy proves itself with. */
export const PROXY_SECRET_HEADER = 'X-Tocsin-Proxy-Secret'

/** One that can be guessed is none: headers are then nobody's. */
export const MIN_PROXY_SECRET_CHARACTERS = 16

export interface CallerSettings {
  /** Undefined, or shorter than `MIN_PROXY_SECRET_CHARACTERS`: there is no proxy. */
  readonly proxySecret: string | undefined
  readonly thumbprintHeader?: string
  readonly subjectHeader?: string
}

export interface Caller {
  /** SHA-256 of the certificate's DER, lower-case hexadecimal. */
  readonly thumbprint: string
  /** As `readDistinguishedName` gives it; undefined where it is missing or can't be read. */
  readonly subject: ReadonlyMap<string, string> | undefined
}

export type CallerProblem =
  /** None was presented, or it was not verified, or its thumbprint can't be read. */
  | 'no_certificate'
  /** A proxy's headers without the secret of ours. */
  | 'untrusted_headers'

/** What counts of a request; `cf` is what the platform adds to it. */
export interface CallerRequest {
  readonly headers: Pick<Headers, 'get'>
  readonly cf?: unknown
}

export function callerOf(
  { headers, cf }: CallerRequest,
  settings: CallerSettings,
): Result<Caller, CallerProblem> {
  const secret = headers.get(PROXY_SECRET_HEADER)
  const thumbprint = headers.get(settings.thumbprintHeader ?? THUMBPRINT_HEADER)
  const subject = headers.get(settings.subjectHeader ?? SUBJECT_HEADER)
  if (secret === null && thumbprint === null && subject === null) return platformCaller(cf)
  if (!isSecret(secret, settings.proxySecret)) return fail('untrusted_headers')
  // The certificate that the platform saw is then the proxy's own.
  return named(thumbprint ?? '', subject ?? '')
}

/** @returns lower-case hexadecimal; undefined for nobody */
export function thumbprintOf(request: CallerRequest, settings: CallerSettings): string | undefined {
  const caller = callerOf(request, settings)
  return caller.ok ? caller.value.thumbprint : undefined
}

const isSecret = (presented: string | null, expected: string | undefined): boolean =>
  presented !== null &&
  expected !== undefined &&
  expected.length >= MIN_PROXY_SECRET_CHARACTERS &&
  equalInConstantTime(utf8(presented), utf8(expected))

function platformCaller(cf: unknown): Result<Caller, CallerProblem> {
  const auth = member(cf, 'tlsClientAuth')
  const isGood =
    member(auth, 'certPresented') === '1' &&
    member(auth, 'certVerified') === 'SUCCESS' &&
    member(auth, 'certRevoked') !== '1'
  if (!isGood) return fail('no_certificate')
  // As a proxy would write it, so that a percent sign or a plus in it is only itself.
  const subject = encodeURIComponent(String(member(auth, 'certSubjectDN') ?? ''))
  return named(String(member(auth, 'certFingerprintSHA256') ?? ''), subject)
}

function named(thumbprint: string, subject: string): Result<Caller, CallerProblem> {
  const read = readThumbprint(thumbprint)
  if (read === undefined) return fail('no_certificate')
  return succeed({
    thumbprint: read,
    subject: subject === '' ? undefined : readDistinguishedName(subject),
  })
}

const member = (value: unknown, name: string): unknown =>
  typeof value === 'object' && value !== null
    ? (value as Readonly<Record<string, unknown>>)[name]
    : undefined
