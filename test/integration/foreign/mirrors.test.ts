/** Foreign exports published again: what is there, under which name, in which order, and what a crash leaves. */

import { env } from 'cloudflare:workers'
import { beforeEach, describe, expect, test } from 'vitest'
import type { MirrorEntry } from '../../../src/core/configuration/document.ts'
import { PRODUCTION_RULES } from '../../../src/core/foreign/foreign-rules.ts'
import { addSeconds, type UnixSeconds } from '../../../src/core/time.ts'
import { readAuditLog } from '../../../src/db/audit/queries.ts'
import { type KeyserverDatabase, openKeyserver } from '../../../src/db/keyserver/database.ts'
import { readMirrors } from '../../../src/db/keyserver/queries/mirrors.ts'
import { applyConfiguration } from '../../../src/flows/apply-configuration.ts'
import type { OutboundFailure } from '../../../src/flows/outbound.ts'
import { runMirrors } from '../../../src/flows/run-mirrors.ts'
import { saveExportConfig } from '../../../src/flows/save-export-config.ts'
import { r2ArchiveStore } from '../../../src/platform/archive-store.ts'
import { openSecretBox } from '../../../src/platform/secrets.ts'
import { buildDistribution } from '../../../src/workers/distribution.ts'
import { aConfig, at } from '../../support/exporting.ts'
import { applyForeign, putMirror } from '../../support/foreign-configuration.ts'
import { type ForeignServer, foreignServer } from '../../support/foreign-server.ts'
import { startKeyserver } from '../../support/keyserver.ts'
import { interruptEverywhere } from '../../support/recorded-effects.ts'
import { keepStorage, listObjects, readTables } from '../../support/storage-state.ts'

const INDEX = 'https://export.example.org/de/index.txt'
const ROOT = 'https://export.example.org/'
const NOW = at('10:20')
const archives = r2ArchiveStore(env.EXPORTS)

let db: KeyserverDatabase
let foreign: ForeignServer

beforeEach(async () => {
  db = (await startKeyserver({ seed: { exports: [] } })).db
  foreign = foreignServer()
})

const draft = (members: Partial<MirrorEntry> = {}): MirrorEntry => ({
  indexUrl: INDEX,
  exportRootUrl: ROOT,
  filenameRoot: 'mirror/de',
  ...members,
})

const addMirror = (members: Partial<MirrorEntry> = {}) =>
  putMirror({ db, archives }, draft(members), PRODUCTION_RULES, NOW)

const apply = (...mirrors: MirrorEntry[]) =>
  applyForeign({ db, archives }, { mirrors }, PRODUCTION_RULES, NOW)

/** Puts files on the foreign server, in this order in its index. */
function publishFiles(files: Readonly<Record<string, string | OutboundFailure>>): void {
  for (const [name, content] of Object.entries(files)) foreign.put(`${ROOT}de/${name}`, content)
  foreign.put(
    INDEX,
    Object.keys(files)
      .map((name) => `de/${name}`)
      .join('\n'),
  )
}

/** Fixed bytes, one more with each call. */
function countingBytes() {
  let calls = 0
  return (length: number) => new Uint8Array(length).fill(++calls)
}

const run = (now: UnixSeconds = NOW) =>
  runMirrors(
    { db, archives, outbound: foreign.outbound, randomBytes: countingBytes() },
    200,
    () => now,
  )

const textOf = async (name: string) => (await env.EXPORTS.get(name))?.text()
const index = () => textOf('mirror/de/index.txt')
const objectNames = async () => Object.keys(await listObjects())

