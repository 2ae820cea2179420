/** Asks a partner whether it is there and takes us for who we are. */

import { type ProbeOutcome, probeOf, probeOutcome } from '../../core/federation/probe.ts'
import type { UnixSeconds } from '../../core/time.ts'
import type { PartnerRow } from '../../db/keyserver/queries/federation-partners.ts'
import type { SecretBox } from '../secret-box.ts'
import { openCredentials } from './open-partner.ts'
import type { FederationPartner, PartnerHttp } from './protocol.ts'

/** @throws where the deployment lacks what the partner is called with */
export type OpenPartnerHttp = (
  partner: Pick<FederationPartner, 'name' | 'baseUrl' | 'settings' | 'credentials'>,
) => PartnerHttp

export interface ProbeDeps {
  readonly secretBox: SecretBox
  readonly openHttp: OpenPartnerHttp
}

export interface Probed {
  readonly outcome: ProbeOutcome
  /** undefined where nothing answered. */
  readonly status: number | undefined
}

const LIMITS = { timeoutMs: 10_000, maxBytes: 1_000_000 }

export async function probePartner(
  { secretBox, openHttp }: ProbeDeps,
  row: PartnerRow,
  now: UnixSeconds,
): Promise<Probed> {
  const { name, baseUrl, settings, protocol } = row
  const credentials = await openCredentials(secretBox, name, row.wrappedCredentials)
  const http = opened(openHttp, { name, baseUrl, settings, credentials })
  if (http === undefined) return { outcome: 'not_deployed', status: undefined }
  const { url, headers } = probeOf(row, credentials, now)
  const answer = await http.send(url, { ...LIMITS, method: 'GET', headers })
  if (!answer.ok) return { outcome: answer.failure.reason, status: undefined }
  const { status } = answer.value
  return { outcome: probeOutcome(protocol, status), status }
}

function opened(
  openHttp: OpenPartnerHttp,
  partner: Parameters<OpenPartnerHttp>[0],
): PartnerHttp | undefined {
  try {
    return openHttp(partner)
  } catch {
    // It says which binding is missing; whoever reads the answer knows which one the partner names.
    return undefined
  }
}
