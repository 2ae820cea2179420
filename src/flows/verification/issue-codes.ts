/** Issues codes: checked, within the quota, written, told. Source: verification server pkg/controller/issueapi. */

import { hashesOf, hashText } from '../../core/codes/code-hash.ts'
import {
  type CheckedDraft,
  checkDraft,
  type DraftFailure,
  type DraftRules,
  type IssueDraft,
  type TypeFailure,
} from '../../core/codes/issue-draft.ts'
import { makeLongCode, makeShortCode } from '../../core/codes/make-code.ts'
import type { TestType } from '../../core/codes/test-type.ts'
import { makeUuid } from '../../core/codes/uuid.ts'
import type { RandomBytes } from '../../core/random.ts'
import type { RateVerdict } from '../../core/realms/rate-limit.ts'
import { type Realm, USER_REPORT_SMS_LABEL } from '../../core/realms/settings.ts'
import { fail, type Result, succeed } from '../../core/result.ts'
import { addSeconds, type UnixSeconds } from '../../core/time.ts'
import type { VerificationDatabase } from '../../db/verification/database.ts'
import {
  insertCode,
  type NewCode,
  readTakenUuids,
  takeBackCode,
} from '../../db/verification/queries/issue.ts'
import type { Events } from '../events.ts'
import type { Admission } from './admission.ts'
import type { SecretKeyring } from './secret-keyring.ts'
import { type Behind, sendBehind } from './send-behind.ts'
import type { ComposeSms, SmsSender } from './sms.ts'

export interface IssueCodesDeps extends DraftRules {
  readonly db: VerificationDatabase
  readonly secretKeyring: (now: UnixSeconds) => Promise<SecretKeyring>
  readonly randomBytes: RandomBytes
  readonly composeSms: ComposeSms
  readonly sms: SmsSender
  readonly events: Events
  /** Tries to find a code that is not taken. */
  readonly maxAttempts: number
  /** Whether codes beyond the quota are refused, or only told of. */
  readonly enforcesQuotas: boolean
  /** How long a phone that reported itself may not do so again; and one whose code was never used. */
  readonly reportSeconds: number
  readonly unclaimedReportSeconds: number
}

/** Who issues. */
export interface Issuer {
  readonly realm: Realm
  readonly apiKeyId: number | undefined
  readonly userId: number | undefined
}

export type IssueFailure =
  | DraftFailure
  | TypeFailure
  | { readonly reason: 'missing_phone' }
  | { readonly reason: 'uuid_taken' }
  | { readonly reason: 'phone_known' }
  | { readonly reason: 'quota_exceeded' }
  | { readonly reason: 'no_free_code' }
  /** The realm wants texts signed and has no key that could. */
  | { readonly reason: 'no_sms_key' }
  | { readonly reason: 'text_not_generated' }
  | { readonly reason: 'sms_failure' }
  | { readonly reason: 'sms_queue_full' }
  /** Something of ours failed; the cause was told to the operator. */
  | { readonly reason: 'internal' }

export interface IssuedCode {
  /** As it was sent, or as it was made. */
  readonly uuid: string
  readonly code: string
  readonly expiresAt: UnixSeconds
  readonly longExpiresAt: UnixSeconds
  /** Only where it was asked for. */
  readonly generated: { readonly text: string; readonly phone: string } | undefined
}

export interface Issued {
  readonly rate: RateVerdict
  /** In the order of the drafts; none where the request is one too many. */
  readonly results: readonly Result<IssuedCode, IssueFailure>[]
}

/** The longest that a short code of any realm may live. */
const MAX_CODE_SECONDS = 120 * 60

/** Counts the request and takes codes from the quota, in one call. */
export type Admit = (codes: number) => Promise<Admission>

/**
 * Drafts are independent: what is wrong with one keeps no other from being issued.
 * @param behind undefined: texts are waited for, and a code whose text is refused is taken back
 */
