/** What a caller gets: key-server row 36, with the faults of the original that are not here. */

import { env } from 'cloudflare:workers'
import { beforeEach, describe, expect, test } from 'vitest'
import type * as z from 'zod'
import {
  type FederationFetchFailure,
  FederationFetchResponse,
} from '../../../src/api/federation-fetch.ts'
import { asUnixSeconds } from '../../../src/core/time.ts'
import { openKeyserver } from '../../../src/db/keyserver/database.ts'
import { deleteEverything } from '../../../src/db/keyserver/queries/seed.ts'
import { billDatabase } from '../../support/billed-database.ts'
import {
  addPartner,
  authorize,
  DAY,
  fetchToken,
  type GoogleServer,
  googleServer,
  HOUR,
  keyName,
  type LeavingKey,
  makeSigner,
  storeLeavingKeys,
} from '../../support/google-federation.ts'
import { NOON } from '../../support/keyserver.ts'

type Answer = z.infer<typeof FederationFetchResponse>

const db = openKeyserver(env.KEYSERVER_DB)
const signer = makeSigner()
const KEYS = [{ kid: 'k1', publicKeyPem: signer.publicKeyPem }]
/** Start of the hour that is over at `NOON`. */
const SLOT = NOON - (NOON % HOUR) - HOUR

beforeEach(() => deleteEverything(db))

const post = (server: GoogleServer, body: string, headers: Record<string, string> = {}) =>
  server.request({
    method: 'POST',
    headers: {
      authorization: `Bearer ${fetchToken(signer, server.now)}`,
      'content-type': 'application/json',
      ...headers,
    },
    body,
  })

async function fetchOnce(server: GoogleServer, request: object = {}): Promise<Answer> {
  const answer = await post(server, JSON.stringify(request))
  expect(answer.status).toBe(200)
  return FederationFetchResponse.parse(await answer.json())
}

async function refusalOf(server: GoogleServer, request: object) {
  const answer = await post(server, JSON.stringify(request))
  const { code } = (await answer.json()) as z.infer<typeof FederationFetchFailure>
  return [answer.status, code]
}

const names = (keys: Answer['keys']) =>
  keys.map(({ exposureKey }) => Buffer.from(exposureKey, 'base64').toString('hex'))

/** Follows the cursors to the end. */
async function fetchAll(server: GoogleServer, request: object = {}) {
  const keys: string[] = []
  const revised: string[] = []
  let state: Answer['nextFetchState'] | undefined
  for (let calls = 1; ; calls++) {
    const answer = await fetchOnce(server, { ...request, ...(state !== undefined && { state }) })
    keys.push(...names(answer.keys))
    revised.push(...names(answer.revisedKeys))
    state = answer.nextFetchState
    if (!answer.partialResponse) return { keys, revised, state, calls }
    if (calls > 50) throw new Error('there is no end')
  }
}

const aKey = (number: number, more: Partial<LeavingKey> = {}): LeavingKey => ({
  key: keyName(number),
  createdAt: SLOT,
  ...more,
})

async function serve(
  keys: readonly LeavingKey[],
  row: Omit<Parameters<typeof authorize>[1], 'keys'> = {},
): Promise<GoogleServer> {
  await authorize(db, { keys: KEYS, ...row })
  await storeLeavingKeys(db, keys)
  return googleServer(db, NOON)
}

