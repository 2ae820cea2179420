/** Jobs and uploads that die anywhere, overlap, or outlive their leases: the end is as if nothing had happened. */

import { env } from 'cloudflare:workers'
import { expect, test } from 'vitest'
import {
  addSeconds,
  asUnixSeconds,
  SECONDS_PER_DAY,
  type UnixSeconds,
} from '../../../src/core/time.ts'
import { openKeyserver } from '../../../src/db/keyserver/database.ts'
import { closeWindows } from '../../../src/flows/close-windows.ts'
import { deleteExpired } from '../../../src/flows/delete-expired.ts'
import { rotateRevisionKeys } from '../../../src/flows/revision-keyring.ts'
import { writeExports } from '../../../src/flows/write-exports.ts'
import { r2ArchiveStore } from '../../../src/platform/archive-store.ts'
import { compressor } from '../../../src/platform/compressor.ts'
import { openSecretBox, randomBytes } from '../../../src/platform/secrets.ts'
import { buildPublish, type PublishEnv } from '../../../src/workers/publish.ts'
import { NOON, startKeyserver } from '../../support/keyserver.ts'
import { phoneKeys, uploadBody } from '../../support/phone.ts'
import {
  EffectRecorder,
  interruptEverywhere,
  type Trial,
  type TrialReport,
} from '../../support/recorded-effects.ts'
import { keepStorage, readStorage, type StorageState } from '../../support/storage-state.ts'

const HOUR = 3600
const RETENTION_SECONDS = 14 * SECONDS_PER_DAY
const BATCH_LEASE_SECONDS = 300
const WINDOWS = { minWindowAgeSeconds: 2 * HOUR, truncateWindowSeconds: HOUR, maxRecords: 3 }
const PERIODS = {
  newKeySeconds: 7 * SECONDS_PER_DAY,
  deleteOldKeySeconds: 15 * SECONDS_PER_DAY,
}
const secretBox = await openSecretBox(env.MASTER_KEY)

const after = (at: UnixSeconds, hours: number) => addSeconds(at, hours * HOUR)
/** Past the lease of whatever the run at `at` had taken. */
const pastLease = (at: UnixSeconds) => addSeconds(at, BATCH_LEASE_SECONDS + 1)

function depsOf(recorder: EffectRecorder) {
  return {
    db: openKeyserver(recorder.database(env.KEYSERVER_DB)),
    archives: recorder.object('archives', r2ArchiveStore(env.EXPORTS)),
    secretBox: recorder.object('secretBox', secretBox),
    compressor,
    randomBytes,
  }
}

const runCloseWindows = (recorder: EffectRecorder, now: UnixSeconds) =>
  closeWindows(depsOf(recorder), WINDOWS, now)
const runWriteExports = (recorder: EffectRecorder, now: UnixSeconds) =>
  writeExports(
    depsOf(recorder),
    {
      leaseSeconds: BATCH_LEASE_SECONDS,
      maxRunSeconds: 120,
      fileLifetimeSeconds: RETENTION_SECONDS,
    },
    () => now,
  )
const runDeleteExpired = (recorder: EffectRecorder, now: UnixSeconds) =>
  deleteExpired(depsOf(recorder), RETENTION_SECONDS, now)
const runRotate = (recorder: EffectRecorder, now: UnixSeconds) =>
  rotateRevisionKeys(depsOf(recorder), PERIODS, now)

/** Two exports; four keys published and then revised: the batches have three files, the middle one of both lists, or none. */
async function startWithUploads() {
  const server = await startKeyserver({
    seed: {
      exports: [
        { filenameRoot: 'us', periodSeconds: 8 * HOUR, region: 'US' },
        { filenameRoot: 'us-daily', periodSeconds: 24 * HOUR, region: 'US' },
      ],
    },
  })
  // The first windows ever: from here on windows are caught up.
  await runCloseWindows(new EffectRecorder(), server.now)
  await runWriteExports(new EffectRecorder(), server.now)
  const keys = phoneKeys(server.now, 5).slice(1)
  const upload = uploadBody(server.authority, keys, { now: server.now, reportType: 'likely' })
  const { answer } = await server.publish(upload)
  server.now = after(NOON, 3)
  const revision = uploadBody(server.authority, keys, {
    now: server.now,
    revisionToken: answer.revisionToken ?? '',
  })
  expect((await server.publish(revision)).status).toBe(200)
  return server
}

/** What must not differ: random wrapping, ids and the length of signatures may. */
async function readComparable(): Promise<StorageState> {
  const state = await readStorage()
  const tables = {
    ...state.tables,
    export_files: (state.tables['export_files'] ?? []).map(({ byte_length, ...row }) => ({
      ...row,
      lengthIsRight: state.objects[String(row['filename'])]?.byteLength === byte_length,
    })),
    revision_token_keys: (state.tables['revision_token_keys'] ?? []).map((row) => ({
      isDestroyed: row['wrapped_key'] === null,
    })),
  }
  return { ...state, tables }
}

