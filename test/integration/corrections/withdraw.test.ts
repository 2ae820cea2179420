/** Files that are taken back and issued again. */

import { env } from 'cloudflare:workers'
import { beforeEach, describe, expect, test } from 'vitest'
import { firstBrokenEntry } from '../../../src/core/audit/chain.ts'
import type { UnixSeconds } from '../../../src/core/time.ts'
import { readAuditLog } from '../../../src/db/audit/queries.ts'
import { completeBatch, leaseBatch } from '../../../src/db/keyserver/queries/exports.ts'
import { exportConfigs } from '../../../src/db/keyserver/schema/exports.ts'
import { deleteExpired } from '../../../src/flows/delete-expired.ts'
import { saveExportConfig } from '../../../src/flows/save-export-config.ts'
import {
  addSignatureInfo,
  createSigningKey,
  retireSigner,
} from '../../../src/flows/signing-keys.ts'
import { type WithdrawRequest, withdrawFiles } from '../../../src/flows/withdraw-files.ts'
import { writeBatch } from '../../../src/flows/write-export.ts'
import {
  aConfig,
  at,
  DAY,
  type Exporting,
  FILE_LIFETIME_SECONDS,
  placeKeys,
  startExporting,
} from '../../support/exporting.ts'
import { listObjects, readTables } from '../../support/storage-state.ts'

const NOW = at('18:20')

let exporting: Exporting

/** Keys in three windows; the middle one has two files. */
beforeEach(async () => {
  exporting = await startExporting()
  await exporting.addConfig('us')
  await exporting.close(at('10:20'))
  await exporting.write(at('10:20'))
  await placeKeys(exporting.db, [
    { key: 0x01, createdAt: at('05:00') },
    { key: 0x02, createdAt: at('09:00') },
    { key: 0x03, createdAt: at('09:00') },
    { key: 0x04, createdAt: at('10:00') },
    { key: 0x05, createdAt: at('13:00') },
  ])
  // The first window closed before its key came, as an upload of another day would have: it stays empty.
  await exportAt(NOW)
})

async function exportAt(now: UnixSeconds) {
  await exporting.close(now, 2)
  await exporting.write(now)
}

const name = (from: string, to: string, issue: number, file = 1) =>
  `us/${at(from) + issue}-${at(to) + issue}-0000${file}.zip`
const MIDDLE = [name('08:00', '12:00', 0, 1), name('08:00', '12:00', 0, 2)]
const LAST = name('12:00', '16:00', 0)

const withdraw = (change: Partial<WithdrawRequest>, now = NOW, deps = exporting.deps) =>
  withdrawFiles(
    deps,
    {
      filenameRoot: 'us',
      selection: { kind: 'window', from: at('08:00'), to: at('12:00') },
      reissue: false,
      belowIssue: undefined,
      reason: 'a test',
      dryRun: false,
      after: 0,
      ...change,
    },
    FILE_LIFETIME_SECONDS,
    now,
  )

const statuses = async () =>
  Object.fromEntries(
    ((await readTables())['export_files'] ?? []).map((row) => [row['filename'], row['status']]),
  )

const archives = async () =>
  Object.keys(await listObjects()).filter((object) => object.endsWith('.zip'))

const keysOf = async (root = 'us') =>
  (await exporting.read(root)).map((file) => file.keys.map((key) => key.keyHex.slice(0, 2)))

/** A signer that replaces the first one, which is retired. @returns its id */
async function rotateSigner(): Promise<number> {
  const secrets = { db: exporting.db, secretBox: exporting.deps.secretBox }
  const pem = await createSigningKey(secrets, 'second', NOW)
  if (!pem.ok) throw new Error(pem.failure.reason)
  exporting.publicKeys['310-v2'] = pem.value
  const added = await addSignatureInfo(exporting.db, {
    signingKeyName: 'second',
    keyId: '310',
    keyVersion: 'v2',
    activatesAt: at('00:00', 1),
    retiresAt: undefined,
  })
  if (!added.ok) throw new Error(added.failure.reason)
  await retireSigner(exporting.db, 1, NOW)
  const [config] = await exporting.db.orm.select().from(exportConfigs)
  const draft = { ...aConfig('us'), signatureInfoIds: [1, added.value] }
  await saveExportConfig(exporting.db, draft, config?.id)
  return added.value
}

