/** Issues a code, or a few at once. */

import type { Context } from 'hono'
import type { WireFailure } from '../../api/verification/error-codes.ts'
import {
  BatchIssueRequest,
  draftOf,
  IssueRequest,
  MAX_BATCH,
  MEMBERS,
} from '../../api/verification/issue.ts'
import {
  MAX_REQUEST_BYTES,
  type RequestProblem,
  readRequest,
} from '../../api/verification/read-request.ts'
import type { IssueDraft } from '../../core/codes/issue-draft.ts'
import { rfc1123 } from '../../core/http-date.ts'
import { effectiveQuota, type Realm } from '../../core/realms/settings.ts'
import { fail, type Result } from '../../core/result.ts'
import {
  type Issued,
  type IssuedCode,
  type IssueFailure,
  issueCodes,
} from '../../flows/verification/issue-codes.ts'
import { readBody } from '../read-body.ts'
import { failureMembers, jsonAnswer, type PaddedOptions, paddedJson } from '../realm-api/answer.ts'
import { describeRequestProblem } from '../realm-api/describe-problem.ts'
import { issueWireFailure } from '../realm-api/issue-failures.ts'
import { rateHeaders, tooManyRequests } from '../realm-api/rate-headers.ts'
import { admit, clientAddress } from '../realm-api/surface.ts'
import type { AdminApi } from './deps.ts'

type Refusal = Pick<WireFailure, 'status' | 'code' | 'error'>

const MAINTENANCE: Refusal = {
  status: 429,
  code: 'maintenance_mode',
  error: 'under maintenance, try again later',
}

export async function handleIssue(c: Context<AdminApi>): Promise<Response> {
  const deps = c.get('deps')
  const { realm } = c.get('client')
  const body = await readBody(c.req.raw, MAX_REQUEST_BYTES)
  const isStopped = deps.isInMaintenance || realm.settings.maintenanceMode
  const request = withoutUnasked(
    realm,
    readRequest(contentType(c), body, IssueRequest, MEMBERS),
    (value) => [value],
  )
  const drafts = !isStopped && request.ok ? [draftOf(request.value)] : []
  const { rate, results } = await issue(c, drafts)
  if (!rate.isAllowed) return tooManyRequests(rate)
  const options = { status: 200, stepBytes: deps.answerBytes, headers: rateHeaders(rate) }
  if (isStopped) return refuse(c, MAINTENANCE, options)
  if (!request.ok) return refuse(c, unreadable(describeRequestProblem(request.failure)), options)
  const [result] = results
  if (result === undefined) throw new Error('a draft without a result')
  deps.events.codeIssued(result.ok ? 'ok' : result.failure.reason)
  if (result.ok) return answer(c, issuedMembers(result.value), options)
  // The phone's owner may be asking: who issues is not told that it is known.
  if (result.failure.reason === 'phone_known') {
    return answer(c, { padding: '', expiresAt: '', expiresAtTimestamp: 0 }, options)
  }
  const failure = issueWireFailure(result.failure)
  if (failure.status === 500) return jsonAnswer({ error: failure.error }, 500, options.headers)
  return refuse(c, failure, options)
}