describe('a mirror', () => {
  test('publishes the files of a foreign index byte for byte, in its order', async () => {
    await addMirror()
    publishFiles({ 'b.zip': 'bytes of b', 'a.zip': 'bytes of a' })
    expect(await run()).toEqual({ mirrors: 1, stored: 2, removed: 0 })
    expect(await index()).toBe('mirror/de/b.zip\nmirror/de/a.zip')
    expect(await textOf('mirror/de/a.zip')).toBe('bytes of a')
    expect(await textOf('mirror/de/b.zip')).toBe('bytes of b')
    const fetched = ['index.txt', 'b.zip', 'a.zip'].map((name) => `${ROOT}de/${name}`)
    expect(foreign.asked).toEqual(fetched)
  })

  test('is served with an index that is asked for anew, and files that never change', async () => {
    await addMirror()
    publishFiles({ 'a.zip': 'a' })
    await run()
    const distribution = buildDistribution(env as unknown as Env)
    const get = async (name: string) => {
      const { status, headers } = await distribution.request(`/mirror/de/${name}`, {
        method: 'HEAD',
      })
      return [status, headers.get('content-type'), headers.get('cache-control')]
    }
    const [, type, cache] = await get('index.txt')
    expect(type).toMatch(/^text\/plain/)
    expect(cache).toBe('no-cache, max-age=0')
    expect(await get('a.zip')).toEqual([
      200,
      'application/zip',
      expect.stringContaining('immutable'),
    ])
  })

  test('asks for new files only', async () => {
    await addMirror()
    publishFiles({ 'a.zip': 'a' })
    await run()
    publishFiles({ 'a.zip': 'changed', 'b.zip': 'b' })
    foreign.asked.length = 0
    expect(await run()).toMatchObject({ stored: 1 })
    expect(foreign.asked).toEqual([INDEX, `${ROOT}de/b.zip`])
    expect(await textOf('mirror/de/a.zip')).toBe('a')
  })

  test('takes away what vanished upstream, and follows a new order', async () => {
    await addMirror()
    publishFiles({ 'a.zip': 'a', 'b.zip': 'b', 'c.zip': 'c' })
    await run()
    publishFiles({ 'c.zip': 'c', 'b.zip': 'b' })
    expect(await run()).toEqual({ mirrors: 1, stored: 0, removed: 1 })
    expect(await index()).toBe('mirror/de/c.zip\nmirror/de/b.zip')
    expect(await objectNames()).toEqual([
      'mirror/de/b.zip',
      'mirror/de/c.zip',
      'mirror/de/index.txt',
    ])
    publishFiles({ 'a.zip': 'a anew' })
    await run()
    expect(await textOf('mirror/de/a.zip')).toBe('a anew')
    publishFiles({})
    expect(await run()).toEqual({ mirrors: 1, stored: 0, removed: 1 })
    expect(await index()).toBe('')
    expect(await objectNames()).toEqual(['mirror/de/index.txt'])
  })

  test('knows a file by the last segment of its line, and passes over blank lines', async () => {
    await addMirror({ exportRootUrl: `${ROOT}nested//root/` })
    foreign.put(INDEX, '\n/x//a.zip\r\n\n y/a.zip \nb.zip\n\n')
    foreign.put(`${ROOT}nested/root/x/a.zip`, 'of x')
    foreign.put(`${ROOT}nested/root/b.zip`, 'b')
    await run()
    expect(await index()).toBe('mirror/de/a.zip\nmirror/de/b.zip')
    expect(await textOf('mirror/de/a.zip')).toBe('of x')
  })

  test('publishes what it could copy, says that it failed, and tries the rest again', async () => {
    await addMirror()
    const missing: OutboundFailure = { reason: 'status', status: 404 }
    publishFiles({ 'a.zip': 'a', 'b.zip': missing, 'c.zip': 'c' })
    await expect(run()).rejects.toMatchObject({ reason: 'mirrors_failed' })
    expect(await index()).toBe('mirror/de/a.zip\nmirror/de/c.zip')
    foreign.put(`${ROOT}de/b.zip`, 'b')
    await run()
    expect(await index()).toBe('mirror/de/a.zip\nmirror/de/b.zip\nmirror/de/c.zip')
  })

  test.each<[string, OutboundFailure | string | Uint8Array]>([
    ['another status', { reason: 'status', status: 503 }],
    ['a redirect', { reason: 'status', status: 301 }],
    ['an address of our own network', { reason: 'address_refused' }],
    ['no answer in time', { reason: 'timeout' }],
    ['more than 1 MiB', 'x'.repeat(1024 * 1024 + 1)],
    ['no text', new Uint8Array([0x50, 0x4b, 0xff])],
  ])('changes nothing where the index is %s', async (_name, answer) => {
    await addMirror()
    publishFiles({ 'a.zip': 'a' })
    await run()
    foreign.put(INDEX, answer)
    await expect(run()).rejects.toMatchObject({ reason: 'mirrors_failed' })
    expect(await index()).toBe('mirror/de/a.zip')
    expect(await textOf('mirror/de/a.zip')).toBe('a')
  })

  test.each(['index.txt', '..', 'a b.zip', 'x%2f..%2fy', ''])(
    'copies no file by the name "%s"',
    async (name) => {
      await addMirror()
      publishFiles({ [name]: 'hostile', 'a.zip': 'a' })
      await expect(run()).rejects.toMatchObject({ reason: 'mirrors_failed' })
      expect(await index()).toBe('mirror/de/a.zip')
      expect(await objectNames()).toEqual(['mirror/de/a.zip', 'mirror/de/index.txt'])
    },
  )

  test('a file above 20 MiB is not copied', async () => {
    await addMirror()
    publishFiles({ 'a.zip': 'x'.repeat(20 * 1024 * 1024 + 1), 'b.zip': 'b' })
    await expect(run()).rejects.toMatchObject({ reason: 'mirrors_failed' })
    expect(await index()).toBe('mirror/de/b.zip')
  })

  test('a run that is over its time publishes what it has, and the next one goes on', async () => {
    await addMirror()
    publishFiles({ 'a.zip': 'a', 'b.zip': 'b', 'c.zip': 'c' })
    let now = NOW
    const outbound: typeof foreign.outbound = {
      get(url, limits) {
        now = addSeconds(now, 100)
        return foreign.outbound.get(url, limits)
      },
    }
    const deps = { db, archives, outbound, randomBytes: countingBytes() }
    expect(await runMirrors(deps, 200, () => now)).toMatchObject({ stored: 1 })
    expect(await index()).toBe('mirror/de/a.zip')
    expect(await run()).toMatchObject({ stored: 2 })
    expect(await index()).toBe('mirror/de/a.zip\nmirror/de/b.zip\nmirror/de/c.zip')
  })

  test('one that fails does not hold up the others', async () => {
    await addMirror()
    await addMirror({ indexUrl: `${ROOT}fr`, filenameRoot: 'fr' })
    foreign.put(`${ROOT}fr`, 'x.zip')
    foreign.put(`${ROOT}x.zip`, 'x')
    await expect(run()).rejects.toMatchObject({ reason: 'mirrors_failed' })
    expect(await textOf('fr/index.txt')).toBe('fr/x.zip')
  })
})

