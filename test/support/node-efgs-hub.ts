/** Our gateway in Node, over Node's own SQLite: for tests of many cases, and behind a server that one can call over the network. */

import { createServer, type IncomingMessage, type ServerResponse } from 'node:http'
import type { AddressInfo } from 'node:net'
import { buffer } from 'node:stream/consumers'
import type { CmsSigner } from '../../src/core/crypto/cms.ts'
import {
  EFGS_HUB_DEFAULTS,
  type EfgsHubSettings,
} from '../../src/core/federation/efgs/hub-settings.ts'
import type { UnixSeconds } from '../../src/core/time.ts'
import { type KeyserverDatabase, openKeyserver } from '../../src/db/keyserver/database.ts'
import { insertEfgsCertificate } from '../../src/db/keyserver/queries/efgs-certificates.ts'
import {
  type EfgsCertificateDirectory,
  readEfgsCertificateDirectory,
} from '../../src/flows/efgs-hub/members.ts'
import { efgsHubSurface } from '../../src/http/federation/efgs-hub/surface.ts'
import { certificateOf, operatorSignature, signerOf, VALID } from './efgs-certificates.ts'
import { type MadeCertificate, makeCertificate } from './made-certificates.ts'
import { sqliteD1 } from './sqlite-d1.ts'

export const NODE_HUB_PROXY_SECRET = 'what the proxy in front of us knows'

export interface NodeHubMember {
  readonly country: string
  readonly tls: MadeCertificate
  readonly signer: CmsSigner
}

export interface NodeEfgsHub {
  readonly db: KeyserverDatabase
  readonly anchorPem: string
  /** What went wrong on our side. */
  readonly faults: unknown[]
  readonly events: string[]
  member(country: string): Promise<NodeHubMember>
  fetch(request: Request): Promise<Response>
}

export async function nodeEfgsHub(
  now: UnixSeconds,
  settings: Partial<EfgsHubSettings> = {},
): Promise<NodeEfgsHub> {
  const db = openKeyserver(sqliteD1())
  const anchor = await makeCertificate({ subject: [['CN', 'trust anchor']], ...VALID })
  const faults: unknown[] = []
  const events: string[] = []
  let directory: EfgsCertificateDirectory | undefined
  const deps = {
    db,
    callers: { proxySecret: NODE_HUB_PROXY_SECRET },
    async certificates() {
      directory ??= await readEfgsCertificateDirectory(db, anchor.certificatePem)
      return directory
    },
    settings: { ...EFGS_HUB_DEFAULTS, ...settings },
    allowsLoopback: false,
    events: {
      hubCalled: (...event: readonly unknown[]) => void events.push(event.join(' ')),
      requestFailed: (_surface: string, cause: unknown) => void faults.push(cause),
    },
  }
  const surface = efgsHubSurface(() => ({ deps, now }))
  return {
    db,
    anchorPem: anchor.certificatePem,
    faults,
    events,
    fetch: async (request) => surface.fetch(request),
    async member(country) {
      const tls = await certificateOf(country, 'client')
      const signing = await certificateOf(country, 'signing')
      for (const [certificate, type] of [
        [tls, 'AUTHENTICATION'],
        [signing, 'SIGNING'],
      ] as const) {
        await insertEfgsCertificate(db, {
          thumbprint: certificate.thumbprint,
          country,
          type,
          host: '',
          signature: await operatorSignature(anchor, certificate.certificatePem),
          pem: certificate.certificatePem,
          gatewayOrigins: [],
          createdAt: now,
          revokedAt: null,
        }).run()
      }
      directory = undefined
      return { country, tls, signer: await signerOf(signing) }
    },
  }
}

/** Speaks plain HTTP, as a system behind its load balancer. */
export async function serveEfgsHub(
  hub: Pick<NodeEfgsHub, 'fetch'>,
): Promise<{ readonly url: string; close(): void }> {
  const server = createServer((incoming, answer) => void pass(hub, incoming, answer))
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  return {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    close() {
      server.closeAllConnections()
      server.close()
    },
  }
}

async function pass(
  hub: Pick<NodeEfgsHub, 'fetch'>,
  incoming: IncomingMessage,
  answer: ServerResponse,
): Promise<void> {
  const headers = Object.entries(incoming.headers).flatMap(([name, value]) =>
    typeof value === 'string' ? [[name, value] as [string, string]] : [],
  )
  const body = new Uint8Array(await buffer(incoming))
  const request = new Request(`http://hub${incoming.url ?? '/'}`, {
    method: incoming.method ?? 'GET',
    headers,
    ...(body.length > 0 && { body }),
  })
  const response = await hub.fetch(request)
  answer.writeHead(response.status, Object.fromEntries(response.headers))
  answer.end(new Uint8Array(await response.arrayBuffer()))
}
