/** Two Tocsins that fetch from each other: key-server row 37, and the original's inbound side, which can not work, as ours does. */

import { applyD1Migrations, type D1Migration } from 'cloudflare:test'
import { env } from 'cloudflare:workers'
import { beforeAll, beforeEach, describe, expect, test } from 'vitest'
import { asUnixSeconds } from '../../../src/core/time.ts'
import { type KeyserverDatabase, openKeyserver } from '../../../src/db/keyserver/database.ts'
import { deleteEverything } from '../../../src/db/keyserver/queries/seed.ts'
import { openGoogleAdapter } from '../../../src/flows/federation/google/open-adapter.ts'
import { importBatches } from '../../../src/flows/federation/import-batches.ts'
import type { FederationPartner } from '../../../src/flows/federation/protocol.ts'
import { RunBudget } from '../../../src/flows/federation/run-budget.ts'
import { r2ArchiveStore } from '../../../src/platform/archive-store.ts'
import { randomBytes } from '../../../src/platform/secrets.ts'
import {
  addPartner,
  authorize,
  DAY,
  type GoogleServer,
  googlePartner,
  googleServer,
  HOUR,
  keyName,
  type LeavingKey,
  makeSigner,
  storeLeavingKeys,
} from '../../support/google-federation.ts'
import { NOON } from '../../support/keyserver.ts'

const signer = makeSigner()
const KEYS = [{ kid: 'k1', publicKeyPem: signer.publicKeyPem }]
const SLOT = NOON - (NOON % HOUR) - HOUR

/** Two key servers: the second lies in the other database of the tests, which has a log of the same form already. */
const us = openKeyserver(env.KEYSERVER_DB)
const mx = openKeyserver(env.VERIFICATION_DB)

beforeAll(async () => {
  const migrations: D1Migration[] = env.TEST_MIGRATIONS.map(({ name, queries }) => ({
    name,
    queries: queries.filter((query) => !query.includes('audit_log')),
  }))
  await applyD1Migrations(env.VERIFICATION_DB, migrations)
})

beforeEach(async () => {
  await deleteEverything(us)
  await deleteEverything(mx)
})

const aKey = (number: number, more: Partial<LeavingKey> = {}): LeavingKey => ({
  key: keyName(number),
  createdAt: SLOT,
  ...more,
})

/** One run of the import of `db` from a server. */
async function importFrom(
  server: GoogleServer,
  db: KeyserverDatabase,
  partner: FederationPartner,
  now = server.now,
) {
  const adapter = await openGoogleAdapter(partner, server.http)
  const faults: unknown[] = []
  const report = await importBatches(
    {
      db,
      store: r2ArchiveStore(env.SUBMISSIONS),
      openAdapter: async () => adapter,
      randomBytes,
      onFault: (cause) => faults.push(cause),
    },
    {
      partner,
      adapter,
      settings: { truncateWindowSeconds: HOUR },
      budget: new RunBudget(() => 600),
      clock: () => now,
      isForced: true,
    },
  )
  expect(faults).toEqual([])
  return report
}

const settings = { acceptedOrigins: ['US'] }
const partnerUs = googlePartner(signer, settings)

async function startUs(keys: readonly LeavingKey[]): Promise<GoogleServer> {
  await storeLeavingKeys(us, keys)
  await addPartner(us, { id: 9, name: 'mx' })
  await authorize(us, { keys: KEYS, partnerName: 'mx' })
  return googleServer(us, NOON)
}

async function stored(db: KeyserverDatabase, columns = 'lower(hex(key_data)) AS key') {
  const { results } = await db.d1
    .prepare(`SELECT ${columns} FROM diagnosis_keys ORDER BY key_data`)
    .all<Record<string, unknown>>()
  return results
}
const namesIn = async (db: KeyserverDatabase) => (await stored(db)).map(({ key }) => key)

const rejected = async (db: KeyserverDatabase) => {
  const { results } = await db.d1
    .prepare('SELECT rejected_keys AS reasons FROM incoming_batches ORDER BY id')
    .all<{ reasons: string }>()
  return results.map(({ reasons }) => JSON.parse(reasons))
}