export async function issueCodes(
  deps: IssueCodesDeps,
  issuer: Issuer,
  drafts: readonly IssueDraft[],
  admit: Admit,
  now: UnixSeconds,
  behind?: Behind,
): Promise<Issued> {
  const { realm } = issuer
  const checked = drafts.map((draft) => checkDraft(realm, draft, deps, now))
  const chosen = checked.flatMap((one) => (one.ok ? (one.value.uuid ?? []) : []))
  const taken =
    chosen.length === 0 ? new Set<string>() : await readTakenUuids(deps.db, realm.id, chosen)
  const named = new Set(taken)
  const admitted = checked.map((one): Result<Admitted, IssueFailure> => {
    if (!one.ok) return one
    const { uuid, testType } = one.value
    if (uuid !== undefined && named.has(uuid)) return fail({ reason: 'uuid_taken' })
    if (!testType.ok) return testType
    // Of two drafts with one name the first is issued, and the second takes nothing.
    if (uuid !== undefined) named.add(uuid)
    const { useAuthenticatedSms } = realm.settings
    if (useAuthenticatedSms && realm.activeSmsKeyId === undefined) {
      return fail({ reason: 'no_sms_key' })
    }
    return succeed({ ...one.value, type: testType.value })
  })
  const wanted = admitted.filter(({ ok }) => ok).length
  const hasQuota = realm.settings.abusePreventionEnabled
  const { rate, codesTaken } = await admit(hasQuota ? wanted : 0)
  if (!rate.isAllowed) return { rate, results: [] }
  if (hasQuota && codesTaken < wanted) deps.events.quotaExceeded(realm.id, wanted - codesTaken)
  let left = hasQuota && deps.enforcesQuotas ? codesTaken : wanted
  // Side by side: each may wait for a provider.
  const results = await Promise.all(
    admitted.map(async (one): Promise<Result<IssuedCode, IssueFailure>> => {
      if (!one.ok) return one
      if (left-- <= 0) return fail({ reason: 'quota_exceeded' })
      try {
        return await issueOne(deps, issuer, one.value, now, behind)
      } catch (cause) {
        // The other codes exist by now, and their issuer must learn them.
        deps.events.requestFailed('issue', cause)
        return fail({ reason: 'internal' })
      }
    }),
  )
  return { rate, results }
}

/** A draft that may be issued. */
type Admitted = CheckedDraft & { readonly type: TestType }

async function issueOne(
  deps: IssueCodesDeps,
  issuer: Issuer,
  draft: Admitted,
  now: UnixSeconds,
  behind: Behind | undefined,
): Promise<Result<IssuedCode, IssueFailure>> {
  const { realm } = issuer
  const { settings } = realm
  if (draft.type === 'user-report' && draft.phone === '') return fail({ reason: 'missing_phone' })
  const uuid = draft.uuid ?? makeUuid(deps.randomBytes)
  for (let attempt = 1; attempt <= deps.maxAttempts; attempt++) {
    const code = makeShortCode(settings.codeLength, deps.randomBytes)
    const longCode = makeLongCode(settings.longCodeLength, deps.randomBytes)
    // Before anything is kept: a text that can't be written is no reason for a code that nobody learns.
    const text = draft.hasText
      ? await compose(deps, realm, draft, code, longCode, now)
      : succeed('')
    if (!text.ok) return text
    const made = await rowOf(deps, issuer, draft, { uuid, code, longCode }, now)
    const isBehind = behind !== undefined && draft.hasText && !draft.draft.onlyGenerateSms
    const row: NewCode = isBehind ? { ...made, smsState: 'sending' } : made
    const outcome = await insertCode(deps.db, row, now)
    if (outcome === 'collision') continue
    if (outcome === 'chaff') throw new Error('a real code was taken for chaff')
    const issued: IssuedCode = {
      uuid: draft.uuid === undefined ? uuid : draft.draft.uuid.trim(),
      code,
      expiresAt: draft.expiresAt,
      longExpiresAt: draft.longExpiresAt,
      generated: draft.draft.onlyGenerateSms ? { text: text.value, phone: draft.phone } : undefined,
    }
    const isNew = outcome === 'good'
    if (isNew && isBehind) {
      const { phone, longExpiresAt: expiresAt } = draft
      const isUserReport = draft.type === 'user-report'
      const message = { phone, text: text.value, isUserReport, expiresAt, noteOn: uuid }
      behind(sendBehind(deps, realm, message), message)
      return succeed(issued)
    }
    let told: Result<unknown, IssueFailure> | undefined
    try {
      told = await tell(deps, realm, draft, isNew ? { issued, text: text.value } : undefined)
    } finally {
      // Also where the sender threw: nobody knows the code.
      if (isNew && told?.ok !== true) await takeBackCode(deps.db, row, now)
    }
    if (!told.ok) return told
    return isNew ? succeed(issued) : fail({ reason: outcome })
  }
  return fail({ reason: 'no_free_code' })
}

