/**
 * One submission of a Corona-Warn-App phone. Its TAN is used up by somebody else's server, so that and storing can not be one
 * step. The order makes a lost TAN rare: all that can be refused is refused before; then our database is asked, which fails
 * while it is away; then the TAN is used; then the keys are stored, with further attempts where that fails. Only a process that
 * dies between the last two, or a database that goes away there for seconds, costs the phone its TAN: it meets 403 when it
 * sends again, as it does with the original.
 */

import { toHex } from '../../core/bytes.ts'
import { chooseRegions } from '../../core/publish/admit.ts'
import type { RandomBytes } from '../../core/random.ts'
import { fail, type Result, succeed } from '../../core/result.ts'
import {
  type PayloadProblem,
  type PayloadRules,
  payloadProblem,
} from '../../core/submission/corona-warn-app/check-payload.ts'
import { federationConsentOf } from '../../core/submission/corona-warn-app/federation-consent.ts'
import { multiplyKeys } from '../../core/submission/corona-warn-app/multiply-keys.ts'
import type { ReceivedPayload } from '../../core/submission/corona-warn-app/received-payload.ts'
import {
  kindOfType,
  REPORT_TYPE_OF,
  type SubmissionKind,
} from '../../core/submission/corona-warn-app/submission-kind.ts'
import {
  type TransformRules,
  transformPayload,
} from '../../core/submission/corona-warn-app/transform-payload.ts'
import type { UnixSeconds } from '../../core/time.ts'
import type { TenantDirectory } from '../../core/verification/health-authority.ts'
import { readStoredNames } from '../../db/keyserver/queries/diagnosis-keys.ts'
import { readTenants } from '../publish-keys.ts'
import {
  type JudgedUpload,
  type StoreDeps,
  type StoreFailure,
  storeUpload,
} from '../store-upload.ts'
import {
  type Authorization,
  type AuthorizationFailure,
  useAuthorization,
} from './use-authorization.ts'
import type { VerificationDeps, VerificationServer } from './verify-authorization.ts'

export interface SubmitPayloadSettings extends PayloadRules {
  /** The app that submissions are of. */
  readonly appPackageName: string
  /** Region of last resort; '' for none. */
  readonly defaultRegion: string
  readonly maxAgeDays: Readonly<Record<SubmissionKind, number>>
  /** Rows that a key becomes. */
  readonly keyMultiplier: number
  readonly servers: Readonly<Record<SubmissionKind, VerificationServer>>
  readonly limits: Pick<
    TransformRules,
    'truncateWindowSeconds' | 'maxReportDays' | 'defaultDaysAgo'
  >
}

export interface SubmitPayloadDeps {
  readonly store: Pick<StoreDeps, 'db' | 'insert' | 'quota'>
  readonly tenants: (now: UnixSeconds) => Promise<TenantDirectory>
  readonly verification: VerificationDeps
  /** Whether as many self-reported keys came today as are taken. */
  readonly isFullOfSelfReports: (now: UnixSeconds) => Promise<boolean>
  readonly randomBytes: RandomBytes
  readonly settings: SubmitPayloadSettings
}

export type SubmitPayloadFailure =
  | AuthorizationFailure
  | StoreFailure
  /** A TAN with the type of a self report, or the other way round. */
  | { readonly reason: 'wrong_submission_type' }
  | { readonly reason: 'payload_invalid'; readonly because: PayloadProblem }
  | { readonly reason: 'keys_already_exist' }
  | { readonly reason: 'too_many_self_reports' }

export interface SubmitPayloadOutcome {
  /** New keys; 0 where all are stored already, or none was of the right time. */
  readonly insertedKeys: number
  /** Days; where a self report had keys older than that. */
  readonly cutToDays: number | undefined
}

