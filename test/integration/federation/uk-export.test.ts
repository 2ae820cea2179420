/** Our keys to a UK partner through the whole pipeline: rows E2 to E7 of the NHS backend's own tests, on storage. */

import { beforeEach, describe, expect, test } from 'vitest'
import { addPartner, faults, NOW, rowsOf, YESTERDAY } from '../../support/exchange.ts'
import { storeKeys } from '../../support/stored-keys.ts'
import { cursorOf, hexOf, recent, startUkExchange as start } from '../../support/uk-exchange.ts'
import { keyText } from '../../support/uk-partner.ts'
import type { Exposure, UkTestServer } from '../../support/uk-server.ts'

const HOUR = 3600
const DAY = 86_400

beforeEach(() => {
  faults.length = 0
})

describe('export', () => {
  /** Uploaded the day before: all that is to leave has been released. */
  const own = (seed: number, change = {}) => ({
    key: hexOf(seed),
    createdAt: NOW - (NOW % HOUR) - 2 * HOUR,
    start: YESTERDAY,
    consent: 3,
    ...change,
  })
  const outgoing = () =>
    rowsOf(
      'outgoing_batches',
      'status, total_keys AS total, accepted_keys AS accepted, last_failure AS failure, http_status AS http',
      'id',
    )
  const atServer = (server: UkTestServer) =>
    [...server.exposures.values()]
      .map(({ keyData, origin, regions }) => [keyData, origin, regions] as const)
      .sort(([a], [b]) => (a < b ? -1 : 1))

  test('our keys are sent once, in as many uploads as are needed', async () => {
    const { db, server, exportNow } = await start({ maxUploadKeys: 3 })
    await storeKeys(
      db,
      [1, 2, 3, 4, 5, 6, 7].map((seed) => own(seed)),
    )
    await exportNow()
    expect(await exportNow({ now: NOW + HOUR })).toMatchObject({ failures: [] })
    expect(atServer(server)).toEqual(
      [1, 2, 3, 4, 5, 6, 7].map((seed) => [keyText(seed), 'GB-EAW', ['GB-EAW']]),
    )
    expect(server.uploads).toHaveLength(3)
    expect(faults).toEqual([])
  })

  test('E2: where the time is over after the first upload, the next run sends the rest', async () => {
    const { db, server, exportNow } = await start({ maxUploadKeys: 3 })
    await storeKeys(
      db,
      [1, 2, 3, 4].map((seed) => own(seed)),
    )
    await exportNow({ remaining: () => (server.uploads.length === 0 ? 600 : -1) })
    expect(server.uploads).toHaveLength(1)
    await exportNow()
    expect(server.uploads).toHaveLength(2)
    expect(atServer(server)).toHaveLength(4)
  })

  test('keys stand in the order of their bytes, so that uploads at once can’t block one another there', async () => {
    const { db, server, exportNow } = await start()
    await storeKeys(
      db,
      [300, 5, 77, 1, 260].map((seed) =>
        own(seed, { createdAt: NOW - (NOW % HOUR) - 2 * HOUR - seed }),
      ),
    )
    await exportNow()
    await exportNow()
    const [{ payload = '' } = {}] = server.uploads
    const sent: readonly Exposure[] = JSON.parse(
      Buffer.from(payload.split('.')[1] ?? '', 'base64url').toString(),
    )
    expect(sent.map(({ keyData }) => keyData)).toEqual([1, 5, 77, 260, 300].map(keyText))
  })

  test('E6: a failure leaves the batch as it is, which is sent again under its tag', async () => {
    const { db, server, exportNow } = await start()
    await storeKeys(db, [own(1)])
    server.afterStoring.push({ status: 500, body: {} }, { status: 200, body: 'OK' })
    for (let i = 0; i < 4; i++) await exportNow({ now: NOW + i * HOUR })
    expect(server.uploads).toHaveLength(3)
    expect(new Set(server.uploads.map(({ payload }) => payload)).size).toBe(1)
    expect(new Set(server.uploads.map(({ batchTag }) => batchTag)).size).toBe(1)
    expect(await outgoing()).toEqual([
      { status: 'sent', total: 1, accepted: 0, failure: 'keys_not_inserted', http: 200 },
    ])
  })

  test('E7: fewer keys than were sent: it is sent, with a warning beside it', async () => {
    const { db, server, exportNow } = await start()
    await storeKeys(db, [own(1), own(2)])
    server.store([recent(2)])
    await exportNow()
    expect(await exportNow()).toMatchObject({ failures: [] })
    expect(await outgoing()).toEqual([
      { status: 'sent', total: 2, accepted: 1, failure: 'keys_not_inserted', http: 200 },
    ])
  })

  test('a batch that is too large is cut, and one that is refused ends', async () => {
    const { db, server, exportNow } = await start()
    await storeKeys(db, [own(1), own(2), own(3)])
    server.instead.push({ status: 413, body: {} }, { status: 400, body: {} })
    for (let i = 0; i < 3; i++) await exportNow({ now: NOW + i * HOUR })
    expect(await outgoing()).toMatchObject([
      { status: 'split' },
      { status: 'rejected', failure: 'batch_refused', http: 400 },
      { status: 'sent' },
    ])
  })

  const forwarded = (seed: number, origin: string) =>
    own(seed, { provenance: 3, sourceId: 2, origin, visited: [origin, 'GB-EAW'] })

  test.each([
    ['regions', 'GB-EAW', 'GB-EAW'],
    ['delegated', 'GB-NIR', 'JE'],
  ])('keys of another partner go in the way that is set: %s', async (originMode, nir, je) => {
    const { db, server, exportNow } = await start({ originMode }, ['GB-NIR', 'JE'])
    await addPartner(db, 2, { protocol: 'uk', exportsKeys: false })
    await storeKeys(db, [
      own(1),
      forwarded(2, 'GB-NIR'),
      forwarded(3, 'JE'),
      forwarded(4, 'GB-NIR'),
    ])
    await exportNow()
    await exportNow()
    expect(atServer(server)).toEqual([
      [keyText(1), 'GB-EAW', ['GB-EAW']],
      [keyText(2), nir, ['GB-NIR', 'GB-EAW']],
      [keyText(3), je, ['JE', 'GB-EAW']],
      [keyText(4), nir, ['GB-NIR', 'GB-EAW']],
    ])
    expect(faults).toEqual([])
  })

  test('in delegated mode an origin without credentials does not leave, and is counted', async () => {
    const { db, server, exportNow } = await start({ originMode: 'delegated' }, ['JE'])
    await addPartner(db, 2, { protocol: 'uk', exportsKeys: false })
    await storeKeys(db, [forwarded(2, 'GB-NIR'), forwarded(3, 'JE')])
    await exportNow()
    expect(atServer(server).map(([key]) => key)).toEqual([keyText(3)])
    expect(await cursorOf('export')).toMatchObject({ refused: { origin_not_delegated: 1 } })
  })

  test('keys that came from the partner never go back', async () => {
    const { db, server, importNow, exportNow } = await start()
    server.store([recent(1)])
    server.flush(10)
    await importNow()
    await storeKeys(db, [own(2)])
    await exportNow({ now: NOW + DAY })
    await exportNow({ now: NOW + DAY })
    expect(server.uploads).toHaveLength(1)
    expect(atServer(server).map(([key]) => key)).toEqual([keyText(1), keyText(2)])
  })
})
