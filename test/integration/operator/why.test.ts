import { beforeEach, describe, expect, test } from 'vitest'
import { WhyAnswer } from '../../../src/api/why.ts'
import { asUnixSeconds } from '../../../src/core/time.ts'
import { readAuditLog } from '../../../src/db/audit/queries.ts'
import {
  at,
  DAY,
  type Exporting,
  HOUR,
  keyHexOf,
  placeKeys,
  startExporting,
} from '../../support/exporting.ts'

const KEY = 0xa1
/** In the window from 4 to 8 o'clock. */
const INSIDE = at('05:00')

let exporting: Exporting

beforeEach(async () => {
  exporting = await startExporting()
  exporting.server.now = at('10:20')
})

async function why(key: number | string = KEY, now = exporting.server.now) {
  exporting.server.now = now
  const response = await exporting.server.operate('/operator/why', {
    method: 'POST',
    body: JSON.stringify({ key: keyHexOf(key) }),
  })
  expect(response.status).toBe(200)
  return WhyAnswer.parse(await response.json())
}

/** State of the one export in the one release. */
async function stateAt(now = exporting.server.now, key: number | string = KEY) {
  const answer = await why(key, now)
  if (!answer.isStored) return 'unknown'
  const [release] = answer.releases
  const [state] = release?.exports ?? []
  const { filenameRoot: _, ...rest } = state ?? { filenameRoot: '' }
  return rest
}

const place = (change: Partial<Parameters<typeof placeKeys>[1][number]> = {}) =>
  placeKeys(exporting.db, [{ key: KEY, createdAt: INSIDE, ...change }])

test('a key on its way, from upload to file, and then forgotten', async () => {
  await exporting.addConfig('us')
  await exporting.close(at('06:30'))
  await place()
  expect(await stateAt(at('04:59'))).toEqual({ state: 'under_embargo', until: INSIDE })
  expect(await stateAt(at('07:59'))).toEqual({ state: 'window_open', until: at('08:00') })
  expect(await stateAt(at('08:00'))).toEqual({ state: 'window_too_young', until: at('10:00') })
  expect(await stateAt(at('09:59'))).toEqual({ state: 'window_too_young', until: at('10:00') })
  expect(await stateAt(at('10:00'))).toEqual({ state: 'to_be_closed' })
  await exporting.close(at('10:00'))
  const batchId = 2
  expect(await stateAt()).toEqual({ state: 'batch_open', batchId })
  await exporting.db.d1
    .prepare("UPDATE export_batches SET status = 'leased', lease_expires_at = ?1 WHERE id = 2")
    .bind(at('10:05'))
    .run()
  expect(await stateAt()).toEqual({ state: 'batch_leased', batchId, until: at('10:05') })
  await exporting.write(at('10:06'))
  const [name] = (await exporting.index('us')) ?? []
  const files = [{ filename: name, status: 'published' }]
  expect(await stateAt()).toEqual({ state: 'exported', batchId, files, isIndexCurrent: true })
  await exporting.db.d1.prepare('UPDATE export_configs SET files_generation = 9').run()
  expect(await stateAt()).toMatchObject({ state: 'exported', isIndexCurrent: false })
  await exporting.db.d1.prepare('DELETE FROM diagnosis_keys').run()
  expect(await why()).toEqual({ isStored: false, retentionSeconds: 14 * DAY })
})

test('the very file is named, among several of one window', async () => {
  await exporting.addConfig('us')
  await placeKeys(
    exporting.db,
    [1, 2, 3, 4, 5].map((key) => ({ key, createdAt: INSIDE })),
  )
  await exporting.close(at('10:20'), 2)
  await exporting.write(at('10:21'))
  const names = (await exporting.index('us')) ?? []
  expect(names).toHaveLength(3)
  for (const [key, index] of [
    [1, 0],
    [2, 0],
    [3, 1],
    [5, 2],
  ] as const) {
    expect(await stateAt(at('10:30'), key)).toMatchObject({ files: [{ filename: names[index] }] })
  }
})

test('a key that came after its file was written is in none', async () => {
  await exporting.addConfig('us')
  await placeKeys(exporting.db, [{ key: 7, createdAt: INSIDE }])
  await exporting.close(at('10:20'))
  await exporting.write(at('10:21'))
  await place()
  expect(await stateAt()).toMatchObject({ state: 'not_in_files' })
})

test('a batch of more files than one question may read is not searched', async () => {
  await exporting.addConfig('us')
  const keys = Array.from({ length: 22 }, (_, n) => n + 1)
  await placeKeys(
    exporting.db,
    keys.map((key) => ({ key, createdAt: INSIDE })),
  )
  await exporting.close(at('10:20'), 1)
  await exporting.write(at('10:21'))
  expect(await stateAt(at('10:30'), 20)).toMatchObject({ state: 'exported' })
  expect(await stateAt(at('10:30'), 21)).toMatchObject({
    state: 'files_not_searched',
    fileCount: 22,
  })
})

