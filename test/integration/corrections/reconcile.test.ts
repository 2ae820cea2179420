/** A database that was set back, and the archives that are out: the record is rebuilt from them. */

import { env } from 'cloudflare:workers'
import { unzipSync, zipSync } from 'fflate'
import { beforeEach, describe, expect, test } from 'vitest'
import { addSeconds, type UnixSeconds } from '../../../src/core/time.ts'
import { readAuditLog } from '../../../src/db/audit/queries.ts'
import {
  type ReconcileCursor,
  type ReconcileReport,
  reconcileExports,
} from '../../../src/flows/reconcile-exports.ts'
import { withdrawFiles } from '../../../src/flows/withdraw-files.ts'
import { anArchive, aSigner } from '../../support/archives.ts'
import {
  at,
  type Exporting,
  FILE_LIFETIME_SECONDS,
  HOUR,
  objectBytes,
  placeKeys,
  startExporting,
} from '../../support/exporting.ts'
import { startKeyserver } from '../../support/keyserver.ts'
import { checkExport, phoneKeys, uploadBody } from '../../support/phone.ts'
import { keepTables, listObjects, readTables } from '../../support/storage-state.ts'

const SETTINGS = {
  fileLifetimeSeconds: FILE_LIFETIME_SECONDS,
  maxRecords: 2,
  truncateWindowSeconds: HOUR,
}
const NOW = at('18:20')

let exporting: Exporting

async function exportAt(now: UnixSeconds) {
  await exporting.close(now, 2)
  await exporting.write(now)
}

/** All pages of a reconciliation as one report. */
async function reconcile(dryRun = false, now = NOW, deps = exporting.deps) {
  const pages: ReconcileReport[] = []
  let cursor: ReconcileCursor | undefined
  do {
    const done = await reconcileExports(deps, { dryRun, cursor }, SETTINGS, now)
    if (!done.ok) throw new Error(done.failure)
    pages.push(done.value)
    cursor = done.value.next ?? undefined
  } while (cursor !== undefined)
  return {
    batches: pages.flatMap((page) => page.batches),
    files: pages.flatMap((page) => page.files),
    incomplete: pages.flatMap((page) => page.incomplete),
    unknown: pages.flatMap((page) => page.unknown),
    missing: pages.flatMap((page) => page.missing),
    opened: pages.flatMap((page) => page.opened),
    waiting: pages.at(-1)?.waiting,
    pages: pages.length,
  }
}

const archives = async () =>
  Object.fromEntries(
    Object.entries(await listObjects()).filter(([object]) => object.endsWith('.zip')),
  )

const name = (from: string, to: string, issue = 0, file = 1) =>
  `us/${at(from) + issue}-${at(to) + issue}-0000${file}.zip`
const window = (from: string, to: string) => ({
  filenameRoot: 'us',
  start: at(from),
  end: at(to),
})
const FIRST = name('04:00', '08:00')
const SPLIT = [name('08:00', '12:00', 0, 1), name('08:00', '12:00', 0, 2)]
const LAST = name('16:00', '20:00')

/** Rows that a set back database must have again, without ids. */
async function readRecord(): Promise<{
  batches: readonly Record<string, unknown>[]
  files: readonly Record<string, unknown>[]
}> {
  const tables = await readTables()
  const batchIds = new Map((tables['export_batches'] ?? []).map((row) => [row['id'], row]))
  return {
    batches: (tables['export_batches'] ?? [])
      .map(({ id: _, ...row }) => row)
      .sort((a, b) => Number(a['start_at']) - Number(b['start_at'])),
    files: (tables['export_files'] ?? []).map(({ batch_id, ...row }) => ({
      ...row,
      batchStart: batchIds.get(batch_id)?.['start_at'],
    })),
  }
}

