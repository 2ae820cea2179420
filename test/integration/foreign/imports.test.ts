/** Files of foreign exports: found, believed or not, taken in once, exported like all other keys. */

import { env } from 'cloudflare:workers'
import { beforeEach, describe, expect, test } from 'vitest'
import type { ImportEntry } from '../../../src/core/configuration/document.ts'
import { PRODUCTION_RULES } from '../../../src/core/foreign/foreign-rules.ts'
import { formatIsoTime } from '../../../src/core/iso-time.ts'
import { addSeconds, type UnixSeconds } from '../../../src/core/time.ts'
import { readAuditLog } from '../../../src/db/audit/queries.ts'
import { type KeyserverDatabase, openKeyserver } from '../../../src/db/keyserver/database.ts'
import { readImports } from '../../../src/db/keyserver/queries/imports.ts'
import { importFiles } from '../../../src/flows/import-files.ts'
import type { OutboundFailure } from '../../../src/flows/outbound.ts'
import { scheduleImports } from '../../../src/flows/schedule-imports.ts'
import { r2ArchiveStore } from '../../../src/platform/archive-store.ts'
import {
  type ArchiveParts,
  type ArchiveSigner,
  aKey,
  anArchive,
  aSigner,
  defaultEntries,
  type KeyProperties,
} from '../../support/archives.ts'
import { at, DAY, HOUR, LEASE_SECONDS, placeKeys, startExporting } from '../../support/exporting.ts'
import { applyForeign, putImport } from '../../support/foreign-configuration.ts'
import { type ForeignServer, foreignServer } from '../../support/foreign-server.ts'
import { phoneKeys, uploadBody } from '../../support/phone.ts'
import { EffectRecorder, interruptEverywhere } from '../../support/recorded-effects.ts'
import { keepStorage, readTables } from '../../support/storage-state.ts'

const INDEX = 'https://export.example.org/de/index.txt'
const ROOT = 'https://export.example.org/'
const NOW = at('10:20')
const RETENTION_SECONDS = 14 * DAY
const SETTINGS = {
  backfillReportType: 'confirmed-test',
  backfillDaysSinceOnset: 10,
  truncateWindowSeconds: HOUR,
  allowsUnsignedImports: false,
  leaseSeconds: LEASE_SECONDS,
  maxRunSeconds: 120,
} as const

let db: KeyserverDatabase
let server: Awaited<ReturnType<typeof startExporting>>
let foreign: ForeignServer
let signer: ArchiveSigner

beforeEach(async () => {
  server = await startExporting()
  db = server.db
  foreign = foreignServer()
  signer = aSigner()
})

const START = '1970-01-01T00:00:00Z'
const stores = () => ({ db, archives: r2ArchiveStore(env.EXPORTS) })

const draft = (members: Partial<ImportEntry> = {}): ImportEntry => ({
  indexUrl: INDEX,
  exportRootUrl: ROOT,
  region: 'DE',
  traveler: true,
  activeFrom: START,
  requiresSignature: true,
  keys: [
    {
      keyId: '310',
      keyVersion: 'v1',
      publicKeyPem: signer.publicKeyPem,
      validFrom: START,
    },
  ],
  ...members,
})

async function addImport(members: Partial<ImportEntry> = {}): Promise<number> {
  const rules = { allowsLoopback: false, allowsUnsignedImports: true }
  await putImport(stores(), draft(members), rules, NOW)
  const { indexUrl } = draft(members)
  return (await readImports(db)).find((entry) => entry.indexUrl === indexUrl)?.id ?? 0
}

/** Puts archives on the foreign server, in this order in its index. */
function publishFiles(files: Readonly<Record<string, Uint8Array | OutboundFailure>>): void {
  for (const [name, content] of Object.entries(files)) foreign.put(`${ROOT}de/${name}`, content)
  foreign.put(
    INDEX,
    Object.keys(files)
      .map((name) => `de/${name}`)
      .join('\n'),
  )
}

const signed = (
  keys: readonly KeyProperties[],
  revisedKeys: readonly KeyProperties[] = [],
  parts: ArchiveParts = {},
) =>
  anArchive({
    signers: [signer],
    message: { keys: [...keys], revisedKeys: [...revisedKeys] },
    ...parts,
  })

