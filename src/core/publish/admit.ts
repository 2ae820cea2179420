/**
 * Whether an upload may come in, before its keys are looked at: tenant, regions, certificate. Pure.
 * Source: google/exposure-notifications-server internal/publish/publish.go; the order of steps is theirs.
 */

import { fail, type Result, succeed } from '../result.ts'
import type { UnixSeconds } from '../time.ts'
import {
  type CertificateProblem,
  type VerifiedCertificate,
  verifyCertificate,
} from '../verification/certificate.ts'
import type { AuthorizedApp, TenantDirectory } from '../verification/health-authority.ts'
import type { ReceivedPublish } from './received-publish.ts'
import type { TransformInput } from './transform.ts'

export interface AdmittedUpload {
  readonly app: AuthorizedApp
  /** Upper case. */
  readonly regions: readonly string[]
  /** undefined where the app needs none and brought no valid one. */
  readonly certificate: VerifiedCertificate | undefined
}

export type AdmitFailure =
  | { readonly reason: 'unknown_health_authority' }
  | { readonly reason: 'region_not_allowed' }
  | { readonly reason: 'missing_region' }
  | { readonly reason: 'certificate_invalid'; readonly problem: CertificateProblem }

/** @param defaultRegion region of last resort; '' for none */
export async function admitUpload(
  received: ReceivedPublish,
  tenants: TenantDirectory,
  defaultRegion: string,
  now: UnixSeconds,
): Promise<Result<AdmittedUpload, AdmitFailure>> {
  const app = tenants.app(received.healthAuthorityId)
  if (app === undefined) return fail({ reason: 'unknown_health_authority' })
  const regions = chooseRegions(received, app, defaultRegion)
  if (!regions.ok) return regions
  const verified = await verifyCertificate(certificateInput(received), app, tenants, now)
  if (!verified.ok && !app.bypassesCertificate) {
    return fail({ reason: 'certificate_invalid', problem: verified.failure })
  }
  const certificate = verified.ok ? verified.value : undefined
  return succeed({ app, regions: regions.value, certificate })
}

/** What the certificate is checked against. */
export const certificateInput = (received: ReceivedPublish) => ({
  certificate: received.verificationPayload,
  hmacKey: received.hmacKey,
  keys: received.keys,
})

/** The upload's keys with what its certificate and its tenant say of them. */
export const transformInput = (
  received: ReceivedPublish,
  { app, certificate }: AdmittedUpload,
): TransformInput => ({
  keys: received.keys,
  reportType: certificate?.reportType,
  reportedOnsets: [received.symptomOnsetInterval, certificate?.symptomOnsetIntervalNumber ?? 0],
  releasesSameDayKeys: app.releasesSameDayKeys,
})

/** The client's regions, else the tenant's, else the deployment's; upper case. */
export function chooseRegions(
  received: Pick<ReceivedPublish, 'regions'>,
  app: AuthorizedApp,
  defaultRegion: string,
): Result<readonly string[], AdmitFailure> {
  const isForeign = (region: string) =>
    app.allowedRegions.length > 0 && !app.allowedRegions.includes(region)
  if (received.regions.some(isForeign)) return fail({ reason: 'region_not_allowed' })
  const candidates = [received.regions, app.allowedRegions, defaultRegion ? [defaultRegion] : []]
  const chosen = candidates.find((regions) => regions.length > 0)
  if (chosen === undefined) return fail({ reason: 'missing_region' })
  return succeed(chosen.map((region) => region.toUpperCase()))
}
