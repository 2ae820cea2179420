/** Our client of the UK protocol against our server of it: a key there and back, its origin, and whom it is of interest to. */

import { beforeEach, expect, test } from 'vitest'
import { encodePem } from '../../../src/core/crypto/pem.ts'
import { succeed } from '../../../src/core/result.ts'
import { asUnixSeconds } from '../../../src/core/time.ts'
import type { KeyserverDatabase } from '../../../src/db/keyserver/database.ts'
import type { PartnerHttp } from '../../../src/flows/federation/protocol.ts'
import { openUkAdapter } from '../../../src/flows/federation/uk/open-adapter.ts'
import { ukHubSurface } from '../../../src/http/federation/uk-hub/surface.ts'
import {
  addPartner,
  exportOnce,
  faults,
  importOnce,
  NOW,
  rowsOf,
  startExchange,
  YESTERDAY,
} from '../../support/exchange.ts'
import { storeKeys } from '../../support/stored-keys.ts'
import { startUkHub, type TestNation, type TestUkHub } from '../../support/uk-hub.ts'
import { anOutgoingKey, keyText, ukPartner } from '../../support/uk-partner.ts'

const HOUR = 3600
const hexOf = (seed: number) => Buffer.from(keyText(seed), 'base64').toString('hex')

let db: KeyserverDatabase
let hub: TestUkHub
beforeEach(async () => {
  db = await startExchange()
  hub = await startUkHub({ keepsStorage: true, settings: { batchSize: 3 } })
  hub.now = asUnixSeconds(NOW)
  faults.length = 0
})

/** The way of a partner whose base URL is a hub of ours. */
const inProcess = (): PartnerHttp => {
  const app = ukHubSurface(() => ({ deps: hub.deps, now: hub.now }))
  return {
    send: async (url, { method, headers, body }) => {
      const init = { method, headers, ...(body !== undefined && { body }) }
      const answer = await app.request(url, init)
      const content = new Uint8Array(await answer.arrayBuffer())
      return succeed({ status: answer.status, headers: answer.headers, body: content })
    },
  }
}

async function credentialsOf({ token, keys }: TestNation): Promise<Record<string, string>> {
  const pkcs8 = (await crypto.subtle.exportKey('pkcs8', keys.privateKey)) as ArrayBuffer
  return {
    bearerToken: token,
    signingKeyPem: encodePem('PRIVATE KEY', new Uint8Array(pkcs8)),
  }
}

async function adapterOf(
  nation: TestNation,
  settings: Readonly<Record<string, unknown>> = {},
  delegated: readonly TestNation[] = [],
) {
  const credentials = await credentialsOf(nation)
  for (const other of delegated) {
    for (const [name, text] of Object.entries(await credentialsOf(other))) {
      credentials[`${name}:${other.region}`] = text
    }
  }
  const partner = { ...ukPartner(credentials, settings), ownOrigin: nation.region }
  return openUkAdapter(inProcess(), partner)
}

const uploadAs = async (
  nation: TestNation,
  seeds: readonly number[],
  settings: Readonly<Record<string, unknown>> = {},
) => {
  const { exporter } = await adapterOf(nation, settings)
  const keys = seeds.map((seed) =>
    anOutgoingKey(seed, { rollingStartIntervalNumber: YESTERDAY, visitedCountries: undefined }),
  )
  return exporter.send(await exporter.encode(keys, hub.now))
}

const own = (seed: number, change = {}) => ({
  key: hexOf(seed),
  createdAt: NOW - (NOW % HOUR) - 2 * HOUR,
  start: YESTERDAY,
  consent: 3,
  ...change,
})

test.each([true, false])('keys go to the others and not back, padded: %s', async (paddedJws) => {
  const [england, scotland] = [await hub.nation('GB-EAW'), await hub.nation('GB-SCT')]
  const settings = { acceptedOrigins: ['GB-SCT'], paddedJws }
  await addPartner(db, 1, { protocol: 'uk', ownOrigin: 'GB-EAW', prefix: 'nearform', settings })
  const adapter = await adapterOf(england, settings)
  await storeKeys(db, [own(1), own(2)])
  await exportOnce(1, adapter)
  expect(await exportOnce(1, adapter)).toMatchObject({ failures: [] })
  expect(await uploadAs(scotland, [3, 4, 5, 6])).toEqual({
    kind: 'sent',
    status: 200,
    acceptedKeys: 4,
  })
  await hub.flush()
  expect(await importOnce(1, adapter)).toMatchObject({ failures: [] })
  // What was only ours is an empty list, and settled a while later.
  expect(await importOnce(1, adapter, { now: NOW + 300 })).toMatchObject({ failures: [] })
  const rows = await rowsOf('diagnosis_keys', 'lower(hex(key_data)) AS key, origin', 'key_data')
  expect(rows).toEqual([
    ...[1, 2].map((seed) => ({ key: hexOf(seed), origin: null })),
    ...[3, 4, 5, 6].map((seed) => ({ key: hexOf(seed), origin: 'GB-SCT' })),
  ])
  const batches = (await scotland.walk()).flat()
  expect([...batches].sort()).toEqual([keyText(1), keyText(2)])
  expect([...faults, ...hub.faults]).toEqual([])
})

