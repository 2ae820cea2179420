/**
 * How a partner is called: over the network, with a client certificate of the platform where its settings name a binding, or,
 * for a hub of our own, in this process.
 */

import { LOCAL_BASE_URL } from '../core/federation/protocols.ts'
import type { FederationPartner, PartnerHttp } from '../flows/federation/protocol.ts'
import { type Fetch, outbound } from './outbound.ts'

export interface PartnerHttpDeps {
  readonly allowsLoopback: boolean
  /** A binding by its name: an mTLS certificate of the platform. */
  readonly binding: (name: string) => Pick<Fetcher, 'fetch'> | undefined
  /** The federation surface of this process; undefined where it is not part of it. */
  readonly local: ((request: Request) => Promise<Response>) | undefined
}

/** Stands for this process in the address of a request: no name of the public network. */
const LOCAL_ORIGIN = 'https://local.invalid'

/** @throws where the partner needs what the deployment lacks */
export function partnerHttp(
  { allowsLoopback, binding, local }: PartnerHttpDeps,
  partner: Pick<FederationPartner, 'name' | 'baseUrl' | 'settings' | 'credentials'>,
): PartnerHttp {
  if (partner.baseUrl.startsWith(LOCAL_BASE_URL)) {
    if (local === undefined) throw new Error(`partner "${partner.name}": no hub is deployed here`)
    const via = outbound(false, inProcess(local, partner.credentials))
    return {
      send: (url, request) => via.send(url.replace(LOCAL_BASE_URL, LOCAL_ORIGIN), request),
    }
  }
  const name = partner.settings['clientCertificateBinding']
  if (typeof name !== 'string' || name === '') return outbound(allowsLoopback)
  const certificate = binding(name)
  if (certificate === undefined) throw new Error(`partner "${partner.name}": no binding ${name}`)
  return outbound(allowsLoopback, (url, init) => certificate.fetch(url, init))
}

/** Says who is calling as the platform does for a client certificate that it verified. */
const inProcess =
  (
    local: (request: Request) => Promise<Response>,
    credentials: Readonly<Record<string, string>>,
  ): Fetch =>
  (url, init) => {
    const request = new Request(url, init)
    const { clientCertificateSha256: sha256, clientCertificateSubject: subject } = credentials
    if (sha256 === undefined) return local(request)
    const tlsClientAuth = {
      certPresented: '1',
      certVerified: 'SUCCESS',
      certFingerprintSHA256: sha256,
      certSubjectDN: subject ?? '',
    }
    return local(Object.defineProperty(request, 'cf', { value: { tlsClientAuth } }))
  }
