/** The UK protocol as several servers of ours speak it with one another. */

import { generateKeyPair } from '../../src/core/crypto/ecdsa.ts'
import { encodePem } from '../../src/core/crypto/pem.ts'
import type { OriginMode } from '../../src/core/federation/uk/settings.ts'
import type { UnixSeconds } from '../../src/core/time.ts'
import type { KeyserverDatabase } from '../../src/db/keyserver/database.ts'
import { openUkAdapter } from '../../src/flows/federation/uk/open-adapter.ts'
import { flushBatches } from '../../src/flows/uk-hub/build-batches.ts'
import { readUkNationDirectory } from '../../src/flows/uk-hub/nations.ts'
import { UK_HUB_DEFAULTS } from '../../src/http/federation/uk-hub/deps.ts'
import { ukHubSurface } from '../../src/http/federation/uk-hub/surface.ts'
import { deriveHmacKey, randomBytes } from '../../src/platform/secrets.ts'
import { enterNation } from './nations.ts'
import type { TestHub, TestProtocol } from './three-servers.ts'

const MASTER_KEY = Buffer.alloc(32, 7).toString('base64')
/** Few, so that a handful of keys makes several batches and uploads. */
const BATCH_SIZE = 3

/** By mode: what a partner is set to, so that the origin of a key that is passed on is kept. */
const SETTINGS = {
  payload: {},
  delegated: {},
  regions: { originFrom: 'regions' },
} as const satisfies Record<OriginMode, object>

/** @param faults told of what a hub did wrong */
export const ukServers = (faults: unknown[], originMode: OriginMode = 'payload'): TestProtocol => ({
  protocol: 'uk',
  settings: { ...SETTINGS[originMode], originMode, maxUploadKeys: 4 },
  openHub: async () => openHub(faults, originMode),
  openAdapter: async (http, partner) => openUkAdapter(http, partner),
})

function openHub(faults: unknown[], originMode: OriginMode): TestHub {
  let tokenKey: Promise<CryptoKey> | undefined
  const own = {
    randomBytes,
    tokenKey: () => {
      tokenKey ??= deriveHmacKey(MASTER_KEY, 'tokens of nations', 'SHA-256')
      return tokenKey
    },
  }
  const depsOf = (db: KeyserverDatabase) => ({
    ...own,
    db,
    nations: () => readUkNationDirectory(db),
    settings: { ...UK_HUB_DEFAULTS, batchSize: BATCH_SIZE },
    events: {
      hubCalled: () => undefined,
      requestFailed: (_surface: string, cause: unknown) => void faults.push(cause),
    },
  })
  /** @returns names as a partner has them */
  async function register(
    db: KeyserverDatabase,
    region: string,
    gatewayOrigins: readonly string[],
    now: UnixSeconds,
  ) {
    const keys = await generateKeyPair()
    const publicKeyPem = encodePem('PUBLIC KEY', await exported('spki', keys.publicKey))
    const nation = { region, publicKeyPems: [publicKeyPem], gatewayOrigins }
    const { token } = await enterNation({ ...own, db }, nation, now)
    return {
      bearerToken: token,
      signingKeyPem: encodePem('PRIVATE KEY', await exported('pkcs8', keys.privateKey)),
    }
  }
  return {
    async join(db, region, forwards, now) {
      const credentials: Record<string, string> = await register(
        db,
        region,
        originMode === 'payload' ? forwards : [],
        now,
      )
      for (const origin of originMode === 'delegated' ? forwards : []) {
        for (const [name, text] of Object.entries(await register(db, origin, [], now))) {
          credentials[`${name}:${origin}`] = text
        }
      }
      return credentials
    },
    handle: async (db, request, _credentials, now) =>
      ukHubSurface(() => ({ deps: depsOf(db), now })).request(request),
    work: (db, now) => flushBatches(depsOf(db), BATCH_SIZE, now),
    keysSql: 'SELECT lower(hex(key_data)) AS key, origin FROM uk_hub_exposures',
  }
}

const exported = async (format: 'spki' | 'pkcs8', key: CryptoKey): Promise<Uint8Array> =>
  new Uint8Array((await crypto.subtle.exportKey(format, key)) as ArrayBuffer)