describe('the form', () => {
  test('a key says what is stored of it', async () => {
    const server = await serve([
      aKey(0xab, { risk: 5, type: 2, onset: -3, start: 2_991_456, regions: ['US', 'FR'] }),
    ])
    const { keys, revisedKeys, partialResponse } = await fetchOnce(server)
    expect(keys).toEqual([
      {
        exposureKey: 'AAAAAAAAAAAAAAAAAAAAqw==',
        transmissionRisk: 5,
        intervalNumber: 2_991_456,
        intervalCount: 144,
        reportType: 'CONFIRMED_CLINICAL_DIAGNOSIS',
        daysSinceOnsetOfSymptoms: -3,
        hasSymptomOnset: true,
        traveler: false,
        regions: ['US'],
      },
    ])
    expect([revisedKeys, partialResponse]).toEqual([[], false])
  })

  test('protobuf is answered with protobuf', async () => {
    const server = await serve([aKey(1)])
    const answer = await server.request({
      method: 'POST',
      headers: {
        authorization: `Bearer ${fetchToken(signer, NOON)}`,
        'content-type': 'application/x-protobuf',
      },
      body: new Uint8Array(),
    })
    expect(answer.headers.get('content-type')).toBe('application/x-protobuf')
    expect(answer.headers.get('cache-control')).toBe('no-store')
    // Field 1 (keys), then field 1 of it: the 16 bytes.
    const bytes = new Uint8Array(await answer.arrayBuffer())
    expect([bytes[0], bytes[2], bytes[3], bytes[19]]).toEqual([0x0a, 0x0a, 16, 1])
  })

  test('a content type may have parameters', async () => {
    const server = await serve([])
    const type = { 'content-type': 'Application/JSON; charset=utf-8' }
    expect((await post(server, '{}', type)).status).toBe(200)
  })

  test.each<[string, string, Record<string, string>, number, string]>([
    ['another content type', '{}', { 'content-type': 'text/plain' }, 415, 'unsupported_media_type'],
    ['no JSON', '{', {}, 400, 'bad_request'],
    ['a member that nobody knows', '{"regions":[]}', {}, 400, 'bad_request'],
    ['a member of another type', '{"maxExposureKeys":-1}', {}, 400, 'bad_request'],
    [
      'a hundred and one regions',
      JSON.stringify({ includeRegions: new Array(101).fill('US') }),
      {},
      400,
      'bad_request',
    ],
    ['too long a body', ' '.repeat(16_385), {}, 413, 'body_too_large'],
    [
      'half a message',
      '\x0a\x05US',
      { 'content-type': 'application/x-protobuf' },
      400,
      'bad_request',
    ],
  ])('%s is refused', async (_what, body, headers, status, code) => {
    const answer = await post(await serve([]), body, headers)
    expect([answer.status, await answer.json()]).toMatchObject([status, { code }])
  })

  test('other methods and paths are refused', async () => {
    const server = await serve([])
    const got = await server.request({ method: 'GET' })
    expect([got.status, got.headers.get('allow')]).toEqual([405, 'POST'])
    expect((await server.request({ method: 'POST' }, '/v1/federation/other')).status).toBe(404)
  })

  test('a fault of ours is not told', async () => {
    await authorize(db, { keys: KEYS })
    const failing = {
      ...db,
      d1: {
        ...env.KEYSERVER_DB,
        prepare: () => {
          throw new Error('D1 is away')
        },
      },
    } as unknown as typeof db
    const server = googleServer(db, NOON, { database: failing })
    const answer = await post(server, '{}')
    expect([answer.status, await answer.json()]).toEqual([
      500,
      { code: 'internal_error', error: 'internal error' },
    ])
    expect(server.told).toEqual(['federation failed'])
  })
})

describe('consent', () => {
  const CONSENTED: readonly [string, Partial<LeavingKey>, boolean][] = [
    ['never', { consent: 'never' }, false],
    ['never, of a traveler', { consent: 'never', traveler: true }, false],
    ['never, with countries of interest', { consent: 'never', visited: ['MX'] }, false],
    ['traveler, of somebody at home', { consent: 'traveler', visited: ['MX'] }, false],
    ['traveler', { consent: 'traveler', traveler: true }, true],
    ['claim, without one', { consent: 'claim', traveler: true }, false],
    ['claim', { consent: 'claim', visited: ['MX'] }, true],
    ['always', { consent: 'always' }, true],
  ]

  test.each(CONSENTED)('a key of consent "%s" leaves: %j, %s', async (_what, more, leaves) => {
    const revised = { at: SLOT, type: 5 }
    const { keys, revised: revisions } = await fetchAll(
      await serve([aKey(1, { ...more, revised }), aKey(2, { provenance: 1, ...more })]),
    )
    expect(keys).toEqual(leaves ? [keyName(1), keyName(2)] : [])
    expect(revisions).toEqual(leaves ? [keyName(1)] : [])
  })

  test('no part of a key that may not leave is in an answer', async () => {
    const secret = 'd1ce'.repeat(8)
    const server = await serve([aKey(1), { key: secret, createdAt: SLOT, consent: 'never' }])
    const answer = await post(server, '{"maxExposureKeys":1}')
    const text = await answer.text()
    expect(text).not.toContain(Buffer.from(secret, 'hex').toString('base64').slice(0, 8))
    expect(text).not.toContain('d1ced1ce')
  })
})

