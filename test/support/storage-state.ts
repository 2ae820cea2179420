/** The key server's whole storage as a value, to compare, to keep and to bring back. */

import { env } from 'cloudflare:workers'
import { createHash } from 'node:crypto'
import { unzipSync } from 'fflate'

/** Rows by table; BLOBs as hexadecimal text. */
export type TableRows = Readonly<Record<string, readonly Record<string, unknown>[]>>

export interface StorageState {
  readonly tables: TableRows
  /** By name. */
  readonly objects: Readonly<Record<string, ObjectState>>
  /** SHA-256 of what each archive's signature is over. */
  readonly exportBins: Readonly<Record<string, string>>
}

export interface ObjectState {
  /** Of its bytes: locally the MD5. */
  readonly etag: string
  readonly byteLength: number
}

const KEPT = 'kept_'

/** Names of all tables that the schema has, whoever added them. */
export async function tableNames(): Promise<readonly string[]> {
  const { results } = await env.KEYSERVER_DB.prepare(
    `SELECT name FROM sqlite_master WHERE type = 'table' AND name NOT GLOB 'sqlite_*' AND name NOT GLOB '_cf_*'
      AND name NOT GLOB 'd1_*' AND name NOT GLOB '${KEPT}*' ORDER BY rowid`,
  ).all<{ name: string }>()
  return results.map((row) => row.name)
}

export async function readTables(): Promise<TableRows> {
  const names = await tableNames()
  const results = await env.KEYSERVER_DB.batch<Record<string, unknown>>(
    names.map((name) => env.KEYSERVER_DB.prepare(`SELECT * FROM "${name}" ORDER BY 1, 2`)),
  )
  return Object.fromEntries(names.map((name, i) => [name, (results[i]?.results ?? []).map(plain)]))
}

const plain = (row: Record<string, unknown>): Record<string, unknown> =>
  Object.fromEntries(
    Object.entries(row).map(([column, value]) => [
      column,
      Array.isArray(value) ? Buffer.from(value).toString('hex') : value,
    ]),
  )

export async function listObjects(): Promise<StorageState['objects']> {
  const objects: Record<string, ObjectState> = {}
  for (let cursor: string | undefined; ; ) {
    const page = await env.EXPORTS.list(cursor === undefined ? {} : { cursor })
    for (const { key, etag, size } of page.objects) objects[key] = { etag, byteLength: size }
    if (!page.truncated) return objects
    cursor = page.cursor
  }
}

export async function readObject(name: string): Promise<Uint8Array> {
  const object = await env.EXPORTS.get(name)
  if (object === null) throw new Error(`${name} is not there`)
  return object.bytes()
}

const knownExportBins = new Map<string, string>()

export async function readStorage(): Promise<StorageState> {
  const objects = await listObjects()
  const exportBins: Record<string, string> = {}
  for (const [name, { etag }] of Object.entries(objects)) {
    if (name.endsWith('.zip')) exportBins[name] = await digestExportBin(name, etag)
  }
  return { tables: await readTables(), objects, exportBins }
}

async function digestExportBin(name: string, etag: string): Promise<string> {
  const known = knownExportBins.get(etag)
  if (known !== undefined) return known
  const exportBin = unzipSync(await readObject(name))['export.bin'] ?? new Uint8Array()
  const digest = createHash('sha256').update(exportBin).digest('hex')
  knownExportBins.set(etag, digest)
  return digest
}

/**
 * Keeps the database as it is.
 * @returns brings it back, any number of times, and leaves the objects as they are
 */
export async function keepTables(): Promise<() => Promise<void>> {
  const db = env.KEYSERVER_DB
  const tables = await tableNames()
  await db.batch(
    tables.flatMap((table) => [
      db.prepare(`DROP TABLE IF EXISTS "${KEPT}${table}"`),
      db.prepare(`CREATE TABLE "${KEPT}${table}" AS SELECT * FROM "${table}"`),
    ]),
  )
  return async () => {
    await db.batch([
      db.prepare('PRAGMA defer_foreign_keys = on'),
      ...tables.map((table) => db.prepare(`DELETE FROM "${table}"`)),
      ...tables.map((table) =>
        db.prepare(`INSERT INTO "${table}" SELECT * FROM "${KEPT}${table}"`),
      ),
    ])
  }
}

/**
 * Keeps the storage as it is.
 * @returns brings it back, any number of times
 */
export async function keepStorage(): Promise<() => Promise<void>> {
  const restoreTables = await keepTables()
  const kept = await listObjects()
  const contents = new Map<string, { bytes: Uint8Array; metadata: R2HTTPMetadata }>()
  for (const name of Object.keys(kept)) {
    const metadata = (await env.EXPORTS.head(name))?.httpMetadata ?? {}
    contents.set(name, { bytes: await readObject(name), metadata })
  }
  return async () => {
    await restoreTables()
    const present = await listObjects()
    const surplus = Object.keys(present).filter((name) => !(name in kept))
    if (surplus.length > 0) await env.EXPORTS.delete(surplus)
    for (const [name, { bytes, metadata }] of contents) {
      if (present[name]?.etag === kept[name]?.etag) continue
      await env.EXPORTS.put(name, bytes, { httpMetadata: metadata })
    }
  }
}