/** Keys of two regions that came over another partner, 2, and go on to the hub. */
async function forward(
  england: TestNation,
  settings: Readonly<Record<string, unknown>>,
  delegated: readonly TestNation[] = [],
) {
  await addPartner(db, 1, { protocol: 'uk', ownOrigin: 'GB-EAW', gatewayFrom: [2], settings })
  await addPartner(db, 2, { protocol: 'uk', exportsKeys: false })
  const theirs = (seed: number, origin: string) =>
    own(seed, { provenance: 3, sourceId: 2, origin, visited: [origin] })
  await storeKeys(db, [own(1), theirs(2, 'JE'), theirs(3, 'GI')])
  const adapter = await adapterOf(england, settings, delegated)
  await exportOnce(1, adapter)
  await exportOnce(1, adapter)
  await hub.flush()
}

test.each<[string, readonly string[], readonly (string | undefined)[]]>([
  ['payload', ['JE', 'GI'], ['GB-EAW', 'JE', 'GI']],
  // Without the server's leave for it the origin is ours, as with the original's server.
  ['payload', ['JE'], ['GB-EAW', 'JE', 'GB-EAW']],
  ['regions', [], ['GB-EAW', 'GB-EAW', 'GB-EAW']],
])('the origin of what is forwarded: %s with leave for %j', async (originMode, leave, expected) => {
  const england = await hub.nation('GB-EAW', leave)
  const scotland = await hub.nation('GB-SCT')
  await forward(england, { originMode })
  const origins = await originsAt(scotland)
  expect([1, 2, 3].map((seed) => origins.origin.get(hexOf(seed)))).toEqual(expected)
  // Whatever the server says, the regions begin with where a key comes from.
  expect([1, 2, 3].map((seed) => origins.regions.get(hexOf(seed)))).toEqual(['GB-EAW', 'JE', 'GI'])
})

test('the origin of what is forwarded in the name of its region', async () => {
  const [england, jersey] = [await hub.nation('GB-EAW'), await hub.nation('JE')]
  const scotland = await hub.nation('GB-SCT')
  await forward(england, { originMode: 'delegated' }, [jersey])
  const origins = await originsAt(scotland)
  expect([1, 2, 3].map((seed) => origins.origin.get(hexOf(seed)))).toEqual([
    'GB-EAW',
    'JE',
    undefined,
  ])
})

/** What another nation reads of the keys: their origins, read in both ways. */
async function originsAt(nation: TestNation) {
  const read = async (originFrom: string) => {
    const { importer } = await adapterOf(nation, { originFrom })
    const found = new Map<string, string>()
    let cursor: unknown
    for (;;) {
      const polled = await importer.poll(cursor, hub.now)
      if (!polled.ok) throw new Error(polled.failure.reason)
      const { batch, hasMore } = polled.value
      cursor = polled.value.cursor
      for (const key of batch?.keys.ok ? batch.keys.value : []) {
        found.set(Buffer.from(key.keyData).toString('hex'), key.origin)
      }
      if (!hasMore) return found
    }
  }
  return { origin: await read('origin'), regions: await read('regions') }
}

test('a subscriber gets the keys of interest to its regions alone', async () => {
  const [england, scotland] = [await hub.nation('GB-EAW'), await hub.nation('GB-SCT')]
  const settings = { acceptedOrigins: ['GB-SCT'], subscribedRegions: ['GB-EAW'] }
  await addPartner(db, 1, { protocol: 'uk', ownOrigin: 'GB-EAW', settings })
  const { exporter } = await adapterOf(scotland)
  const key = (seed: number, visitedCountries: readonly string[]) =>
    anOutgoingKey(seed, { rollingStartIntervalNumber: YESTERDAY, visitedCountries })
  await exporter.send(
    await exporter.encode([key(1, ['JE']), key(2, ['GB-EAW']), key(3, [])], hub.now),
  )
  await hub.flush()
  await importOnce(1, await adapterOf(england, settings))
  expect(await rowsOf('diagnosis_keys', 'lower(hex(key_data)) AS key')).toEqual([{ key: hexOf(2) }])
})

test('a token that was called back is named, and nothing is lost by it', async () => {
  const england = await hub.nation('GB-EAW')
  await addPartner(db, 1, { protocol: 'uk', ownOrigin: 'GB-EAW' })
  const stranger = await adapterOf({ ...england, token: `${england.token}x` })
  await storeKeys(db, [own(1)])
  await exportOnce(1, stranger)
  expect(await exportOnce(1, stranger, { now: NOW + HOUR })).toMatchObject({
    failures: ['credentials_refused'],
  })
  expect(await importOnce(1, stranger)).toMatchObject({ failures: ['credentials_refused'] })
  const adapter = await adapterOf(england)
  expect(await exportOnce(1, adapter, { now: NOW + 3 * HOUR })).toMatchObject({
    failures: [],
    acceptedKeys: 1,
  })
})