describe('regions', () => {
  const STORED = [
    aKey(1, { regions: ['US'] }),
    aKey(2, { regions: ['CA'] }),
    aKey(3, { regions: ['US', 'CA'] }),
    aKey(4, { regions: ['MX'] }),
    aKey(5, { regions: ['MX'], traveler: true }),
  ]
  const row = { include: ['US', 'CA'] }

  test.each<[object, readonly number[]]>([
    [{}, [1, 2, 3, 5]],
    [{ includeRegions: ['us'] }, [1, 3, 5]],
    [{ includeRegions: ['US', 'CA'] }, [1, 2, 3, 5]],
    [{ includeRegions: ['US', 'MX'] }, [1, 3, 5]],
    [{ includeRegions: ['US'], excludeRegions: ['CA'] }, [1, 3, 5]],
    [{ excludeRegions: ['MX'] }, [1, 2, 3]],
    [{ onlyTravelers: true }, [5]],
  ])('%j gives the keys %j', async (request, expected) => {
    const { keys } = await fetchAll(await serve(STORED, row), request)
    expect(keys).toEqual(expected.map(keyName))
  })

  test('two regions are filtered by too, and no key of others leaves [original: only one is]', async () => {
    const server = await serve(STORED, { include: ['US', 'CA', 'MX'] })
    const { keys } = await fetchOnce(server, { includeRegions: ['US', 'CA'] })
    expect(keys.map(({ regions }) => regions)).toEqual([['US'], ['CA'], ['CA', 'US'], []])
    expect(keys.at(-1)?.traveler).toBe(true)
  })

  test('a caller without a region in common gets nothing [original: everything]', async () => {
    const server = await serve(STORED, row)
    expect(await refusalOf(server, { includeRegions: ['MX'] })).toEqual([
      403,
      'regions_not_authorized',
    ])
    expect(await refusalOf(server, { excludeRegions: ['US', 'CA'] })).toEqual([
      403,
      'regions_not_authorized',
    ])
  })

  test('what a caller is never told of, it is not, whatever it asks for', async () => {
    const server = await serve(STORED, { include: ['US', 'CA'], exclude: ['CA'] })
    const { keys } = await fetchOnce(server, { includeRegions: ['US', 'CA'] })
    expect(keys.map(({ regions }) => regions)).toEqual([['US'], ['US'], []])
  })

  test('a contradiction and a malformed region are refused', async () => {
    const server = await serve(STORED, row)
    const overlap = { includeRegions: ['US'], excludeRegions: ['us'] }
    expect(await refusalOf(server, overlap)).toEqual([400, 'regions_overlap'])
    expect(await refusalOf(server, { includeRegions: ['U,S'] })).toEqual([400, 'malformed_region'])
  })
})

describe('whose keys', () => {
  const STORED = [
    aKey(1),
    aKey(2, { provenance: 1 }),
    aKey(3, { provenance: 2, sourceId: 5 }),
    aKey(4, { provenance: 3, sourceId: 5 }),
    aKey(5, { provenance: 3, sourceId: 6 }),
    aKey(6, { provenance: 3, sourceId: 7 }),
  ]

  test('a caller that is no partner gets our own', async () => {
    const server = await serve(STORED)
    expect((await fetchAll(server)).keys).toEqual([1, 2].map(keyName))
    expect((await fetchAll(server, { onlyLocalProvenance: true })).keys).toEqual(
      [1, 2].map(keyName),
    )
  })

  test('a partner gets what is forwarded to it, unless it wants our own', async () => {
    await addPartner(db, { id: 5, name: 'mx', gatewayFrom: [6] })
    const server = await serve(STORED, { partnerName: 'mx' })
    expect((await fetchAll(server)).keys).toEqual([1, 2, 5].map(keyName))
    expect((await fetchAll(server, { onlyLocalProvenance: true })).keys).toEqual(
      [1, 2].map(keyName),
    )
  })

  test('what came from a partner never goes back to it', async () => {
    // Even where its row says so.
    await addPartner(db, { id: 5, name: 'mx', gatewayFrom: [5, 6, 7] })
    const server = await serve(STORED, { partnerName: 'mx' })
    expect((await fetchAll(server)).keys).toEqual([1, 2, 5, 6].map(keyName))
  })

  test('what it is known to have by other ways does not go to it either', async () => {
    await addPartner(db, { id: 5, name: 'mx' })
    const server = await serve(STORED, { partnerName: 'mx' })
    await env.KEYSERVER_DB.prepare(
      'INSERT INTO federation_sightings (key_data, partner_id, seen_at) VALUES (unhex(?1), 5, 0), (unhex(?2), 6, 0)',
    )
      .bind(keyName(1), keyName(2))
      .run()
    expect((await fetchAll(server)).keys).toEqual([keyName(2)])
  })
})

