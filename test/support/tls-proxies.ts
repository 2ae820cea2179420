/**
 * Mutual TLS on this machine. Locally the runtime neither presents a client's certificate nor asks for one, so two small proxies
 * do it on either side, as a load balancer would: out of a system, and in front of one.
 */

import {
  createServer,
  type IncomingMessage,
  type RequestListener,
  request,
  type Server,
} from 'node:http'
import { createServer as createTlsServer, request as requestOverTls } from 'node:https'
import type { AddressInfo } from 'node:net'
import type { TLSSocket } from 'node:tls'

export interface TlsIdentity {
  readonly certificatePem: string
  /** PKCS #8, PEM. */
  readonly privateKeyPem: string
}

export interface TlsProxy {
  /** Without a slash at the end. */
  readonly url: string
  close(): Promise<void>
}

/**
 * Ends TLS in front of a system: asks for a certificate, and hands on who it is of in the headers that the system trusts with the
 * proxy's secret. Whatever of the kind the caller sent itself is dropped.
 */
export function startTlsFront(
  identity: TlsIdentity,
  target: string,
  proxySecret: string,
): Promise<TlsProxy> {
  const server = createTlsServer(
    {
      cert: identity.certificatePem,
      key: identity.privateKeyPem,
      requestCert: true,
      // Partners sign their own: that it is the right one is for the system behind to say.
      rejectUnauthorized: false,
    },
    forward(target, (incoming) => {
      const peer = (incoming.socket as TLSSocket).getPeerCertificate()
      if (peer.fingerprint256 === undefined) return {}
      return {
        'x-ssl-client-sha256': peer.fingerprint256.replaceAll(':', '').toLowerCase(),
        'x-ssl-client-dn': Object.entries(peer.subject)
          .map(([name, value]) => `${name}=${String(value)}`)
          .join(','),
        'x-tocsin-proxy-secret': proxySecret,
      }
    }),
  )
  return listen(server, 'https')
}

/** Presents a client's certificate on behalf of a system that speaks plain HTTP to it. */
export function startTlsClient(identity: TlsIdentity, target: string): Promise<TlsProxy> {
  const tls = {
    cert: identity.certificatePem,
    key: identity.privateKeyPem,
    // The front's certificate is of a test.
    rejectUnauthorized: false,
  }
  return listen(createServer(forward(target, () => ({}), tls)), 'http')
}

const forward =
  (
    target: string,
    identify: (incoming: IncomingMessage) => Readonly<Record<string, string>>,
    tls?: object,
  ): RequestListener =>
  (incoming, answer) => {
    const kept = Object.entries(incoming.headers).filter(([name]) => !/^x-(ssl|tocsin)-/.test(name))
    const headers = {
      ...Object.fromEntries(kept),
      ...identify(incoming),
      host: new URL(target).host,
    }
    const send = tls === undefined ? request : requestOverTls
    const outgoing = send(
      `${target}${incoming.url ?? '/'}`,
      { method: incoming.method, headers, ...tls },
      (response) => {
        answer.writeHead(response.statusCode ?? 502, response.headers)
        response.pipe(answer)
      },
    )
    outgoing.on('error', () => answer.writeHead(502).end())
    incoming.pipe(outgoing)
  }

async function listen(server: Server, scheme: 'http' | 'https'): Promise<TlsProxy> {
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  const { port } = server.address() as AddressInfo
  return {
    url: `${scheme}://127.0.0.1:${port}`,
    close: () =>
      new Promise((resolve) => {
        server.closeAllConnections()
        server.close(() => resolve())
      }),
  }
}