/** All of the end but the archives' own bytes, whose signatures are random. */
const comparable = ({ tables, objects, exportBins }: StorageState) => ({
  tables,
  exportBins,
  mutable: Object.entries(objects).filter(([name]) => !name.endsWith('.zip')),
})

function expectRightEnds({ cases, undisturbed }: TrialReport<StorageState>): void {
  for (const { name, left, end } of cases) {
    expect(comparable(end), name).toEqual(comparable(undisturbed))
    for (const [object, { etag }] of Object.entries(left.objects)) {
      if (object.endsWith('.zip') && object in end.objects) {
        expect(end.objects[object]?.etag, `${object} was written twice: ${name}`).toBe(etag)
      }
    }
  }
}

async function trialOf(
  run: (recorder: EffectRecorder, now: UnixSeconds) => Promise<unknown>,
  now: UnixSeconds,
): Promise<Trial<StorageState>> {
  return {
    prepare: await keepStorage(),
    run: (recorder, which) => run(recorder, which === 'first' ? now : pastLease(now)),
    readState: readComparable,
  }
}

const DEATHS = ['dies before', 'dies after'] as const
const STALLS = ['stalls before'] as const
/** The second windows of both exports are closable. */
const NEXT_DAY = after(NOON, 16)

/** Every archive that the record of files names, by what it must hold. */
function expectWholeExports(state: StorageState): void {
  const named = (state.tables['export_files'] ?? []).map((row) => row['filename'])
  expect(Object.keys(state.exportBins).sort()).toEqual([...named].sort())
  expect(named.filter((name) => String(name).startsWith('us/'))).toHaveLength(3)
  expect(named.filter((name) => String(name).startsWith('us-daily/'))).toHaveLength(3)
}

test('closing windows dies anywhere, and each window has one batch in the end', async () => {
  await startWithUploads()
  const report = await interruptEverywhere(await trialOf(runCloseWindows, NEXT_DAY), DEATHS)
  expect(report.effects.length).toBeGreaterThan(3)
  expectRightEnds(report)
  // The first windows of both; then two of one and one of the other.
  expect(report.undisturbed.tables['export_batches']).toHaveLength(5)
})

test('writing exports dies anywhere, and every window has its files, each signed once', async () => {
  await startWithUploads()
  await runCloseWindows(new EffectRecorder(), NEXT_DAY)
  const report = await interruptEverywhere(await trialOf(runWriteExports, NEXT_DAY), DEATHS)
  expect(report.effects.length).toBeGreaterThan(40)
  expectWholeExports(report.undisturbed)
  expectRightEnds(report)
})

test('writing exports outlives its lease anywhere, and another run does no harm to it nor it to the other', async () => {
  await startWithUploads()
  await runCloseWindows(new EffectRecorder(), NEXT_DAY)
  const report = await interruptEverywhere(await trialOf(runWriteExports, NEXT_DAY), STALLS)
  expect(report.effects.length).toBeGreaterThan(40)
  expectRightEnds(report)
})

async function startWithExpired() {
  const server = await startWithUploads()
  await runCloseWindows(new EffectRecorder(), NEXT_DAY)
  await runWriteExports(new EffectRecorder(), NEXT_DAY)
  return server
}

const EXPIRED = asUnixSeconds(NEXT_DAY + RETENTION_SECONDS)

test('retention dies or is held up anywhere, and the same is gone in the end', async () => {
  await startWithExpired()
  const report = await interruptEverywhere(await trialOf(runDeleteExpired, EXPIRED), [
    ...DEATHS,
    ...STALLS,
  ])
  expect(report.effects.length).toBeGreaterThan(20)
  expect(report.undisturbed.tables['diagnosis_keys']).toEqual([])
  expect(report.undisturbed.exportBins).toEqual({})
  expectRightEnds(report)
  for (const { name, left } of report.cases) expectIndexNamesFiles(left, name)
})

/** The digest of an index that names nothing. */
const EMPTY = 'd41d8cd98f00b204e9800998ecf8427e'

function expectIndexNamesFiles(state: StorageState, name: string): void {
  for (const root of ['us', 'us-daily']) {
    const hasFiles = Object.keys(state.exportBins).some((file) => file.startsWith(`${root}/`))
    const namesFiles = state.objects[`${root}/index.txt`]?.etag !== EMPTY
    const count = Object.keys(state.exportBins).filter((file) => file.startsWith(`${root}/`)).length
    // All files of a root expire together here: an index that still names any finds all three.
    if (namesFiles) expect(count, `${root}: ${name}`).toBe(3)
    else expect(hasFiles || count === 0, `${root}: ${name}`).toBe(true)
  }
}

test('rotation dies or is held up anywhere, and there is one new key and one destroyed', async () => {
  await startKeyserver()
  await runRotate(new EffectRecorder(), NOON)
  const second = addSeconds(NOON, PERIODS.newKeySeconds)
  await runRotate(new EffectRecorder(), second)
  const third = addSeconds(second, PERIODS.deleteOldKeySeconds)
  const report = await interruptEverywhere(await trialOf(runRotate, third), [...DEATHS, ...STALLS])
  expect(report.effects.length).toBeGreaterThan(3)
  const keys = report.undisturbed.tables['revision_token_keys'] ?? []
  expect(keys.map((key) => key['isDestroyed'])).toEqual([true, false, false])
  expectRightEnds(report)
})

