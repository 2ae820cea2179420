/** The usual mistakes behind a refused certificate, recognised by trying them. Pure. */

import { fromTolerantBase64 } from '../bytes.ts'
import { derToP1363, verifyP1363 } from '../crypto/ecdsa.ts'
import type { CertificateProblem } from '../verification/certificate.ts'
import { parseJws } from '../verification/jws.ts'
import type { CertificateEvidence } from './certificate-finding.ts'
import { hmacMistakes } from './hmac-mistakes.ts'

/** Above it a time is in milliseconds: as seconds it would be in the year 5138. */
const LAST_PLAUSIBLE_SECOND = 100_000_000_000
const USUAL_CLOCK_SKEW_SECONDS = 300

/** @returns sentences, most likely first; empty where nothing usual fits */
export async function certificateMistakes(
  problem: CertificateProblem,
  evidence: CertificateEvidence,
): Promise<readonly string[]> {
  switch (problem.reason) {
    case 'malformed':
      return structureMistakes(evidence.received.verificationPayload)
    case 'malformed_claim':
      return claimMistakes(problem.claim, evidence)
    case 'algorithm':
    case 'no_key_id':
      return tokenMistakes(evidence)
    case 'unknown_issuer':
      return [...tokenMistakes(evidence), ...issuerMistakes(evidence)]
    case 'wrong_audience':
      return [...tokenMistakes(evidence), ...audienceMistakes(evidence)]
    case 'no_valid_key':
      return keyIdMistakes(evidence)
    case 'expired':
    case 'not_yet_valid':
      return timeMistakes(evidence)
    case 'bad_signature':
      return signatureMistakes(evidence)
    case 'issuer_not_allowed':
      return ["The authority is known, but the app's row does not list its id."]
    case 'report_type':
      return reportTypeMistakes(evidence)
    case 'hmac_mismatch':
      return hmacMistakes(evidence)
  }
}

function structureMistakes(payload: string): readonly string[] {
  if (payload === '') return ['No certificate was sent: verificationPayload is missing or empty.']
  if (/^[\w-]{20,}={0,2}\.\d+\.[\w-]{20,}={0,2}$/.test(payload)) {
    return [
      "This is an API key of the verification server. The certificate is what that server's /api/certificate answers.",
    ]
  }
  if (/^Bearer /i.test(payload)) return ['"Bearer" does not belong into verificationPayload.']
  const respelled = toRawUrl(payload)
  if (respelled !== payload && parseJws(respelled) !== undefined) {
    return [
      payload.includes('=')
        ? 'The segments are padded with "=": a JWT is unpadded base64url.'
        : 'The segments are standard base64: a JWT has "-" and "_" for "+" and "/".',
    ]
  }
  return []
}

const toRawUrl = (text: string): string =>
  text.replaceAll('+', '-').replaceAll('/', '_').replaceAll(/[=\s]/g, '')

function claimMistakes(claim: string, { jws }: CertificateEvidence): readonly string[] {
  const value = jws?.claims[claim]
  if (claim === 'aud' && Array.isArray(value)) {
    return ['aud is a list, as many JWT libraries write it: it must be one text.']
  }
  const isTime = claim === 'exp' || claim === 'iat' || claim === 'nbf'
  if (isTime && typeof value === 'number') {
    return [`${claim} is a fraction of a second: write whole Unix seconds.`]
  }
  return typeof value === 'string' && /^\d+$/.test(value) ? [`${claim} is written as a text.`] : []
}

/** The token that codes are exchanged for has the same issuer, often, and is signed by another key. */
function tokenMistakes({ jws }: CertificateEvidence): readonly string[] {
  const isToken =
    jws !== undefined &&
    jws.claims['tekmac'] === undefined &&
    jws.claims['reportType'] === undefined &&
    typeof jws.claims['sub'] === 'string'
  return isToken
    ? [
        'This looks like the token of /api/verify. It has to be exchanged for a certificate at /api/certificate first.',
      ]
    : []
}

function issuerMistakes({ claims, tenants }: CertificateEvidence): readonly string[] {
  if (claims === undefined) return []
  const { issuer, audience } = claims
  if (tenants.healthAuthority(audience)?.audience === issuer) return ['iss and aud are swapped.']
  if (issuer === '') return ['The certificate has no iss.']
  const spelling = spellings(issuer).find((text) => tenants.healthAuthority(text) !== undefined)
  return spelling === undefined
    ? []
    : [`Known is ${JSON.stringify(spelling)}: every letter and slash of iss counts.`]
}

