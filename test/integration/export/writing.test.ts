/** The jobs that close windows, write archives and publish indexes: what they do once, twice, at once, and when a part fails. */

import { env } from 'cloudflare:workers'
import { beforeEach, describe, expect, test } from 'vitest'
import { asUnixSeconds } from '../../../src/core/time.ts'
import { completeBatch, leaseBatch } from '../../../src/db/keyserver/queries/exports.ts'
import { exportFiles } from '../../../src/db/keyserver/schema/exports.ts'
import type { ArchiveStore } from '../../../src/flows/archive-store.ts'
import { JobFailure } from '../../../src/flows/job-failure.ts'
import { publishIndexes } from '../../../src/flows/publish-index.ts'
import { saveExportConfig } from '../../../src/flows/save-export-config.ts'
import { writeBatch } from '../../../src/flows/write-export.ts'
import {
  aConfig,
  at,
  DAY,
  type Exporting,
  FILE_LIFETIME_SECONDS,
  HOUR,
  LEASE_SECONDS,
  objectBytes,
  placeKeys,
  startExporting,
} from '../../support/exporting.ts'

const NOW = at('10:20')
const AFTER_LEASE = asUnixSeconds(NOW + LEASE_SECONDS + 1)

let exporting: Exporting

beforeEach(async () => {
  exporting = await startExporting()
})

const placeOneKey = (key = 1) => placeKeys(exporting.db, [{ key, createdAt: at('05:00') }])

/** The store, with some of its verbs replaced. */
const storeWith = (change: Partial<ArchiveStore>): ArchiveStore => ({
  ...exporting.deps.archives,
  ...change,
})

const readBatches = async () => {
  const { results } = await env.KEYSERVER_DB.prepare(
    'SELECT filename_root AS root, start_at, end_at, status FROM export_batches ORDER BY end_at, id',
  ).all<{ root: string; start_at: number; end_at: number; status: string }>()
  return results
}

describe('closing windows', () => {
  test('after a pause all missed windows are opened at once and written oldest first', async () => {
    await exporting.addConfig('us', { periodSeconds: HOUR })
    expect(await exporting.close(at('10:20', 18))).toEqual({ windows: 1, waiting: 0 })
    expect(await exporting.close(at('10:20', 19))).toEqual({ windows: 24, waiting: 0 })
    expect(await exporting.close(at('10:20', 19))).toEqual({ windows: 0, waiting: 0 })
    const batches = await readBatches()
    expect(batches).toHaveLength(25)
    for (const [i, batch] of batches.entries()) {
      expect(batch.start_at).toBe(at('07:00', 18) + i * HOUR)
      expect(batch.end_at).toBe(at('08:00', 18) + i * HOUR)
    }
    const leased: number[] = []
    for (;;) {
      const batch = await leaseBatch(exporting.db, NOW, AFTER_LEASE)
      if (batch === undefined) break
      leased.push(batch.endAt)
    }
    expect(leased).toEqual(batches.map((batch) => batch.end_at))
  })

  test('a month of minutes is caught up in one statement', async () => {
    await exporting.addConfig('us', { periodSeconds: 60 })
    await exporting.close(at('10:20', 1))
    expect(await exporting.close(at('10:20', 30))).toEqual({ windows: 29 * 1440, waiting: 0 })
    const batches = await readBatches()
    expect(batches).toHaveLength(29 * 1440 + 1)
    expect(batches.at(-1)?.end_at).toBe(at('08:00', 30))
  })

  test('each export goes on from its own newest window', async () => {
    for (const root of ['a', 'b', 'c']) await exporting.addConfig(root, { periodSeconds: HOUR })
    await exporting.close(at('04:20'))
    await exporting.addConfig('d', { periodSeconds: HOUR })
    expect(await exporting.close(at('06:20'))).toEqual({ windows: 7, waiting: 0 })
    expect(await exporting.close(at('06:20'))).toEqual({ windows: 0, waiting: 0 })
    const ends = (root: string, batches: Awaited<ReturnType<typeof readBatches>>) =>
      batches.filter((batch) => batch.root === root).map((batch) => batch.end_at)
    const batches = await readBatches()
    for (const root of ['a', 'b', 'c']) {
      expect(ends(root, batches)).toEqual([at('02:00'), at('03:00'), at('04:00')])
    }
    expect(ends('d', batches)).toEqual([at('04:00')])
  })

  test('two runs at once open each window once', async () => {
    await exporting.addConfig('us', { periodSeconds: HOUR })
    await exporting.close(at('04:20'))
    await Promise.all([exporting.close(NOW), exporting.close(NOW)])
    const ends = (await readBatches()).map((batch) => batch.end_at)
    expect(ends).toEqual([...new Set(ends)])
    expect(ends).toHaveLength(7)
  })

  test('an export is active between its two instants and not at them', async () => {
    // What counts is now less the two hours that a window has to be old.
    const closable = at('08:20')
    const instants = { before: -1, same: 0, after: 1 }
    for (const [name, offset] of Object.entries(instants)) {
      const instant = asUnixSeconds(closable + offset)
      await exporting.addConfig(`from-${name}`, { activeFrom: instant })
      await exporting.addConfig(`thru-${name}`, { activeThru: instant })
    }
    await exporting.close(NOW)
    const roots = (await readBatches()).map((batch) => batch.root)
    expect(roots.sort()).toEqual(['from-before', 'thru-after'])
  })

  test('a batch keeps the config as it stood when its window closed', async () => {
    await placeKeys(exporting.db, [
      { key: 1, regions: ['US'], createdAt: at('05:00') },
      { key: 2, regions: ['CA'], createdAt: at('05:00') },
      { key: 3, regions: ['US'], createdAt: at('09:00') },
      { key: 4, regions: ['CA'], createdAt: at('09:00') },
    ])
    const id = await exporting.addConfig('us')
    await exporting.close(NOW)
    await saveExportConfig(exporting.db, { ...aConfig('us'), inputRegions: ['CA'] }, id)
    await exporting.close(at('14:20'))
    await exporting.write(at('14:20'))
    const files = await exporting.read('us')
    expect(files.map((file) => file.keys.map((key) => key.keyHex.slice(0, 2)))).toEqual([
      ['01'],
      ['04'],
    ])
  })
})

