/** Our side of a gateway that asks for a client's certificate: over real TLS, through a proxy on either side. */

import { afterEach, beforeEach, describe, expect, test } from 'vitest'
import type { OutgoingKey } from '../../../src/core/federation/received-key.ts'
import { asUnixSeconds } from '../../../src/core/time.ts'
import type { PartnerAdapter } from '../../../src/flows/federation/protocol.ts'
import { outbound } from '../../../src/platform/outbound.ts'
import { efgsAdapter } from '../../support/efgs-adapter.ts'
import { efgsGateway, efgsKeys, hexOf } from '../../support/efgs-gateway.ts'
import { type GatewayServer, serveGateway } from '../../support/efgs-gateway-server.ts'
import { type MadeCertificate, makeCertificate } from '../../support/made-certificates.ts'
import {
  startTlsClient,
  startTlsFront,
  type TlsIdentity,
  type TlsProxy,
} from '../../support/tls-proxies.ts'

const NOON = asUnixSeconds(Date.UTC(2026, 10, 25, 12) / 1000)
const DATE = '2026-11-25'
const PROXY_SECRET = 'secret of the load balancer'
const VALIDITY = { notBefore: 1_700_000_000, notAfter: 2_500_000_000 }
const NOBODY: TlsIdentity = { certificatePem: '', privateKeyPem: '' }

let gateway: Awaited<ReturnType<typeof efgsGateway>>
let server: GatewayServer
let front: TlsProxy
let ours: MadeCertificate
const opened: { close(): Promise<void> | void }[] = []

beforeEach(async () => {
  gateway = await efgsGateway({ now: NOON, caller: 'NL' })
  ours = await certificateOf('client of NL')
  server = await serveGateway({
    gateway: gateway.http,
    registered: ours.thumbprint,
    proxySecret: PROXY_SECRET,
  })
  front = await startTlsFront(await certificateOf('gateway.test'), server.url, PROXY_SECRET)
  opened.push(front, server)
})
afterEach(async () => {
  for (const one of opened.splice(0)) await one.close()
})

const certificateOf = (name: string): Promise<MadeCertificate> =>
  makeCertificate({
    subject: [
      ['C', 'NL'],
      ['O', 'Test'],
      ['CN', name],
    ],
    ...VALIDITY,
  })

/** Our side, whose calls leave through a proxy that presents a certificate. */
async function presenting(
  identity: TlsIdentity,
  change: Parameters<typeof efgsAdapter>[1] = {},
): Promise<PartnerAdapter> {
  const client = await startTlsClient(identity, front.url)
  opened.unshift(client)
  const settings = { daysToDownload: 0, trustAnchorPem: gateway.anchorPem, ...change.settings }
  const partner = { ...change, baseUrl: client.url, settings }
  return efgsAdapter(outbound(true), partner, await gateway.member('NL'))
}

const OUR_KEYS = Array.from(
  { length: 5 },
  (_, i): OutgoingKey => ({
    keyData: new Uint8Array(16).fill(i),
    rollingStartIntervalNumber: Date.UTC(2026, 10, 23) / 600_000,
    rollingPeriod: 144,
    transmissionRiskLevel: 3,
    reportType: 1,
    daysSinceOnsetOfSymptoms: 0,
    origin: undefined,
    visitedCountries: ['DE'],
    traveler: false,
    isSynthetic: false,
    createdAt: NOON - 3600,
  }),
)

describe('with the certificate that the gateway knows', () => {
  test('a batch is downloaded and proved by its audit', async () => {
    const keys = efgsKeys(40)
    const tag = await gateway.publish('DE', keys)
    const { importer } = await presenting(ours)
    const step = await importer.poll(undefined, NOON)
    if (!step.ok || step.value.batch?.keys.ok !== true) throw new Error(JSON.stringify(step))
    expect(hexOf(step.value.batch.keys.value)).toEqual(hexOf(keys))
    expect(step.value.batch).toMatchObject({ tag, date: DATE, evidence: [{ country: 'DE' }] })
    expect(server.callers).toEqual([ours.thumbprint, ours.thumbprint])
  })

  test('a batch is uploaded, its signature and all', async () => {
    const { exporter } = await presenting(ours)
    const batch = await exporter.encode(OUR_KEYS, NOON)
    expect(await exporter.send(batch)).toEqual({ kind: 'sent', status: 201, acceptedKeys: 5 })
    expect(await exporter.send(batch)).toMatchObject({ kind: 'sent', status: 409 })
    expect(gateway.requests[0]?.request.body).toEqual(batch.body)
  })
})

describe.each([
  ['another certificate of the same names', () => certificateOf('client of NL')],
  ['no certificate', async () => NOBODY],
])('with %s', (_, identity) => {
  test('we are refused by name, and nothing reaches the gateway', async () => {
    await gateway.publish('DE', efgsKeys(3))
    const { importer, exporter } = await presenting(await identity())
    expect(await importer.poll(undefined, NOON)).toEqual({
      ok: false,
      failure: { reason: 'forbidden', status: 403, isTransient: false },
    })
    expect(await exporter.send(await exporter.encode(OUR_KEYS, NOON))).toEqual({
      kind: 'rejected',
      status: 403,
      reason: 'forbidden',
    })
    expect(gateway.calls).toEqual([])
  })

  test('it does not help to say that we are somebody else', async () => {
    const { importer } = await presenting(await identity(), {
      settings: { sendsClientHeaders: true },
      credentials: {
        clientCertificateSha256: ours.thumbprint,
        clientCertificateSubject: 'C=NL,O=Test,CN=client of NL',
      },
    })
    expect(await importer.poll(undefined, NOON)).toMatchObject({ failure: { reason: 'forbidden' } })
    expect(server.callers).not.toContain(ours.thumbprint)
  })
})

test('a gateway that does not speak TLS is not reached', async () => {
  // The client's proxy has nobody to shake hands with, and says so as any gateway in between does.
  front = { url: server.url.replace('http:', 'https:'), close: async () => undefined }
  const { importer } = await presenting(ours)
  expect(await importer.poll(undefined, NOON)).toMatchObject({
    failure: { reason: 'server_error', isTransient: true },
  })
  expect(server.callers).toEqual([])
})