describe('keys', () => {
  test('of one hour come each once, however many there are, and no other', async () => {
    const many = Array.from({ length: 1200 }, (_, i) => aKey(i + 1))
    const others = [
      aKey(2001, { consent: 'never' }),
      aKey(2002, { regions: ['CA'] }),
      aKey(2003, { createdAt: SLOT + HOUR }),
      aKey(2004, { start: Math.floor(NOON / 600) - 15 * 144 }),
      aKey(2005, { provenance: 2, sourceId: 5 }),
    ]
    const server = await startUs([...many, ...others])
    const report = await importFrom(server, mx, partnerUs)
    expect(report).toEqual({
      fetchedBatches: 3,
      quarantinedBatches: 0,
      processedBatches: 3,
      failures: [],
    })
    expect(await namesIn(mx)).toEqual(many.map(({ key }) => key))
    expect(await rejected(mx)).toEqual([{}, {}, {}])
    // Once more: nothing is new.
    expect(await importFrom(server, mx, partnerUs)).toMatchObject({ fetchedBatches: 0 })
    expect(await namesIn(mx)).toHaveLength(1200)
  })

  test('are stored as others’, and leave from their hour on', async () => {
    const start = Math.floor((SLOT - DAY) / 600)
    const server = await startUs([
      aKey(1, { start, risk: 5, type: 2, onset: -3, traveler: true, regions: ['US', 'FR'] }),
      aKey(2, { start, risk: 0, type: 1, onset: null }),
    ])
    await importFrom(server, mx, partnerUs)
    const columns = `transmission_risk_level AS risk, report_type AS type, days_since_onset_of_symptoms AS onset, regions, traveler,
      provenance, source_id AS source, origin, visited_countries AS visited, created_at AS createdAt, filled_in AS filledIn`
    const shared = {
      regions: ',MX,',
      provenance: 3,
      source: 5,
      origin: 'US',
      visited: 'US',
      createdAt: NOON - (NOON % HOUR),
    }
    expect(await stored(mx, columns)).toEqual([
      { ...shared, risk: 5, type: 2, onset: -3, traveler: 1, filledIn: 0 },
      // Risk 2 is what a confirmed test has where nobody said; the second bit: nor was the onset said.
      { ...shared, risk: 2, type: 1, onset: null, traveler: 0, filledIn: 3 },
    ])
  })

  test('come hour by hour, as they may leave', async () => {
    const server = await startUs([aKey(1), aKey(2, { createdAt: SLOT + HOUR })])
    await importFrom(server, mx, partnerUs)
    expect(await namesIn(mx)).toEqual([keyName(1)])
    server.now = asUnixSeconds(SLOT + 2 * HOUR + 60)
    await importFrom(server, mx, partnerUs)
    expect(await namesIn(mx)).toEqual([1, 2].map(keyName))
  })

  test('that nobody vouched for are passed over one by one', async () => {
    const server = await startUs([aKey(1, { type: 3 }), aKey(2, { type: 0 }), aKey(3)])
    await importFrom(server, mx, partnerUs)
    expect(await namesIn(mx)).toEqual([keyName(3)])
    expect(await rejected(mx)).toEqual([{ report_type_unknown: 2 }])
  })
})