describe('leases', () => {
  test('batches are leased one by one, free again after the lease, and done for ever', async () => {
    const { db } = exporting
    for (const root of ['a', 'b', 'c']) await exporting.addConfig(root)
    await exporting.close(NOW)
    const until = asUnixSeconds(NOW + LEASE_SECONDS)
    const first = [
      await leaseBatch(db, NOW, until),
      await leaseBatch(db, NOW, until),
      await leaseBatch(db, NOW, until),
    ]
    expect(new Set(first.map((batch) => batch?.id)).size).toBe(3)
    expect(await leaseBatch(db, NOW, until)).toBeUndefined()
    expect(await leaseBatch(db, until, until)).toBeUndefined()
    const again = await leaseBatch(db, AFTER_LEASE, asUnixSeconds(AFTER_LEASE + LEASE_SECONDS))
    expect(again?.id).toBe(first[0]?.id)
    if (again === undefined) throw new Error('nothing was leased')
    await completeBatch(db, again, [])
    const later = asUnixSeconds(AFTER_LEASE + DAY)
    const rest = [await leaseBatch(db, later, later), await leaseBatch(db, later, later)]
    expect(rest.map((batch) => batch?.id)).not.toContain(again.id)
    expect(await leaseBatch(db, later, later)).toBeUndefined()
  })

  test('files that are recorded twice are recorded once', async () => {
    await exporting.addConfig('us')
    await exporting.close(NOW)
    const batch = await leaseBatch(exporting.db, NOW, AFTER_LEASE)
    if (batch === undefined) throw new Error('nothing was leased')
    const file = { filename: 'us/1-2-00001.zip', fileNumber: 1, keyCount: 3, byteLength: 4 }
    await completeBatch(exporting.db, batch, [file])
    await completeBatch(exporting.db, batch, [{ ...file, byteLength: 5 }])
    const files = await exporting.db.orm.select().from(exportFiles)
    expect(files).toMatchObject([{ ...file, batchId: batch.id, status: 'published' }])
  })

  test('a window that has not ended by the clock is not leased', async () => {
    await exporting.addConfig('us')
    await exporting.close(NOW)
    expect(await leaseBatch(exporting.db, at('08:00'), AFTER_LEASE)).toBeUndefined()
  })

  test('two runs at once write each archive once', async () => {
    await placeOneKey()
    for (const root of ['a', 'b', 'c']) await exporting.addConfig(root)
    await exporting.close(NOW)
    const stored: string[] = []
    const archives = storeWith({
      async putOnce(name, pieces, meta) {
        stored.push(name)
        return exporting.deps.archives.putOnce(name, pieces, meta)
      },
    })
    const reports = await Promise.all([
      exporting.write(NOW, archives),
      exporting.write(NOW, archives),
    ])
    expect(reports.reduce((sum, report) => sum + report.batches, 0)).toBe(3)
    expect(stored).toHaveLength(3)
    expect(new Set(stored).size).toBe(3)
    for (const root of ['a', 'b', 'c']) expect(await exporting.read(root)).toHaveLength(1)
  })

  test('a run that outlives its lease publishes no second signature and records what is there', async () => {
    await placeOneKey()
    await exporting.addConfig('us')
    await exporting.close(NOW)
    let overtaken: Uint8Array | undefined
    const name = `us/${at('04:00')}-${at('08:00')}-00001.zip`
    const slow = storeWith({
      async putOnce(filename, pieces, meta) {
        await exporting.write(AFTER_LEASE)
        overtaken = await objectBytes(filename)
        return exporting.deps.archives.putOnce(filename, pieces, meta)
      },
    })
    await exporting.write(NOW, slow)
    const published = await objectBytes(name)
    expect(Buffer.from(published).equals(Buffer.from(overtaken ?? []))).toBe(true)
    const files = await exporting.db.orm.select().from(exportFiles)
    expect(files.map((file) => [file.filename, file.byteLength])).toEqual([
      [name, published.length],
    ])
    expect(await exporting.index('us')).toEqual([name])
  })

  test('a retry records the length of what the first attempt stored', async () => {
    await placeOneKey()
    await exporting.addConfig('us')
    await exporting.close(NOW)
    const batch = await leaseBatch(exporting.db, NOW, AFTER_LEASE)
    if (batch === undefined) throw new Error('nothing was leased')
    const [first] = await writeBatch(exporting.deps, batch)
    const before = await objectBytes(first?.filename ?? '')
    const [again] = await writeBatch(exporting.deps, batch)
    expect(again).toEqual(first)
    expect(Buffer.from(await objectBytes(first?.filename ?? '')).equals(Buffer.from(before))).toBe(
      true,
    )
  })

  test('an archive that appears while another is put tells its own length', async () => {
    await placeOneKey()
    await exporting.addConfig('us')
    await exporting.close(NOW)
    const batch = await leaseBatch(exporting.db, NOW, AFTER_LEASE)
    if (batch === undefined) throw new Error('nothing was leased')
    const archives = storeWith({
      async putOnce(name, pieces, meta) {
        await env.EXPORTS.put(name, 'somebody was faster')
        return exporting.deps.archives.putOnce(name, pieces, meta)
      },
    })
    const [file] = await writeBatch({ ...exporting.deps, archives }, batch)
    expect(file?.byteLength).toBe('somebody was faster'.length)
  })
})