describe('a withdrawal', () => {
  test('takes the files of a window from index, bucket and phones to come, and no others', async () => {
    expect(await exporting.index('us')).toEqual([...MIDDLE, LAST])
    const before = await listObjects()
    const done = await withdraw({})
    expect(done).toMatchObject({ ok: true, value: { removed: 2, windows: [], next: null } })
    expect(await exporting.index('us')).toEqual([LAST])
    expect(await archives()).toEqual([LAST])
    expect((await listObjects())[LAST]).toEqual(before[LAST])
    expect(await statuses()).toEqual({
      [MIDDLE[0] ?? '']: 'withdrawn',
      [MIDDLE[1] ?? '']: 'withdrawn',
      [LAST]: 'published',
    })
  })

  test('that is only tried tells the same and changes nothing', async () => {
    const before = { tables: await readTables(), objects: await listObjects() }
    const tried = await withdraw({ dryRun: true, reissue: true })
    expect({ tables: await readTables(), objects: await listObjects() }).toEqual(before)
    const done = await withdraw({ reissue: true })
    if (!tried.ok || !done.ok) throw new Error('refused')
    expect(tried.value.files.map((file) => file.filename)).toEqual(MIDDLE)
    expect({ ...tried.value, removed: 2 }).toEqual(done.value)
  })

  test('is in the audit log with its reason, its files and the windows, once', async () => {
    await withdraw({ reason: 'wrong region' })
    await withdraw({ reason: 'wrong region' })
    const log = await readAuditLog(exporting.db, 0, 10)
    expect(log.map(({ actor, action, subject }) => [actor, action, subject])).toEqual([
      ['operator', 'export_files.withdraw', 'us'],
    ])
    expect(JSON.parse(log[0]?.detail ?? '')).toEqual({
      reason: 'wrong region',
      selection: { kind: 'window', from: at('08:00'), to: at('12:00') },
      files: MIDDLE,
      windows: [],
    })
    expect(await firstBrokenEntry(log)).toBeUndefined()
  })

  test('of a single file leaves the others of its window', async () => {
    await withdraw({ selection: { kind: 'file', filename: MIDDLE[0] ?? '' } })
    expect(await exporting.index('us')).toEqual([MIDDLE[1], LAST])
  })

  test('leaves objects alone while the index that names them can not be written', async () => {
    const store = exporting.deps.archives
    const broken: typeof store = {
      ...store,
      swap: async (object, ...rest) => object !== 'us/index.txt' && store.swap(object, ...rest),
    }
    const refused = withdraw({}, NOW, { ...exporting.deps, archives: broken })
    await expect(refused).rejects.toThrow('1 failed')
    expect(await archives()).toEqual([...MIDDLE, LAST])
    expect((await statuses())[LAST]).toBe('published')
    // The job of every four hours finishes what was begun.
    await deleteExpired(exporting.deps, FILE_LIFETIME_SECONDS, NOW)
    expect(await exporting.index('us')).toEqual([LAST])
    expect(await archives()).toEqual([LAST])
  })

  test.each([
    ['an unknown export', { filenameRoot: 'de' }, 'no_such_export'],
    ['an unknown file', { selection: { kind: 'file', filename: 'us/1.zip' } }, 'no_such_file'],
    [
      'an unknown signer',
      { selection: { kind: 'signer', keyId: '310', keyVersion: 'v9' } },
      'no_such_signer',
    ],
    [
      'a signer that nobody could replace',
      { selection: { kind: 'signer', keyId: '310', keyVersion: 'v1' }, reissue: true },
      'no_usable_signer',
    ],
  ] as const)('refuses %s and changes nothing', async (_what, change, reason) => {
    const before = await readTables()
    expect(await withdraw(change)).toMatchObject({ ok: false, failure: { reason } })
    expect(await readTables()).toEqual(before)
  })
})