/** A surface of its own, caches included, as after a restart. */
async function sendUpload(recorder: EffectRecorder, body: object, now: UnixSeconds) {
  const surface = buildPublish(
    {
      ...env,
      KEYSERVER_DB: recorder.database(env.KEYSERVER_DB),
    } as unknown as PublishEnv,
    () => now,
  )
  const response = await surface.request('/v1/publish', {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify(body),
  })
  const answer: { code?: string; insertedExposures?: number } = await response.json()
  return { status: response.status, ...answer }
}

/** Keys, and the statistics that must tell of as many. */
function countKeys({ tables }: StorageState) {
  const keys = tables['diagnosis_keys'] ?? []
  const counted = (tables['health_authority_statistics'] ?? []).reduce(
    (sum, row) => sum + Number(row['teks']),
    0,
  )
  return {
    keys: keys.length,
    revised: keys.filter((key) => key['revised_at'] !== null).length,
    counted,
  }
}

test('an upload dies anywhere: it is stored whole or not at all, and its retry is answered', async () => {
  const server = await startKeyserver()
  const body = uploadBody(server.authority, phoneKeys(server.now, 14), { now: server.now })
  const answers: Awaited<ReturnType<typeof sendUpload>>[] = []
  const report = await interruptEverywhere<StorageState>(
    {
      prepare: await keepStorage(),
      run: async (recorder, which) => {
        const answer = await sendUpload(recorder, body, server.now)
        if (which === 'second') answers.push(answer)
      },
      readState: readComparable,
    },
    DEATHS,
  )
  expect(report.effects.length).toBeGreaterThan(3)
  expectRightEnds(report)
  for (const { name, left } of report.cases) {
    const { keys, counted } = countKeys(left)
    expect([0, 14], name).toContain(keys)
    expect(counted, name).toBe(keys)
  }
  expect(countKeys(report.undisturbed)).toEqual({ keys: 14, revised: 0, counted: 14 })
  expect(report.cases.some(({ left }) => countKeys(left).keys === 14)).toBe(true)
  for (const answer of answers) {
    const isStoredNow = answer.status === 200 && answer.insertedExposures === 14
    const wasStored = answer.status === 400 && answer.code === 'missing_revision_token'
    expect(isStoredNow || wasStored, JSON.stringify(answer)).toBe(true)
  }
})

test('a revision dies anywhere: all of its keys are revised or none, and its retry is answered', async () => {
  const server = await startKeyserver()
  const [newKey, ...keys] = phoneKeys(server.now, 6)
  const likely = uploadBody(server.authority, keys, { now: server.now, reportType: 'likely' })
  const { answer: first } = await server.publish(likely)
  const body = uploadBody(server.authority, [...keys, ...(newKey ? [newKey] : [])], {
    now: server.now,
    revisionToken: first.revisionToken ?? '',
  })
  const answers: Awaited<ReturnType<typeof sendUpload>>[] = []
  const report = await interruptEverywhere<StorageState>(
    {
      prepare: await keepStorage(),
      run: async (recorder, which) => {
        const answer = await sendUpload(recorder, body, server.now)
        if (which === 'second') answers.push(answer)
      },
      readState: readComparable,
    },
    DEATHS,
  )
  expect(report.effects.length).toBeGreaterThan(3)
  expectRightEnds(report)
  const before = { keys: 5, revised: 0, counted: 5 }
  const done = { keys: 6, revised: 5, counted: 11 }
  for (const { name, left } of report.cases)
    expect([before, done], name).toContainEqual(countKeys(left))
  expect(countKeys(report.undisturbed)).toEqual(done)
  for (const answer of answers) expect([200, 400], JSON.stringify(answer)).toContain(answer.status)
})

test('two runs of each job at once leave what one leaves', async () => {
  await startWithUploads()
  const third = addSeconds(NEXT_DAY, RETENTION_SECONDS)
  const steps: [(recorder: EffectRecorder, now: UnixSeconds) => Promise<unknown>, UnixSeconds][] = [
    [runCloseWindows, NEXT_DAY],
    [runWriteExports, NEXT_DAY],
    [runRotate, NEXT_DAY],
    [runDeleteExpired, third],
  ]
  const restore = await keepStorage()
  const ends: StorageState[][] = []
  for (const runs of [1, 2]) {
    await restore()
    const states: StorageState[] = []
    for (const [run, now] of steps) {
      await Promise.all(Array.from({ length: runs }, () => run(new EffectRecorder(), now)))
      states.push(await readComparable())
    }
    ends.push(states)
  }
  const [alone = [], together = []] = ends
  expectWholeExports(alone[1] ?? { tables: {}, objects: {}, exportBins: {} })
  for (const [step, state] of together.entries()) {
    expect(comparable(state), `step ${step}`).toEqual(
      comparable(alone[step] ?? { tables: {}, objects: {}, exportBins: {} }),
    )
  }
})