describe('a part that fails', () => {
  const failing = (verb: 'putOnce' | 'swap', root: string) =>
    storeWith({
      [verb]: async (name: string, ...rest: [never, never, never]) => {
        if (name.startsWith(`${root}/`)) throw new Error('the store is down')
        return exporting.deps.archives[verb](name, ...rest)
      },
    })

  test('a batch does not hold up the others, and is written once its lease has ended', async () => {
    await placeOneKey()
    for (const root of ['a', 'bad', 'c']) await exporting.addConfig(root)
    await exporting.close(NOW)
    await expect(exporting.write(NOW, failing('putOnce', 'bad'))).rejects.toThrow(JobFailure)
    expect(await exporting.index('a')).toHaveLength(1)
    expect(await exporting.index('c')).toHaveLength(1)
    expect(await exporting.index('bad')).toEqual([])
    expect(await exporting.write(NOW)).toMatchObject({ batches: 0 })
    expect(await exporting.write(AFTER_LEASE)).toMatchObject({ batches: 1, files: 1, keys: 1 })
    expect(await exporting.read('bad')).toHaveLength(1)
  })

  test('an index does not hold up the others, and is written by the next run', async () => {
    await placeOneKey()
    for (const root of ['a', 'bad', 'c']) await exporting.addConfig(root)
    await exporting.close(NOW)
    await expect(exporting.write(NOW, failing('swap', 'bad'))).rejects.toThrow(JobFailure)
    expect(await exporting.index('a')).toHaveLength(1)
    expect(await exporting.index('c')).toHaveLength(1)
    expect(await exporting.index('bad')).toBeUndefined()
    expect(await exporting.write(NOW)).toMatchObject({ batches: 0, indexes: 1 })
    expect(await exporting.index('bad')).toHaveLength(1)
  })
})