describe('revisions', () => {
  const revise = (number: number, at: number, type: number) =>
    us.d1
      .prepare(
        `UPDATE diagnosis_keys SET revised_report_type = ?3, revised_at = ?2, revised_transmission_risk_level = 7,
          revised_days_since_onset_of_symptoms = 4 WHERE key_data = unhex(?1)`,
      )
      .bind(keyName(number), at, type)
      .run()
  const columns =
    'report_type AS type, revised_report_type AS revised, revised_transmission_risk_level AS risk, revised_days_since_onset_of_symptoms AS onset'

  test('come later and change what came before, once', async () => {
    const server = await startUs([1, 2, 3].map((number) => aKey(number, { type: 2 })))
    await importFrom(server, mx, partnerUs)
    await revise(1, SLOT + HOUR, 5)
    await revise(2, SLOT + HOUR, 1)
    await importFrom(server, mx, partnerUs)
    expect((await stored(mx, columns)).map(({ revised }) => revised)).toEqual([null, null, null])
    server.now = asUnixSeconds(SLOT + 2 * HOUR + 60)
    await importFrom(server, mx, partnerUs)
    const expected = [
      { type: 2, revised: 5, risk: 7, onset: 4 },
      { type: 2, revised: 1, risk: 7, onset: 4 },
      { type: 2, revised: null, risk: null, onset: null },
    ]
    expect(await stored(mx, columns)).toEqual(expected)
    await importFrom(server, mx, partnerUs)
    expect(await stored(mx, columns)).toEqual(expected)
  })

  test('come in one fetch with their keys, in hours of more than 500', async () => {
    const many = Array.from({ length: 700 }, (_, i) =>
      aKey(i + 1, { type: 2, revised: { at: SLOT, type: 5 } }),
    )
    const server = await startUs(many)
    const { failures } = await importFrom(server, mx, partnerUs)
    expect(failures).toEqual([])
    const revised = await stored(mx, 'revised_report_type AS revised')
    expect(revised).toEqual(many.map(() => ({ revised: 5 })))
  })

  test('do not change keys that somebody else brought', async () => {
    const server = await startUs([aKey(1, { type: 2, revised: { at: SLOT, type: 5 } })])
    await storeLeavingKeys(mx, [aKey(1, { type: 2, regions: ['MX'] })])
    await importFrom(server, mx, partnerUs)
    expect(await stored(mx, 'provenance, revised_report_type AS revised')).toEqual([
      { provenance: 0, revised: null },
    ])
    expect(await rejected(mx)).toEqual([{ revision_without_key: 1 }])
  })

  test('of an unknown type are passed over one by one [original: the whole pull ends]', async () => {
    const server = await startUs([
      aKey(1, { type: 2, revised: { at: SLOT, type: 0 } }),
      aKey(2, { type: 2, revised: { at: SLOT, type: 5 } }),
      aKey(3),
    ])
    await importFrom(server, mx, partnerUs)
    const revised = await stored(mx, 'revised_report_type AS revised')
    expect(revised).toEqual([{ revised: null }, { revised: 5 }, { revised: null }])
    expect(await rejected(mx)).toEqual([{ report_type_unknown: 1 }])
  })
})

describe('both ways', () => {
  test('nothing comes back to where it came from', async () => {
    const server = await startUs([aKey(1), aKey(2, { type: 2 })])
    await importFrom(server, mx, partnerUs)
    await storeLeavingKeys(mx, [aKey(11, { regions: ['MX'] })])
    // Even a server that lets its partner have whatever others brought it.
    await addPartner(mx, { id: 5, name: 'us', gatewayFrom: [5] })
    await authorize(mx, { keys: KEYS, include: ['MX'], partnerName: 'us' })
    const back = googleServer(mx, asUnixSeconds(SLOT + 4 * HOUR))
    const partnerMx = {
      ...googlePartner(signer, {
        acceptedOrigins: ['MX'],
        origin: 'MX',
        onlyLocalProvenance: false,
      }),
      id: 9,
      name: 'mx',
      ownOrigin: 'US',
      regions: ['US'],
      prefix: 'mx',
    }
    await importFrom(back, us, partnerMx)
    expect(
      await stored(us, 'lower(hex(key_data)) AS key, provenance, source_id AS source'),
    ).toEqual([
      { key: keyName(1), provenance: 0, source: null },
      { key: keyName(2), provenance: 0, source: null },
      { key: keyName(11), provenance: 3, source: 9 },
    ])
    // And the first does not get its own key again by way of the second.
    server.now = back.now
    await importFrom(server, mx, partnerUs)
    const { results } = await us.d1
      .prepare('SELECT count(*) AS seen FROM federation_sightings')
      .all()
    expect(results).toEqual([{ seen: 0 }])
    expect(await namesIn(mx)).toEqual([1, 2, 11].map(keyName))
  })

  test('a key that both have stays each one’s own, and is remembered', async () => {
    const server = await startUs([aKey(1)])
    await storeLeavingKeys(mx, [aKey(1, { regions: ['MX'] })])
    await importFrom(server, mx, partnerUs)
    expect(await stored(mx, 'provenance')).toEqual([{ provenance: 0 }])
    await addPartner(mx, { id: 5, name: 'us' })
    await authorize(mx, { keys: KEYS, include: ['MX'], partnerName: 'us' })
    const back = googleServer(mx, NOON)
    const partnerMx = { ...googlePartner(signer, { origin: 'MX' }), id: 9, ownOrigin: 'US' }
    expect(await importFrom(back, us, partnerMx)).toMatchObject({ fetchedBatches: 0, failures: [] })
  })

  test('a third gets what is forwarded to it, and its origin is whom it got it from', async () => {
    const server = await startUs([aKey(1)])
    await importFrom(server, mx, partnerUs)
    await addPartner(mx, { id: 7, name: 'ca', gatewayFrom: [5] })
    await authorize(mx, { keys: KEYS, include: ['MX'], partnerName: 'ca' })
    const gateway = googleServer(mx, asUnixSeconds(SLOT + 4 * HOUR))
    const partnerMx = googlePartner(signer, {
      origin: 'MX',
      acceptedOrigins: ['MX'],
      onlyLocalProvenance: false,
    })
    await us.d1.prepare('DELETE FROM diagnosis_keys').run()
    await importFrom(gateway, us, { ...partnerMx, id: 3, ownOrigin: 'CA', regions: ['CA'] })
    expect(await stored(us, 'lower(hex(key_data)) AS key, origin, provenance')).toEqual([
      { key: keyName(1), origin: 'MX', provenance: 3 },
    ])
  })
})

