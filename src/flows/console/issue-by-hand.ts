/** A person makes one code, and sees it. */

import { linkOf } from '../../core/codes/expand-sms.ts'
import { hasFailed, type SmsState } from '../../core/codes/sms-state.ts'
import {
  type DraftForm,
  type DraftProblem,
  draftOf,
  problemsOf,
} from '../../core/console/draft-form.ts'
import { rateLimitKey } from '../../core/realms/rate-limit.ts'
import { effectiveQuota, type Realm } from '../../core/realms/settings.ts'
import { fail, type Result, succeed } from '../../core/result.ts'
import { addSeconds, type UnixSeconds } from '../../core/time.ts'
import { readLinkRegion } from '../../db/verification/queries/links.ts'
import type { AdmissionControl } from '../verification/admission.ts'
import {
  type IssueCodesDeps,
  type IssuedCode,
  type IssueFailure,
  issueCodes,
} from '../verification/issue-codes.ts'
import type { NotedSms } from '../verification/sms.ts'
import { type SealedTexts, type SealingSession, sealCode, sealText } from './sealed-code.ts'

export interface IssueByHandDeps {
  readonly issue: IssueCodesDeps
  readonly admission: AdmissionControl
  /** For HMAC-SHA-1 over who asks. */
  readonly rateLimitSecret: () => Promise<CryptoKey>
  readonly isInMaintenance: boolean
  /** '' for none. */
  readonly redirectDomain: string
  readonly sealedTexts: SealedTexts
}

export type ByHandFailure =
  | { readonly reason: 'not_valid'; readonly problems: readonly DraftProblem[] }
  | { readonly reason: 'maintenance' }
  | { readonly reason: 'too_many_requests'; readonly resetAt: UnixSeconds }
  | IssueFailure

export const isStopped = ({ isInMaintenance }: { isInMaintenance: boolean }, realm: Realm) =>
  isInMaintenance || realm.settings.maintenanceMode

/** What was filled in, and under which name the code is made. */
export interface ByHand {
  readonly form: DraftForm
  readonly uuid: string
}

/** @returns once the code is made and sealed to the session */
export async function issueByHand(
  deps: IssueByHandDeps,
  by: { readonly realm: Realm; readonly userId: number; readonly session: SealingSession },
  { form, uuid }: ByHand,
  behind: (work: Promise<void>) => void,
  now: UnixSeconds,
): Promise<Result<undefined, ByHandFailure>> {
  const { realm, userId } = by
  if (isStopped(deps, realm)) return fail({ reason: 'maintenance' })
  const problems = problemsOf(realm, form, deps.issue, now)
  if (problems.length > 0) return fail({ reason: 'not_valid', problems })
  const rateKey = await rateLimitKey(
    await deps.rateLimitSecret(),
    'server',
    realm.id,
    `user ${userId}`,
  )
  const codeLimit = effectiveQuota(realm.settings)
  const { rate, results } = await issueCodes(
    deps.issue,
    { realm, apiKeyId: undefined, userId },
    [{ ...draftOf(realm, form, now), uuid }],
    (codes) => deps.admission.admit(realm.id, { rateKey, requests: 1, codes, codeLimit }, now),
    now,
    (sending, message) => behind(keepIfFailed(deps, by, sending, message, now)),
  )
  if (!rate.isAllowed) return fail({ reason: 'too_many_requests', resetAt: rate.resetAt })
  const [result] = results
  if (result === undefined) throw new Error('a draft without a result')
  deps.issue.events.codeIssued(result.ok ? 'ok' : result.failure.reason)
  if (!result.ok) return result
  await sealIssued(deps, by, result.value)
  return succeed(undefined)
}

async function sealIssued(
  deps: IssueByHandDeps,
  { realm, session }: { readonly realm: Realm; readonly session: SealingSession },
  { uuid, code, expiresAt }: IssuedCode,
): Promise<void> {
  const link = await linkTo(deps, realm, code)
  const at = { realmId: realm.id, uuid, expiresAt }
  await sealCode(deps.sealedTexts, session, at, { code, ...(link !== undefined && { link }) })
}

/** A number is forgotten once its text was taken. */
async function keepIfFailed(
  { issue, sealedTexts }: IssueByHandDeps,
  { realm, session }: { readonly realm: Realm; readonly session: SealingSession },
  sending: Promise<SmsState>,
  message: NotedSms,
  now: UnixSeconds,
): Promise<void> {
  if (!hasFailed(await sending)) return
  const expiresAt = addSeconds(now, realm.settings.codeDurationSeconds)
  const at = { realmId: realm.id, uuid: message.noteOn, expiresAt }
  try {
    await sealText(sealedTexts, session, at, message)
  } catch (cause) {
    issue.events.requestFailed('keep a text that failed', cause)
  }
}

/** A realm has links where its region does and an app of it can be opened by them. */
async function linkTo(
  { issue, redirectDomain }: IssueByHandDeps,
  { regionCode }: Realm,
  code: string,
): Promise<string | undefined> {
  if (redirectDomain === '' || regionCode === '') return undefined
  const region = await readLinkRegion(issue.db, regionCode)
  const hasLinks = region !== undefined && (region.enExpressEnabled || region.apps.length > 0)
  return hasLinks ? linkOf({ regionCode, redirectDomain }, code) : undefined
}