describe('the index', () => {
  test('of a window without keys is there and empty, and no archive is', async () => {
    await exporting.addConfig('us')
    await exporting.close(NOW)
    expect(await exporting.write(NOW)).toEqual({ batches: 1, files: 0, keys: 0, indexes: 1 })
    const object = await env.EXPORTS.get('us/index.txt')
    expect(await object?.text()).toBe('')
    expect(object?.httpMetadata).toMatchObject({
      contentType: 'text/plain',
      cacheControl: 'no-cache, max-age=0',
    })
    const { objects } = await env.EXPORTS.list()
    expect(objects.map((entry) => entry.key).filter((name) => name.endsWith('.zip'))).toEqual([])
  })

  test('names every file in the order of text, without a newline at the end', async () => {
    await placeKeys(exporting.db, [
      { key: 1, createdAt: at('05:00') },
      { key: 2, createdAt: at('05:00') },
      { key: 3, createdAt: at('09:00') },
    ])
    await exporting.addConfig('us', { maxRecordsOverride: 1 })
    for (const clock of ['10:20', '14:20']) {
      await exporting.close(at(clock))
      await exporting.write(at(clock))
    }
    const text = await (await env.EXPORTS.get('us/index.txt'))?.text()
    expect(text).toBe(
      [
        `us/${at('04:00')}-${at('08:00')}-00001.zip`,
        `us/${at('04:00')}-${at('08:00')}-00002.zip`,
        `us/${at('08:00')}-${at('12:00')}-00001.zip`,
      ].join('\n'),
    )
    const archive = await env.EXPORTS.head(`us/${at('04:00')}-${at('08:00')}-00001.zip`)
    expect(archive?.httpMetadata?.contentType).toBe('application/zip')
    expect(archive?.httpMetadata?.cacheControl).toMatch(/^public, max-age=86400\b/)
  })

  test('drops a file once its window began the lifetime ago', async () => {
    await placeOneKey()
    await exporting.addConfig('us')
    await exporting.close(NOW)
    await exporting.write(NOW)
    const leavesAt = at('04:00') + FILE_LIFETIME_SECONDS
    // An index is written when something changed; here nothing but the clock does.
    const rewrite = async (now: number) => {
      await env.KEYSERVER_DB.prepare('UPDATE export_configs SET index_generation = 0').run()
      await publishIndexes(exporting.deps, FILE_LIFETIME_SECONDS, asUnixSeconds(now))
    }
    await rewrite(leavesAt - 1)
    expect(await exporting.index('us')).toHaveLength(1)
    await rewrite(leavesAt)
    expect(await exporting.index('us')).toEqual([])
  })

  test('loses nothing to another writer between the look and the swap', async () => {
    await placeKeys(exporting.db, [
      { key: 1, createdAt: at('05:00') },
      { key: 2, createdAt: at('09:00') },
    ])
    await exporting.addConfig('us')
    await exporting.close(NOW)
    let races = 0
    const archives = storeWith({
      async swap(name, bytes, meta, seen) {
        if (name === 'us/index.txt' && races++ === 0) {
          // Another run closes and writes the next window, index and all.
          await exporting.close(at('14:20'))
          await exporting.write(at('14:20'))
          expect(await exporting.index('us')).toHaveLength(2)
        }
        return exporting.deps.archives.swap(name, bytes, meta, seen)
      },
    })
    await exporting.write(NOW, archives)
    expect(races).toBe(2)
    expect(await exporting.index('us')).toHaveLength(2)
    const { results } = await env.KEYSERVER_DB.prepare(
      'SELECT files_generation - index_generation AS behind FROM export_configs',
    ).all()
    expect(results).toEqual([{ behind: 0 }])
  })

  test('fails rather than spin where others write it all the time', async () => {
    await exporting.addConfig('us')
    const archives = storeWith({ swap: async () => false })
    await expect(exporting.write(NOW, archives)).rejects.toThrow(JobFailure)
  })
})