describe('keys that an export does not take', () => {
  test.each([
    ['of another region', { regions: ['CA'] }, {}, 'other_region'],
    [
      'of an excluded region',
      { regions: ['US', 'CA'] },
      { excludeRegions: ['CA'] },
      'excluded_region',
    ],
    ['of travelers', { traveler: true }, { onlyNonTravelers: true }, 'traveler'],
  ])('%s, before and after the window is written', async (_name, key, config, because) => {
    await exporting.addConfig('us', config)
    await place(key)
    await placeKeys(exporting.db, [{ key: 7, createdAt: INSIDE }])
    expect(await stateAt()).toEqual({ state: 'not_selected', because })
    await exporting.close(at('10:20'))
    await exporting.write(at('10:21'))
    expect(await stateAt()).toEqual({ state: 'not_selected', because })
    expect((await exporting.read('us')).flatMap(({ keys }) => keys)).toHaveLength(1)
  })

  test("travelers' keys of other regions are taken where the export takes travelers", async () => {
    await exporting.addConfig('us', { includeTravelers: true })
    await place({ regions: ['CA'], traveler: true })
    expect(await stateAt()).toEqual({ state: 'to_be_closed' })
  })
})

describe('windows that wait', () => {
  test('for their padding', async () => {
    await exporting.addConfig('us')
    await place()
    await exporting.db.d1
      .prepare("INSERT INTO padding_policies (region, minimum_uploads) VALUES ('US', 5)")
      .run()
    expect(await stateAt()).toEqual({ state: 'waiting_for_padding', regions: ['US'] })
    await exporting.db.d1
      .prepare("INSERT INTO padding_slots VALUES ('US', ?1, '', 0, NULL, 1)")
      .bind(at('07:00'))
      .run()
    expect(await stateAt()).toEqual({ state: 'to_be_closed' })
  })

  test('for a signer', async () => {
    await exporting.addConfig('us')
    await place()
    await exporting.db.d1.prepare('UPDATE signature_infos SET retires_at = 1').run()
    expect(await stateAt()).toEqual({ state: 'no_usable_signer' })
  })

  test('for nothing: the export has ended, or began later', async () => {
    const id = await exporting.addConfig('us', { activeThru: at('06:00') })
    await place()
    expect(await stateAt()).toEqual({ state: 'export_not_active' })
    await exporting.db.d1
      .prepare('UPDATE export_configs SET active_thru = NULL WHERE id = ?1')
      .bind(id)
      .run()
    expect(await stateAt(at('14:20'))).toEqual({ state: 'before_first_window' })
    await exporting.close(at('14:20'))
    expect(await stateAt()).toEqual({ state: 'before_first_window' })
  })
})

test('a revision is a release of its own, in a file of its own', async () => {
  await exporting.addConfig('us')
  await exporting.close(at('06:30'))
  await place({ type: 2, revised: { at: at('09:00'), type: 1, risk: 2 } })
  await exporting.close(at('10:20'))
  await exporting.write(at('10:21'))
  const answer = await why()
  expect(answer).toMatchObject({
    isStored: true,
    provenance: 'uploaded',
    regions: ['US'],
    traveler: false,
    releases: [
      { list: 'keys', at: INSIDE, exports: [{ filenameRoot: 'us', state: 'exported' }] },
      { list: 'revised_keys', at: at('09:00'), exports: [{ state: 'window_open' }] },
    ],
  })
  await exporting.close(at('14:20'))
  await exporting.write(at('14:21'))
  const later = await why(KEY, asUnixSeconds(at('14:21') + HOUR))
  const names = (await exporting.index('us')) ?? []
  expect(later.isStored && later.releases.map(({ exports }) => exports[0])).toMatchObject([
    { state: 'exported', files: [{ filename: names[0] }] },
    { state: 'exported', files: [{ filename: names[1] }] },
  ])
})

test('says where a key came from', async () => {
  for (const [key, provenance] of [
    [1, 'synthetic'],
    [2, 'imported'],
    [3, 'federated'],
  ] as const) {
    await placeKeys(exporting.db, [{ key, createdAt: INSIDE, provenance }])
    expect(await why(key)).toMatchObject({ provenance })
  }
})

test('each question is recorded, found or not, and the record holds nothing of the key', async () => {
  await place()
  await why()
  await why(0xfe)
  const log = await readAuditLog(exporting.db, 0, 10)
  expect(log).toHaveLength(2)
  for (const { actor, action, subject, detail } of log) {
    expect({ actor, action, subject, detail }).toEqual({
      actor: 'operator',
      action: 'diagnosis_key.lookup',
      subject: 'one key',
      detail: '{}',
    })
  }
})

test('asks for the token, and for one key of 16 bytes', async () => {
  const { server } = exporting
  const ask = (body: string, headers = {}) =>
    server.operate('/operator/why', { method: 'POST', body, headers })
  expect((await ask('{}', { authorization: 'Bearer x' })).status).toBe(401)
  for (const body of ['', '{}', '{"key":7}', '{"key":"AAAA"}', '{"key":"AA","x":1}']) {
    expect((await ask(body)).status).toBe(400)
  }
  expect((await ask(`{"key":"${'A'.repeat(2000)}"}`)).status).toBe(400)
  expect(await readAuditLog(exporting.db, 0, 10)).toEqual([])
})
