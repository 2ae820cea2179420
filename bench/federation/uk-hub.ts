/** Our server of the UK protocol: a nation's largest payload, and another nation that reads it batch by batch. */

import { toBase64, utf8 } from '../../src/core/bytes.ts'
import { decodeEcPrivateKeyPem } from '../../src/core/crypto/ec-private-key.ts'
import { importPrivateKey } from '../../src/core/crypto/ecdsa.ts'
import { importHmacKey } from '../../src/core/crypto/hmac.ts'
import { signJws } from '../../src/core/federation/uk/jws.ts'
import { asUnixSeconds } from '../../src/core/time.ts'
import { readUkNationDirectory } from '../../src/flows/uk-hub/nations.ts'
import { UK_HUB_DEFAULTS } from '../../src/http/federation/uk-hub/deps.ts'
import { ukHubSurface } from '../../src/http/federation/uk-hub/surface.ts'
import { randomBytes } from '../../src/platform/secrets.ts'
import { makeSigner } from '../../test/support/google-federation.ts'
import { enterNation } from '../../test/support/nations.ts'
import { keysOf } from './keys.ts'
import { type Cost, measureRequests } from './requests.ts'
import { NOW, openStore } from './store.ts'

const PAYLOAD_KEYS = UK_HUB_DEFAULTS.maxKeys
const now = asUnixSeconds(NOW)

export interface UkHubFigures {
  readonly payloadKeys: number
  readonly batchKeys: number
  readonly batches: number
  /** A payload that is new, its batches built. */
  readonly upload: Cost
  /** The same payload once more. */
  readonly repeated: Cost
  /** One batch. */
  readonly download: Cost
  /** What follows the last. */
  readonly nothing: Cost
}

export async function benchUkHub(payloads: number): Promise<UkHubFigures> {
  const store = openStore()
  const { db } = store
  const tokenKey = await importHmacKey(randomBytes(32), 'SHA-256')
  const deps = {
    db,
    randomBytes,
    tokenKey: async () => tokenKey,
    nations: () => readUkNationDirectory(db),
    settings: UK_HUB_DEFAULTS,
    events: {
      hubCalled: () => undefined,
      requestFailed(_surface: string, cause: unknown) {
        throw cause
      },
    },
  }
  const app = ukHubSurface(() => ({ deps, now }))
  const join = async (region: string) => {
    const signer = makeSigner()
    const nation = { region, publicKeyPems: [signer.publicKeyPem], gatewayOrigins: [] }
    const { token } = await enterNation(deps, nation, now)
    const pkcs8 = decodeEcPrivateKeyPem(signer.privateKeyPem)
    if (pkcs8 === undefined) throw new Error('a key was made that is none')
    return {
      authorization: `Bearer ${token}`,
      privateKey: await importPrivateKey(pkcs8),
    }
  }
  const ireland = await join('IE')
  const scotland = await join('GB-SCT')
  // As bytes: they are not of the heap that a request needs.
  const bodies: Uint8Array<ArrayBuffer>[] = []
  for (let i = 0; i < payloads; i++) {
    const payload = await signJws(
      utf8(JSON.stringify(exposures(PAYLOAD_KEYS, i))),
      ireland.privateKey,
    )
    bodies.push(utf8(JSON.stringify({ batchTag: `payload-${i}`, payload })))
  }
  const fetch = async (path: string, init: RequestInit) =>
    app.request(`https://hub.example.org/diagnosiskeys${path}`, init)
  const upload = (body: Uint8Array<ArrayBuffer>) =>
    fetch('/upload', {
      method: 'POST',
      headers: { authorization: ireland.authorization, 'content-type': 'application/json' },
      body,
    })
  const uploaded = await measureRequests(store, bodies, async (body) => {
    await requireText(await upload(body), `"insertedExposures":${PAYLOAD_KEYS}`)
  })
  const repeated = await measureRequests(store, bodies, async (body) => {
    await requireText(await upload(body), '"insertedExposures":0')
  })
  const batches = (payloads * PAYLOAD_KEYS) / UK_HUB_DEFAULTS.batchSize
  let tag = ''
  const download = () =>
    fetch(`/download/2026-11-19?batchTag=${tag}`, {
      headers: { authorization: scotland.authorization },
    })
  const downloads = Array.from({ length: batches }, (_, i) => i)
  const downloaded = await measureRequests(store, downloads, async () => {
    const text = await requireText(await download(), '"exposures"')
    tag = /"batchTag":"([^"]*)"/.exec(text)?.[1] ?? ''
  })
  const nothing = await measureRequests(store, downloads, async () => {
    const { status } = await download()
    if (status !== 204) throw new Error(`what follows the last batch is ${status}`)
  })
  return {
    payloadKeys: PAYLOAD_KEYS,
    batchKeys: UK_HUB_DEFAULTS.batchSize,
    batches,
    upload: uploaded,
    repeated,
    download: downloaded,
    nothing,
  }
}

const exposures = (count: number, seed: number) =>
  keysOf('IE', count, seed).map((key) => ({
    keyData: toBase64(key.keyData),
    rollingStartNumber: key.rollingStartIntervalNumber,
    transmissionRiskLevel: 0,
    rollingPeriod: key.rollingPeriod,
    regions: ['IE'],
    testType: 1,
    reportType: 1,
    daysSinceOnset: key.daysSinceOnsetOfSymptoms,
  }))

async function requireText(response: Response, expected: string): Promise<string> {
  const text = await response.text()
  if (response.status !== 200 || !text.includes(expected)) {
    throw new Error(`an answer is ${response.status} ${text.slice(0, 200)}`)
  }
  return text
}
