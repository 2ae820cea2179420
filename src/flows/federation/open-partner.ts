/** A partner's row, opened: its names for other things resolved, its credentials unsealed. */

import type { Credentials } from '../../core/federation/partner-credentials.ts'
import type { PartnerRow } from '../../db/keyserver/queries/federation-partners.ts'
import type { SecretBox } from '../secret-box.ts'
import type { FederationPartner } from './protocol.ts'

/** What a partner's credentials are sealed under. */
export const partnerLabel = (name: string): string => `partner ${name}`

/**
 * @param wrapped as the row has them; null for none
 * @throws where the master key does not open them: the deployment is misconfigured
 */
export async function openCredentials(
  secretBox: SecretBox,
  name: string,
  wrapped: string | null,
): Promise<Credentials> {
  if (wrapped === null) return {}
  const opened = await secretBox.unwrap(wrapped, partnerLabel(name))
  return JSON.parse(new TextDecoder().decode(opened))
}

/** @throws as `openCredentials` */
export async function openPartner(
  row: PartnerRow,
  secretBox: SecretBox,
): Promise<FederationPartner> {
  const { wrappedCredentials, contentSignerId, activeFrom: _from, activeThru: _thru, ...rest } = row
  return {
    ...rest,
    contentSignerId: contentSignerId ?? undefined,
    credentials: await openCredentials(secretBox, row.name, wrappedCredentials),
  }
}