describe('what goes wrong', () => {
  const state = async () => {
    const row = await mx.d1
      .prepare(
        `SELECT last_failure AS failure, consecutive_failures AS failures FROM federation_states WHERE direction = 'import'`,
      )
      .first()
    return row
  }

  test('a partner that has not let us in yet is asked again', async () => {
    await storeLeavingKeys(us, [aKey(1)])
    const server = googleServer(us, NOON)
    expect((await importFrom(server, mx, partnerUs)).failures).toEqual(['unauthorized'])
    expect(await state()).toEqual({ failure: 'unauthorized', failures: 1 })
    await authorize(us, { keys: KEYS })
    expect((await importFrom(server, mx, partnerUs)).failures).toEqual([])
    expect(await state()).toEqual({ failure: null, failures: 0 })
    expect(await namesIn(mx)).toEqual([keyName(1)])
  })

  test('when we may have more, all is asked anew and stored once', async () => {
    const server = await startUs([aKey(1), aKey(2, { regions: ['CA'] })])
    await importFrom(server, mx, partnerUs)
    expect(await namesIn(mx)).toEqual([keyName(1)])
    await us.d1
      .prepare(`UPDATE federation_authorizations SET include_regions = '["CA","US"]'`)
      .run()
    expect(await importFrom(server, mx, partnerUs)).toMatchObject({ failures: [] })
    expect(await namesIn(mx)).toEqual([1, 2].map(keyName))
  })

  test('a run that died before it kept what came is done again', async () => {
    const server = await startUs(Array.from({ length: 1200 }, (_, i) => aKey(i + 1)))
    let calls = 0
    const dying: GoogleServer = {
      ...server,
      http: {
        send: async (...args) => {
          const answer = await server.http.send(...args)
          calls++
          return calls === 2 ? { ok: false, failure: { reason: 'timeout' } } : answer
        },
      },
    }
    expect((await importFrom(dying, mx, partnerUs)).failures).toEqual(['timeout'])
    expect(await namesIn(mx)).toHaveLength(500)
    expect((await importFrom(server, mx, partnerUs)).failures).toEqual([])
    expect(await namesIn(mx)).toHaveLength(1200)
  })

  test('a server that shows the same page for ever is left [original: it is asked for ever]', async () => {
    const server = await startUs([aKey(1), aKey(2)])
    const first = googlePartner(signer, settings)
    const stuck: GoogleServer = {
      ...server,
      http: {
        send: async (url, { body: _body, ...request }) =>
          // An empty request: from the beginning, two keys, of which one is asked for.
          server.http.send(url, { ...request, body: new Uint8Array([0x28, 1]) }),
      },
    }
    const report = await importFrom(stuck, mx, first)
    expect(report).toMatchObject({ fetchedBatches: 1, failures: ['endless_pagination'] })
    expect(await namesIn(mx)).toEqual([keyName(1)])
  })
})