describe('a window that is issued again', () => {
  test('has the same keys under names that are both times a second later, and headers as before', async () => {
    const before = await exporting.read('us')
    await withdraw({ reissue: true })
    expect(await exporting.index('us')).toEqual([LAST])
    await exportAt(NOW)
    const issued = [name('08:00', '12:00', 1, 1), name('08:00', '12:00', 1, 2)]
    expect(await exporting.index('us')).toEqual([...issued, LAST])
    const after = await exporting.read('us')
    expect(after.map(({ name: _, ...file }) => file)).toEqual(
      before.map(({ name: _, ...file }) => file),
    )
    expect(after.map(({ start, end }) => [start, end])).toEqual([
      [at('08:00'), at('12:00') + 1],
      [at('08:00'), at('12:00') + 2],
      [at('12:00'), at('16:00')],
    ])
  })

  test('has other names each time, and no withdrawn name comes back', async () => {
    for (const issue of [1, 2, 3]) {
      await withdraw({ reissue: true })
      await exportAt(NOW)
      expect((await exporting.index('us'))?.[0]).toBe(name('08:00', '12:00', issue))
    }
    expect(Object.keys(await statuses())).toHaveLength(9)
    expect(await keysOf()).toEqual([['02', '03'], ['04'], ['05']])
  })

  test('is left alone by the same call a second time, where that says below which issue', async () => {
    for (const _time of [1, 2]) {
      await withdraw({ reissue: true, belowIssue: 1 })
      await exportAt(NOW)
    }
    expect((await exporting.index('us'))?.[0]).toBe(name('08:00', '12:00', 1))
    const byName = {
      selection: { kind: 'file', filename: MIDDLE[0] ?? '' },
      reissue: true,
    } as const
    expect(await withdraw(byName)).toMatchObject({ ok: true, value: { files: [], windows: [] } })
  })

  test('may have been withdrawn before, and stands whole even where one of its files is named', async () => {
    await withdraw({ selection: { kind: 'file', filename: MIDDLE[1] ?? '' } })
    await withdraw({ selection: { kind: 'file', filename: MIDDLE[0] ?? '' }, reissue: true })
    await exportAt(NOW)
    expect(await keysOf()).toEqual([['02', '03'], ['04'], ['05']])
    await withdraw({})
    await withdraw({ reissue: true })
    await exportAt(NOW)
    expect((await exporting.index('us'))?.[0]).toBe(name('08:00', '12:00', 2))
  })

  test('is not finished by a run that was held up with its earlier issue', async () => {
    await placeKeys(exporting.db, [{ key: 0x06, createdAt: at('17:00') }])
    const later = at('23:00')
    await exporting.close(later, 2)
    const held = await leaseBatch(exporting.db, later, later)
    if (held === undefined) throw new Error('no batch')
    const written = await writeBatch(exporting.deps, held)
    await exporting.write(at('23:01'))
    await withdraw({
      selection: { kind: 'window', from: at('16:00'), to: at('20:00') },
      reissue: true,
    })
    await completeBatch(exporting.db, held, written)
    await exporting.write(at('23:02'))
    expect((await exporting.index('us'))?.at(-1)).toBe(name('16:00', '20:00', 1))
  })

  test('is refused once its names would reach those of the next window', async () => {
    await env.KEYSERVER_DB.prepare('UPDATE export_batches SET reissue = 4 * 3600 - 2').run()
    expect(await withdraw({ reissue: true })).toMatchObject({ ok: true })
    await exportAt(NOW)
    expect(await withdraw({ reissue: true })).toEqual({
      ok: false,
      failure: { reason: 'no_name_left', start: at('08:00'), end: at('12:00') },
    })
  })
})

