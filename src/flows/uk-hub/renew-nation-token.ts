/** Gives out tokens of the nations of our server of the UK protocol. Nations themselves are entries of the configuration. */

import { issueNationToken } from '../../core/federation/uk/nation-token.ts'
import { fail, type Result, succeed } from '../../core/result.ts'
import type { UnixSeconds } from '../../core/time.ts'
import { auditedBatch } from '../../db/audit/queries.ts'
import type { KeyserverDatabase } from '../../db/keyserver/database.ts'
import {
  readUkNation,
  updateUkNationTokenVersion,
} from '../../db/keyserver/queries/uk-hub-nations.ts'

export interface RenewNationTokenDeps {
  readonly db: KeyserverDatabase
  /** HMAC-SHA-256. */
  readonly tokenKey: () => Promise<CryptoKey>
}

export type NationTokenProblem =
  | { readonly reason: 'unknown_nation' }
  | { readonly reason: 'revoked_nation' }

/** It is shown this once: it is kept nowhere. */
export interface IssuedNationToken {
  readonly uuid: string
  readonly token: string
}

/**
 * Another token, such as before the year of the last is over. The audit log learns of it, and not what it is.
 * @param callsBack whether all that were given out before are worth nothing from now
 */
export async function renewUkNationToken(
  { db, tokenKey }: RenewNationTokenDeps,
  uuid: string,
  callsBack: boolean,
  actor: string,
  now: UnixSeconds,
): Promise<Result<IssuedNationToken, NationTokenProblem>> {
  const nation = await readUkNation(db, uuid)
  if (nation === undefined) return fail({ reason: 'unknown_nation' })
  if (nation.revokedAt !== null) return fail({ reason: 'revoked_nation' })
  const version = nation.tokenVersion + (callsBack ? 1 : 0)
  const entry = {
    actor,
    action: 'uk_hub_nation.renew_token',
    subject: uuid,
    detail: { tokenVersion: version, callsBack },
  }
  await auditedBatch(db, now, [entry], [updateUkNationTokenVersion(db, uuid, version, now)])
  return succeed({
    uuid,
    token: await issueNationToken({ id: uuid, version }, await tokenKey(), now),
  })
}