const schedule = (now: UnixSeconds = NOW) =>
  scheduleImports({ db, outbound: foreign.outbound }, RETENTION_SECONDS, now)
const take = (now: UnixSeconds = NOW, settings: Partial<Parameters<typeof importFiles>[1]> = {}) =>
  importFiles({ db, outbound: foreign.outbound }, { ...SETTINGS, ...settings }, () => now)

const table = async (name: string) => (await readTables())[name] ?? []
const fileRows = async () =>
  (await table('import_files')).map(({ url, status, last_failure, key_count }) => ({
    url: String(url).slice(ROOT.length),
    status,
    last_failure,
    key_count,
  }))
const keyRows = () => table('diagnosis_keys')
const row = (
  url: string,
  status: string,
  last_failure: string | null = null,
  key_count: number | null = null,
) => ({
  url,
  status,
  last_failure,
  key_count,
})

describe('scheduling', () => {
  test('notes new files once, and those that left before they were taken in as gone', async () => {
    await addImport()
    foreign.put(INDEX, '\n de/a.zip\r\n\n/de//b.zip\n')
    expect(await schedule()).toEqual({ imports: 1, discovered: 2, gone: 0, forgotten: 0 })
    expect(await schedule()).toEqual({ imports: 1, discovered: 0, gone: 0, forgotten: 0 })
    expect(await fileRows()).toEqual([row('de/a.zip', 'open'), row('de/b.zip', 'open')])
    foreign.put(INDEX, 'de/b.zip\nde/c.zip')
    expect(await schedule()).toEqual({ imports: 1, discovered: 1, gone: 1, forgotten: 0 })
    expect((await fileRows()).map(({ status }) => status)).toEqual(['gone', 'open', 'open'])
  })

  test('does not take a failing answer for an empty index, and goes on with the other imports', async () => {
    await addImport()
    const other = 'https://other.example.org/index.txt'
    await addImport({ indexUrl: other, exportRootUrl: 'https://other.example.org' })
    foreign.put(other, 'x.zip')
    publishFiles({ 'a.zip': signed([aKey(1)]) })
    await schedule()
    const failures: OutboundFailure[] = [
      { reason: 'status', status: 500 },
      { reason: 'status', status: 302 },
      { reason: 'timeout' },
      { reason: 'address_refused' },
    ]
    for (const failure of failures) {
      foreign.put(INDEX, failure)
      await expect(schedule()).rejects.toMatchObject({ reason: 'foreign_indexes_failed' })
    }
    foreign.put(INDEX, 'x'.repeat(1024 * 1024 + 1))
    foreign.put(other, 'x.zip\ny.zip')
    await expect(schedule()).rejects.toMatchObject({ reason: 'foreign_indexes_failed' })
    const rows = await table('import_files')
    expect(rows.map(({ status }) => status)).toEqual(['open', 'open', 'open'])
  })

  test('looks into active imports only', async () => {
    await addImport({ activeFrom: formatIsoTime(NOW) })
    await addImport({ indexUrl: `${ROOT}b`, activeThru: formatIsoTime(NOW) })
    expect(await schedule()).toMatchObject({ imports: 0 })
    expect(foreign.asked).toEqual([])
  })

  test('forgets files only when their index has and they are old', async () => {
    await addImport()
    publishFiles({ 'a.zip': signed([aKey(1)]), 'b.zip': signed([aKey(2)]) })
    await schedule()
    await take()
    const later = addSeconds(NOW, RETENTION_SECONDS + HOUR)
    expect(await schedule(later)).toMatchObject({ forgotten: 0 })
    foreign.put(INDEX, 'de/b.zip')
    expect(await schedule(addSeconds(NOW, HOUR))).toMatchObject({ forgotten: 0 })
    expect(await schedule(later)).toMatchObject({ forgotten: 1 })
    expect((await fileRows()).map(({ url }) => url)).toEqual(['de/b.zip'])
  })
})