test('after a key was stolen, all that it signed comes again by another, and phones miss no key', async () => {
  const seen = new Map<string, readonly string[]>()
  const fetchNew = async () => {
    for (const file of await exporting.read('us')) {
      if (!seen.has(file.name))
        seen.set(
          file.name,
          file.keys.map((key) => key.keyHex.slice(0, 2)),
        )
    }
  }
  await exporting.addConfig('other')
  await exportAt(NOW)
  await fetchNew()
  const old = [...seen.keys()]
  expect(old).toEqual([...MIDDLE, LAST])
  const unaffected = Object.entries(await listObjects()).filter(([object]) =>
    /^other\/.*zip$/.test(object),
  )
  expect(unaffected).toHaveLength(1)
  // A window that is closed and waits: the stolen key must not sign it either.
  await placeKeys(exporting.db, [{ key: 0x06, createdAt: at('17:00') }])
  const later = at('22:20')
  await exporting.close(later, 2)

  await rotateSigner()
  const compromised = { kind: 'signer', keyId: '310', keyVersion: 'v1' } as const
  const done = await withdraw({ selection: compromised, reissue: true }, later)
  expect(done).toMatchObject({ ok: true, value: { removed: 3 } })
  expect(await exporting.index('us')).toEqual([])
  await exporting.write(later)
  delete exporting.publicKeys['310-v1']
  const { '310-v2': only = '' } = exporting.publicKeys
  expect(Object.entries(exporting.publicKeys)).toEqual([['310-v2', only]])
  await fetchNew()

  const issued = [...seen].filter(([file]) => !old.includes(file))
  expect(issued.map(([file]) => file)).toEqual([
    name('08:00', '12:00', 1, 1),
    name('08:00', '12:00', 1, 2),
    name('12:00', '16:00', 1),
    name('16:00', '20:00', 1),
  ])
  expect(issued.flatMap(([, keys]) => keys)).toEqual(['02', '03', '04', '05', '06'])
  const objects = await listObjects()
  for (const [object, state] of unaffected) expect(objects[object], object).toEqual(state)
  for (const object of old) expect(objects).not.toHaveProperty([object])
  // What the key signed is gone: a second time there is nothing to do.
  const again = await withdraw({ selection: compromised, reissue: true }, later)
  expect(again).toMatchObject({ ok: true, value: { files: [], windows: [] } })
})

test('names of withdrawn files are forgotten with their windows', async () => {
  await withdraw({ reissue: true })
  await exportAt(NOW)
  await deleteExpired(exporting.deps, FILE_LIFETIME_SECONDS, at('16:00'))
  expect(Object.keys(await statuses())).toHaveLength(5)
  const aged = (at('12:00') + 14 * DAY + 1) as UnixSeconds
  await deleteExpired(exporting.deps, FILE_LIFETIME_SECONDS, aged)
  expect(Object.keys(await statuses())).toEqual([LAST])
  expect(await archives()).toEqual([LAST])
})

describe('by HTTP', () => {
  const post = async (body: unknown) => {
    const response = await exporting.server.operate('/operator/withdraw', {
      method: 'POST',
      body: typeof body === 'string' ? body : JSON.stringify(body),
    })
    return { status: response.status, body: await response.json() }
  }
  const body = {
    filenameRoot: 'us',
    selection: { kind: 'file', filename: LAST },
    reissue: false,
    reason: 'a test',
    dryRun: false,
  }

  test('a withdrawal answers with what it did', async () => {
    exporting.server.now = NOW
    expect(await post({ ...body, dryRun: true })).toMatchObject({
      status: 200,
      body: { removed: 0 },
    })
    expect(await post(body)).toEqual({
      status: 200,
      body: { files: [{ filename: LAST, keyCount: 1 }], windows: [], removed: 1, next: null },
    })
  })

  test.each([
    ['without a reason', { ...body, reason: ' ' }, 400, 'reason is missing or of the wrong type'],
    [
      'with a window that ends before it starts',
      { ...body, selection: { kind: 'window', from: 2, to: 1 } },
      400,
      'selection is missing or of the wrong type',
    ],
    [
      'with an unknown member',
      { ...body, force: true },
      400,
      'the body has a member that is not known',
    ],
    ['that is no JSON', '{', 400, 'the body is not JSON'],
    ['of an unknown export', { ...body, filenameRoot: 'de' }, 404, 'no_such_export'],
  ])('a withdrawal %s is refused', async (_what, sent, status, error) => {
    expect(await post(sent)).toMatchObject({ status, body: { error } })
    expect(await exporting.index('us')).toHaveLength(3)
  })
})
