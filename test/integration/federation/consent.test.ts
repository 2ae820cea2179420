/** No key leaves without what its app's people agreed to: by any way out, whoever brought it here, synthetic or not. */

import { env } from 'cloudflare:workers'
import { beforeEach, expect, test } from 'vitest'
import { toHex } from '../../../src/core/bytes.ts'
import { mayLeave } from '../../../src/core/federation/consent.ts'
import { decodeBatch } from '../../../src/core/federation/efgs/batch-codec.ts'
import { asUnixSeconds } from '../../../src/core/time.ts'
import { FEDERATION_CONSENTS } from '../../../src/core/verification/health-authority.ts'
import { type KeyserverDatabase, openKeyserver } from '../../../src/db/keyserver/database.ts'
import { mayLeaveSql } from '../../../src/db/keyserver/queries/consent.ts'
import { openUkAdapter } from '../../../src/flows/federation/uk/open-adapter.ts'
import { efgsAdapter } from '../../support/efgs-adapter.ts'
import { efgsGateway } from '../../support/efgs-gateway.ts'
import { addPartner, exportOnce, NOW, startExchange, YESTERDAY } from '../../support/exchange.ts'
import { authorize, fetchToken, googleServer, makeSigner } from '../../support/google-federation.ts'
import { storeKeys } from '../../support/stored-keys.ts'
import { register, ukPartner } from '../../support/uk-partner.ts'
import { UkTestServer } from '../../support/uk-server.ts'

const HOUR = 3600

/** Consent, whether a traveler's, countries: undefined where nobody was asked. And whether such a key may leave. */
const CONSENTS: readonly (readonly [number, boolean, readonly string[] | undefined, boolean])[] = [
  // Never.
  [0, false, undefined, false],
  [0, false, [], false],
  [0, false, ['FR'], false],
  [0, true, undefined, false],
  [0, true, [], false],
  [0, true, ['FR'], false],
  // Travelers'.
  [1, false, undefined, false],
  [1, false, [], false],
  [1, false, ['FR'], false],
  [1, true, undefined, true],
  [1, true, [], true],
  [1, true, ['FR'], true],
  // Those whose people were asked for countries.
  [2, false, undefined, false],
  [2, false, [], true],
  [2, false, ['FR'], true],
  [2, true, undefined, false],
  [2, true, [], true],
  [2, true, ['FR'], true],
  // Always.
  [3, false, undefined, true],
  [3, false, [], true],
  [3, false, ['FR'], true],
  [3, true, undefined, true],
  [3, true, [], true],
  [3, true, ['FR'], true],
]

/** Whoever brought a key, and whether keys of theirs leave for partner 1 at all. */
const SOURCES: readonly (readonly [string, boolean, object])[] = [
  ['a phone', true, { provenance: 0 }],
  ['padding', true, { provenance: 1 }],
  ['a mirror or an import', false, { provenance: 2 }],
  ['a partner whose keys are forwarded', true, { provenance: 3, sourceId: 2, origin: 'FR' }],
  ['a partner whose keys are not', false, { provenance: 3, sourceId: 3, origin: 'FR' }],
  ['the partner itself', false, { provenance: 3, sourceId: 1, origin: 'FR' }],
]

const KEYS = SOURCES.flatMap(([, isSent, source], s) =>
  CONSENTS.map(([consent, traveler, visited, isAllowed], c) => ({
    isExpected: isSent && isAllowed,
    row: {
      key: (1 + s * 100 + c).toString(16).padStart(32, '0'),
      createdAt: NOW - (NOW % HOUR) - HOUR,
      start: YESTERDAY - 144,
      consent,
      traveler,
      visited: visited ?? null,
      ...source,
    },
  })),
)
const EXPECTED = KEYS.filter(({ isExpected }) => isExpected).map(({ row }) => row.key)

