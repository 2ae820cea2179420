/** Corrections that die anywhere: whoever runs them again comes to the same end. */

import { env } from 'cloudflare:workers'
import { beforeEach, expect, test } from 'vitest'
import { firstBrokenEntry } from '../../../src/core/audit/chain.ts'
import type { UnixSeconds } from '../../../src/core/time.ts'
import { readAuditLog } from '../../../src/db/audit/queries.ts'
import { openKeyserver } from '../../../src/db/keyserver/database.ts'
import { reconcileExports } from '../../../src/flows/reconcile-exports.ts'
import { addSignatureInfo, createSigningKey } from '../../../src/flows/signing-keys.ts'
import { withdrawFiles } from '../../../src/flows/withdraw-files.ts'
import { r2ArchiveStore } from '../../../src/platform/archive-store.ts'
import {
  at,
  type Exporting,
  FILE_LIFETIME_SECONDS,
  HOUR,
  placeKeys,
  startExporting,
} from '../../support/exporting.ts'
import { type EffectRecorder, interruptEverywhere } from '../../support/recorded-effects.ts'
import {
  keepStorage,
  keepTables,
  readStorage,
  type StorageState,
} from '../../support/storage-state.ts'

const NOW = at('18:20')
const WAYS = ['dies before', 'dies after', 'stalls before'] as const

let exporting: Exporting
let setBack: () => Promise<void>

/** A window of two files, an empty one and one of one file; set back to before them. */
beforeEach(async () => {
  exporting = await startExporting()
  const secrets = { db: exporting.db, secretBox: exporting.deps.secretBox }
  await createSigningKey(secrets, 'second', NOW)
  await addSignatureInfo(exporting.db, {
    signingKeyName: 'second',
    keyId: '310',
    keyVersion: 'v2',
    activatesAt: NOW,
    retiresAt: undefined,
  })
  await exporting.addConfig('us', { signatureInfoIds: [1, 2] })
  await exportAt(at('10:20'))
  setBack = await keepTables()
  await placeKeys(exporting.db, [
    { key: 0x02, createdAt: at('09:00') },
    { key: 0x03, createdAt: at('09:00') },
    { key: 0x04, createdAt: at('10:00') },
    { key: 0x05, createdAt: at('13:00') },
  ])
  await exportAt(NOW)
})

async function exportAt(now: UnixSeconds) {
  await exporting.close(now, 2)
  await exporting.write(now)
}

const depsOf = (recorder: EffectRecorder) => ({
  db: openKeyserver(recorder.database(env.KEYSERVER_DB)),
  archives: recorder.object('archives', r2ArchiveStore(env.EXPORTS)),
})

/** All that a correction leaves. How often an index was written may differ, never whether it is right. */
async function readEnd() {
  const state = await readStorage()
  const { audit_log, export_configs = [], ...tables } = state.tables
  const indexesAreRight = export_configs.map(
    (row) => row['files_generation'] === row['index_generation'],
  )
  const log = await readAuditLog(exporting.db, 0, 100)
  return {
    ...state,
    tables: { ...tables },
    indexesAreRight,
    actions: log.map(({ action, detail }) => `${action} ${detail}`),
    brokenEntry: await firstBrokenEntry(log),
  }
}
type End = Awaited<ReturnType<typeof readEnd>>

/** What an index names is there, whenever a run dies. */
async function readIndexed(): Promise<readonly string[]> {
  return (await exporting.index('us')) ?? []
}

async function expectSameEnds(run: (recorder: EffectRecorder) => Promise<unknown>) {
  const dangling: string[] = []
  const report = await interruptEverywhere<End>(
    {
      prepare: await keepStorage(),
      run,
      readState: async () => {
        const end = await readEnd()
        const absent = (await readIndexed()).filter((name) => !(name in end.objects))
        dangling.push(...absent)
        return end
      },
    },
    WAYS,
  )
  for (const { name, end } of report.cases) expect(end, name).toEqual(report.undisturbed)
  expect(dangling).toEqual([])
  expect(report.undisturbed.indexesAreRight).toEqual([true])
  expect(report.undisturbed.brokenEntry).toBeUndefined()
  return report
}

const withdraw = (reissue: boolean) => (recorder: EffectRecorder) =>
  withdrawFiles(
    depsOf(recorder),
    {
      filenameRoot: 'us',
      selection: { kind: 'signer', keyId: '310', keyVersion: 'v1' },
      ...{ reissue, belowIssue: undefined, reason: 'a test', dryRun: false, after: 0 },
    },
    FILE_LIFETIME_SECONDS,
    NOW,
  )

const filesOf = ({ tables }: Pick<StorageState, 'tables'>) =>
  (tables['export_files'] ?? []).map((row) => row['status'])

test('a withdrawal dies or is held up anywhere, and the same files are gone in the end', async () => {
  await env.KEYSERVER_DB.prepare("UPDATE export_batches SET signature_info_ids = '[1]'").run()
  const report = await expectSameEnds(withdraw(false))
  expect(report.effects.length).toBeGreaterThan(12)
  expect(filesOf(report.undisturbed)).toEqual(['withdrawn', 'withdrawn', 'withdrawn'])
  expect(report.undisturbed.exportBins).toEqual({})
  expect(report.undisturbed.actions).toHaveLength(1)
}, 180_000)

test('issuing again dies or is held up anywhere, and each window is written once more, once', async () => {
  const report = await expectSameEnds(async (recorder) => {
    await withdraw(true)(recorder)
  })
  expect(report.effects.length).toBeGreaterThan(12)
  const batches = report.undisturbed.tables['export_batches'] ?? []
  expect(batches.map((row) => [row['status'], row['reissue'], row['signature_info_ids']])).toEqual([
    ['complete', 0, '[1]'],
    ['open', 1, '[2]'],
    ['open', 1, '[2]'],
  ])
}, 180_000)

test('rebuilding the record dies or is held up anywhere, and all that is out is on record once', async () => {
  const before = (await readStorage()).objects
  await setBack()
  const report = await expectSameEnds(async (recorder) => {
    const settings = {
      fileLifetimeSeconds: FILE_LIFETIME_SECONDS,
      maxRecords: 2,
      truncateWindowSeconds: HOUR,
    }
    const request = { dryRun: false, cursor: undefined }
    await reconcileExports(depsOf(recorder), request, settings, NOW)
  })
  expect(report.effects.length).toBeGreaterThan(15)
  expect(filesOf(report.undisturbed)).toEqual(['published', 'published', 'published'])
  for (const [name, object] of Object.entries(before)) {
    if (!name.endsWith('.zip')) continue
    expect(report.undisturbed.objects[name]).toEqual(object)
  }
}, 180_000)
