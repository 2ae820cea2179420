/**
 * What may become of a key that is already stored. Pure.
 * Source: google/exposure-notifications-server internal/publish/model/exposure_model.go and database/exposure.go.
 */

import { equalBytes } from '../bytes.ts'
import type { ReportType } from '../report-type.ts'
import { fail, type Result, succeed } from '../result.ts'
import type { DiagnosisKey } from '../temporary-exposure-key.ts'
import type { IntervalNumber, UnixSeconds } from '../time.ts'
import type { RevisableKey } from './revision-token.ts'

/** The part of a stored key that decides about a revision. */
export interface StoredKey {
  readonly keyData: Uint8Array
  readonly rollingStartIntervalNumber: IntervalNumber
  readonly rollingPeriod: number
  readonly reportType: ReportType | undefined
  readonly isRevised: boolean
  readonly revisedReportType: ReportType | undefined
  /** False where it came from a partner or a foreign file. */
  readonly isLocal: boolean
  /** When it may leave. */
  readonly createdAt: UnixSeconds
}

export type RevisionFailure =
  | { readonly reason: 'missing_revision_token' }
  | {
      readonly reason: 'invalid_revision_token'
      readonly because: 'undecryptable' | 'not_in_token' | 'span_differs'
    }
  | { readonly reason: 'key_already_revised' }
  | {
      readonly reason: 'invalid_report_type_transition'
      readonly from: ReportType | undefined
      readonly to: ReportType | undefined
    }
  | {
      readonly reason: 'not_revisable'
      readonly because: 'span_differs_from_stored' | 'not_local' | 'busy'
    }

/** What was sent to prove that these keys are the sender's. */
export type PresentedToken =
  | { readonly kind: 'absent' }
  | { readonly kind: 'undecryptable' }
  | { readonly kind: 'valid'; readonly keys: readonly RevisableKey[] }
  /** Of a system without revisions: stored keys stay as they are. */
  | { readonly kind: 'revises_nothing' }

export interface RevisionRules {
  readonly bypassesToken: boolean
  /** Whether stored keys that the token does not name are passed over. */
  readonly allowsPartialRevisions: boolean
}

/** A stored key stays empty of type as long as nobody vouched for it; it then revises as a likely one. */
const TRANSITIONS: Record<ReportType, readonly ReportType[]> = {
  'clinical-diagnosis': ['confirmed-test', 'revoked'],
  'self-report': ['confirmed-test', 'clinical-diagnosis', 'revoked'],
  'confirmed-test': [],
  revoked: [],
}

/** Whether a revision may make one type of the other. */
export const mayBecome = (from: ReportType | undefined, to: ReportType | undefined): boolean =>
  to !== undefined && TRANSITIONS[from ?? 'clinical-diagnosis'].includes(to)

/**
 * Decides for every uploaded key that is already stored.
 * @param uploaded keys of the request
 * @param stored those of them that the database has
 * @returns the keys to revise; others need no change. One bad key refuses the whole upload.
 */
export function judgeRevisions(
  uploaded: readonly DiagnosisKey[],
  stored: readonly StoredKey[],
  token: PresentedToken,
  rules: RevisionRules,
): Result<readonly DiagnosisKey[], RevisionFailure> {
  if (stored.length === 0 || token.kind === 'revises_nothing') return succeed([])
  if (!rules.bypassesToken && token.kind === 'absent') {
    return fail({ reason: 'missing_revision_token' })
  }
  // The token is proved for every key before any transition is looked at.
  const proven: { incoming: DiagnosisKey; known: StoredKey }[] = []
  for (const incoming of uploaded) {
    const known = stored.find((key) => equalBytes(key.keyData, incoming.keyData))
    if (known === undefined) continue
    if (!rules.bypassesToken) {
      const proof = checkToken(incoming, known, token)
      if (proof === 'skip_unless_partial') {
        if (rules.allowsPartialRevisions) continue
        return fail({ reason: 'invalid_revision_token', because: 'not_in_token' })
      }
      if (proof !== undefined) return fail(proof)
    }
    proven.push({ incoming, known })
  }
  const revised: DiagnosisKey[] = []
  for (const { incoming, known } of proven) {
    const outcome = judgeRevision(incoming, known)
    if (!outcome.ok) return outcome
    if (outcome.value === 'revise') revised.push(incoming)
  }
  return succeed(revised)
}

function checkToken(
  incoming: DiagnosisKey,
  known: StoredKey,
  token: PresentedToken,
): RevisionFailure | 'skip_unless_partial' | undefined {
  if (token.kind !== 'valid') return { reason: 'invalid_revision_token', because: 'undecryptable' }
  if (!sameSpan(incoming, known)) {
    return { reason: 'not_revisable', because: 'span_differs_from_stored' }
  }
  const named = token.keys.find((key) => equalBytes(key.keyData, incoming.keyData))
  if (named === undefined) return 'skip_unless_partial'
  if (!sameSpan(named, known)) return { reason: 'invalid_revision_token', because: 'span_differs' }
  return undefined
}

const sameSpan = (
  a: Pick<RevisableKey, 'rollingStartIntervalNumber' | 'rollingPeriod'>,
  b: Pick<RevisableKey, 'rollingStartIntervalNumber' | 'rollingPeriod'>,
): boolean =>
  a.rollingStartIntervalNumber === b.rollingStartIntervalNumber &&
  a.rollingPeriod === b.rollingPeriod

/** The six rules in their order. */
function judgeRevision(
  incoming: DiagnosisKey,
  known: StoredKey,
): Result<'revise' | 'no_change', RevisionFailure> {
  const to = incoming.reportType
  if (to === known.reportType) return succeed('no_change')
  if (known.isRevised && known.revisedReportType === to) return succeed('no_change')
  if (!known.isLocal) return fail({ reason: 'not_revisable', because: 'not_local' })
  if (known.isRevised) return fail({ reason: 'key_already_revised' })
  if (!mayBecome(known.reportType, to)) {
    return fail({ reason: 'invalid_report_type_transition', from: known.reportType, to })
  }
  return succeed('revise')
}