describe('taking in', () => {
  test('stores keys with region, traveler flag and origin of the import, uncounted', async () => {
    const id = await addImport()
    publishFiles({
      'a.zip': signed([aKey(1), aKey(2, { reportType: 3, transmissionRiskLevel: 0 })]),
    })
    await schedule()
    expect(await take()).toEqual({ files: 1, keys: 2, skipped: 0, unsigned: 0 })
    const shared = {
      created_at: at('10:00'),
      regions: ',DE,',
      traveler: 1,
      provenance: 2,
      source_id: id,
      federation_consent: 0,
      health_authority_id: null,
      visited_countries: null,
    }
    expect(await keyRows()).toMatchObject([
      { ...shared, key_data: '01'.repeat(16), report_type: 1, transmission_risk_level: 2 },
      { ...shared, key_data: '02'.repeat(16), report_type: 3, transmission_risk_level: 0 },
    ])
    expect(await table('health_authority_statistics')).toEqual([])
    expect(await table('upload_shapes')).toEqual([])
    expect(await fileRows()).toEqual([row('de/a.zip', 'complete', null, 2)])
  })

  test('passes over single keys that break a rule, not their file', async () => {
    await addImport()
    const keys = [
      aKey(1),
      aKey(2, { transmissionRiskLevel: 9 }),
      aKey(3, { reportType: 4 }),
      aKey(4, { keyData: new Uint8Array(15) }),
      aKey(5, { daysSinceOnsetOfSymptoms: 15 }),
      aKey(6, { reportType: 5 }),
      aKey(1),
    ]
    publishFiles({ 'a.zip': signed(keys) })
    await schedule()
    expect(await take()).toEqual({ files: 1, keys: 1, skipped: 6, unsigned: 0 })
  })

  test('leaves a key alone that is here already, whoever brought it', async () => {
    await addImport()
    const [first] = await addUploads(1)
    publishFiles({ 'a.zip': signed([aKey(1, { transmissionRiskLevel: 8 }), aKey(2)]) })
    await schedule()
    expect(await take()).toMatchObject({ keys: 1 })
    expect((await keyRows())[0]).toEqual(first)
  })

  test('revises keys of the same import only, once, and withdraws them', async () => {
    await addImport()
    const other = {
      indexUrl: 'https://other.example.org/i',
      exportRootUrl: 'https://other.example.org',
    }
    await addImport(other)
    await addUploads(9)
    const likely = (byte: number) => aKey(byte, { reportType: 2 })
    publishFiles({ 'a.zip': signed([likely(1), likely(2), likely(3)]) })
    foreign.put(other.indexUrl, 'b.zip')
    const revised = [
      aKey(1, { transmissionRiskLevel: 0 }),
      aKey(2, { reportType: 5, transmissionRiskLevel: 0 }),
      aKey(3, { reportType: 2 }),
      aKey(8),
      aKey(9, { reportType: 5 }),
    ]
    await schedule()
    await take().catch(() => undefined)
    foreign.put('https://other.example.org/b.zip', signed([], [aKey(3)]))
    publishFiles({ 'a.zip': signed([]), 'c.zip': signed([likely(4)], revised) })
    const later = addSeconds(NOW, 7 * HOUR)
    await schedule(later)
    expect(await take(later)).toEqual({ files: 2, keys: 3, skipped: 4, unsigned: 0 })
    const revisions = (await keyRows()).map((key) => [
      String(key['key_data']).slice(0, 2),
      key['revised_report_type'],
      key['revised_at'],
      key['revised_transmission_risk_level'],
    ])
    expect(revisions).toEqual([
      ['01', 1, at('17:00'), 2],
      ['02', 5, at('17:00'), 6],
      ['03', null, null, null],
      ['04', null, null, null],
      ['09', null, null, null],
    ])
  })

  test('waits with a revision for the file of its key', async () => {
    await addImport()
    publishFiles({
      'a.zip': { reason: 'status', status: 503 },
      'b.zip': signed([], [aKey(1, { reportType: 5 })]),
    })
    await schedule()
    await expect(take()).rejects.toMatchObject({ reason: 'imports_failed' })
    expect(await fileRows()).toEqual([
      row('de/a.zip', 'open', 'status_503'),
      row('de/b.zip', 'open', 'revision_before_key'),
    ])
    foreign.put(`${ROOT}de/a.zip`, signed([aKey(1, { reportType: 2 })]))
    expect(await take(addSeconds(NOW, 6 * HOUR))).toMatchObject({ files: 2 })
    expect(await keyRows()).toMatchObject([{ report_type: 2, revised_report_type: 5 }])
  })

  test('takes more keys than one statement does', async () => {
    await addImport()
    const key = (i: number) => {
      const keyData = new Uint8Array(16)
      new DataView(keyData.buffer).setUint32(0, i + 1)
      return aKey(0, { keyData, reportType: 2 })
    }
    const keys = Array.from({ length: 5001 }, (_, i) => key(i))
    const withdrawn = keys.map((one) => ({ ...one, reportType: 5 }))
    publishFiles({ 'a.zip': signed(keys, withdrawn) })
    await schedule()
    expect(await take()).toMatchObject({ files: 1, keys: 10_002, skipped: 0 })
    const counted = await db.d1
      .prepare(
        'SELECT count(*) AS keys, sum(revised_report_type = 5) AS withdrawn FROM diagnosis_keys',
      )
      .first()
    expect(counted).toEqual({ keys: 5001, withdrawn: 5001 })
  })

  test('a phone can not revise a key that came from elsewhere, token or not', async () => {
    await db.d1.prepare('UPDATE authorized_apps SET bypasses_revision_token = 1').run()
    const [sent] = phoneKeys(NOW, 2).slice(1)
    if (sent === undefined) throw new Error('a phone has keys')
    const imported = aKey(0, {
      keyData: Buffer.from(sent.key, 'base64'),
      rollingStartIntervalNumber: sent.rollingStartNumber,
      reportType: 2,
    })
    await addImport()
    publishFiles({ 'a.zip': signed([imported]) })
    await schedule()
    await take()
    const before = await keyRows()
    const { authority } = server.server
    const { status } = await server.server.publish(uploadBody(authority, [sent], { now: NOW }))
    expect(status).toBe(400)
    expect(await keyRows()).toEqual(before)
  })

  test('what was taken in is exported with its region and its travelers', async () => {
    await server.addConfig('de', { outputRegion: 'DE' })
    await server.addConfig('us', { includeTravelers: true })
    await server.addConfig('us-only', { onlyNonTravelers: true })
    await server.close(at('10:20'))
    await server.write(at('10:20'))
    await addImport()
    publishFiles({ 'a.zip': signed([aKey(1)]) })
    await schedule()
    await take()
    await server.close(at('14:10'))
    await server.write(at('14:10'))
    const exported = async (root: string) =>
      (await server.read(root)).flatMap(({ keys }) => keys.map((key) => key.keyHex))
    expect(await exported('de')).toEqual(['01'.repeat(16)])
    expect(await exported('us')).toEqual(['01'.repeat(16)])
    expect(await exported('us-only')).toEqual([])
  })
})

