/** Codes as the console's pages show them. None of them has the code. */

import type { SmsState } from '../../../core/codes/sms-state.ts'
import type { TestType } from '../../../core/codes/test-type.ts'
import type { UnixSeconds } from '../../../core/time.ts'
import type { VerificationDatabase } from '../database.ts'

export interface ListedCode {
  /** Ascends with time; where the next page of a list begins. */
  readonly id: number
  /** Dashed, lower case. */
  readonly uuid: string
  readonly testType: TestType
  readonly createdAt: UnixSeconds
  readonly expiresAt: UnixSeconds
  readonly longExpiresAt: UnixSeconds
  readonly claimedAt: UnixSeconds | null
  readonly smsState: SmsState | null
}

export interface ShownCode extends ListedCode {
  readonly issuingUserId: number | null
  /** Name of the person, of the API key, and of whom an integrator named; null where it is none of them. */
  readonly userName: string | null
  readonly apiKeyName: string | null
  readonly externalId: string | null
}

const LISTED = `c.id, c.uuid, c.test_type AS testType, c.created_at AS createdAt, c.expires_at AS expiresAt,
  c.long_expires_at AS longExpiresAt, c.claimed_at AS claimedAt, c.sms_state AS smsState`

/** @param uuid dashed, lower case @returns undefined where the realm has none of this name */
export async function readShownCode(
  db: VerificationDatabase,
  realmId: number,
  uuid: string,
): Promise<ShownCode | undefined> {
  const row = await db.d1
    .prepare(
      `SELECT ${LISTED}, c.issuing_user_id AS issuingUserId, u.name AS userName, k.name AS apiKeyName,
        c.issuing_external_id AS externalId
      FROM verification_codes c
        LEFT JOIN users u ON u.id = c.issuing_user_id
        LEFT JOIN api_keys k ON k.id = c.issuing_api_key_id
      WHERE c.realm_id = ?1 AND c.uuid = ?2`,
    )
    .bind(realmId, uuid)
    .first<ShownCode>()
  return row ?? undefined
}

/** The newest first. @param before id of the last one that was shown; undefined: from the newest */
export async function listCodesOf(
  db: VerificationDatabase,
  realmId: number,
  userId: number,
  before: number | undefined,
  limit: number,
): Promise<readonly ListedCode[]> {
  const { results } = await db.d1
    .prepare(
      `SELECT ${LISTED} FROM verification_codes c INDEXED BY verification_codes_issuer
      WHERE c.realm_id = ?1 AND c.issuing_user_id = ?2 AND c.id < ?3 ORDER BY c.id DESC LIMIT ?4`,
    )
    .bind(realmId, userId, before ?? Number.MAX_SAFE_INTEGER, limit)
    .all<ListedCode>()
  return results
}

/** Those of a realm whose name begins so, by name. @param prefix dashed, lower case */
export async function findCodes(
  db: VerificationDatabase,
  realmId: number,
  prefix: string,
  limit: number,
): Promise<readonly ListedCode[]> {
  const { results } = await db.d1
    .prepare(
      // "g" comes after the last hexadecimal digit.
      `SELECT ${LISTED} FROM verification_codes c
      WHERE c.realm_id = ?1 AND c.uuid >= ?2 AND c.uuid < ?2 || 'g' ORDER BY c.uuid LIMIT ?3`,
    )
    .bind(realmId, prefix, limit)
    .all<ListedCode>()
  return results
}
