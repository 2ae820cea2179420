/** How it stands with those who call our hubs, and what of theirs is about to end. */

import { type Expiry, endOfCertificate, expiryOf } from '../core/federation/expiries.ts'
import { NATION_TOKEN_SECONDS } from '../core/federation/uk/nation-token.ts'
import type { UnixSeconds } from '../core/time.ts'
import type { KeyserverDatabase } from '../db/keyserver/database.ts'
import type { EfgsCertificateRow } from '../db/keyserver/queries/efgs-certificates.ts'
import {
  type MemberActivity,
  readEfgsMemberHealth,
  readNationHealth,
} from '../db/keyserver/queries/member-health.ts'

export interface NationHealth {
  readonly uuid: string
  readonly region: string
  readonly gatewayOrigins: readonly string[]
  readonly isRevoked: boolean
  readonly withholdsKeys: boolean
  /** How many keys of its own it may sign with: two during a change. */
  readonly keys: number
  /** Of the token that was given out last, if it was; an earlier one of the same version ends before. */
  readonly token: Expiry | null
  /** Of what is not deleted yet. */
  readonly uploads: number
  readonly sentKeys: number
  /** Unix seconds; null for never, or longer ago than keys are kept. */
  readonly lastUploadAt: number | null
}

export async function nationsHealth(
  db: KeyserverDatabase,
  now: UnixSeconds,
): Promise<readonly NationHealth[]> {
  const { nations, uploads } = await readNationHealth(db)
  return nations.map((row) => {
    const own = uploads.find(({ nationId }) => nationId === row.id)
    const { tokenIssuedAt: issuedAt } = row
    return {
      uuid: row.uuid,
      region: row.region,
      gatewayOrigins: row.gatewayOrigins,
      isRevoked: row.revokedAt !== null,
      withholdsKeys: row.withholdsKeys,
      keys: row.publicKeyPems.length,
      token: issuedAt === null ? null : expiryOf('token', issuedAt + NATION_TOKEN_SECONDS, now),
      uploads: own?.uploads ?? 0,
      sentKeys: own?.sentKeys ?? 0,
      lastUploadAt: own?.lastAt ?? null,
    }
  })
}

export interface MemberCertificate {
  readonly thumbprint: string
  readonly type: EfgsCertificateRow['type']
  readonly host: string
  readonly gatewayOrigins: readonly string[]
  readonly isRevoked: boolean
  /** Null where the row holds no certificate: nobody is let in by it. */
  readonly expiry: Expiry | null
  /** Unix seconds of the last upload with it, or signed with it; null for none. What an old one still does before it is revoked. */
  readonly lastUsedAt: number | null
}

export interface EfgsMemberHealth {
  readonly country: string
  readonly certificates: readonly MemberCertificate[]
  /** Unix seconds; null for never. */
  readonly lastUploadAt: number | null
  readonly lastDownloadAt: number | null
  readonly callbacks: readonly {
    readonly callbackId: string
    readonly url: string
    /** Of the batch that it is told of next. */
    readonly failedTries: number
    readonly lastTriedAt: number | null
    /** Batches that it is still to be told of. */
    readonly waiting: number
  }[]
}

/** By country. */
export async function efgsMembersHealth(
  db: KeyserverDatabase,
  now: UnixSeconds,
): Promise<readonly EfgsMemberHealth[]> {
  const { certificates, uses, uploads, downloads, callbacks } = await readEfgsMemberHealth(db)
  const countries = [...new Set(certificates.map(({ country }) => country))].sort()
  const last = (activity: readonly MemberActivity[], country: string) =>
    activity.find((one) => one.country === country)?.lastAt ?? null
  const certificateOf = (row: EfgsCertificateRow): MemberCertificate => {
    const end = endOfCertificate(row.pem)
    return {
      thumbprint: row.thumbprint,
      type: row.type,
      host: row.host,
      gatewayOrigins: row.gatewayOrigins,
      isRevoked: row.revokedAt !== null,
      expiry: end === undefined ? null : expiryOf('certificate', end, now),
      lastUsedAt: uses.find(({ thumbprint }) => thumbprint === row.thumbprint)?.lastAt ?? null,
    }
  }
  return countries.map((country) => ({
    country,
    certificates: certificates.filter((row) => row.country === country).map(certificateOf),
    lastUploadAt: last(uploads, country),
    lastDownloadAt: last(downloads, country),
    callbacks: callbacks
      .filter((one) => one.country === country)
      .map(({ country: _, ...callback }) => callback),
  }))
}