/** One uploaded key for each byte. */
async function addUploads(...bytes: readonly number[]) {
  await placeKeys(
    db,
    bytes.map((key) => ({ key, createdAt: at('09:00'), type: 2 })),
  )
  return keyRows()
}

describe('a file that is not to be believed', () => {
  const cases: [string, () => Uint8Array | OutboundFailure, string][] = [
    ['of a stranger', () => anArchive({ signers: [aSigner('stranger')] }), 'unknown-key'],
    [
      'of another version',
      () => anArchive({ signers: [aSigner('310', 'v2')] }),
      'unknown-key-version',
    ],
    ['by another key of that name', () => anArchive({ signers: [aSigner()] }), 'signature-invalid'],
    [
      'changed after it was signed',
      () =>
        signed([aKey(1)], [], {
          entries: (bin, sig) => defaultEntries(bin.with(bin.length - 1, 7), sig),
        }),
      'signature-invalid',
    ],
    ['without signatures', () => anArchive({ signers: [] }), 'signature-missing'],
    [
      'without export.sig',
      () => anArchive({ entries: (bin, sig) => defaultEntries(bin, sig).slice(0, 1) }),
      'missing-entry',
    ],
    ['cut short', () => signed([aKey(1)]).slice(0, -30), 'zip-malformed'],
    ['that is no zip', () => new TextEncoder().encode('<html>'), 'zip-malformed'],
    [
      'with another header',
      () => anArchive({ signers: [signer], header: Buffer.from('EK Export v2    ') }),
      'header-invalid',
    ],
    [
      'that is a bomb',
      () =>
        anArchive({
          entries: (_bin, sig) => defaultEntries(new Uint8Array(21 * 1024 * 1024), sig),
        }),
      'entry-too-large',
    ],
    [
      'that lies about its size',
      () =>
        anArchive({
          entries: (_bin, sig) => [
            { name: 'export.bin', bytes: new Uint8Array(21 * 1024 * 1024), size: 1000 },
            { name: 'export.sig', bytes: sig },
          ],
        }),
      'size-mismatch',
    ],
    ['of 20 MiB and a byte', () => new Uint8Array(20 * 1024 * 1024 + 1), 'too_large'],
    ['that moved', () => ({ reason: 'status', status: 302 }), 'status_302'],
    ['that is not there', () => ({ reason: 'status', status: 404 }), 'status_404'],
    ['on our own network', () => ({ reason: 'address_refused' }), 'address_refused'],
    ['that never ends', () => ({ reason: 'timeout' }), 'timeout'],
  ]

  test('is refused by name, whatever is wrong with it, and the others are taken in', async () => {
    await addImport()
    const files = cases.map(([, make], i) => [`${i}.zip`, make()] as const)
    publishFiles({
      ...Object.fromEntries(files.map(([name, content]) => [`z${name}`, content])),
      good: signed([aKey(7)]),
    })
    await schedule()
    await expect(take()).rejects.toMatchObject({ reason: 'imports_failed' })
    const failures = (await fileRows()).map(({ last_failure }) => last_failure)
    expect(failures).toEqual([...cases.map(([, , failure]) => failure), null])
    expect((await keyRows()).map((key) => key['key_data'])).toEqual(['07'.repeat(16)])
  })

  test('is told from one by a key that ran out, or is not yet valid', async () => {
    const [key] = draft().keys
    if (key === undefined) throw new Error('a draft has a key')
    await addImport({ keys: [{ ...key, validThru: formatIsoTime(NOW) }] })
    publishFiles({ 'a.zip': signed([aKey(1)]) })
    await schedule()
    await expect(take()).rejects.toThrow()
    expect(await fileRows()).toEqual([row('de/a.zip', 'open', 'signer_not_in_force')])
    await addImport({ keys: [{ ...key, validFrom: formatIsoTime(addSeconds(NOW, 1)) }] })
    await env.KEYSERVER_DB.prepare('UPDATE import_files SET next_attempt_at = 0').run()
    await expect(take()).rejects.toThrow()
    expect(await take(addSeconds(NOW, 6 * HOUR))).toMatchObject({ files: 1 })
  })

  test('is accepted for any one good signature', async () => {
    await addImport()
    const signers = [aSigner('stranger'), signer]
    publishFiles({ 'a.zip': anArchive({ signers, message: { keys: [aKey(1)] } }) })
    await schedule()
    expect(await take()).toMatchObject({ files: 1, keys: 1 })
  })

  test('is tried again every six hours until its index names it no more', async () => {
    await addImport()
    publishFiles({ 'a.zip': { reason: 'unreachable' } })
    await schedule()
    const tries = async (hours: number) => {
      const before = foreign.asked.length
      await take(addSeconds(NOW, hours * HOUR)).catch(() => undefined)
      return foreign.asked.length - before
    }
    expect([await tries(0), await tries(1), await tries(5.9), await tries(6)]).toEqual([1, 0, 0, 1])
    expect([await tries(11.9), await tries(12)]).toEqual([0, 1])
    expect(await table('import_files')).toMatchObject([{ status: 'open', attempts: 3 }])
    foreign.put(INDEX, '')
    await schedule(addSeconds(NOW, 13 * HOUR))
    expect([await tries(20), (await fileRows())[0]?.status]).toEqual([0, 'gone'])
    publishFiles({ 'a.zip': signed([aKey(1)]) })
    await schedule(addSeconds(NOW, 21 * HOUR))
    expect(await take(addSeconds(NOW, 21 * HOUR))).toMatchObject({ files: 1 })
  })

  test('that kills every run does not stand before the others for long', async () => {
    await addImport()
    publishFiles({ 'a.zip': signed([aKey(1)]), 'b.zip': signed([aKey(2)]) })
    await schedule()
    for (const runsBefore of [0, 1]) {
      const dying = new EffectRecorder({ at: 4, how: 'dies before' })
      const outbound = dying.object('outbound', foreign.outbound)
      const recorded = openKeyserver(dying.database(env.KEYSERVER_DB))
      const now = addSeconds(NOW, runsBefore * (LEASE_SECONDS + 1))
      void importFiles({ db: recorded, outbound }, SETTINGS, () => now)
      await dying.interrupted
    }
    foreign.asked.length = 0
    await take(addSeconds(NOW, 2 * (LEASE_SECONDS + 1)))
    expect(foreign.asked.map((url) => url.slice(-5))).toEqual(['b.zip', 'a.zip'])
  })
})

