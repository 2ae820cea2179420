/** The bearer token with which a health authority asks for its statistics. Pure. */

import { fail, type Result } from '../result.ts'
import type { UnixSeconds } from '../time.ts'
import type { HealthAuthority, TenantDirectory } from './health-authority.ts'
import {
  claimReader,
  type IssuedTokenProblem,
  readRegisteredClaims,
  verifyIssuedToken,
} from './issued-token.ts'
import { parseJws } from './jws.ts'

export type StatisticsTokenProblem = IssuedTokenProblem | { readonly reason: 'access_forbidden' }

/**
 * Signed with the keys of certificates, for an audience of its own: a certificate opens no statistics.
 * @param audience what `aud` has to be
 */
export async function verifyStatisticsToken(
  token: string,
  audience: string,
  directory: Pick<TenantDirectory, 'healthAuthority'>,
  now: UnixSeconds,
): Promise<Result<HealthAuthority, StatisticsTokenProblem>> {
  const jws = parseJws(token)
  if (jws === undefined) return fail({ reason: 'malformed' })
  const read = claimReader(jws.claims)
  const claims = readRegisteredClaims(read)
  const problem = read.problem()
  if (problem !== undefined) return fail(problem)
  const issued = await verifyIssuedToken(jws, claims, directory, () => audience, now)
  if (!issued.ok) return issued
  // Only whoever holds the key learns that its door is shut.
  return issued.value.mayReadStatistics ? issued : fail({ reason: 'access_forbidden' })
}
