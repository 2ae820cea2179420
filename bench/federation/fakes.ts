/** Other sides of the three protocols for many runs: what they answer costs little, and none of it is counted. */

import { toBase64 } from '../../src/core/bytes.ts'
import type { EfgsKey } from '../../src/core/federation/efgs/diagnosis-key.ts'
import { MAX_FETCHED_KEYS } from '../../src/core/federation/google/messages.ts'
import { writeFetchResponse } from '../../src/core/federation/google/write-messages.ts'
import type { FederationProtocol } from '../../src/core/federation/protocols.ts'
import { tocsin } from '../../src/core/proto/federation.js'
import { succeed } from '../../src/core/result.ts'
import { asUnixSeconds } from '../../src/core/time.ts'
import type { PartnerHttp } from '../../src/flows/federation/protocol.ts'
import { efgsGateway } from '../../test/support/efgs-gateway.ts'
import { makeSigner } from '../../test/support/google-federation.ts'
import { register } from '../../test/support/uk-partner.ts'
import { UkTestServer } from '../../test/support/uk-server.ts'
import { keysOf } from './keys.ts'
import { NOW } from './store.ts'

/** Another side, and how our side is set up for it. */
export interface FakePartner {
  readonly protocol: FederationProtocol
  readonly settings: Readonly<Record<string, unknown>>
  readonly credentials: Readonly<Record<string, string>>
  readonly http: PartnerHttp
  /** It has new keys from then on. */
  bring(count: number, seed: number, now: number): Promise<void>
}

/** Two of its countries upload in turn. */
async function fakeGateway(): Promise<FakePartner> {
  const gateway = await efgsGateway({ now: asUnixSeconds(NOW), caller: 'NL' })
  return {
    protocol: 'efgs',
    settings: { trustAnchorPem: gateway.anchorPem },
    credentials: {},
    http: gateway.http,
    async bring(count, seed, at) {
      gateway.setNow(asUnixSeconds(at))
      const half = count >> 1
      await gateway.publish('FR', keysOf('FR', half, seed), false)
      await gateway.publish('AT', keysOf('AT', count - half, seed + 1))
    },
  }
}

const UK_BATCH_KEYS = 1000

function fakeUkServer(): FakePartner {
  const server = new UkTestServer()
  return {
    protocol: 'uk',
    settings: { acceptedOrigins: ['GB-SCT'] },
    credentials: { ...register(server, 'NL') },
    http: server.http,
    async bring(count, seed, at) {
      server.date = new Date(at * 1000).toISOString().slice(0, 10)
      server.store(
        keysOf('GB-SCT', count, seed).map((key) => ({
          keyData: toBase64(key.keyData),
          rollingStartNumber: key.rollingStartIntervalNumber,
          transmissionRiskLevel: 0,
          rollingPeriod: key.rollingPeriod,
          regions: ['GB-SCT'],
          origin: 'GB-SCT',
          testType: 1,
          reportType: 1,
          daysSinceOnset: key.daysSinceOnsetOfSymptoms,
        })),
      )
      server.flush(UK_BATCH_KEYS)
    },
  }
}

/** Its cursors are places in the list of its keys. */
function fakeKeyServer(): FakePartner {
  const keys: EfgsKey[] = []
  const { privateKeyPem } = makeSigner()
  return {
    protocol: 'google',
    settings: {
      issuer: 'https://nl.example',
      subject: 'nl',
      origin: 'US',
      acceptedOrigins: ['US'],
    },
    credentials: { signingKeyPem: privateKeyPem },
    http: {
      async send(_url, { body }) {
        if (!(body instanceof Uint8Array)) throw new Error('a fetch has a body')
        const { state } = tocsin.federation.FederationFetchRequest.decode(body)
        const from = Number(state?.keyCursor?.nextToken || 0)
        const page = keys.slice(from, from + MAX_FETCHED_KEYS)
        const cursor = (place: number) => ({ timestamp: 1, nextToken: String(place) })
        const answer = writeFetchResponse({
          keys: page.map((key) => ({
            exposureKey: key.keyData,
            transmissionRisk: 3,
            intervalNumber: key.rollingStartIntervalNumber,
            intervalCount: key.rollingPeriod,
            reportType: 1,
            daysSinceOnsetOfSymptoms: key.daysSinceOnsetOfSymptoms,
            traveler: false,
            regions: ['US'],
          })),
          revisedKeys: [],
          isPartial: from + page.length < keys.length,
          nextState: { keyCursor: cursor(from + page.length), revisedKeyCursor: cursor(0) },
        })
        return succeed({ status: 200, headers: new Headers(), body: answer })
      },
    },
    async bring(count, seed) {
      keys.push(...keysOf('US', count, seed))
    },
  }
}

/** As many of each protocol. */
export async function makePartners(ofEach: number): Promise<readonly FakePartner[]> {
  const made = []
  for (let i = 0; i < ofEach; i++) {
    made.push(await fakeGateway(), fakeUkServer(), fakeKeyServer())
  }
  return made
}
