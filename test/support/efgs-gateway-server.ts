/** The gateway of `efgs-gateway.ts` behind a proxy that ends mutual TLS: answers whoever is registered, by the proxy's word. */

import { createServer, type IncomingMessage, type ServerResponse } from 'node:http'
import type { AddressInfo } from 'node:net'
import { buffer } from 'node:stream/consumers'
import type { PartnerHttp } from '../../src/flows/federation/protocol.ts'
import type { OutboundRequest } from '../../src/flows/outbound.ts'

export interface GatewayServer {
  /** Without a slash at the end. */
  readonly url: string
  /** Thumbprints of those who called, '' where the proxy named nobody. */
  readonly callers: readonly string[]
  close(): void
}

export interface GatewayServerOptions {
  readonly gateway: PartnerHttp
  /** Whose certificate may call, lower-case hexadecimal. */
  readonly registered: string
  readonly proxySecret: string
}

/** As the gateway in memory names them; on the way names have no case. */
const NAMES = ['batchTag', 'batchSignature', 'Content-Type', 'Accept']
const ANSWERED = ['batchTag', 'nextBatchTag', 'content-type']

export async function serveGateway(options: GatewayServerOptions): Promise<GatewayServer> {
  const callers: string[] = []
  const server = createServer((incoming, answer) => {
    const { 'x-ssl-client-sha256': thumbprint, 'x-tocsin-proxy-secret': secret } = incoming.headers
    const caller = secret === options.proxySecret ? String(thumbprint ?? '') : ''
    callers.push(caller)
    if (caller === options.registered) void pass(options.gateway, incoming, answer)
    else answer.writeHead(403).end()
  })
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  return {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    callers,
    close() {
      server.closeAllConnections()
      server.close()
    },
  }
}

async function pass(
  gateway: PartnerHttp,
  incoming: IncomingMessage,
  answer: ServerResponse,
): Promise<void> {
  const sent = NAMES.map((name) => [name, incoming.headers[name.toLowerCase()]])
  const body = new Uint8Array(await buffer(incoming))
  const request: OutboundRequest = {
    method: incoming.method === 'POST' ? 'POST' : 'GET',
    headers: Object.fromEntries(sent.filter(([, value]) => value !== undefined)),
    ...(body.length > 0 && { body }),
    timeoutMs: 0,
    maxBytes: 0,
  }
  const answered = await gateway.send(`http://gateway${incoming.url}`, request)
  if (!answered.ok) return void answer.destroy()
  const { status, headers, body: content } = answered.value
  const told = ANSWERED.map((name) => [name, headers.get(name)])
  answer.writeHead(status, Object.fromEntries(told.filter(([, value]) => value !== null)))
  answer.end(content)
}