test('a database set back by a day of uploads: what is out stays as it is, signed once, and windows go on', async () => {
  const server = await startKeyserver({
    seed: {
      exports: [
        { filenameRoot: 'us', periodSeconds: 4 * HOUR, region: 'US' },
        { filenameRoot: 'us-daily', periodSeconds: 24 * HOUR, region: 'US' },
      ],
    },
  })
  const live = async (hours: number, uploads: boolean) => {
    for (let hour = 0; hour < hours; hour++) {
      if (uploads && hour % 3 === 0) {
        const keys = phoneKeys(server.now, 3).slice(1)
        const sent = await server.publish(uploadBody(server.authority, keys, { now: server.now }))
        expect(sent.status).toBe(200)
      }
      server.now = addSeconds(server.now, HOUR)
      const runs = await server.tick()
      expect(runs.filter((run) => run.outcome === 'failed')).toEqual([])
    }
  }
  await live(12, true)
  const setBack = await keepTables()
  await live(24, true)
  const out = await archives()
  const record = await readRecord()
  const indexes = async () =>
    Promise.all(
      ['us', 'us-daily'].map(async (root) =>
        new TextDecoder().decode(await objectBytes(`${root}/index.txt`)),
      ),
    )
  const published = await indexes()

  await setBack()
  expect((await readRecord()).files.length).toBeLessThan(record.files.length)
  let body: unknown = { dryRun: false }
  for (let next: unknown = 'first'; next !== null; ) {
    const answer = await server.operate('/operator/reconcile', {
      method: 'POST',
      body: JSON.stringify(body),
    })
    expect(answer.status).toBe(200)
    const page: ReconcileReport = await answer.json()
    expect([page.unknown, page.missing, page.incomplete]).toEqual([[], [], []])
    next = page.next
    body = { dryRun: false, cursor: page.next }
  }
  expect(await archives()).toEqual(out)
  expect(await indexes()).toEqual(published)
  expect((await readRecord()).files).toEqual(record.files)

  await live(24, true)
  const after = await archives()
  for (const [object, state] of Object.entries(out)) expect(after[object], object).toEqual(state)
  const names = Object.keys(after)
  expect(names.length).toBeGreaterThan(Object.keys(out).length)
  // One archive a window, since none here has so many keys: no window has a second one under another name or number.
  const parsed = names.map((object) => /^(.*)\/(\d+)-(\d+)-00001\.zip$/.exec(object) ?? [])
  expect(new Set(parsed.map(([, root, start]) => `${root} ${start}`)).size).toBe(names.length)
  expect(
    (await indexes())
      .join('\n')
      .split('\n')
      .filter((line) => line !== '')
      .sort(),
  ).toEqual(names.sort())
  const { batches } = await readRecord()
  for (const root of ['us', 'us-daily']) {
    const windows = batches.filter((batch) => batch['filename_root'] === root)
    for (const [i, batch] of windows.slice(1).entries()) {
      expect(batch['start_at'], root).toBe(windows[i]?.['end_at'])
    }
  }
  // Every archive is one that a phone takes.
  const keys = { '310-v1': server.signerPublicKeyPem }
  for (const object of names) checkExport(await objectBytes(object), keys)
})

