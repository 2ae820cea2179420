/** Members of a realm as the console's pages show them. */

import type { ShownMember } from '../../../core/console/shown-member.ts'
import type { VerificationDatabase } from '../database.ts'

interface Row extends Omit<ShownMember, 'hasCome' | 'hasSecondFactor'> {
  readonly hasCome: number
  readonly hasSecondFactor: number
}

const MEMBERS = `
SELECT u.id AS userId, u.email, u.name, m.permissions, c.user_id IS NOT NULL AS hasCome,
  c.totp_secret IS NOT NULL AS hasSecondFactor
FROM memberships m JOIN users u ON u.id = m.user_id LEFT JOIN console_credentials c ON c.user_id = u.id
WHERE m.realm_id = ?1`

const memberOf = (row: Row): ShownMember => ({
  ...row,
  hasCome: row.hasCome === 1,
  hasSecondFactor: row.hasSecondFactor === 1,
})

/**
 * By address of mail.
 * @param search part of the name or the address, in any case; '' for all
 * @param after the last one that was shown, a member of this realm; undefined: from the first
 */
export async function listMembers(
  db: VerificationDatabase,
  realmId: number,
  search: string,
  after: number | undefined,
  limit: number,
): Promise<readonly ShownMember[]> {
  const { results } = await db.d1
    .prepare(
      `${MEMBERS} AND (?2 = '' OR instr(lower(u.name), ?2) > 0 OR instr(u.email, ?2) > 0)
        AND u.email > COALESCE((
          SELECT l.email FROM memberships n JOIN users l ON l.id = n.user_id WHERE n.realm_id = ?1 AND l.id = ?3
        ), '')
      ORDER BY u.email LIMIT ?4`,
    )
    .bind(realmId, search.trim().toLowerCase(), after ?? null, limit)
    .all<Row>()
  return results.map(memberOf)
}

/** @returns undefined for whoever is no member */
export async function readMember(
  db: VerificationDatabase,
  realmId: number,
  key: { readonly email: string } | { readonly userId: number },
): Promise<ShownMember | undefined> {
  const [condition, value] = 'email' in key ? ['u.email', key.email] : ['u.id', key.userId]
  const row = await db.d1
    .prepare(`${MEMBERS} AND ${condition} = ?2`)
    .bind(realmId, value)
    .first<Row>()
  return row === null ? undefined : memberOf(row)
}
