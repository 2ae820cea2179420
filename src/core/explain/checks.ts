/**
 * Everything that an upload is checked for, in order, by the names that an explanation calls them. Pure.
 * Source of the order: google/exposure-notifications-server internal/publish/publish.go.
 */

export const CHECKS = {
  // How the request is written.
  'content-type': 'the content type begins with application/json',
  'body-size': 'the body is not too long',
  json: 'the body is exactly one JSON value',
  members: 'every member is known, and comes in one spelling',
  'member-types': 'every member has its type',
  // Who sends it.
  'health-authority-id': 'healthAuthorityID names an app that may upload',
  region: 'the app has a region that it may upload for',
  // The certificate: rows 1 to 11.
  'certificate-structure': 'verificationPayload is a JWT whose claims have their types',
  'certificate-algorithm': 'its alg is ES256',
  'certificate-key-id': 'its header has a kid',
  'certificate-issuer': 'its iss is a known health authority',
  'certificate-audience': "its aud is that authority's",
  'certificate-key': 'its kid is a key of that authority that is in force',
  'certificate-times': 'now lies within exp, iat and nbf',
  'certificate-signature': 'its signature is by that key',
  'certificate-tenant': 'the app takes certificates of that authority',
  'certificate-report-type': 'its reportType is known',
  'certificate-hmac': 'its tekmac is the HMAC of the keys, with hmacKey as the secret',
  // The keys: each by itself, then all together.
  'key-count': 'there are keys, and not too many',
  'key-encoding': 'each key is base64',
  'key-length': 'each key has 16 bytes',
  'rolling-period': 'each rollingPeriod is 1 to 144',
  'key-age': 'no key expired too long ago',
  'key-start': 'no key starts in the future',
  'transmission-risk': 'each transmissionRisk is 0 to 8',
  'onset-distance': 'each key is near the onset of symptoms',
  overlap: 'no key starts within another',
  'same-start': 'not too many keys start together',
} as const

export type CheckName = keyof typeof CHECKS
export const CHECK_NAMES = Object.keys(CHECKS) as readonly CheckName[]

/** waived: broken, but the app's switch lets it pass. */
export type CheckOutcome = 'ok' | 'broken' | 'waived' | 'not_reached'

export interface ExplainedCheck {
  readonly name: CheckName
  readonly outcome: CheckOutcome
  /** In words; absent where there is nothing to compare. */
  readonly expected?: string
  readonly got?: string
  /** Usual mistakes that fit, in words. */
  readonly mistakes: readonly string[]
}

/** What a check found. */
export type Finding = Partial<Omit<ExplainedCheck, 'name'>>

/** Writes checks down in their order; those that are passed over were fine. */
export class CheckList {
  readonly #found = new Map<CheckName, Finding>()

  note(name: CheckName, finding: Finding): void {
    this.#found.set(name, { ...this.#found.get(name), ...finding })
  }

  /** @param reached the last check that was looked at */
  upTo(reached: CheckName): readonly ExplainedCheck[] {
    const last = CHECK_NAMES.indexOf(reached)
    return CHECK_NAMES.map((name, index) => ({
      name,
      outcome: index > last ? 'not_reached' : 'ok',
      mistakes: [],
      ...(index <= last && this.#found.get(name)),
    }))
  }
}