describe('renaming', () => {
  test('by timestamps that rise with each file, in one run and over runs, also when the clock stands', async () => {
    await addMirror({ filenameRewrite: 'de-[timestamp].zip' })
    publishFiles({ 'b.zip': 'b', 'a.zip': 'a' })
    await run()
    const name = (offset: number) => `mirror/de/de-${NOW + offset}.zip`
    expect(await index()).toBe(`${name(0)}\n${name(1)}`)
    expect(await textOf(name(1))).toBe('a')
    publishFiles({ 'b.zip': 'b', 'a.zip': 'a', 'c.zip': 'c' })
    await run()
    expect(await index()).toBe([0, 1, 2].map(name).join('\n'))
    publishFiles({ 'd.zip': 'd' })
    await run(addSeconds(NOW, 100))
    expect(await index()).toBe(name(100))
  })

  test('by UUIDs of version 4 in upper case', async () => {
    await addMirror({ filenameRewrite: '[uuid].zip' })
    publishFiles({ 'a.zip': 'a', 'b.zip': 'b' })
    await run()
    expect(await index()).toBe(
      [
        'mirror/de/01010101-0101-4101-8101-010101010101.zip',
        'mirror/de/02020202-0202-4202-8202-020202020202.zip',
      ].join('\n'),
    )
  })

  test('never gives two files one name', async () => {
    await addMirror({ filenameRewrite: 'x-[timestamp]' })
    publishFiles({ a: 'a' })
    await run()
    await addMirror()
    publishFiles({ a: 'a', [`x-${NOW}`]: 'another' })
    await expect(run()).rejects.toMatchObject({ reason: 'mirrors_failed' })
    expect(await textOf(`mirror/de/x-${NOW}`)).toBe('a')
  })

  test('by a pattern without a placeholder is an error, also where it got into the database', async () => {
    const refused = await apply(draft({ filenameRewrite: 'same.zip' }))
    expect(refused.problems).toMatchObject([
      { path: 'mirrors[0].filenameRewrite', reason: 'malformed' },
    ])
    await addMirror()
    await env.KEYSERVER_DB.prepare("UPDATE mirrors SET filename_rewrite = 'same.zip'").run()
    publishFiles({ 'a.zip': 'a' })
    await expect(run()).rejects.toMatchObject({ reason: 'mirrors_failed' })
    expect(await objectNames()).toEqual([])
  })
})

