/** People of the first realm, and somebody for the system: who development and demo are played as. Nobody has a password. */

import {
  permissionBits,
  REALM_ADMIN_PERMISSIONS,
  REALM_USER_PERMISSIONS,
} from '../core/realms/permissions.ts'
import type { UnixSeconds } from '../core/time.ts'
import type { VerificationDatabase } from '../db/verification/database.ts'
import { users } from '../db/verification/schema/members.ts'
import { addMembers } from './verification/members.ts'

export interface SeedPerson {
  readonly email: string
  readonly name: string
  /** In the first realm; undefined: a system administrator, who is in none. */
  readonly permissions: number | undefined
}

export const SEED_PEOPLE: readonly SeedPerson[] = [
  { email: 'cora@example.org', name: 'Cora Lind', permissions: REALM_USER_PERMISSIONS },
  { email: 'ana@example.org', name: 'Ana Ruiz', permissions: REALM_ADMIN_PERMISSIONS },
  {
    email: 'vito@example.org',
    name: 'Vito Marsh',
    permissions: permissionBits(['StatsRead', 'CodeRead']),
  },
  { email: 'sana@example.org', name: 'Sana Okoye', permissions: undefined },
]

export async function seedPeople(
  db: VerificationDatabase,
  realmId: number,
  now: UnixSeconds,
): Promise<void> {
  const by = { actor: 'seed', granter: { kind: 'system' } } as const
  for (const { email, name, permissions } of SEED_PEOPLE) {
    if (permissions === undefined) {
      await db.orm
        .insert(users)
        .values({ email, name, isSystemAdmin: true, createdAt: now, updatedAt: now })
        .onConflictDoNothing()
      continue
    }
    const added = await addMembers({ db }, by, realmId, [{ email, name }], permissions, now)
    if (!added.ok) throw new TypeError(`the seed's ${email}: ${added.failure.reason}`)
  }
}
