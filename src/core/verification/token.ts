/**
 * The verification token: what a code is traded for, and what is traded for a certificate. For apps it is opaque. Pure.
 * Source: verification server pkg/controller/verifyapi and pkg/controller/certapi.
 */

import { toBase64, toBase64Url, utf8 } from '../bytes.ts'
import { parseTestType, type TestType } from '../codes/test-type.ts'
import { signP1363, verifyP1363 } from '../crypto/ecdsa.ts'
import type { RandomBytes } from '../random.ts'
import { addSeconds, type UnixSeconds } from '../time.ts'
import { parseJws } from './jws.ts'

/** What a token vouches for. Dates as "2026-11-19"; '' for none. */
export interface TokenSubject {
  readonly testType: TestType
  readonly symptomDate: string
  readonly testDate: string
  /** ISO 3166-1 alpha-2, sorted; undefined: the realm does not ask. */
  readonly countriesOfInterest?: readonly string[] | undefined
}

const ID_BYTES = 96
const COUNTRIES_CLAIM = 'countriesOfInterest'
const DATE = /^\d{4}-\d{2}-\d{2}$/

/** `jti`: standard base64 without padding, 128 characters. */
export const makeTokenId = (randomBytes: RandomBytes): string =>
  toBase64(randomBytes(ID_BYTES)).replaceAll('=', '')

export const formatSubject = ({ testType, symptomDate, testDate }: TokenSubject): string =>
  `${testType}.${symptomDate}.${testDate}`

/** Reads the three parts, and the two of older tokens, which have no test date. */
export function parseSubject(text: string): TokenSubject | undefined {
  const [type = '', symptomDate = '', testDate = '', ...rest] = text.split('.')
  const testType = parseTestType(type)
  if (testType === undefined || rest.length > 0 || !text.includes('.')) return undefined
  if (![symptomDate, testDate].every((date) => date === '' || isDate(date))) return undefined
  return { testType, symptomDate, testDate }
}

const isDate = (text: string): boolean => {
  const [year = 0, month = 0, day = 0] = text.split('-').map(Number)
  if (!DATE.test(text) || month < 1 || month > 12) return false
  const isLeap = (year % 4 === 0 && year % 100 !== 0) || year % 400 === 0
  const days = [31, isLeap ? 29 : 28, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31][month - 1] ?? 0
  return day >= 1 && day <= days
}

export interface TokenClaims {
  /** Issuer and audience. */
  readonly issuer: string
  readonly id: string
  readonly subject: TokenSubject
  readonly issuedAt: UnixSeconds
  readonly lifeSeconds: number
}

export async function signToken(
  signer: { readonly keyId: string; readonly privateKey: CryptoKey },
  { issuer, id, subject, issuedAt, lifeSeconds }: TokenClaims,
): Promise<string> {
  return signJwt(signer, {
    aud: issuer,
    exp: addSeconds(issuedAt, lifeSeconds),
    jti: id,
    iat: issuedAt,
    iss: issuer,
    sub: formatSubject(subject),
    // Ours: so that the certificate can be signed before the token is looked up.
    ...(subject.countriesOfInterest !== undefined && {
      [COUNTRIES_CLAIM]: subject.countriesOfInterest,
    }),
  })
}

/** A JWT by ES256. @param claims in the order in which they are written; what is undefined is left out */
export async function signJwt(
  signer: { readonly keyId: string; readonly privateKey: CryptoKey },
  claims: Readonly<Record<string, unknown>>,
): Promise<string> {
  const segment = (value: object) => toBase64Url(utf8(JSON.stringify(value)))
  const input = `${segment({ alg: 'ES256', kid: signer.keyId, typ: 'JWT' })}.${segment(claims)}`
  return `${input}.${toBase64Url(await signP1363(signer.privateKey, utf8(input)))}`
}

/** A token whose signature, times and names are right. */
export interface VerifiedToken {
  readonly id: string
  readonly subject: TokenSubject
}

/**
 * @param publicKey by `kid`; undefined: nobody's
 * @returns undefined where anything is wrong with it: what it is, is nobody's business
 */
export async function verifyToken(
  token: string,
  issuer: string,
  publicKey: (keyId: string) => Promise<CryptoKey | undefined>,
  now: UnixSeconds,
): Promise<VerifiedToken | undefined> {
  const jws = parseJws(token)
  if (jws?.header['alg'] !== 'ES256') return undefined
  const { kid } = jws.header
  const { iss, aud, exp, iat, jti, sub } = jws.claims
  if (typeof kid !== 'string' || iss !== issuer || aud !== issuer) return undefined
  if (typeof jti !== 'string' || jti === '' || typeof sub !== 'string') return undefined
  if (typeof exp !== 'number' || !(exp > now)) return undefined
  if (iat !== undefined && !(typeof iat === 'number' && iat <= now)) return undefined
  const subject = parseSubject(sub)
  const key = await publicKey(kid)
  if (subject === undefined || key === undefined) return undefined
  const isSigned = await verifyP1363(key, jws.signature, jws.signingInput)
  if (!isSigned) return undefined
  const countriesOfInterest = readCountries(jws.claims[COUNTRIES_CLAIM])
  return {
    id: jti,
    subject: { ...subject, ...(countriesOfInterest !== undefined && { countriesOfInterest }) },
  }
}

const readCountries = (claim: unknown): readonly string[] | undefined =>
  Array.isArray(claim) && claim.every((country) => typeof country === 'string') ? claim : undefined