describe('a mirror of a document', () => {
  test('keeps its root apart from those of exports and other mirrors, in whatever case', async () => {
    const config = await saveExportConfig(db, aConfig('us'))
    expect(config.ok).toBe(true)
    const reasons = async (...mirrors: MirrorEntry[]) =>
      (await apply(...mirrors)).problems.map(({ path, reason }) => `${path} ${reason}`)
    expect(await reasons(draft({ filenameRoot: 'US' }))).toEqual([
      'mirrors[0].filenameRoot root_taken',
    ])
    await addMirror()
    const other = draft({ indexUrl: `${ROOT}x`, filenameRoot: 'Mirror/DE' })
    expect(await reasons(draft(), other)).toEqual(['mirrors[1].filenameRoot root_taken'])
    expect(await saveExportConfig(db, aConfig('Mirror/de'))).toEqual({
      ok: false,
      failure: [{ reason: 'filename_root_taken' }],
    })
    expect(await reasons(draft(), draft({ filenameRoot: 'x' }))).toContain(
      'mirrors[1] duplicate_name',
    )
    expect(await reasons(draft({ filenameRoot: 'x' }))).toEqual([
      'mirrors[0].filenameRoot root_is_fixed',
    ])
    const [before] = await readMirrors(db)
    await addMirror({ exportRootUrl: `${ROOT}other` })
    expect(await readMirrors(db)).toEqual([{ ...before, exportRootUrl: `${ROOT}other` }])
    const log = await readAuditLog(db, 0, 10)
    expect(log.map(({ action, subject }) => [action, subject])).toEqual([
      ['mirror.create', INDEX],
      ['mirror.update', INDEX],
    ])
  })

  test('takes no root under which an export that ended has published', async () => {
    const config = await saveExportConfig(db, aConfig('us'))
    expect(config.ok).toBe(true)
    await env.KEYSERVER_DB.prepare('UPDATE export_configs SET index_generation = 1').run()
    const document = { exports: [], mirrors: [draft({ filenameRoot: 'US' })] }
    const refused = () => applyForeign({ db, archives }, document, PRODUCTION_RULES, NOW)
    expect((await refused()).problems).toMatchObject([
      { path: 'mirrors[0].filenameRoot', reason: 'root_taken' },
    ])
    await env.KEYSERVER_DB.prepare('UPDATE export_configs SET index_generation = 0').run()
    expect((await refused()).problems).toEqual([])
  })

  test('that is left out goes with all that it published, and not before it is meant', async () => {
    await addMirror()
    await env.EXPORTS.put('mirror/de-other/kept.zip', 'kept')
    publishFiles({ 'a.zip': 'a', 'b.zip': 'b' })
    await run()
    const secretBox = await openSecretBox(env.MASTER_KEY)
    const deps = { db, archives, secretBox, foreignRules: PRODUCTION_RULES }
    const dry = await applyConfiguration(deps, { mirrors: [] }, true, NOW)
    expect(dry.changes).toMatchObject([{ action: 'delete', name: INDEX }])
    expect(await objectNames()).toHaveLength(4)
    expect(await index()).toBe('mirror/de/a.zip\nmirror/de/b.zip')
    expect((await apply()).problems).toEqual([])
    expect(await objectNames()).toEqual(['mirror/de-other/kept.zip'])
    const tables = await readTables()
    expect([tables['mirrors'], tables['mirror_files']]).toEqual([[], []])
    expect((await readAuditLog(db, 0, 10)).map(({ action }) => action)).toContain('mirror.delete')
    expect((await apply()).changes).toEqual([])
  })

  test.each<[string, () => Promise<unknown>, readonly string[]]>([
    ['the next apply ends it', () => apply(), []],
    [
      'the next run of the mirrors puts everything back',
      () => run(),
      ['mirror/de/a.zip', 'mirror/de/b.zip', 'mirror/de/index.txt'],
    ],
  ])('where its removal dies anywhere, %s', async (_, heal, objects) => {
    await addMirror()
    publishFiles({ 'a.zip': 'a', 'b.zip': 'b' })
    await run()
    // The index, then two files: each time one more is removed.
    for (const survived of [0, 1, 2]) {
      let removed = 0
      const dying: typeof archives = {
        ...archives,
        async remove(name) {
          if (removed++ === survived) throw new Error('died')
          await archives.remove(name)
        },
      }
      const stores = { db, archives: dying }
      await expect(applyForeign(stores, { mirrors: [] }, PRODUCTION_RULES, NOW)).rejects.toThrow(
        'died',
      )
      expect(await objectNames()).toHaveLength(3 - survived)
      expect(await index()).toBe(survived === 0 ? 'mirror/de/a.zip\nmirror/de/b.zip' : undefined)
      expect(await readMirrors(db)).toHaveLength(1)
      await heal()
      expect(await objectNames()).toEqual(objects)
      if (objects.length > 0) continue
      await addMirror()
      await run()
    }
  })
})

