/**
 * Why an upload would be refused: every check in its order, what it wants and what came. The verdict is that of the rules that
 * the server itself runs; nothing here judges by rules of its own. Pure: reads no key that is stored and writes nothing.
 */

import { fromTolerantBase64 } from '../bytes.ts'
import {
  type AdmitFailure,
  type AdmittedUpload,
  admitUpload,
  certificateInput,
  transformInput,
} from '../publish/admit.ts'
import type { ReceivedPublish } from '../publish/received-publish.ts'
import { KEY_RULES, type KeyRule } from '../publish/rules/key-rule.ts'
import { checkOverlap } from '../publish/rules/overlap.ts'
import { chooseSymptomOnset } from '../publish/symptom-onset.ts'
import {
  judgeKey,
  type PublishLimits,
  publishClock,
  type TransformedUpload,
  type TransformFailure,
  transformKeys,
} from '../publish/transform.ts'
import type { Result } from '../result.ts'
import { SECONDS_PER_DAY, type UnixSeconds } from '../time.ts'
import { verifyCertificate } from '../verification/certificate.ts'
import type { TenantDirectory } from '../verification/health-authority.ts'
import {
  certificateEvidence,
  checkOfProblem,
  type ExplainedHmac,
  explainHmacs,
  noteCertificate,
  quoted,
} from './certificate-finding.ts'
import { certificateMistakes } from './certificate-mistakes.ts'
import { CHECK_NAMES, CheckList, type CheckName, type ExplainedCheck } from './checks.ts'
import { keyMistakes } from './key-mistakes.ts'

export interface ExplainContext {
  readonly tenants: TenantDirectory
  readonly limits: PublishLimits & { readonly defaultRegion: string }
  readonly now: UnixSeconds
}

/**
 * accepted_in_part: some keys are dropped, the others stored. What depends on the database is not judged: keys that are
 * stored already (revision tokens), and the daily limit of an authority.
 */
export type Verdict = 'accepted' | 'accepted_in_part' | 'refused'

export interface UploadExplanation {
  readonly verdict: Verdict
  /** The rule's own word; undefined where it is accepted. */
  readonly refusal: AdmitFailure | TransformFailure | undefined
  readonly checks: readonly ExplainedCheck[]
  /** The texts that may be signed, with their HMACs; empty where hmacKey is not base64. */
  readonly hmacs: readonly ExplainedHmac[]
  /** Of the certificate, as sent; undefined where it can't be read. */
  readonly tekmac: string | undefined
}

export async function explainUpload(
  received: ReceivedPublish,
  context: ExplainContext,
): Promise<UploadExplanation> {
  const list = new CheckList()
  const admitted = await admitUpload(
    received,
    context.tenants,
    context.limits.defaultRegion,
    context.now,
  )
  const tekmac = await noteAdmission(list, received, context, admitted)
  const secret = fromTolerantBase64(received.hmacKey)
  const hmacs = secret === undefined ? [] : await explainHmacs(received, secret)
  const shared = { hmacs, tekmac }
  if (!admitted.ok) {
    const checks = list.upTo(checkOfAdmission(admitted.failure))
    return { verdict: 'refused', refusal: admitted.failure, checks, ...shared }
  }
  const input = transformInput(received, admitted.value)
  const transformed = transformKeys(input, context.limits, context.now)
  const checks = explainKeys(list, received, context, admitted.value, transformed)
  if (!transformed.ok) {
    return { verdict: 'refused', refusal: transformed.failure, checks, ...shared }
  }
  const verdict = transformed.value.errors.length > 0 ? 'accepted_in_part' : 'accepted'
  return { verdict, refusal: undefined, checks, ...shared }
}

function checkOfAdmission(failure: AdmitFailure): CheckName {
  switch (failure.reason) {
    case 'unknown_health_authority':
      return 'health-authority-id'
    case 'region_not_allowed':
    case 'missing_region':
      return 'region'
    case 'certificate_invalid':
      return checkOfProblem(failure.problem)
  }
}