describe('report types, onset and risk', () => {
  test('self-reports leave as unknown', async () => {
    const server = await serve([aKey(1, { type: 3 }), aKey(2, { type: 0 }), aKey(3, { type: 1 })])
    const { keys } = await fetchOnce(server)
    expect(keys.map(({ reportType }) => reportType)).toEqual([
      'UNKNOWN',
      'UNKNOWN',
      'CONFIRMED_TEST',
    ])
  })

  test('an onset that is not known, or is another layout’s code, is none', async () => {
    const server = await serve([
      aKey(1, { onset: null }),
      aKey(2, { onset: 3990 }),
      aKey(3, { onset: 0 }),
    ])
    const { keys } = await fetchOnce(server)
    expect(keys.map(({ hasSymptomOnset }) => hasSymptomOnset)).toEqual([false, false, true])
  })

  test('a revision has its own type, onset and risk [original: risk 0]', async () => {
    const revised = { at: SLOT, type: 1, risk: 7, onset: 4 }
    const server = await serve([
      aKey(1, { type: 2, risk: 4, onset: -2, revised }),
      aKey(2, { type: 2, risk: 4, revised: { at: SLOT, type: 5 } }),
    ])
    const { keys, revisedKeys } = await fetchOnce(server)
    const told = (key: Answer['keys'][number]) => [
      key.reportType,
      key.transmissionRisk,
      key.hasSymptomOnset ? key.daysSinceOnsetOfSymptoms : undefined,
    ]
    expect(keys.map(told)).toEqual([
      ['CONFIRMED_CLINICAL_DIAGNOSIS', 4, -2],
      ['CONFIRMED_CLINICAL_DIAGNOSIS', 4, 1],
    ])
    expect(revisedKeys.map(told)).toEqual([
      ['CONFIRMED_TEST', 7, 4],
      ['REVOKED', 4, undefined],
    ])
  })
})