let db: KeyserverDatabase
beforeEach(async () => {
  db = await startExchange()
  await addPartner(db, 1, { gatewayFrom: [2] })
  await addPartner(db, 2)
  await addPartner(db, 3)
  await storeKeys(
    db,
    KEYS.map(({ row }) => row),
  )
})

/** What reached the other side, by each way out. */
const WAYS: Readonly<Record<string, () => Promise<readonly string[]>>> = {
  async 'an upload to a gateway as the European one'() {
    const gateway = await efgsGateway({ now: asUnixSeconds(NOW), caller: 'DE' })
    const settings = { minUploadKeys: 1, visitedCountriesMode: 'one_eu' }
    const us = await gateway.member('DE')
    await exportOnce(1, await efgsAdapter(gateway.http, { ownOrigin: 'DE', settings }, us))
    return gateway.requests.flatMap(({ request }) => {
      const keys = decodeBatch(request.body as Uint8Array, { maxKeys: 1000 })
      return keys.ok ? keys.value.map(({ keyData }) => toHex(keyData)) : []
    })
  },
  async 'an upload to a server of the UK’s protocol'() {
    const server = new UkTestServer()
    const partner = ukPartner({ ...register(server, 'GB') }, { minUploadKeys: 1 })
    await exportOnce(1, openUkAdapter(server.http, partner))
    return [...server.exposures.keys()].map((key) => Buffer.from(key, 'base64').toString('hex'))
  },
  async 'an answer to a fetch by Google’s protocol'() {
    const signer = makeSigner()
    const keys = [{ kid: 'k1', publicKeyPem: signer.publicKeyPem }]
    await authorize(db, { include: ['DE'], keys, partnerName: 'partner-1' })
    const server = googleServer(db, asUnixSeconds(NOW))
    const answer = await server.request({
      method: 'POST',
      headers: {
        authorization: `Bearer ${fetchToken(signer, NOW)}`,
        'content-type': 'application/json',
      },
      body: '{}',
    })
    const fetched = (await answer.json()) as { readonly keys: readonly { exposureKey: string }[] }
    return fetched.keys.map(({ exposureKey }) => Buffer.from(exposureKey, 'base64').toString('hex'))
  },
}

test.each(Object.entries(WAYS))(
  '%s has the keys that may leave, and no other',
  async (_, leave) => {
    const left = (await leave()).toSorted()
    expect(left).toEqual(EXPECTED)
    const bySource = SOURCES.map(([name], place) => {
      const those = KEYS.slice(place * CONSENTS.length, (place + 1) * CONSENTS.length)
      const names = new Set(those.map(({ row }) => row.key))
      return [name, left.filter((key) => names.has(key)).length]
    })
    expect(bySource).toEqual(SOURCES.map(([name, isSent]) => [name, isSent ? 13 : 0]))
  },
)

test('the rule and the database say the same of each', async () => {
  const rows = CONSENTS.map(([consent, traveler, visited], id) => [
    id,
    consent,
    traveler ? 1 : 0,
    visited?.join(',') ?? null,
  ])
  const { results } = await openKeyserver(env.KEYSERVER_DB)
    .d1.prepare(
      `WITH keys AS (SELECT value->>0 AS id, value->>1 AS federation_consent, value->>2 AS traveler,
        value->>3 AS visited_countries FROM json_each(?1)) SELECT id FROM keys WHERE ${mayLeaveSql('keys')}`,
    )
    .bind(JSON.stringify(rows))
    .all<{ id: number }>()
  const allowed = CONSENTS.flatMap(([, , , isAllowed], id) => (isAllowed ? [id] : []))
  expect(results.map(({ id }) => id)).toEqual(allowed)
  const byRule = CONSENTS.map(([consent, traveler, visitedCountries]) =>
    mayLeave({
      federationConsent: FEDERATION_CONSENTS[consent] ?? 'never',
      traveler,
      visitedCountries,
    }),
  )
  expect(byRule).toEqual(CONSENTS.map(([, , , isAllowed]) => isAllowed))
})
