/** What a certificate had to be and what it is, check by check, and the check that its problem is of. Pure. */

import { toBase64 } from '../bytes.ts'
import type { ReceivedPublish } from '../publish/received-publish.ts'
import type { UnixSeconds } from '../time.ts'
import { type CertificateProblem, type Claims, readClaims } from '../verification/certificate.ts'
import {
  acceptedForms,
  exposureKeyHmac,
  type HmacForm,
  hmacText,
} from '../verification/exposure-key-hmac.ts'
import type {
  AuthorizedApp,
  HealthAuthority,
  HealthAuthorityKey,
  TenantDirectory,
} from '../verification/health-authority.ts'
import { isValidKey } from '../verification/issued-token.ts'
import { parseJws, type UnverifiedJws } from '../verification/jws.ts'
import type { CheckList, CheckName } from './checks.ts'

const CHECK_OF: Record<CertificateProblem['reason'], CheckName> = {
  malformed: 'certificate-structure',
  malformed_claim: 'certificate-structure',
  algorithm: 'certificate-algorithm',
  no_key_id: 'certificate-key-id',
  unknown_issuer: 'certificate-issuer',
  wrong_audience: 'certificate-audience',
  no_valid_key: 'certificate-key',
  not_yet_valid: 'certificate-times',
  expired: 'certificate-times',
  bad_signature: 'certificate-signature',
  issuer_not_allowed: 'certificate-tenant',
  report_type: 'certificate-report-type',
  hmac_mismatch: 'certificate-hmac',
}

export const checkOfProblem = (problem: CertificateProblem): CheckName => CHECK_OF[problem.reason]

/** All that a certificate is judged by, as far as it can be read. */
export interface CertificateEvidence {
  readonly received: ReceivedPublish
  readonly app: AuthorizedApp
  readonly tenants: TenantDirectory
  readonly now: UnixSeconds
  readonly jws: UnverifiedJws | undefined
  readonly claims: Claims | undefined
  readonly authority: HealthAuthority | undefined
  /** The authority's key of this kid, in force or not. */
  readonly namedKey: HealthAuthorityKey | undefined
}

export function certificateEvidence(
  received: ReceivedPublish,
  app: AuthorizedApp,
  tenants: TenantDirectory,
  now: UnixSeconds,
): CertificateEvidence {
  const jws = parseJws(received.verificationPayload)
  const read = jws && readClaims(jws)
  const claims = read?.ok ? read.value : undefined
  const authority = claims && tenants.healthAuthority(claims.issuer)
  const ofKeyId = authority?.keys.filter((key) => key.version === jws?.header['kid']) ?? []
  const namedKey = ofKeyId.find((key) => isValidKey(key, now)) ?? ofKeyId[0]
  return { received, app, tenants, now, jws, claims, authority, namedKey }
}

export const quoted = (value: unknown): string =>
  value === undefined ? 'nothing' : JSON.stringify(value)

/** Writes down what was expected and what came, as far as there is something to read. */
export function noteCertificate(list: CheckList, evidence: CertificateEvidence): void {
  const { jws, claims, authority, app, namedKey } = evidence
  if (jws === undefined) {
    const { verificationPayload } = evidence.received
    const segments = verificationPayload.split('.').length
    list.note('certificate-structure', {
      expected: 'three segments of unpadded base64url; header and claims are JSON objects',
      got: verificationPayload === '' ? 'nothing' : `${segments} segments`,
    })
    return
  }
  list.note('certificate-algorithm', { expected: '"ES256"', got: quoted(jws.header['alg']) })
  list.note('certificate-key-id', { expected: 'a text', got: quoted(jws.header['kid']) })
  if (claims === undefined) {
    const read = readClaims(jws)
    const name = !read.ok && 'claim' in read.failure ? read.failure.claim : ''
    list.note('certificate-structure', {
      expected: `claim ${name} of its type: texts for iss, aud, reportType, tekmac; whole numbers for exp, iat, nbf`,
      got: `${name} is ${describeType(jws.claims[name])}`,
    })
    return
  }
  list.note('certificate-issuer', {
    expected: "the issuer of a health authority's row, letter by letter",
    got: quoted(claims.issuer),
  })
  list.note('certificate-report-type', {
    expected: '"confirmed", "likely", "negative" or "user-report"',
    got: quoted(claims.reportType),
  })
  if (authority === undefined) return
  list.note('certificate-audience', {
    expected: quoted(authority.audience),
    got: quoted(claims.audience),
  })
  list.note('certificate-key', keyFinding(evidence, authority))
  list.note('certificate-times', timesFinding(claims, evidence.now))
  list.note('certificate-signature', {
    expected: `64 bytes r‖s by key ${quoted(namedKey?.version)}, P-256 with SHA-256, base64url`,
    got: `${jws.signature.length} bytes`,
  })
  list.note('certificate-tenant', {
    expected: `a health authority with id ${app.allowedHealthAuthorityIds.join(' or ') || '(none)'}`,
    got: `id ${authority.id}`,
  })
}

function describeType(value: unknown): string {
  if (Array.isArray(value)) return 'a list'
  if (typeof value === 'number' && Number.isNaN(value)) return 'a number that is not whole'
  return value === null ? 'null' : `a ${typeof value}`
}

function keyFinding({ jws, namedKey, now }: CertificateEvidence, authority: HealthAuthority) {
  const inForce = authority.keys.filter((key) => isValidKey(key, now)).map((key) => key.version)
  const thru = namedKey?.validThru
  const validity =
    namedKey === undefined || isValidKey(namedKey, now)
      ? ''
      : `, which is in force after ${namedKey.validFrom}${thru === undefined ? '' : ` and before ${thru}`}`
  return {
    expected: `one of ${inForce.length === 0 ? 'none: the authority has no key in force' : inForce.map(quoted).join(', ')}`,
    got: `${quoted(jws?.header['kid'])}${validity}`,
  }
}

function timesFinding({ expiresAt, issuedAt, notBefore }: Claims, now: UnixSeconds) {
  const said = [
    expiresAt !== 0 && `exp ${expiresAt}`,
    issuedAt !== 0 && `iat ${issuedAt}`,
    notBefore !== 0 && `nbf ${notBefore}`,
  ].filter((text) => text !== false)
  return {
    expected: `iat and nbf ≤ ${now} ≤ exp, in Unix seconds, without leeway`,
    got: said.join(', ') || 'no times',
  }
}

/** One of the two texts that may be signed. */
export interface ExplainedHmac {
  readonly form: HmacForm
  readonly segments: 3 | 4
  readonly text: string
  /** Base64. */
  readonly hmac: string
  /** Without the risk only where no key has one. */
  readonly isAccepted: boolean
}

const FORMS: readonly (readonly [HmacForm, 3 | 4])[] = [
  ['with-risk', 4],
  ['without-risk', 3],
]

/** Both texts and their HMACs. */
export const explainHmacs = (
  { keys }: ReceivedPublish,
  secret: Uint8Array<ArrayBuffer>,
): Promise<readonly ExplainedHmac[]> =>
  Promise.all(
    FORMS.map(async ([form, segments]) => ({
      form,
      segments,
      text: hmacText(keys, form),
      hmac: toBase64(await exposureKeyHmac(keys, secret, form)),
      isAccepted: keys.length > 0 && acceptedForms(keys).includes(form),
    })),
  )