const spellings = (text: string): readonly string[] => [
  text.trim(),
  text.replace(/\/$/, ''),
  `${text}/`,
  text.toLowerCase(),
  text.replace(/^http:/, 'https:'),
  text.replace(/^https:/, 'http:'),
]

function audienceMistakes({ claims, authority }: CertificateEvidence): readonly string[] {
  if (claims === undefined || authority === undefined) return []
  const mistakes: string[] = []
  if (spellings(claims.audience).includes(authority.audience)) {
    mistakes.push('They differ in a slash, a space or the case of letters only: every one counts.')
  }
  if (claims.audience === authority.issuer) {
    mistakes.push('aud is the issuer: it must be what the key server calls itself.')
  }
  return mistakes
}

function keyIdMistakes(evidence: CertificateEvidence): readonly string[] {
  const { jws, authority, namedKey, now } = evidence
  const keyId = jws?.header['kid']
  if (typeof keyId !== 'string' || authority === undefined) return []
  if (namedKey !== undefined) {
    return [
      namedKey.validFrom >= now
        ? 'The key is known but not in force yet.'
        : 'The key is known but no longer in force.',
    ]
  }
  const alike = authority.keys.find(
    ({ version }) => version.trim().toLowerCase() === keyId.trim().toLowerCase(),
  )
  return [
    alike === undefined
      ? 'The kid is the version under which the key server knows the key: not the id of the key of the exports, and not the name of the key in a key store.'
      : `Known is ${JSON.stringify(alike.version)}: every letter of kid counts.`,
  ]
}

function timeMistakes({ claims, now }: CertificateEvidence): readonly string[] {
  if (claims === undefined) return []
  const { expiresAt, issuedAt, notBefore } = claims
  const startsAt = Math.max(issuedAt, notBefore)
  if ([expiresAt, startsAt].some((time) => time > LAST_PLAUSIBLE_SECOND)) {
    return ['The times are in milliseconds: a JWT counts seconds.']
  }
  const ahead = startsAt - now
  if (ahead > 0) {
    return ahead <= USUAL_CLOCK_SKEW_SECONDS
      ? [`The issuer's clock is ${ahead} s ahead of ours: there is no leeway, so set iat back.`]
      : [`The certificate begins in ${ahead} s: a clock or a time zone is wrong.`]
  }
  return [
    `The certificate expired ${now - expiresAt} s ago: it was kept too long, or a clock is wrong.`,
  ]
}

async function signatureMistakes(evidence: CertificateEvidence): Promise<readonly string[]> {
  const { jws, namedKey, authority, received } = evidence
  if (jws === undefined || namedKey === undefined) return []
  const text = received.verificationPayload.split('.')[2] ?? ''
  const bytes = fromTolerantBase64(text)
  if (bytes === undefined) return ['The signature is not base64url.']
  const raw = derToP1363(bytes)
  if (raw !== undefined && (await verifyP1363(namedKey.publicKey, raw, jws.signingInput))) {
    return ['The signature is right but in DER, as most libraries make it: a JWT has raw r‖s.']
  }
  if (await verifyP1363(namedKey.publicKey, bytes, jws.signingInput)) {
    return [
      text.includes('=')
        ? 'The signature is right but padded with "=": a JWT is unpadded base64url.'
        : 'The signature is right but in standard base64: a JWT has "-" and "_" for "+" and "/".',
    ]
  }
  for (const key of authority?.keys ?? []) {
    const signature = raw ?? bytes
    if (key !== namedKey && (await verifyP1363(key.publicKey, signature, jws.signingInput))) {
      return [`It was signed by the key ${JSON.stringify(key.version)}: the kid names another.`]
    }
  }
  return [
    'It was signed by another key, or changed after signing: compare the public key of this kid with that of the signer.',
  ]
}

const REPORT_TYPE_WORDS: Readonly<Record<string, string>> = {
  positive: 'confirmed',
  confirmed_test: 'confirmed',
  confirmed_clinical_diagnosis: 'likely',
  clinical: 'likely',
  self_report: 'user-report',
  user_report: 'user-report',
  userreport: 'user-report',
  revoked: 'negative',
}

function reportTypeMistakes({ claims }: CertificateEvidence): readonly string[] {
  const given = claims?.reportType ?? ''
  if (given === '') return ['The certificate has no reportType.']
  const lower = given.trim().toLowerCase()
  const known = ['confirmed', 'likely', 'negative', 'user-report']
  const meant = known.find((word) => word === lower) ?? REPORT_TYPE_WORDS[lower]
  return meant === undefined ? [] : [`Perhaps ${JSON.stringify(meant)} is meant.`]
}