/** A user report takes its own template where the realm has one and no other is asked for. */
async function compose(
  { composeSms }: IssueCodesDeps,
  realm: Realm,
  { draft, phone, type }: Admitted,
  code: string,
  longCode: string,
  now: UnixSeconds,
): Promise<Result<string, IssueFailure>> {
  const isUserReport = type === 'user-report'
  const hasOwn = USER_REPORT_SMS_LABEL in realm.settings.smsTemplateAlternates
  const templateLabel =
    isUserReport && hasOwn && draft.smsTemplateLabel === ''
      ? USER_REPORT_SMS_LABEL
      : draft.smsTemplateLabel
  const parts = { realm, phone, templateLabel, code, longCode, isUserReport }
  const text = await composeSms(parts, now)
  if (text.ok) return text
  return fail({ reason: draft.onlyGenerateSms ? 'text_not_generated' : 'sms_failure' })
}

/**
 * Tells the phone, or the authority that will. Whoever issues for another learns whether the text was taken; a phone that asks
 * for its own code does not, since it may be somebody else's: all goes by the queue then, also where there is nothing to tell.
 * @param news undefined: no code was issued
 */
async function tell(
  { sms }: IssueCodesDeps,
  realm: Realm,
  { draft, hasText, phone, type, longExpiresAt: expiresAt }: Admitted,
  news: { readonly issued: IssuedCode; readonly text: string } | undefined,
): Promise<Result<unknown, IssueFailure>> {
  const isOwn = draft.nonce !== undefined
  if (!isOwn && (news === undefined || !hasText || draft.onlyGenerateSms)) return succeed(undefined)
  const text = { phone, text: news?.text ?? '', isUserReport: type === 'user-report' }
  if (!isOwn) {
    const sent = await sms.send(realm, { ...text, expiresAt })
    if (sent.ok) return sent
    return fail({ reason: sent.failure.reason === 'queue_full' ? 'sms_queue_full' : 'sms_failure' })
  }
  const message = draft.onlyGenerateSms ? news && { report: news.issued } : news && text
  const posted = await sms.post(realm, message && { ...message, expiresAt })
  return posted.ok ? posted : fail({ reason: 'sms_queue_full' })
}

async function rowOf(
  deps: IssueCodesDeps,
  { realm, apiKeyId, userId }: Issuer,
  checked: Admitted,
  texts: { readonly uuid: string; readonly code: string; readonly longCode: string },
  now: UnixSeconds,
): Promise<NewCode> {
  const { draft, phone, type } = checked
  const keyring = await deps.secretKeyring(now)
  const codeSecrets = keyring.hmacKeys('verification_code_database_hmac')
  const newest = keyring.newest('verification_code_database_hmac')
  return {
    realmId: realm.id,
    uuid: texts.uuid,
    codeHash: await hashText(texts.code, newest),
    longCodeHash: checked.hasText ? await hashText(texts.longCode, newest) : null,
    allHashes: [
      ...(await hashesOf(texts.code, codeSecrets)),
      ...(await hashesOf(texts.longCode, codeSecrets)),
    ],
    testType: type,
    symptomDate: draft.symptomDate || null,
    testDate: draft.testDate || null,
    countriesOfInterest: checked.countriesOfInterest?.join(',') ?? null,
    expiresAt: checked.expiresAt,
    longExpiresAt: checked.longExpiresAt,
    issuingUserId: userId ?? null,
    issuingApiKeyId: apiKeyId ?? null,
    issuingExternalId: draft.externalIssuerId || null,
    report: type === 'user-report' ? await reportOf(deps, phone, draft.nonce, keyring, now) : null,
  }
}

async function reportOf(
  { reportSeconds, unclaimedReportSeconds }: IssueCodesDeps,
  phone: string,
  nonce: string | undefined,
  keyring: SecretKeyring,
  now: UnixSeconds,
): Promise<NewCode['report']> {
  // A report blocks its phone at least for as long as its code is good, and it may be another realm's code.
  const unclaimed = Math.max(unclaimedReportSeconds, MAX_CODE_SECONDS)
  return {
    phoneHash: await hashText(phone, keyring.newest('phone_number_database_hmac')),
    phoneHashes: await hashesOf(phone, keyring.hmacKeys('phone_number_database_hmac')),
    nonce: nonce ?? null,
    claimedBefore: addSeconds(now, -Math.max(reportSeconds, MAX_CODE_SECONDS)),
    unclaimedBefore: addSeconds(now, -unclaimed),
  }
}