/** @throws where the tenants or the database are away, or the configured app is not there */
export async function submitPayload(
  deps: SubmitPayloadDeps,
  received: ReceivedPayload,
  authorization: Authorization,
  now: UnixSeconds,
): Promise<Result<SubmitPayloadOutcome, SubmitPayloadFailure>> {
  const { settings, store } = deps
  const { kind } = authorization
  if (kindOfType(received.submissionType) !== kind) return fail({ reason: 'wrong_submission_type' })
  const because = payloadProblem(received, settings)
  if (because !== undefined) return fail({ reason: 'payload_invalid', because })

  const tenant = await readTenant(deps, now)
  const { releasesSameDayKeys } = tenant.app
  const reportType = REPORT_TYPE_OF[kind]
  const maxAgeDays = settings.maxAgeDays[kind]
  const rules = { ...settings.limits, reportType, maxAgeDays, releasesSameDayKeys }
  const transformed = transformPayload(received, rules, now)

  const names = transformed.keys.map(({ keyData }) => toHex(keyData))
  const stored = await readStoredNames(store.db, names)
  const refused = kind === 'otp' ? await refuseSelfReport(deps, stored, now) : undefined
  if (refused !== undefined) return fail(refused)
  const permitted = await useAuthorization(deps, authorization, 'good')
  if (!permitted.ok) return permitted

  // Copies would be new each time that a phone sends its keys again.
  const fresh = transformed.keys.filter(({ keyData }) => !stored.has(toHex(keyData)))
  const keys = multiplyKeys(fresh, settings.keyMultiplier, deps.randomBytes)
  const upload = judgedUpload(received, tenant, { ...transformed, keys }, settings.originCountry)
  const written = await storeFirmly(deps, upload, now)
  if (!written.ok) return written
  const cutToDays = kind === 'otp' && transformed.isCut ? maxAgeDays : undefined
  return succeed({ insertedKeys: written.value.insertedKeys, cutToDays })
}

type Tenant = Pick<JudgedUpload, 'app' | 'regions'>

async function readTenant(deps: SubmitPayloadDeps, now: UnixSeconds): Promise<Tenant> {
  const { appPackageName, defaultRegion } = deps.settings
  const app = (await readTenants(deps, now)).app(appPackageName)
  if (app === undefined) throw new Error('CWA_SUBMISSION_APP names no app that may upload')
  const regions = chooseRegions({ regions: [] }, app, defaultRegion)
  if (!regions.ok) throw new Error('the app of CWA_SUBMISSION_APP has no region')
  return { app, regions: regions.value }
}

async function refuseSelfReport(
  { isFullOfSelfReports }: SubmitPayloadDeps,
  stored: ReadonlySet<string>,
  now: UnixSeconds,
): Promise<SubmitPayloadFailure | undefined> {
  if (stored.size > 0) return { reason: 'keys_already_exist' }
  return (await isFullOfSelfReports(now)) ? { reason: 'too_many_self_reports' } : undefined
}

function judgedUpload(
  received: ReceivedPayload,
  { app, regions }: Tenant,
  transformed: JudgedUpload['transformed'],
  origin: string,
): JudgedUpload {
  const { consentsToFederation, visitedCountries } = received
  const countries = [...new Set([...visitedCountries, origin])]
  const federationConsent = federationConsentOf(consentsToFederation, app.federationConsent)
  return {
    app: { ...app, federationConsent },
    regions,
    certificate: undefined,
    transformed,
    token: { kind: 'revises_nothing' },
    platform: 'unknown',
    traveler: countries.length > 1,
    visitedCountries: countries,
  }
}

const STORE_ATTEMPTS = 3
const STORE_WAIT_MS = 300

/** An attempt that failed may have stored the keys all the same: the next one then finds them, and leaves them as they are. */
async function storeFirmly(
  { store, verification }: SubmitPayloadDeps,
  upload: JudgedUpload,
  now: UnixSeconds,
) {
  for (let attempt = 1; ; attempt++) {
    try {
      const settings = { allowsPartialRevisions: true }
      return await storeUpload({ ...store, settings }, upload, now)
    } catch (cause) {
      if (attempt === STORE_ATTEMPTS) throw cause
      await verification.sleep(STORE_WAIT_MS * attempt)
    }
  }
}