describe('a record', () => {
  let setBack: () => Promise<void>
  let record: Awaited<ReturnType<typeof readRecord>>

  /** Set back to after the first window. Then came one of two files, an empty one, and one of one file. */
  beforeEach(async () => {
    exporting = await startExporting()
    await exporting.addConfig('us')
    await placeKeys(exporting.db, [{ key: 0x01, createdAt: at('05:00') }])
    await exportAt(at('10:20'))
    setBack = await keepTables()
    await placeKeys(exporting.db, [
      { key: 0x02, createdAt: at('09:00') },
      { key: 0x03, createdAt: at('09:00') },
      { key: 0x04, createdAt: at('10:00') },
      { key: 0x05, createdAt: at('17:00') },
    ])
    await exportAt(at('22:20'))
    record = await readRecord()
  })

  test('is as before, but for the empty window between, which is open and stays empty', async () => {
    expect(record.files.map((row) => row['filename'])).toEqual([FIRST, ...SPLIT, LAST])
    await setBack()
    const out = await archives()
    const report = await reconcile()
    expect(report).toEqual({
      batches: [window('08:00', '12:00'), window('16:00', '20:00')],
      files: [...SPLIT, LAST],
      incomplete: [],
      unknown: [],
      missing: [],
      opened: [window('12:00', '16:00')],
      waiting: 0,
      pages: 1,
    })
    await exportAt(at('22:20'))
    expect(await readRecord()).toEqual(record)
    expect(await archives()).toEqual(out)
    expect(await exporting.index('us')).toEqual([FIRST, ...SPLIT, LAST])
  })

  test('that is only tried is told of and left as it is', async () => {
    await setBack()
    const before = { tables: await readTables(), objects: await listObjects() }
    expect((await reconcile(true)).files).toEqual([...SPLIT, LAST])
    expect({ tables: await readTables(), objects: await listObjects() }).toEqual(before)
  })

  test('that is right is left as it is, and nothing is written to the log', async () => {
    const before = { tables: await readTables(), objects: await listObjects() }
    const report = await reconcile()
    expect([report.files, report.opened, report.unknown, report.missing]).toEqual([[], [], [], []])
    expect({ tables: await readTables(), objects: await listObjects() }).toEqual(before)
  })

  test('is rebuilt once, with entries in the log', async () => {
    await setBack()
    await reconcile()
    const before = await readTables()
    await reconcile()
    expect(await readTables()).toEqual(before)
    const log = await readAuditLog(exporting.db, 0, 10)
    expect(log.map(({ action, subject }) => [action, subject])).toEqual([
      ['export_files.restore', 'us'],
      ['export_batches.open', 'us'],
    ])
  })

  test('is rebuilt from pages of one name each', async () => {
    await setBack()
    const { archives: store } = exporting.deps
    const oneByOne = {
      ...store,
      list: async (prefix: string, cursor?: string) => {
        const { names } = await store.list(prefix)
        const i = Number(cursor ?? 0)
        return {
          names: names.slice(i, i + 1),
          cursor: i + 1 < names.length ? String(i + 1) : undefined,
        }
      },
    }
    const report = await reconcile(false, NOW, { ...exporting.deps, archives: oneByOne })
    expect(report.pages).toBe(7)
    expect(report.files).toEqual([...SPLIT, LAST])
    expect(report.missing).toEqual([])
    await exportAt(at('22:20'))
    expect(await readRecord()).toEqual(record)
  })

  test('after jobs ran on the set back database already is right all the same', async () => {
    await setBack()
    const out = await archives()
    // They find no keys and close the windows as empty.
    await exportAt(at('22:20'))
    expect(await exporting.index('us')).toEqual([FIRST])
    await reconcile()
    expect(await readRecord()).toEqual(record)
    expect(await exporting.index('us')).toEqual([FIRST, ...SPLIT, LAST])
    expect(await archives()).toEqual(out)
  })

  test('set back to before files were issued again has the new issue and not the old one', async () => {
    await setBack()
    await reconcile()
    await exportAt(at('22:20'))
    const beforeIssue = await keepTables()
    await placeKeys(exporting.db, [
      { key: 0x02, createdAt: at('09:00') },
      { key: 0x03, createdAt: at('09:00') },
      { key: 0x04, createdAt: at('10:00') },
    ])
    const selection = { kind: 'window', from: at('08:00'), to: at('12:00') } as const
    const request = {
      ...{ filenameRoot: 'us', selection, reissue: true, belowIssue: undefined },
      ...{ reason: 'a test', dryRun: false, after: 0 },
    }
    await withdrawFiles(exporting.deps, request, FILE_LIFETIME_SECONDS, at('22:20'))
    await exportAt(at('22:20'))
    const out = await archives()
    const index = await exporting.index('us')
    expect(index).toContain(name('08:00', '12:00', 1, 2))
    await beforeIssue()
    const report = await reconcile()
    expect(report.files).toEqual([name('08:00', '12:00', 1, 1), name('08:00', '12:00', 1, 2)])
    expect(await exporting.index('us')).toEqual(index)
    expect(await archives()).toEqual(out)
    const { batches } = await readRecord()
    expect(batches.map((batch) => batch['reissue'])).toEqual([0, 1, 0, 0])
  })

  test('does not take back what was withdrawn, nor an earlier issue, whose objects someone stored again', async () => {
    const selection = { kind: 'window', from: at('08:00'), to: at('12:00') } as const
    const request = {
      ...{ filenameRoot: 'us', selection, reissue: true, belowIssue: undefined },
      ...{ reason: 'a test', dryRun: false, after: 0 },
    }
    const old = await Promise.all(SPLIT.map((object) => objectBytes(object)))
    await withdrawFiles(exporting.deps, request, FILE_LIFETIME_SECONDS, at('22:20'))
    await exportAt(at('22:20'))
    const index = await exporting.index('us')
    for (const [i, object] of SPLIT.entries()) await env.EXPORTS.put(object, old[i] ?? '')
    const unknown = (because: string) => SPLIT.map((object) => ({ name: object, because }))
    expect((await reconcile()).unknown).toEqual(unknown('withdrawn_name'))
    await setBack()
    const report = await reconcile()
    expect(report.unknown).toEqual(unknown('superseded'))
    expect(report.files).toEqual([name('08:00', '12:00', 1, 1), name('08:00', '12:00', 1, 2), LAST])
    expect((await reconcile()).unknown).toEqual(unknown('superseded'))
    expect(await exporting.index('us')).toEqual(index)
  })

  test('tells of published files without an object, and keeps them', async () => {
    await env.EXPORTS.delete(LAST)
    expect((await reconcile()).missing).toEqual([LAST])
    expect(await readRecord()).toEqual(record)
  })

  test('tells of a window that has a second file and no first, and keeps what is there', async () => {
    await setBack()
    await env.EXPORTS.delete(SPLIT[0] ?? '')
    const report = await reconcile()
    expect(report.incomplete).toEqual([window('08:00', '12:00')])
    expect(report.files).toEqual([SPLIT[1], LAST])
  })

  test('leaves windows between that are not padded for later', async () => {
    await setBack()
    const db = env.KEYSERVER_DB
    await db
      .prepare(`INSERT INTO padding_policies (region, minimum_uploads) VALUES ('US', 5)`)
      .run()
    expect(await reconcile()).toMatchObject({ opened: [], waiting: 1 })
    await db
      .prepare(`INSERT INTO padding_slots VALUES ('US', ?1, '', 0, NULL, ?1)`)
      .bind(at('15:00'))
      .run()
    expect(await reconcile()).toMatchObject({ opened: [window('12:00', '16:00')], waiting: 0 })
  })

  test('does not take what a job is at', async () => {
    await setBack()
    await exporting.close(at('22:20'), 2)
    const report = await reconcile()
    expect([report.files, report.unknown]).toEqual([[], []])
  })

  test('takes no object that is not ours, and says why', async () => {
    const good = unzipSync(await objectBytes(LAST))
    const otherSigner = archiveOfAnother()
    await setBack()
    const put = (object: string, bytes: Uint8Array | string) => env.EXPORTS.put(object, bytes)
    await put('us/notes.txt', 'x')
    await put(name('20:00', '21:00'), 'no archive')
    await put(name('21:00', '22:00'), await objectBytes(LAST))
    const { 'export.bin': bin = new Uint8Array(), 'export.sig': sig = new Uint8Array() } = good
    const changed = new Uint8Array(bin)
    changed[bin.length - 1] = (changed.at(-1) ?? 0) ^ 1
    await put(name('16:00', '20:00', 0, 3), zipSync({ 'export.bin': changed, 'export.sig': sig }))
    await put(name('00:00', '04:00'), otherSigner)
    const report = await reconcile()
    expect(report.files).toEqual([...SPLIT, LAST])
    expect(Object.fromEntries(report.unknown.map(({ name: n, because }) => [n, because]))).toEqual({
      'us/notes.txt': 'unknown_name',
      [name('20:00', '21:00')]: 'unreadable',
      [name('21:00', '22:00')]: 'name_mismatch',
      [name('16:00', '20:00', 0, 3)]: 'bad_signature',
      [name('00:00', '04:00')]: 'unknown_signer',
    })
  })
})