test('an unsigned file is taken in where development allows it, and counted', async () => {
  await addImport({ requiresSignature: false })
  publishFiles({
    'a.zip': anArchive({ entries: (bin, sig) => defaultEntries(bin, sig).slice(0, 1) }),
  })
  await schedule()
  await expect(take()).rejects.toThrow()
  expect(await fileRows()).toEqual([row('de/a.zip', 'open', 'unsigned_imports_not_allowed')])
  const later = addSeconds(NOW, 6 * HOUR)
  expect(await take(later, { allowsUnsignedImports: true })).toMatchObject({
    files: 1,
    unsigned: 1,
  })
})

describe('an import of a document', () => {
  const apply = (...imports: ImportEntry[]) =>
    applyForeign(stores(), { imports }, PRODUCTION_RULES, NOW)

  test('is recorded with what changed, and refused by name', async () => {
    expect(await apply(draft())).toMatchObject({ problems: [] })
    expect(await apply(draft(), draft())).toMatchObject({
      changes: [],
      problems: [{ path: 'imports[1]', reason: 'duplicate_name' }],
    })
    expect((await apply(draft({ requiresSignature: false }))).problems).toHaveLength(1)
    const [before] = await table('export_imports')
    expect(await apply(draft({ region: 'FR' }))).toMatchObject({ problems: [] })
    expect(await table('export_imports')).toEqual([{ ...before, region: 'FR' }])
    expect(await table('export_import_keys')).toHaveLength(1)
    const log = await readAuditLog(db, 0, 10)
    expect(log.map(({ action, subject }) => [action, subject])).toEqual([
      ['import.create', INDEX],
      ['import.update', INDEX],
    ])
    const details = log.map(({ detail }) => Object.keys(JSON.parse(detail)))
    expect(details[0]).toContain('keys[310-v1]')
    expect(details[1]).toEqual(['region'])
  })

  test('that is left out ends where it took files, and the keys that came stay; else it goes', async () => {
    await addImport({ indexUrl: `${ROOT}none` })
    await addImport()
    publishFiles({ 'a.zip': signed([aKey(1)]) })
    foreign.put(`${ROOT}none`, '')
    await schedule()
    await take()
    expect(await apply()).toMatchObject({
      changes: [
        { action: 'end', name: INDEX },
        { action: 'delete', name: `${ROOT}none` },
      ],
      problems: [],
    })
    expect(await table('export_imports')).toMatchObject([{ index_url: INDEX, active_thru: NOW }])
    expect(await table('export_import_keys')).toHaveLength(1)
    expect(await keyRows()).toHaveLength(1)
    expect(await schedule()).toMatchObject({ imports: 0 })
  })
})