describe('time', () => {
  const at = (server: GoogleServer, seconds: number) => {
    server.now = asUnixSeconds(seconds)
    return fetchAll(server)
  }

  test('a slot leaves when it is over, and its last uploads are written', async () => {
    const server = await serve([aKey(1), aKey(2, { createdAt: SLOT + HOUR })])
    expect((await at(server, SLOT + HOUR - 1)).keys).toEqual([])
    expect((await at(server, SLOT + HOUR + 59)).keys).toEqual([])
    expect((await at(server, SLOT + HOUR + 60)).keys).toEqual([keyName(1)])
    expect((await at(server, SLOT + 2 * HOUR + 60)).keys).toEqual([1, 2].map(keyName))
  })

  test('a key under embargo leaves after it', async () => {
    const server = await serve([aKey(1, { createdAt: SLOT + 5 * HOUR })])
    const { keys, state } = await fetchAll(server)
    expect(keys).toEqual([])
    server.now = asUnixSeconds(SLOT + 6 * HOUR + 60)
    expect(names((await fetchOnce(server, { state })).keys)).toEqual([keyName(1)])
  })

  test('a slot waits until it is padded: what came later would be told apart', async () => {
    const server = await serve([aKey(1), aKey(2, { createdAt: SLOT - HOUR })])
    await env.KEYSERVER_DB.batch([
      env.KEYSERVER_DB.prepare(
        "INSERT INTO padding_policies (region, minimum_uploads) VALUES ('US', 5), ('FR', 5)",
      ),
    ])
    expect((await fetchAll(server)).keys).toEqual([])
    const pad = (region: string, slot: number) =>
      env.KEYSERVER_DB.prepare(
        `INSERT INTO padding_slots (region, slot, wrapped_secret, synthetic_uploads, completed_at) VALUES (?1, ?2, '', 0, 1)`,
      )
        .bind(region, slot)
        .run()
    await pad('US', SLOT - HOUR)
    // Travelers of other padded regions are in every answer, so those have to be padded too.
    expect((await fetchAll(server)).keys).toEqual([])
    await pad('FR', SLOT - HOUR)
    expect((await fetchAll(server)).keys).toEqual([keyName(2)])
    await pad('US', SLOT)
    await pad('FR', SLOT)
    expect((await fetchAll(server)).keys).toEqual([2, 1].map(keyName))
  })

  test('a key that ended more than two weeks ago does not leave any more', async () => {
    const interval = Math.floor(NOON / 600) - 14 * 144
    const server = await serve([
      aKey(1, { start: interval - 144 }),
      aKey(2, { start: interval - 143 }),
    ])
    expect((await fetchAll(server)).keys).toEqual([keyName(2)])
  })

  test('a revision leaves when its own slot is over', async () => {
    const server = await serve([
      aKey(1, { createdAt: SLOT - DAY, revised: { at: SLOT + HOUR, type: 5 } }),
    ])
    const { keys, revised, state } = await fetchAll(server)
    expect([keys, revised]).toEqual([[keyName(1)], []])
    server.now = asUnixSeconds(SLOT + 2 * HOUR + 60)
    const later = await fetchOnce(server, { state })
    expect([names(later.keys), names(later.revisedKeys)]).toEqual([[], [keyName(1)]])
  })
})

