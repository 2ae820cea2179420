/**
 * Members of our gateway by their certificates. A row counts where the operator's trust anchor signed the certificate in it, so that
 * who can write rows can make no member.
 */

import type { Certificate } from 'pkijs'
import { readCertificates } from '../../core/crypto/certificates.ts'
import {
  checkOperatorSignature,
  thumbprintOf,
} from '../../core/federation/efgs/certificate-rules.ts'
import { fail, type Result, succeed } from '../../core/result.ts'
import type { KeyserverDatabase } from '../../db/keyserver/database.ts'
import {
  type EfgsCertificateRow,
  readEfgsCertificates,
} from '../../db/keyserver/queries/efgs-certificates.ts'

export type EfgsCertificateType = EfgsCertificateRow['type']

/** A certificate that the trust anchor signed. */
export interface EfgsKnownCertificate {
  readonly country: string
  readonly thumbprint: string
  readonly isRevoked: boolean
  /** Origins that it may sign for beside its country. */
  readonly gatewayOrigins: readonly string[]
}

/**
 * @param thumbprint lower-case hexadecimal
 * @param country in whatever case
 * @returns undefined where there is none, or what is there is not intact
 */
export type EfgsCertificateDirectory = (
  thumbprint: string,
  country: string,
  type: EfgsCertificateType,
) => Promise<EfgsKnownCertificate | undefined>

/**
 * All rows, to be held for a short time; each is verified when it is first asked for.
 * @param trustAnchorPem where it is no certificate, nobody is known
 */
export async function readEfgsCertificateDirectory(
  db: KeyserverDatabase,
  trustAnchorPem: string,
): Promise<EfgsCertificateDirectory> {
  const [trustAnchor] = readCertificates(trustAnchorPem) ?? []
  const rows = await readEfgsCertificates(db)
  const byThumbprint = new Map(rows.map((row) => [row.thumbprint.toLowerCase(), row]))
  // Of what is settled only: what one request waits for is nothing to another.
  const intact = new Map<string, boolean>()
  return async (thumbprint, country, type) => {
    const row = byThumbprint.get(thumbprint)
    if (row === undefined || trustAnchor === undefined) return undefined
    if (row.type !== type || row.country.toUpperCase() !== country.toUpperCase()) return undefined
    const isIntact = intact.get(thumbprint) ?? (await checkRow(row, trustAnchor))
    intact.set(thumbprint, isIntact)
    if (!isIntact) return undefined
    const { gatewayOrigins } = row
    return { country: row.country, thumbprint, isRevoked: row.revokedAt !== null, gatewayOrigins }
  }
}

async function checkRow(row: EfgsCertificateRow, trustAnchor: Certificate): Promise<boolean> {
  const [certificate] = readCertificates(row.pem) ?? []
  if (certificate === undefined) return false
  if ((await thumbprintOf(certificate)) !== row.thumbprint.toLowerCase()) return false
  return checkOperatorSignature(row.signature, row.pem, trustAnchor)
}

/** Who is calling our gateway. */
export interface EfgsMember {
  readonly country: string
  readonly thumbprint: string
}

export type EfgsMemberProblem = 'no_subject' | 'no_country' | 'unknown' | 'revoked'

/** @param subject of the certificate: values by the upper-case names of their attributes */
export async function authenticateEfgsMember(
  directory: EfgsCertificateDirectory,
  thumbprint: string,
  subject: ReadonlyMap<string, string> | undefined,
): Promise<Result<EfgsMember, EfgsMemberProblem>> {
  if (subject === undefined) return fail('no_subject')
  const country = subject.get('C')
  if (country === undefined || country === '') return fail('no_country')
  const known = await directory(thumbprint, country, 'AUTHENTICATION')
  if (known === undefined) return fail('unknown')
  if (known.isRevoked) return fail('revoked')
  return succeed({ country: known.country, thumbprint })
}