/** Each is tried, whatever becomes of the others; the status is that of the first failure. */
export async function handleBatchIssue(c: Context<AdminApi>): Promise<Response> {
  const deps = c.get('deps')
  const { realm } = c.get('client')
  const body = await readBody(c.req.raw, MAX_REQUEST_BYTES)
  const request = withoutUnasked(
    realm,
    readRequest(contentType(c), body, BatchIssueRequest, MEMBERS),
    ({ codes }) => codes ?? [],
  )
  const refusal = deps.isInMaintenance
    ? MAINTENANCE
    : !request.ok
      ? unreadable(describeRequestProblem(request.failure))
      : refusalOfBatch(realm.settings.allowBulkUpload, request.value.codes?.length ?? 0)
  const codes = request.ok && refusal === undefined ? (request.value.codes ?? []) : []
  const { rate, results } = await issue(c, codes.map(draftOf))
  if (!rate.isAllowed) return tooManyRequests(rate)
  const stepBytes = deps.answerBytes + codes.length * ITEM_BYTES
  const options = { status: 200, stepBytes, headers: rateHeaders(rate) }
  if (refusal !== undefined) return refuse(c, refusal, options)
  for (const result of results) deps.events.codeIssued(result.ok ? 'ok' : result.failure.reason)
  if (results.length === 0) return answer(c, { padding: '' }, options)
  const failures = results.flatMap((result) =>
    result.ok ? [] : [issueWireFailure(result.failure)],
  )
  const [first] = failures
  const members = {
    // Inner ones stay empty: the outer one is filled in, and comes first for that.
    padding: '',
    codes: results.map(itemMembers),
    ...(first !== undefined && {
      error: `${failures.length} of ${results.length} codes were not issued`,
      errorCode: first.code,
    }),
  }
  return answer(c, members, { ...options, status: first?.status ?? 200 })
}

/** What each code adds to the length of a batch's answer: that grows by their number. Generated texts need further steps. */
const ITEM_BYTES = 160

/** A realm that does not ask for countries does not know the member. */
function withoutUnasked<T>(
  { settings }: Realm,
  request: Result<T, RequestProblem>,
  draftsOf: (value: T) => readonly { readonly countriesOfInterest?: string | undefined }[],
): Result<T, RequestProblem> {
  if (!request.ok || settings.countriesOfInterest !== undefined) return request
  const isSent = draftsOf(request.value).some((draft) => draft.countriesOfInterest !== undefined)
  return isSent ? fail({ reason: 'unknown_member', name: 'countriesOfInterest' }) : request
}

const contentType = (c: Context<AdminApi>): string => c.req.header('content-type') ?? ''

const unreadable = (error: string): Refusal => ({ status: 400, code: 'unparsable_request', error })

function refusalOfBatch(isAllowed: boolean, count: number): Refusal | undefined {
  if (!isAllowed) return { status: 400, code: '', error: 'the realm issues no batches' }
  if (count <= MAX_BATCH) return undefined
  return { status: 400, code: '', error: `a batch has up to ${MAX_BATCH} codes` }
}

function issue(c: Context<AdminApi>, drafts: readonly IssueDraft[]): Promise<Issued> {
  const deps = c.get('deps')
  const client = c.get('client')
  const now = c.get('now')
  const requester = { deps, client, address: clientAddress(c), now }
  const codeLimit = effectiveQuota(client.realm.settings)
  return issueCodes(
    deps.issue,
    { realm: client.realm, apiKeyId: client.apiKeyId, userId: undefined },
    drafts,
    (codes) => admit(requester, 'adminapi', { requests: 1, codes, codeLimit }),
    now,
  )
}

const answer = (
  c: Context<AdminApi>,
  members: { readonly padding: string } & Readonly<Record<string, unknown>>,
  options: PaddedOptions,
): Response => paddedJson(members, options, c.get('deps').randomBytes)

const refuse = (c: Context<AdminApi>, refusal: Refusal, options: PaddedOptions): Response =>
  answer(c, failureMembers(refusal), { ...options, status: refusal.status })

/** Members of a code, in the order in which the original writes them. */
export const issuedMembers = ({ uuid, code, expiresAt, longExpiresAt, generated }: IssuedCode) => ({
  padding: '',
  uuid,
  code,
  expiresAt: rfc1123(expiresAt),
  expiresAtTimestamp: expiresAt,
  longExpiresAt: rfc1123(longExpiresAt),
  longExpiresAtTimestamp: longExpiresAt,
  ...(generated !== undefined && { generatedSMS: generated.text, phone: generated.phone }),
})

function itemMembers(result: Result<IssuedCode, IssueFailure>) {
  if (result.ok) return issuedMembers(result.value)
  const { error, code: errorCode } = issueWireFailure(result.failure)
  return { padding: '', uuid: '', code: '', expiresAt: '', expiresAtTimestamp: 0, error, errorCode }
}