describe('pages', () => {
  const many = Array.from({ length: 1200 }, (_, i) =>
    aKey(i + 1, i < 600 ? { revised: { at: SLOT, type: 5 } } : {}),
  )

  test('more than 500 keys of one hour come each once [original: the same 500 for ever]', async () => {
    const { keys, revised, calls } = await fetchAll(await serve(many))
    expect(keys).toEqual(many.map(({ key }) => key))
    expect(revised).toEqual(many.slice(0, 600).map(({ key }) => key))
    // 1800 keys, 500 at once: the third page has 200 of one list and 300 of the other.
    expect(calls).toBe(4)
  })

  test.each([
    [0, 500],
    [1, 1],
    [499, 499],
    [501, 500],
    [4_294_967_295, 500],
  ])('of %i at most have %i keys', async (maxExposureKeys, expected) => {
    const server = await serve(many)
    const { keys, revisedKeys, partialResponse } = await fetchOnce(server, { maxExposureKeys })
    expect([keys.length + revisedKeys.length, partialResponse]).toEqual([expected, true])
  })

  test('the limit is for both lists, and primary keys come first', async () => {
    const server = await serve(many.slice(0, 3))
    const first = await fetchOnce(server, { maxExposureKeys: 4 })
    expect([first.keys.length, first.revisedKeys.length, first.partialResponse]).toEqual([
      3,
      1,
      true,
    ])
    const second = await fetchOnce(server, { maxExposureKeys: 4, state: first.nextFetchState })
    expect([second.keys.length, names(second.revisedKeys), second.partialResponse]).toEqual([
      0,
      [2, 3].map(keyName),
      false,
    ])
  })

  test('nothing new is nothing, and the cursor stays good', async () => {
    const server = await serve(many.slice(0, 3))
    const { state } = await fetchAll(server)
    const again = await fetchOnce(server, { state })
    expect(again).toEqual({
      keys: [],
      revisedKeys: [],
      partialResponse: false,
      nextFetchState: state,
    })
    await storeLeavingKeys(db, [aKey(5000, { createdAt: SLOT + HOUR })])
    server.now = asUnixSeconds(SLOT + 2 * HOUR + 60)
    const later = await fetchOnce(server, { state: again.nextFetchState })
    expect(names(later.keys)).toEqual([keyName(5000)])
  })

  test('a state without tokens begins with its second', async () => {
    const server = await serve([aKey(1, { createdAt: SLOT - HOUR }), aKey(2)])
    const state = { keyCursor: { timestamp: String(SLOT) }, revisedKeyCursor: null }
    expect(names((await fetchOnce(server, { state })).keys)).toEqual([keyName(2)])
  })

  test('a state of a time to come brings nothing and stays', async () => {
    const server = await serve([aKey(1)])
    const cursor = { timestamp: String(NOON + DAY) }
    const answer = await fetchOnce(server, { state: { keyCursor: cursor } })
    expect(answer.keys).toEqual([])
    expect(answer.nextFetchState.keyCursor.timestamp).toBe(String(NOON + DAY))
  })

  test('with other regions a state is refused, and so is another caller’s', async () => {
    const server = await serve(many.slice(0, 3), { include: ['US', 'CA'] })
    await authorize(db, { subject: 'other', keys: KEYS, include: ['US', 'CA'] })
    const { state } = await fetchAll(server, { includeRegions: ['US'] })
    expect((await fetchOnce(server, { includeRegions: ['us'], state })).keys).toEqual([])
    for (const request of [
      { includeRegions: ['US', 'CA'] },
      { includeRegions: ['US'], excludeRegions: ['CA'] },
      { includeRegions: ['US'], onlyTravelers: true },
      { includeRegions: ['US'], onlyLocalProvenance: true },
    ]) {
      expect(await refusalOf(server, { ...request, state })).toEqual([400, 'cursor_refused'])
    }
    const token = fetchToken(signer, NOON, { sub: 'other' })
    const body = JSON.stringify({ includeRegions: ['US'], state })
    const others = await post(server, body, { authorization: `Bearer ${token}` })
    expect([others.status, await others.json()]).toMatchObject([400, { code: 'cursor_refused' }])
  })

  test('one whose caller may have more now is refused, so that nothing is passed over', async () => {
    const server = await serve(many.slice(0, 3))
    const { state } = await fetchAll(server)
    await env.KEYSERVER_DB.prepare(
      `UPDATE federation_authorizations SET include_regions = '["CA","US"]'`,
    ).run()
    expect(await refusalOf(server, { state })).toEqual([400, 'cursor_refused'])
  })

  test('keys that may not leave are passed over in bounded steps', async () => {
    const never = Array.from({ length: 20_005 }, (_, i) => aKey(i + 1, { consent: 'never' }))
    await storeLeavingKeys(db, never.slice(0, 10_000))
    await storeLeavingKeys(db, never.slice(10_000))
    const server = await serve([aKey(90_000)])
    const first = await fetchOnce(server)
    expect([first.keys, first.partialResponse]).toEqual([[], true])
    const second = await fetchOnce(server, { state: first.nextFetchState })
    expect([names(second.keys), second.partialResponse]).toEqual([[keyName(90_000)], false])
  })

  test('a page costs what it looks at, wherever in an hour it begins', async () => {
    const keys = Array.from({ length: 6000 }, (_, i) => aKey(i + 1))
    await storeLeavingKeys(db, keys)
    await authorize(db, { keys: KEYS })
    const bill = billDatabase(env.KEYSERVER_DB)
    const database = openKeyserver(bill.database)
    const server = googleServer(db, NOON, { database })
    let state: Answer['nextFetchState'] | undefined
    for (let page = 1; page <= 12; page++) {
      bill.take()
      const answer = await fetchOnce(server, state === undefined ? {} : { state })
      state = answer.nextFetchState
      expect(answer.keys).toHaveLength(500)
      // A page's keys with their regions and sightings; what is left of the hour once more by the index alone.
      expect(bill.take().rowsRead).toBeLessThan(5 * 501 + (6000 - 500 * (page - 1)) + 20)
    }
    bill.take()
    expect((await fetchOnce(server, { state })).keys).toEqual([])
    const idle = bill.take()
    expect(idle.rowsRead).toBeLessThan(10)
    expect(idle.calls).toBeLessThanOrEqual(3)
  })
})