test('an import that dies anywhere ends in the same rows', async () => {
  await addImport()
  publishFiles({
    'a.zip': signed([aKey(1, { reportType: 2 }), aKey(2)]),
    'b.zip': signed([aKey(3)], [aKey(1, { reportType: 5 })]),
  })
  const run = async (recorder: EffectRecorder, which: 'first' | 'second') => {
    const deps = {
      db: openKeyserver(recorder.database(env.KEYSERVER_DB)),
      outbound: recorder.object('outbound', foreign.outbound),
    }
    const now = which === 'first' ? NOW : addSeconds(NOW, LEASE_SECONDS + 1)
    await scheduleImports(deps, RETENTION_SECONDS, now)
    await importFiles(deps, SETTINGS, () => now)
  }
  const report = await interruptEverywhere(
    {
      prepare: await keepStorage(),
      run,
      readState: async () => ({
        keys: await keyRows(),
        files: await fileRows(),
      }),
    },
    ['dies before', 'dies after', 'stalls before'],
  )
  expect(report.undisturbed.files).toEqual([
    row('de/a.zip', 'complete', null, 2),
    row('de/b.zip', 'complete', null, 2),
  ])
  expect(report.undisturbed.keys).toHaveLength(3)
  for (const { name, end } of report.cases) expect(end, name).toEqual(report.undisturbed)
  expect(report.effects.length).toBeGreaterThan(12)
})
