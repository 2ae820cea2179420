/** The UK protocol as several servers of ours speak it with one another. */

import { generateKeyPair } from '../../src/core/crypto/ecdsa.ts'
import { encodePem } from '../../src/core/crypto/pem.ts'
import type { KeyserverDatabase } from '../../src/db/keyserver/database.ts'
import { openUkAdapter } from '../../src/flows/federation/uk/open-adapter.ts'
import { flushBatches } from '../../src/flows/uk-hub/build-batches.ts'
import { readUkNationDirectory } from '../../src/flows/uk-hub/nations.ts'
import { createUkNation } from '../../src/flows/uk-hub/operate-nations.ts'
import { UK_HUB_DEFAULTS } from '../../src/http/federation/uk-hub/deps.ts'
import { ukHubSurface } from '../../src/http/federation/uk-hub/surface.ts'
import { deriveHmacKey, randomBytes } from '../../src/platform/secrets.ts'
import type { TestHub, TestProtocol } from './three-servers.ts'

const MASTER_KEY = Buffer.alloc(32, 7).toString('base64')
/** Few, so that a handful of keys makes several batches and uploads. */
const BATCH_SIZE = 3

/** @param faults told of what a hub did wrong */
export const ukServers = (faults: unknown[]): TestProtocol => ({
  protocol: 'uk',
  settings: { originMode: 'payload', maxUploadKeys: 4 },
  openHub: async () => openHub(faults),
  openAdapter: async (http, partner) => openUkAdapter(http, partner),
})

function openHub(faults: unknown[]): TestHub {
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
  return {
    async join(db, region, gatewayOrigins, now) {
      const keys = await generateKeyPair()
      const publicKeyPem = encodePem('PUBLIC KEY', await exported('spki', keys.publicKey))
      const nation = { region, publicKeyPems: [publicKeyPem], gatewayOrigins }
      const created = await createUkNation({ ...own, db }, nation, 'operator', now)
      if (!created.ok) throw new Error(created.failure.reason)
      return {
        bearerToken: created.value.token,
        signingKeyPem: encodePem('PRIVATE KEY', await exported('pkcs8', keys.privateKey)),
      }
    },
    handle: async (db, request, _credentials, now) =>
      ukHubSurface(() => ({ deps: depsOf(db), now })).request(request),
    work: (db, now) => flushBatches(depsOf(db), BATCH_SIZE, now),
    keysSql: 'SELECT lower(hex(key_data)) AS key, origin FROM uk_hub_exposures',
  }
}

const exported = async (format: 'spki' | 'pkcs8', key: CryptoKey): Promise<Uint8Array> =>
  new Uint8Array((await crypto.subtle.exportKey(format, key)) as ArrayBuffer)