async function noteAdmission(
  list: CheckList,
  received: ReceivedPublish,
  { tenants, limits, now }: ExplainContext,
  admitted: Result<AdmittedUpload, AdmitFailure>,
): Promise<string | undefined> {
  const app = tenants.app(received.healthAuthorityId)
  list.note('health-authority-id', {
    expected: "an app's package name, in any case",
    got: quoted(received.healthAuthorityId),
  })
  if (app === undefined) {
    list.note('health-authority-id', { outcome: 'broken', mistakes: idMistakes(received, tenants) })
    return undefined
  }
  const allowed = app.allowedRegions.join(', ')
  list.note('region', {
    expected: allowed === '' ? 'any region' : `of ${allowed}`,
    got: received.regions.join(', ') || allowed || limits.defaultRegion || 'none',
  })
  if (!admitted.ok && admitted.failure.reason !== 'certificate_invalid') {
    list.note('region', { outcome: 'broken' })
    return undefined
  }
  const evidence = certificateEvidence(received, app, tenants, now)
  noteCertificate(list, evidence)
  list.note('certificate-hmac', {
    expected: 'one of the HMACs below, in base64',
    got: quoted(evidence.claims?.tekmac),
  })
  const isWaived = admitted.ok && admitted.value.certificate === undefined
  if (!admitted.ok || isWaived) {
    const verified = await verifyCertificate(certificateInput(received), app, tenants, now)
    if (!verified.ok) {
      const broken = checkOfProblem(verified.failure)
      list.note(broken, {
        outcome: isWaived ? 'waived' : 'broken',
        mistakes: await certificateMistakes(verified.failure, evidence),
      })
      if (isWaived) notReachedAfter(list, broken)
    }
  }
  return evidence.claims?.tekmac
}

/** A waived certificate is looked at no further, but the keys are. */
function notReachedAfter(list: CheckList, broken: CheckName): void {
  const rest = CHECK_NAMES.slice(CHECK_NAMES.indexOf(broken) + 1)
  for (const name of rest.filter((name) => name.startsWith('certificate-'))) {
    list.note(name, { outcome: 'not_reached' })
  }
}

function idMistakes(received: ReceivedPublish, tenants: TenantDirectory): readonly string[] {
  const id = received.healthAuthorityId
  if (id === '') return ['healthAuthorityID is missing: it is the package name of the app.']
  if (tenants.healthAuthority(id) !== undefined) {
    return ['This is the issuer of certificates. healthAuthorityID is the package name of the app.']
  }
  return tenants.app(id.trim()) === undefined ? [] : ['There is a space before or after the name.']
}

function explainKeys(
  list: CheckList,
  received: ReceivedPublish,
  { limits, now }: ExplainContext,
  admitted: AdmittedUpload,
  transformed: Result<TransformedUpload, TransformFailure>,
): readonly ExplainedCheck[] {
  const reason = transformed.ok ? undefined : transformed.failure.reason
  list.note('key-count', {
    expected: `1 to ${limits.maxKeys} keys`,
    got: `${received.keys.length}`,
  })
  if (reason === 'no_keys' || reason === 'too_many_keys') {
    list.note('key-count', { outcome: 'broken' })
    return list.upTo('key-count')
  }
  const input = transformInput(received, admitted)
  const clock = publishClock(limits, now)
  const onset = chooseSymptomOnset(input.reportedOnsets, now, limits)
  const expected: Readonly<Record<KeyRule, string>> = {
    'key-encoding': 'base64, in either alphabet',
    'key-length': '16 bytes',
    'rolling-period': '1 to 144 intervals of ten minutes',
    'key-age': `start and period end at interval ${clock.oldestInterval} or later`,
    'key-start': `a start at interval ${clock.currentInterval} or before`,
    'transmission-risk': '0 to 8',
    'onset-distance': `at most ${limits.maxDaysFromOnset} days from the onset, which is taken to be ${daysAgo(onset.day, now)}${onset.isDefault ? ' by default' : ''}`,
  }
  for (const rule of KEY_RULES) list.note(rule, { expected: expected[rule] })
  const judged = received.keys.map((key) => judgeKey(key, input, limits, clock, onset))
  for (const rule of KEY_RULES) {
    const problems: string[] = []
    const mistakes = new Set<string>()
    judged.forEach((result, index) => {
      const key = received.keys[index]
      if (result.ok || result.failure.rule !== rule || key === undefined) return
      problems.push(`key ${index} ${result.failure.problem}`)
      for (const mistake of keyMistakes(rule, key, now)) mistakes.add(mistake)
    })
    if (problems.length === 0) continue
    list.note(rule, { outcome: 'broken', got: problems.join('; '), mistakes: [...mistakes] })
  }
  if (reason === 'no_valid_keys') return list.upTo('onset-distance')
  const surviving = judged.flatMap((result) => (result.ok ? [result.value] : []))
  if (transformed.ok) return list.upTo('same-start')
  // Told apart by the rule itself: without its limit only an overlap is left of it.
  const overlaps = checkOverlap(surviving, Number.POSITIVE_INFINITY) !== undefined
  const broken: CheckName = overlaps ? 'overlap' : 'same-start'
  list.note(broken, {
    outcome: 'broken',
    expected: overlaps
      ? 'a key starts where the one before ends, or with it'
      : `at most ${limits.maxSameStartKeys} keys of one start`,
    ...(transformed.failure.reason === 'overlapping_keys' && { got: transformed.failure.problem }),
  })
  return list.upTo(broken)
}

const daysAgo = (day: number, now: UnixSeconds): string => {
  const days = Math.floor(now / SECONDS_PER_DAY) - day
  return `UTC day ${day}, ${days} days ago`
}
