/** Nations of our server of the UK protocol, entered as the configuration enters them, and their tokens. */

import { makeUuid } from '../../src/core/codes/uuid.ts'
import { issueNationToken } from '../../src/core/federation/uk/nation-token.ts'
import type { UnixSeconds } from '../../src/core/time.ts'
import type { KeyserverDatabase } from '../../src/db/keyserver/database.ts'
import { saveNation } from '../../src/db/keyserver/queries/federation-configuration.ts'
import { readUkNation } from '../../src/db/keyserver/queries/uk-hub-nations.ts'
import { randomBytes } from '../../src/platform/secrets.ts'

export interface NewNation {
  readonly region: string
  /** One or two. */
  readonly publicKeyPems: readonly string[]
  readonly gatewayOrigins: readonly string[]
}

/** @returns its name and its first token */
export async function enterNation(
  { db, tokenKey }: { readonly db: KeyserverDatabase; readonly tokenKey: () => Promise<CryptoKey> },
  nation: NewNation,
  now: UnixSeconds,
): Promise<{ readonly uuid: string; readonly token: string }> {
  const uuid = makeUuid(randomBytes)
  const row = { ...nation, uuid, tokenVersion: 1, createdAt: now, withholdsKeys: false }
  await saveNation(db, row).run()
  return { uuid, token: await issueNationToken({ id: uuid, version: 1 }, await tokenKey(), now) }
}

export async function changeNation(
  db: KeyserverDatabase,
  uuid: string,
  change: {
    readonly publicKeyPems?: readonly string[]
    readonly revokedAt?: number
    readonly withholdsKeys?: boolean
  },
): Promise<void> {
  const row = await readUkNation(db, uuid)
  if (row === undefined) throw new Error('no such nation')
  const { id: _, ...before } = row
  await saveNation(db, { ...before, ...change }).run()
}