test('a mirror that dies anywhere ends as if it had not, and no index names what is not there', async () => {
  await addMirror({ filenameRewrite: '[timestamp].zip' })
  publishFiles({ 'a.zip': 'a', 'b.zip': 'b' })
  await run()
  publishFiles({ 'b.zip': 'b', 'c.zip': 'c', 'd.zip': 'd' })
  const report = await interruptEverywhere(
    {
      prepare: await keepStorage(),
      run: (recorder) =>
        runMirrors(
          {
            db: openKeyserver(recorder.database(env.KEYSERVER_DB)),
            archives: recorder.object('archives', archives),
            outbound: recorder.object('outbound', foreign.outbound),
            randomBytes: countingBytes(),
          },
          200,
          () => addSeconds(NOW, 60),
        ),
      readState: async () => {
        const names = (await index())?.split('\n') ?? []
        const contents = await Promise.all(names.map(textOf))
        const { mirror_files: rows = [] } = await readTables()
        return {
          contents,
          names,
          objects: (await objectNames()).length,
          rows: rows.map(({ filename, position, is_stored }) => ({
            filename,
            position,
            is_stored,
          })),
        }
      },
    },
    ['dies before', 'dies after', 'stalls before'],
  )
  const { undisturbed } = report
  expect(undisturbed.contents).toEqual(['b', 'c', 'd'])
  expect(undisturbed.objects).toBe(4)
  for (const { name, left, end } of report.cases) {
    expect(left.contents, name).not.toContain(undefined)
    const names = end.names.map((file) => Number(/(\d+)\.zip$/.exec(file)?.[1]))
    expect(names, name).toEqual([...names].sort((a, b) => a - b))
    expect({ ...end, names: [] }, name).toEqual({ ...undisturbed, names: [] })
  }
  expect(report.effects.length).toBeGreaterThan(15)
})
