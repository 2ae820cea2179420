/** A partner's row, opened: its names for other things resolved, its credentials unsealed. */

import type { PartnerRow } from '../../db/keyserver/queries/federation-partners.ts'
import type { SecretBox } from '../secret-box.ts'
import type { FederationPartner } from './protocol.ts'

/** What a partner's credentials are sealed under. */
export const partnerLabel = (name: string): string => `partner ${name}`

/** @throws where the master key does not open its credentials: the deployment is misconfigured */
export async function openPartner(
  row: PartnerRow,
  secretBox: SecretBox,
): Promise<FederationPartner> {
  const { wrappedCredentials, contentSignerId, activeFrom: _from, activeThru: _thru, ...rest } = row
  return {
    ...rest,
    contentSignerId: contentSignerId ?? undefined,
    credentials:
      wrappedCredentials === null
        ? {}
        : readCredentials(await secretBox.unwrap(wrappedCredentials, partnerLabel(row.name))),
  }
}

function readCredentials(bytes: Uint8Array): Readonly<Record<string, string>> {
  const stored: unknown = JSON.parse(new TextDecoder().decode(bytes))
  if (typeof stored !== 'object' || stored === null) throw new Error('credentials are no object')
  return Object.fromEntries(
    Object.entries(stored).filter(
      (entry): entry is [string, string] => typeof entry[1] === 'string',
    ),
  )
}
