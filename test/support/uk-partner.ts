/** A partner of the UK's protocol as its row would say, and runs of its exchange without the pipeline around them. */

import { generateKeyPairSync } from 'node:crypto'
import type { OutgoingKey } from '../../src/core/federation/received-key.ts'
import type { UnixSeconds } from '../../src/core/time.ts'
import type {
  FederationPartner,
  FetchedBatch,
  ImportAdapter,
  PartnerFailure,
} from '../../src/flows/federation/protocol.ts'
import type { Exposure, UkTestServer } from './uk-server.ts'

export const BASE_URL = 'https://federation.example'

export interface Registration {
  readonly bearerToken: string
  readonly signingKeyPem: string
}

/** Keys and a token, as an operator of the server gives them out. */
export function register(server: UkTestServer, region: string): Registration {
  const { publicKey, privateKey } = generateKeyPairSync('ec', {
    namedCurve: 'prime256v1',
    publicKeyEncoding: { type: 'spki', format: 'pem' },
    privateKeyEncoding: { type: 'pkcs8', format: 'pem' },
  })
  return { bearerToken: server.register(region, publicKey), signingKeyPem: privateKey }
}

export const ukPartner = (
  credentials: Readonly<Record<string, string>>,
  settings: Readonly<Record<string, unknown>> = {},
): FederationPartner => ({
  id: 1,
  name: 'nearform',
  protocol: 'uk',
  baseUrl: BASE_URL,
  importsKeys: true,
  exportsKeys: true,
  gatewayFrom: [],
  ownOrigin: 'GB-EAW',
  prefix: 'nearform',
  regions: ['GB'],
  exportRegions: [],
  traveler: false,
  settings,
  credentials,
  contentSignerId: undefined,
})

export interface ImportRun {
  readonly batches: readonly FetchedBatch[]
  readonly cursor: unknown
  readonly failure: PartnerFailure | undefined
}

/** Polls until there is no more, as the pipeline does: what it keeps between steps goes through JSON. */
export async function runImport(
  importer: ImportAdapter,
  cursor: unknown,
  now: UnixSeconds,
  mostSteps = 1000,
): Promise<ImportRun> {
  const batches: FetchedBatch[] = []
  let kept = cursor
  for (let step = 0; step < mostSteps; step++) {
    const polled = await importer.poll(kept, now)
    if (!polled.ok) return { batches, cursor: kept, failure: polled.failure }
    const { batch, cursor: next, hasMore } = polled.value
    kept = next === undefined ? undefined : JSON.parse(JSON.stringify(next))
    if (batch !== undefined) batches.push(batch)
    if (!hasMore) return { batches, cursor: kept, failure: undefined }
  }
  return { batches, cursor: kept, failure: undefined }
}

/** The keys of batches, base64; a batch that can't be read has none. */
export const keysOfBatches = (batches: readonly FetchedBatch[]): readonly string[] =>
  batches.flatMap(({ keys }) =>
    keys.ok ? keys.value.map(({ keyData }) => Buffer.from(keyData).toString('base64')) : [],
  )

export const keyText = (seed: number): string => {
  const bytes = Buffer.alloc(16)
  bytes.writeUInt32BE(seed, 12)
  return bytes.toString('base64')
}

export const anExposure = (seed: number, change: Partial<Exposure> = {}): Exposure => ({
  keyData: keyText(seed),
  rollingStartNumber: 2_666_736,
  transmissionRiskLevel: 0,
  rollingPeriod: 144,
  regions: ['GB-SCT'],
  origin: 'GB-SCT',
  testType: 1,
  reportType: 1,
  daysSinceOnset: 3,
  ...change,
})

export const anOutgoingKey = (seed: number, change: Partial<OutgoingKey> = {}): OutgoingKey => ({
  keyData: new Uint8Array(Buffer.from(keyText(seed), 'base64')),
  rollingStartIntervalNumber: 2_666_736,
  rollingPeriod: 144,
  transmissionRiskLevel: 6,
  reportType: 1,
  daysSinceOnsetOfSymptoms: 2,
  origin: undefined,
  visitedCountries: undefined,
  traveler: false,
  isSynthetic: false,
  createdAt: 1_600_128_000,
  ...change,
})
