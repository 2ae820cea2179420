/** A store with partners, and runs of the exchange with them when a test says so. */

import { env } from 'cloudflare:workers'
import type { Result } from '../../src/core/result.ts'
import { asUnixSeconds } from '../../src/core/time.ts'
import { type KeyserverDatabase, openKeyserver } from '../../src/db/keyserver/database.ts'
import { readPartner } from '../../src/db/keyserver/queries/federation-partners.ts'
import { deleteEverything } from '../../src/db/keyserver/queries/seed.ts'
import { federationPartners } from '../../src/db/keyserver/schema/federation-partners.ts'
import type { ExchangeDeps, PartnerRun } from '../../src/flows/federation/exchange-deps.ts'
import { type ExportReport, exportKeys } from '../../src/flows/federation/export-keys.ts'
import { type ImportReport, importBatches } from '../../src/flows/federation/import-batches.ts'
import { openPartner } from '../../src/flows/federation/open-partner.ts'
import type { PartnerAdapter } from '../../src/flows/federation/protocol.ts'
import { replayBatch } from '../../src/flows/federation/replay-batch.ts'
import { RunBudget } from '../../src/flows/federation/run-budget.ts'
import { r2ArchiveStore } from '../../src/platform/archive-store.ts'
import { openSecretBox } from '../../src/platform/secrets.ts'

/** 19 November 2026, 10:20 UTC. */
export const NOW = Date.UTC(2026, 10, 19, 10, 20) / 1000
/** Interval number of that day's midnight, and of the day before. */
export const TODAY = Date.UTC(2026, 10, 19) / 600_000
export const YESTERDAY = TODAY - 144

type PartnerValues = typeof federationPartners.$inferInsert

export const addPartner = async (
  db: KeyserverDatabase,
  id: number,
  change: Partial<PartnerValues> = {},
): Promise<void> => {
  await db.orm.insert(federationPartners).values({
    id,
    name: `partner-${id}`,
    protocol: 'efgs',
    baseUrl: 'https://gateway.example',
    importsKeys: true,
    exportsKeys: true,
    gatewayFrom: [],
    ownOrigin: 'DE',
    prefix: `partner-${id}`,
    regions: ['DE'],
    exportRegions: [],
    traveler: false,
    settings: {},
    activeFrom: 0,
    ...change,
  })
}

/** Empties the storage. */
export async function startExchange(): Promise<KeyserverDatabase> {
  const db = openKeyserver(env.KEYSERVER_DB)
  await deleteEverything(db)
  const { objects } = await env.SUBMISSIONS.list()
  if (objects.length > 0) await env.SUBMISSIONS.delete(objects.map(({ key }) => key))
  return db
}

export interface RunOptions {
  readonly now?: number
  readonly deps?: Partial<ExchangeDeps>
  readonly remaining?: () => number
  readonly isForced?: boolean
}

/** Faults that runs told of, of all tests. */
export const faults: unknown[] = []

export const exchangeDeps = (adapter: PartnerAdapter): ExchangeDeps => ({
  db: openKeyserver(env.KEYSERVER_DB),
  store: r2ArchiveStore(env.SUBMISSIONS),
  openAdapter: async () => adapter,
  randomBytes: (length) => crypto.getRandomValues(new Uint8Array(length)),
  onFault: (cause) => faults.push(cause),
})

async function prepare(
  partnerId: number,
  adapter: PartnerAdapter,
  options: RunOptions,
): Promise<[ExchangeDeps, PartnerRun]> {
  const deps = { ...exchangeDeps(adapter), ...options.deps }
  const row = await readPartner(openKeyserver(env.KEYSERVER_DB), partnerId)
  if (row === undefined) throw new Error('no such partner')
  const now = asUnixSeconds(options.now ?? NOW)
  return [
    deps,
    {
      partner: await openPartner(row, await openSecretBox(env.MASTER_KEY)),
      adapter,
      settings: { truncateWindowSeconds: 3600 },
      budget: new RunBudget(options.remaining ?? (() => 600)),
      clock: () => now,
      isForced: options.isForced ?? false,
    },
  ]
}

export async function importOnce(
  partnerId: number,
  adapter: PartnerAdapter,
  options: RunOptions = {},
): Promise<ImportReport> {
  return importBatches(...(await prepare(partnerId, adapter, options)))
}

export async function exportOnce(
  partnerId: number,
  adapter: PartnerAdapter,
  options: RunOptions = {},
): Promise<ExportReport> {
  return exportKeys(...(await prepare(partnerId, adapter, options)))
}

export async function replayOnce(
  partnerId: number,
  adapter: PartnerAdapter,
  batchId: number,
  options: RunOptions = {},
): Promise<Result<undefined, string>> {
  const [deps, run] = await prepare(partnerId, adapter, options)
  return replayBatch(deps, run, batchId)
}

/** Rows of a table as they stand. */
export async function rowsOf(
  table: string,
  columns = '*',
  order = '1',
): Promise<readonly Record<string, unknown>[]> {
  const { results } = await env.KEYSERVER_DB.prepare(
    `SELECT ${columns} FROM ${table} ORDER BY ${order}`,
  ).all<Record<string, unknown>>()
  return results
}
