/**
 * One submission of an NHS app: the token or the private journey, the rules on keys, one conditional write in which the keys
 * are stored and the token is spent. An app that is cut off and sends again has either stored nothing and kept its token, or
 * stored all and spent it.
 */

import type { TestKit } from '../core/layouts/nhs/prefixes.ts'
import {
  KIT_REPORT_TYPE,
  PRIVATE_KITS,
  type ReceivedSubmission,
  type SubmissionLimits,
  type SubmittedKeysFailure,
  transformSubmission,
} from '../core/layouts/nhs/submission.ts'
import { chooseRegions } from '../core/publish/admit.ts'
import { fail, type Result, succeed } from '../core/result.ts'
import type { UnixSeconds } from '../core/time.ts'
import type { TenantDirectory } from '../core/verification/health-authority.ts'
import {
  readTestKit,
  type SpentToken,
  spendToken,
} from '../db/keyserver/queries/submission-tokens.ts'
import { readTenants } from './publish-keys.ts'
import { type StoreDeps, type StoreFailure, storeUpload } from './store-upload.ts'

export interface SubmitSettings {
  /** The app that submissions are of. */
  readonly appPackageName: string
  /** Region of last resort; '' for none. */
  readonly defaultRegion: string
  readonly allowsPrivateJourney: boolean
  readonly limits: SubmissionLimits
}

export interface SubmitDeps {
  readonly store: Pick<StoreDeps, 'db' | 'insert' | 'quota'>
  readonly tenants: (now: UnixSeconds) => Promise<TenantDirectory>
  /** HMAC of a token, lower-case hexadecimal. */
  readonly tokenHash: (token: string) => Promise<string>
  readonly settings: SubmitSettings
}

/** Why nothing was stored. The app is told of none of it. */
export type SubmitFailure =
  | SubmittedKeysFailure
  | StoreFailure
  /** There is none, it was spent, or it has expired. */
  | { readonly reason: 'unknown_token' }
  /** A private journey, which is not allowed, or not of this kit. */
  | { readonly reason: 'token_needed' }

export interface SubmitOutcome {
  /** New keys; 0 where all are stored already. */
  readonly insertedKeys: number
}

/** @throws where the tenants or the database are away, or the configured app is not there */
export async function submitKeys(
  deps: SubmitDeps,
  received: ReceivedSubmission,
  now: UnixSeconds,
): Promise<Result<SubmitOutcome, SubmitFailure>> {
  const { settings, store } = deps
  const app = (await readTenants(deps, now)).app(settings.appPackageName)
  if (app === undefined) throw new Error('NHS_SUBMISSION_APP names no app that may upload')
  const regions = chooseRegions({ regions: [] }, app, settings.defaultRegion)
  if (!regions.ok) throw new Error('the app of NHS_SUBMISSION_APP has no region')

  const permitted = await permit(deps, received, now)
  if (!permitted.ok) return permitted
  const { testKit, token } = permitted.value
  const reportType = KIT_REPORT_TYPE[testKit]
  const { limits } = settings
  const { releasesSameDayKeys } = app
  const transformed = transformSubmission(
    received.keys,
    reportType,
    limits,
    releasesSameDayKeys,
    now,
  )
  if (!transformed.ok) return transformed

  const [home] = regions.value
  const elsewhere = received.regionsOfInterest.filter((region) => region !== home)
  const written = await storeUpload(
    { ...store, settings: { allowsPartialRevisions: true } },
    {
      app,
      regions: regions.value,
      certificate: undefined,
      transformed: transformed.value,
      token: { kind: 'revises_nothing' },
      platform: 'unknown',
      traveler: elsewhere.length > 0,
      visitedCountries:
        home === undefined || elsewhere.length === 0 ? undefined : [home, ...elsewhere],
      spentToken: token,
    },
    now,
  )
  if (!written.ok) return written
  if (!written.value.isWritten && token !== undefined) await spendToken(store.db, token)
  return succeed({ insertedKeys: written.value.insertedKeys })
}

/** By whose word these are keys of a person who tested positive. */
async function permit(
  deps: SubmitDeps,
  { isPrivateJourney, testKit, token }: ReceivedSubmission,
  now: UnixSeconds,
): Promise<
  Result<{ readonly testKit: TestKit; readonly token: SpentToken | undefined }, SubmitFailure>
> {
  if (isPrivateJourney) {
    const isTaken = deps.settings.allowsPrivateJourney && PRIVATE_KITS.includes(testKit)
    return isTaken ? succeed({ testKit, token: undefined }) : fail({ reason: 'token_needed' })
  }
  if (token === undefined) return fail({ reason: 'unknown_token' })
  const presented = { tokenHash: await deps.tokenHash(token), at: now }
  const known = await readTestKit(deps.store.db, presented)
  if (known === undefined) return fail({ reason: 'unknown_token' })
  return succeed({ testKit: known, token: presented })
}
