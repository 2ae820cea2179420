/** Nations as our server of the UK protocol knows them: who may call, by which keys it signs, and for whom it speaks. */

import { readPublicKeyPem } from '../../core/crypto/public-key-pem.ts'
import {
  type NationTokenSubject,
  verifyNationToken,
} from '../../core/federation/uk/nation-token.ts'
import type { UnixSeconds } from '../../core/time.ts'
import type { KeyserverDatabase } from '../../db/keyserver/database.ts'
import { readUkNations } from '../../db/keyserver/queries/uk-hub-nations.ts'

export interface UkNation {
  readonly id: number
  readonly region: string
  /** Either may have signed. */
  readonly publicKeys: readonly CryptoKey[]
  /** Origins that are believed of it beside its own region. */
  readonly gatewayOrigins: readonly string[]
}

/** The nation that a token names; undefined where there is none, it was revoked, or the token called back. */
export type UkNationDirectory = (subject: NationTokenSubject) => UkNation | undefined

/**
 * All nations, with their keys imported: to be held for a short time.
 * @throws where a stored key is none: it was looked at before it was stored
 */
export async function readUkNationDirectory(db: KeyserverDatabase): Promise<UkNationDirectory> {
  const nations = new Map<string, { readonly version: number; readonly nation: UkNation }>()
  for (const row of await readUkNations(db)) {
    if (row.revokedAt !== null) continue
    const publicKeys: CryptoKey[] = []
    for (const pem of row.publicKeyPems) {
      const key = await readPublicKeyPem(pem)
      if (key === undefined) throw new Error(`a stored key of nation ${row.id} can not be read`)
      publicKeys.push(key)
    }
    const { id, region, gatewayOrigins } = row
    nations.set(row.uuid, {
      version: row.tokenVersion,
      nation: { id, region, publicKeys, gatewayOrigins },
    })
  }
  return ({ id, version }) => {
    const known = nations.get(id)
    return known?.version === version ? known.nation : undefined
  }
}

export interface AuthenticateDeps {
  /** HMAC-SHA-256. */
  readonly tokenKey: () => Promise<CryptoKey>
  readonly nations: (now: UnixSeconds) => Promise<UkNationDirectory>
}

/** @returns undefined where the token is not good, whyever */
export async function authenticateNation(
  deps: AuthenticateDeps,
  token: string,
  now: UnixSeconds,
): Promise<UkNation | undefined> {
  const subject = await verifyNationToken(token, await deps.tokenKey(), now)
  return subject && (await deps.nations(now))(subject)
}
