/** Our gateway behind a proxy that asks for certificates, and two countries of ours that call it over real TLS. */

import { afterEach, beforeEach, describe, expect, test } from 'vitest'
import {
  SUBJECT_HEADER,
  THUMBPRINT_HEADER,
} from '../../../src/core/federation/efgs/client-headers.ts'
import type { OutgoingKey } from '../../../src/core/federation/received-key.ts'
import { asUnixSeconds } from '../../../src/core/time.ts'
import { buildEfgsBatches } from '../../../src/flows/efgs-hub/build-batches.ts'
import type { PartnerAdapter } from '../../../src/flows/federation/protocol.ts'
import { outbound } from '../../../src/platform/outbound.ts'
import { efgsAdapter } from '../../support/efgs-adapter.ts'
import { certificateOf } from '../../support/efgs-certificates.ts'
import {
  NODE_HUB_PROXY_SECRET,
  type NodeEfgsHub,
  type NodeHubMember,
  nodeEfgsHub,
  serveEfgsHub,
} from '../../support/node-efgs-hub.ts'
import {
  startTlsClient,
  startTlsFront,
  type TlsIdentity,
  type TlsProxy,
} from '../../support/tls-proxies.ts'

const NOON = asUnixSeconds(Date.UTC(2026, 10, 25, 12) / 1000)
const NOBODY: TlsIdentity = { certificatePem: '', privateKeyPem: '' }

let hub: NodeEfgsHub
let behind: Awaited<ReturnType<typeof serveEfgsHub>>
let front: TlsProxy
let netherlands: NodeHubMember
let germany: NodeHubMember
const opened: { close(): Promise<void> | void }[] = []

beforeEach(async () => {
  hub = await nodeEfgsHub(NOON)
  netherlands = await hub.member('NL')
  germany = await hub.member('DE')
  behind = await serveEfgsHub(hub)
  const identity = await certificateOf('EU', 'gateway.test')
  front = await startTlsFront(identity, behind.url, NODE_HUB_PROXY_SECRET)
  opened.push(front, behind)
})
afterEach(async () => {
  for (const one of opened.splice(0)) await one.close()
})

/** A country whose calls leave through a proxy that presents a certificate: its own, or another. */
async function backendOf(
  member: NodeHubMember,
  identity: TlsIdentity = member.tls,
  change: Parameters<typeof efgsAdapter>[1] = {},
): Promise<PartnerAdapter> {
  const client = await startTlsClient(identity, front.url)
  opened.unshift(client)
  const settings = { daysToDownload: 0, trustAnchorPem: hub.anchorPem, ...change.settings }
  const partner = { ownOrigin: member.country, ...change, baseUrl: client.url, settings }
  const { country, signer, tls: certificate } = member
  return efgsAdapter(outbound(true), partner, {
    country,
    signer,
    certificate,
    operatorSignature: '',
  })
}

const KEYS = Array.from(
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

test('what one country uploads the other downloads, and its audit proves it', async () => {
  const { exporter } = await backendOf(netherlands)
  const batch = await exporter.encode(KEYS, NOON)
  expect(await exporter.send(batch)).toEqual({ kind: 'sent', status: 201, acceptedKeys: 5 })
  expect(await exporter.send(batch)).toMatchObject({ kind: 'sent', status: 409 })
  await buildEfgsBatches(hub.db, 5000, NOON)
  const { importer } = await backendOf(germany)
  const step = await importer.poll(undefined, NOON)
  if (!step.ok || step.value.batch?.keys.ok !== true) throw new Error(JSON.stringify(step))
  const received = step.value.batch.keys.value
  expect(received.map(({ keyData }) => keyData[0])).toEqual([0, 1, 2, 3, 4])
  expect(step.value.batch).toMatchObject({ tag: '20261125-1', evidence: [{ country: 'NL' }] })
  expect(hub.faults).toEqual([])
})

describe.each([
  ['another certificate of the same names', () => certificateOf('NL', 'client')],
  ['no certificate', async () => NOBODY],
])('with %s', (_, identity) => {
  test('nobody is let in, whoever they say they are', async () => {
    for (const change of [
      {},
      {
        settings: { sendsClientHeaders: true },
        credentials: {
          clientCertificateSha256: netherlands.tls.thumbprint,
          clientCertificateSubject: 'C=NL,O=Health,CN=client',
        },
      },
    ]) {
      const { importer, exporter } = await backendOf(netherlands, await identity(), change)
      expect(await importer.poll(undefined, NOON)).toMatchObject({
        failure: { reason: 'forbidden' },
      })
      const sent = await exporter.send(await exporter.encode(KEYS, NOON))
      expect(sent).toEqual({ kind: 'rejected', status: 403, reason: 'forbidden' })
    }
    expect(hub.events.every((event) => event.startsWith('efgs caller '))).toBe(true)
  })
})

test('past the proxy nobody is let in, with whatever headers', async () => {
  const named = {
    [THUMBPRINT_HEADER]: netherlands.tls.thumbprint,
    [SUBJECT_HEADER]: 'C=NL',
  }
  const accept = 'application/protobuf; version=1.0'
  for (const secret of [undefined, 'x', NODE_HUB_PROXY_SECRET.slice(0, -1)]) {
    const headers = { accept, ...named, ...(secret && { 'X-Tocsin-Proxy-Secret': secret }) }
    const answer = await fetch(`${behind.url}/diagnosiskeys/download/2026-11-25`, { headers })
    expect(answer.status).toBe(403)
  }
  expect(new Set(hub.events)).toEqual(new Set(['efgs caller untrusted_headers 0']))
})
