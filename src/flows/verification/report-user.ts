/**
 * A person reports a positive test of their own: the code goes to their phone, and to nobody else.
 * Source: verification server pkg/controller/userreport.
 */

import { readNonce } from '../../core/report/nonce.ts'
import { fail, type Result, succeed } from '../../core/result.ts'
import { addSeconds, type UnixSeconds } from '../../core/time.ts'
import type { ApiClient } from '../../db/verification/queries/api-keys.ts'
import {
  type Admit,
  type IssueCodesDeps,
  type Issued,
  type IssueFailure,
  issueCodes,
} from './issue-codes.ts'

export interface UserReport {
  /** '' for none, as below. */
  readonly symptomDate: string
  readonly testDate: string
  readonly phone: string
  /** Base64 of 256 bytes. */
  readonly nonce: string
}

export type ReportFailure =
  | { readonly reason: 'reports_not_allowed' }
  | { readonly reason: 'malformed_nonce' }
  | { readonly reason: 'missing_nonce' }
  | IssueFailure

/** What is told of a report: as much of a phone that is known as of a new one. */
export interface Reported {
  readonly expiresAt: UnixSeconds
}

export interface ReportOutcome {
  readonly rate: Issued['rate']
  /** undefined: the request is one too many. */
  readonly result: Result<Reported, ReportFailure> | undefined
}

/** @param isForAuthority whether the text goes to the realm's own system instead of the phone */
export async function reportUser(
  deps: IssueCodesDeps,
  { realm, apiKeyId }: Pick<ApiClient, 'realm' | 'apiKeyId'>,
  report: UserReport,
  isForAuthority: boolean,
  admit: Admit,
  now: UnixSeconds,
): Promise<ReportOutcome> {
  const checked = checkReport(realm.settings.allowedTestTypes.includes('user-report'), report)
  if (!checked.ok) {
    const { rate } = await admit(0)
    return { rate, result: rate.isAllowed ? checked : undefined }
  }
  const { rate, results } = await issueCodes(
    deps,
    { realm, apiKeyId, userId: undefined },
    [
      {
        testType: 'user-report',
        symptomDate: report.symptomDate,
        testDate: report.testDate,
        tzOffset: 0,
        phone: report.phone,
        smsTemplateLabel: '',
        uuid: '',
        externalIssuerId: '',
        onlyGenerateSms: isForAuthority,
        countriesOfInterest: undefined,
        nonce: checked.value,
      },
    ],
    admit,
    now,
  )
  const [result] = results
  if (result === undefined) return { rate, result: undefined }
  if (!result.ok && result.failure.reason !== 'phone_known') return { rate, result }
  const expiresAt = addSeconds(now, realm.settings.codeDurationSeconds)
  return { rate, result: succeed({ expiresAt }) }
}

/** @returns the nonce as it is kept */
function checkReport(isAllowed: boolean, report: UserReport): Result<string, ReportFailure> {
  if (!isAllowed) return fail({ reason: 'reports_not_allowed' })
  const nonce = readNonce(report.nonce)
  if (!nonce.ok) return fail({ reason: 'malformed_nonce' })
  if (nonce.value === '') return fail({ reason: 'missing_nonce' })
  if (report.phone === '') return fail({ reason: 'missing_phone' })
  return nonce
}