/** An archive whose signer calls itself otherwise. Header of the first window of the day. */
function archiveOfAnother(): Uint8Array {
  return anArchive({
    signers: [aSigner('310', 'v7')],
    message: { startTimestamp: at('00:00'), endTimestamp: at('04:00') },
  })
}

test('more archives than one call reads are restored by several, each once', async () => {
  exporting = await startExporting()
  await exporting.addConfig('us', { periodSeconds: 60 })
  await exportAt(at('10:00'))
  const minutes = Array.from({ length: 104 }, (_, i) => addSeconds(at('09:00'), i * 60))
  await placeKeys(
    exporting.db,
    minutes.map((createdAt, i) => ({ key: i + 1, createdAt })),
  )
  const restore = await keepTables()
  await exportAt(at('13:00'))
  const record = await readRecord()
  expect(record.files).toHaveLength(104)
  await restore()
  const report = await reconcile()
  expect(report.pages).toBe(2)
  expect(report.files).toEqual(record.files.map((row) => row['filename']))
  expect([report.unknown, report.missing]).toEqual([[], []])
  expect((await readRecord()).files).toEqual(record.files)
  expect(await exporting.index('us')).toEqual(report.files)
})

test('an empty system has nothing to reconcile, and a cursor of nowhere is refused', async () => {
  exporting = await startExporting()
  expect(await reconcile()).toMatchObject({ files: [], pages: 1 })
  const cursor = { configId: 9, filenameRoot: 'us', list: null, after: '' }
  const refused = await reconcileExports(exporting.deps, { dryRun: false, cursor }, SETTINGS, NOW)
  expect(refused).toEqual({ ok: false, failure: 'no_such_cursor' })
})

test.each([
  ['without saying whether it is only tried', {}],
  ['with a cursor of another form', { dryRun: true, cursor: 'us' }],
])('a call %s is refused', async (_what, body) => {
  exporting = await startExporting()
  const response = await exporting.server.operate('/operator/reconcile', {
    method: 'POST',
    body: JSON.stringify(body),
  })
  expect(response.status).toBe(400)
})
