/** What operators do with the nations of our server of the UK protocol. Each change is in the audit log, without keys and tokens. */

import type { AuditDetail } from '../../core/audit/chain.ts'
import { makeUuid } from '../../core/codes/uuid.ts'
import { readPublicKeyPem } from '../../core/crypto/public-key-pem.ts'
import { issueNationToken } from '../../core/federation/uk/nation-token.ts'
import type { RandomBytes } from '../../core/random.ts'
import { fail, type Result, succeed } from '../../core/result.ts'
import type { UnixSeconds } from '../../core/time.ts'
import { auditedBatch } from '../../db/audit/queries.ts'
import type { KeyserverDatabase } from '../../db/keyserver/database.ts'
import {
  insertUkNation,
  readUkNation,
  readUkNations,
  type UkNationRow,
  updateUkNationKeys,
  updateUkNationRevoked,
  updateUkNationTokenVersion,
} from '../../db/keyserver/queries/uk-hub-nations.ts'

const MAX_KEYS = 2
const MAX_PEM_LENGTH = 1000
const MAX_GATEWAY_ORIGINS = 100
/** A code such as GB-SCT, though names were taken too: something that can be seen. */
const REGION = /^\S(.{0,62}\S)?$/u

export interface OperateNationsDeps {
  readonly db: KeyserverDatabase
  readonly randomBytes: RandomBytes
  /** HMAC-SHA-256. */
  readonly tokenKey: () => Promise<CryptoKey>
}

export type NationProblem =
  | { readonly reason: 'unknown_nation' }
  | { readonly reason: 'revoked_nation' }
  | { readonly reason: 'malformed_region' }
  /** One or two P-256 keys are wanted, PEM with the label PUBLIC KEY. */
  | { readonly reason: 'unusable_key' }
  | { readonly reason: 'malformed_gateway_origins' }

export interface NewNation {
  readonly region: string
  readonly publicKeyPems: readonly string[]
  /** Origins that it may speak for beside its region; empty: it is no gateway. */
  readonly gatewayOrigins: readonly string[]
}

/** A token is shown this once: it is kept nowhere. */
export interface IssuedNation {
  readonly uuid: string
  readonly token: string
}

export async function createUkNation(
  deps: OperateNationsDeps,
  { region, publicKeyPems, gatewayOrigins }: NewNation,
  actor: string,
  now: UnixSeconds,
): Promise<Result<IssuedNation, NationProblem>> {
  if (!REGION.test(region)) return fail({ reason: 'malformed_region' })
  if (gatewayOrigins.length > MAX_GATEWAY_ORIGINS || !gatewayOrigins.every((o) => REGION.test(o))) {
    return fail({ reason: 'malformed_gateway_origins' })
  }
  if (!(await areUsableKeys(publicKeyPems))) return fail({ reason: 'unusable_key' })
  const nation = {
    uuid: makeUuid(deps.randomBytes),
    region,
    publicKeyPems,
    tokenVersion: 1,
    tokenIssuedAt: now,
    gatewayOrigins: [...new Set(gatewayOrigins)],
    createdAt: now,
    revokedAt: null,
    withholdsKeys: false,
  }
  const detail = { region, keys: publicKeyPems.length, gatewayOrigins: nation.gatewayOrigins }
  const entry = entryOf(actor, 'create', nation.uuid, detail)
  await auditedBatch(deps.db, now, [entry], [insertUkNation(deps.db, nation)])
  return succeed({ uuid: nation.uuid, token: await issue(deps, nation, now) })
}

/**
 * Puts the keys of a nation in the place of those that it had: during a change the old one and the new one, after it the new one.
 */
export async function changeUkNationKeys(
  deps: OperateNationsDeps,
  uuid: string,
  publicKeyPems: readonly string[],
  actor: string,
  now: UnixSeconds,
): Promise<Result<undefined, NationProblem>> {
  if (!(await areUsableKeys(publicKeyPems))) return fail({ reason: 'unusable_key' })
  if ((await readUkNation(deps.db, uuid)) === undefined) return fail({ reason: 'unknown_nation' })
  const entry = entryOf(actor, 'change_keys', uuid, { keys: publicKeyPems.length })
  await auditedBatch(deps.db, now, [entry], [updateUkNationKeys(deps.db, uuid, publicKeyPems)])
  return succeed(undefined)
}

/**
 * Another token, such as before the year of the last is over.
 * @param callsBack whether all that were given out before are worth nothing from now
 */
export async function renewUkNationToken(
  deps: OperateNationsDeps,
  uuid: string,
  callsBack: boolean,
  actor: string,
  now: UnixSeconds,
): Promise<Result<IssuedNation, NationProblem>> {
  const nation = await readUkNation(deps.db, uuid)
  if (nation === undefined) return fail({ reason: 'unknown_nation' })
  if (nation.revokedAt !== null) return fail({ reason: 'revoked_nation' })
  const tokenVersion = nation.tokenVersion + (callsBack ? 1 : 0)
  const entry = entryOf(actor, 'renew_token', uuid, { tokenVersion, callsBack })
  await auditedBatch(
    deps.db,
    now,
    [entry],
    [updateUkNationTokenVersion(deps.db, uuid, tokenVersion, now)],
  )
  return succeed({ uuid, token: await issue(deps, { uuid, tokenVersion }, now) })
}

/**
 * Lets a nation call no more. What it sent goes on to be served, since it was right when it came, unless that is withheld: as where
 * its signing key was stolen. May be done again, to change one's mind about that.
 */
export async function revokeUkNation(
  deps: OperateNationsDeps,
  uuid: string,
  withholdsKeys: boolean,
  actor: string,
  now: UnixSeconds,
): Promise<Result<undefined, NationProblem>> {
  if ((await readUkNation(deps.db, uuid)) === undefined) return fail({ reason: 'unknown_nation' })
  const entry = entryOf(actor, 'revoke', uuid, { withholdsKeys })
  await auditedBatch(
    deps.db,
    now,
    [entry],
    [updateUkNationRevoked(deps.db, uuid, now, withholdsKeys)],
  )
  return succeed(undefined)
}

/** All nations, in the order in which they came. */
export const listUkNations = (
  deps: Pick<OperateNationsDeps, 'db'>,
): Promise<readonly Omit<UkNationRow, 'id'>[]> => readUkNations(deps.db)

const entryOf = (actor: string, verb: string, subject: string, detail: AuditDetail) => ({
  actor,
  action: `uk_hub_nation.${verb}`,
  subject,
  detail,
})

const issue = async (
  deps: OperateNationsDeps,
  { uuid, tokenVersion }: Pick<UkNationRow, 'uuid' | 'tokenVersion'>,
  now: UnixSeconds,
): Promise<string> =>
  issueNationToken({ id: uuid, version: tokenVersion }, await deps.tokenKey(), now)

async function areUsableKeys(pems: readonly string[]): Promise<boolean> {
  if (pems.length < 1 || pems.length > MAX_KEYS) return false
  for (const pem of pems) {
    // What belongs to the nation alone must not be kept here, whatever else the text holds.
    if (pem.length > MAX_PEM_LENGTH || pem.includes('PRIVATE KEY')) return false
    if ((await readPublicKeyPem(pem)) === undefined) return false
  }
  return true
}
