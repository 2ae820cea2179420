/** Our national store and our gateway, each as the other's partner: what the one sends the other takes, and proves. */

import { beforeEach, describe, expect, test } from 'vitest'
import { DEFAULT_COUNTRIES } from '../../../../src/core/countries.ts'
import { addSeconds, SECONDS_PER_DAY, type UnixSeconds } from '../../../../src/core/time.ts'
import { openEfgsAdapter } from '../../../../src/flows/federation/efgs/open-efgs-adapter.ts'
import type { PartnerAdapter } from '../../../../src/flows/federation/protocol.ts'
import { partnerHttp } from '../../../../src/platform/partner-http.ts'
import { efgsPartner } from '../../../support/efgs-adapter.ts'
import { hexOf } from '../../../support/efgs-gateway.ts'
import {
  countRows,
  keysFrom,
  keysOf,
  startEfgsHub,
  type TestEfgsHub,
  type TestMember,
  TODAY,
} from '../../../support/efgs-hub.ts'
import {
  addPartner,
  exportOnce,
  importOnce,
  NOW,
  rowsOf,
  YESTERDAY,
} from '../../../support/exchange.ts'
import { storeKeys } from '../../../support/stored-keys.ts'

const HOUR = 3600

let hub: TestEfgsHub
let germany: TestMember
let france: TestMember
beforeEach(async () => {
  hub = await startEfgsHub()
  germany = await hub.member('DE')
  france = await hub.member('FR')
  await addPartner(hub.deps.db, 1)
})

/** Our side as Germany; the way to the gateway is that of a hub of our own. */
async function adapter(): Promise<PartnerAdapter> {
  const partner = efgsPartner({
    baseUrl: 'local:/federation/efgs',
    ownOrigin: 'DE',
    settings: { trustAnchorPem: hub.anchor.certificatePem, minUploadKeys: 1, maxUploadKeys: 10 },
    credentials: {
      clientCertificateSha256: germany.tls.thumbprint,
      clientCertificateSubject: 'CN=client,O=Health,C=DE',
    },
  })
  const deps = {
    allowsLoopback: false,
    binding: () => undefined,
    local: (request: Request) => hub.fetch(request),
  }
  return openEfgsAdapter({
    http: (one) => partnerHttp(deps, one),
    countries: async () => DEFAULT_COUNTRIES,
    signer: async () => germany.signer,
  })(partner)
}

const storedKeys = () => rowsOf('diagnosis_keys', 'lower(hex(key_data)) AS key, origin', 'key_data')
const incoming = () =>
  rowsOf('incoming_batches', 'batch_tag AS tag, status, accepted_keys AS accepted', 'id')

describe('what members uploaded', () => {
  test('comes by date and by tag, proved by the audit, once and without our own', async () => {
    const french = keysFrom('FR', 4, { visitedCountries: ['DE'] })
    await france.upload(french.slice(0, 3))
    await germany.upload(keysFrom('DE', 2))
    await hub.build()
    await france.upload(french.slice(3))
    await hub.build()
    const report = await importOnce(1, await adapter())
    expect(report).toMatchObject({ processedBatches: 2, failures: [] })
    const day = TODAY.replaceAll('-', '')
    expect(await incoming()).toEqual([
      { tag: `${day}-1`, status: 'processed', accepted: 3 },
      { tag: `${day}-2`, status: 'processed', accepted: 1 },
    ])
    const keys = hexOf(french).toSorted()
    expect((await storedKeys()).map(({ key }) => key)).toEqual(keys)
    await importOnce(1, await adapter(), { now: NOW + HOUR })
    expect(await storedKeys()).toHaveLength(4)
    expect(hub.faults).toEqual([])
  })

  test('comes across midnight', async () => {
    await france.upload(keysFrom('FR', 1, { visitedCountries: ['DE'] }))
    await hub.build()
    hub.now = addSeconds(hub.now, SECONDS_PER_DAY)
    await france.upload(keysFrom('FR', 1, { visitedCountries: ['DE'] }, 1))
    await hub.build()
    await importOnce(1, await adapter(), { now: hub.now })
    expect((await incoming()).map(({ status }) => status)).toEqual(['processed', 'processed'])
    expect(await storedKeys()).toHaveLength(2)
  })

  test('does not come where the table of certificates was tampered with', async () => {
    await france.upload(keysFrom('FR', 1, { visitedCountries: ['DE'] }))
    await hub.build()
    await hub.deps.db.d1
      .prepare("UPDATE efgs_certificates SET signature = 'AAAA' WHERE thumbprint = ?1")
      .bind(france.signing.thumbprint)
      .run()
    await importOnce(1, await adapter())
    expect((await incoming()).map(({ status }) => status)).toEqual(['failed'])
    expect(await storedKeys()).toEqual([])
  })
})

describe('our keys', () => {
  const TEN = NOW - (NOW % HOUR)
  const ours = (from: number, count: number) =>
    Array.from({ length: count }, (_, i) => ({
      key: (from + i).toString(16).padStart(32, '0'),
      createdAt: TEN - HOUR,
      start: YESTERDAY - 144,
      consent: 3,
      visited: ['NL'],
    }))
  const sent = () =>
    rowsOf('outgoing_batches', 'status, http_status AS http, accepted_keys AS accepted', 'id')

  test('reach the others through the gateway', async () => {
    await storeKeys(hub.deps.db, ours(1, 25))
    await exportOnce(1, await adapter())
    expect(await sent()).toEqual(
      [9, 8, 8].map((accepted) => ({ status: 'sent', http: 201, accepted })),
    )
    await hub.build()
    const keys = keysOf(await france.download())
    const wanted = ours(1, 25).map(({ key }) => key)
    expect(hexOf(keys).toSorted()).toEqual(wanted)
    expect(new Set(keys.map(({ origin }) => origin))).toEqual(new Set(['DE']))
    expect(await countRows()).toMatchObject({ keys: 25, uploads: 3, batches: 1 })
    expect(hub.faults).toEqual([])
  })

  test('that the gateway has already are no failure, and the others of their batch come after', async () => {
    await storeKeys(hub.deps.db, ours(1, 6))
    await exportOnce(1, await adapter())
    // As after a loss of our records.
    for (const table of [
      'federation_sightings',
      'interop_key_sets',
      'outgoing_batches',
      'federation_states',
      'diagnosis_keys',
    ]) {
      await hub.deps.db.d1.prepare(`DELETE FROM ${table}`).run()
    }
    await storeKeys(hub.deps.db, ours(1, 9))
    await exportOnce(1, await adapter())
    await exportOnce(1, await adapter(), { now: NOW + HOUR })
    expect(await sent()).toMatchObject([
      { status: 'partly_accepted', http: 207, accepted: 6 },
      { status: 'sent', http: 201, accepted: 3 },
    ])
    expect(await countRows()).toMatchObject({ keys: 9 })
  })

  test('wait where we were shut out', async () => {
    await hub.revoke(germany.tls.thumbprint)
    await storeKeys(hub.deps.db, ours(1, 6))
    const report = await exportOnce(1, await adapter())
    expect(report.failures).toEqual(['forbidden'])
    expect(await countRows()).toMatchObject({ keys: 0 })
  })
})

test('clocks are the gateway’s: a batch of a date is found by whoever is a little ahead', async () => {
  await france.upload(keysFrom('FR', 1, { visitedCountries: ['DE'] }))
  await hub.build()
  await importOnce(1, await adapter(), { now: addSeconds(NOW as UnixSeconds, 600) })
  expect(await storedKeys()).toHaveLength(1)
})
