/** What became of a code, and its end before its time. */

import type { Context } from 'hono'
import type { WireFailure } from '../../api/verification/error-codes.ts'
import { CodeRequest, MEMBERS } from '../../api/verification/issue.ts'
import { MAX_REQUEST_BYTES, readRequest } from '../../api/verification/read-request.ts'
import { parseAnyUuid } from '../../core/codes/uuid.ts'
import { type CodeStatus, readCodeStatus } from '../../db/verification/queries/code-status.ts'
import { expireCode } from '../../flows/verification/expire-code.ts'
import { readBody } from '../read-body.ts'
import { failureMembers, paddedJson } from '../realm-api/answer.ts'
import { describeRequestProblem } from '../realm-api/describe-problem.ts'
import type { AdminApi } from './deps.ts'

const NOT_FOUND: WireFailure = {
  status: 404,
  code: 'code_not_found',
  error: 'the realm has no such code',
}
const CLAIMED: WireFailure = { status: 400, code: '', error: 'the code was claimed' }

export async function handleCheckCodeStatus(c: Context<AdminApi>): Promise<Response> {
  const uuid = await readUuid(c)
  if (typeof uuid !== 'string') return refuse(c, uuid)
  const status = await readCodeStatus(c.get('deps').db, c.get('client').realm.id, uuid)
  if (status === undefined) return refuse(c, NOT_FOUND)
  return answer(c, { padding: '', claimed: status.isClaimed, ...expiries(status) })
}

export async function handleExpireCode(c: Context<AdminApi>): Promise<Response> {
  const uuid = await readUuid(c)
  if (typeof uuid !== 'string') return refuse(c, uuid)
  const { realm, apiKeyName } = c.get('client')
  const actor = `api key ${apiKeyName}`
  const expired = await expireCode(c.get('deps').db, realm.id, uuid, actor, c.get('now'))
  if (!expired.ok) return refuse(c, expired.failure.reason === 'claimed' ? CLAIMED : NOT_FOUND)
  return answer(c, { padding: '', ...expiries(expired.value) })
}

const expiries = ({ expiresAt, longExpiresAt }: CodeStatus) => ({
  expiresAtTimestamp: expiresAt,
  longExpiresAtTimestamp: longExpiresAt,
})

/** What is no uuid is the name of no code. */
async function readUuid(c: Context<AdminApi>): Promise<string | WireFailure> {
  const body = await readBody(c.req.raw, MAX_REQUEST_BYTES)
  const request = readRequest(c.req.header('content-type') ?? '', body, CodeRequest, MEMBERS)
  if (!request.ok) return { status: 400, code: '', error: describeRequestProblem(request.failure) }
  return parseAnyUuid(request.value.uuid) ?? NOT_FOUND
}

const answer = (
  c: Context<AdminApi>,
  members: { readonly padding: string } & Readonly<Record<string, unknown>>,
  status = 200,
): Response => {
  const { answerBytes: stepBytes, randomBytes } = c.get('deps')
  return paddedJson(members, { status, stepBytes }, randomBytes)
}

const refuse = (c: Context<AdminApi>, failure: WireFailure): Response =>
  answer(c, failureMembers(failure), failure.status)
