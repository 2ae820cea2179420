/** Runs of layouts that die anywhere, or outlive their leases beside another: the end is as if nothing had happened. */

import { env } from 'cloudflare:workers'
import { expect, test } from 'vitest'
import { openKeyserver } from '../../../src/db/keyserver/database.ts'
import { r2ArchiveStore } from '../../../src/platform/archive-store.ts'
import {
  read,
  type StoredTestKey,
  startLayout,
  storeKeys,
  type TestLayout,
} from '../../support/layouts.ts'
import {
  type EffectRecorder,
  interruptEverywhere,
  type Trial,
  type TrialReport,
} from '../../support/recorded-effects.ts'
import { keepStorage, listObjects, readObject, readTables } from '../../support/storage-state.ts'

const PAST_LEASE = 301
const WAYS = ['dies before', 'dies after', 'stalls before'] as const
const seconds = (text: string) => Date.parse(`${text}:00Z`) / 1000

interface State {
  readonly tables: Readonly<Record<string, unknown>>
  /** What a phone reads of each object. */
  readonly contents: Readonly<Record<string, unknown>>
  readonly etags: Readonly<Record<string, string>>
}

const contentsByEtag = new Map<string, unknown>()

async function contentOf(name: string, etag: string, layout: TestLayout): Promise<unknown> {
  const known = contentsByEtag.get(etag)
  if (known !== undefined) return known
  const bytes = await readObject(name)
  const isArchive = bytes[0] === 'P'.charCodeAt(0) && bytes[1] === 'K'.charCodeAt(0)
  const content = isArchive ? read(bytes, layout.publicKeys) : new TextDecoder().decode(bytes)
  contentsByEtag.set(etag, content)
  return content
}

/** All of the end but when it was reached, and how long a random signature is. */
async function readState(layout: TestLayout): Promise<State> {
  const objects = await listObjects()
  const { layout_archives, layout_slots, layout_indexes, layout_exports } = await readTables()
  const contents: Record<string, unknown> = {}
  for (const [name, { etag }] of Object.entries(objects)) {
    contents[name] = await contentOf(name, etag, layout)
  }
  return {
    tables: {
      archives: layout_archives?.map(({ byte_length, stored_at: _storedAt, ...row }) => ({
        ...row,
        lengthIsRight: objects[String(row['name'])]?.byteLength === byte_length,
      })),
      slots: layout_slots?.map(({ written_at, ...row }) => ({
        ...row,
        isWritten: written_at !== null,
      })),
      indexes: layout_indexes,
      // A run may die between its last note and giving its lease back.
      exports: layout_exports?.map(({ lease_expires_at: _lease, ...row }) => row),
    },
    contents,
    etags: Object.fromEntries(Object.entries(objects).map(([name, { etag }]) => [name, etag])),
  }
}

async function trialOf(layout: TestLayout, now: number): Promise<Trial<State>> {
  const run = (recorder: EffectRecorder, which: 'first' | 'second') =>
    layout.run(which === 'first' ? now : now + PAST_LEASE, {
      db: openKeyserver(recorder.database(env.KEYSERVER_DB)),
      archives: recorder.object('archives', r2ArchiveStore(env.EXPORTS)),
    })
  return { prepare: await keepStorage(), run, readState: () => readState(layout) }
}

/** @param isMutable objects that may be replaced by others that say the same */
function expectRightEnds(
  { cases, undisturbed }: TrialReport<State>,
  isMutable: (name: string) => boolean,
): void {
  for (const { name, left, end } of cases) {
    expect(end.contents, name).toEqual(undisturbed.contents)
    expect(end.tables, name).toEqual(undisturbed.tables)
    for (const [object, etag] of Object.entries(left.etags)) {
      if (isMutable(object) || !(object in end.etags)) continue
      expect(end.etags[object], `${object} was written twice: ${name}`).toBe(etag)
    }
  }
}

const keys = (
  first: number,
  count: number,
  submitted: string,
  change: Partial<StoredTestKey>,
): StoredTestKey[] =>
  Array.from({ length: count }, (_, i) => ({
    key: (first + i).toString(16).padStart(32, '0'),
    createdAt: seconds(submitted),
    start: seconds('2026-11-12T00:00') / 600,
    ...change,
  }))

test('publishing as the Corona-Warn-App dies or is held up anywhere, at the end of a day that has new keys', async () => {
  const layout = await startLayout({
    layout: 'corona-warn-app',
    settings: {
      supportedCountries: ['DE', 'FR'],
      appBundleId: 'de.rki.coronawarnapp-dev',
      shiftingThreshold: 5,
    },
  })
  await storeKeys(layout.db, [
    ...keys(1, 6, '2026-11-18T21:00', {}),
    ...keys(10, 3, '2026-11-18T22:00', { origin: 'FR', visited: ['FR'] }),
    ...keys(20, 3, '2026-11-19T21:00', {}),
  ])
  await layout.runAll(seconds('2026-11-19T23:20'))
  await storeKeys(layout.db, keys(30, 4, '2026-11-19T23:00', {}))
  const report = await interruptEverywhere(await trialOf(layout, seconds('2026-11-20T00:20')), WAYS)
  const day = 'version/v1/diagnosis-keys/country/DE/date/2026-11-19'
  expect(report.undisturbed.contents[`${day}/hour/23`]).toMatchObject({ keys: { length: 7 } })
  expect(report.undisturbed.contents[day]).toMatchObject({ keys: { length: 7 } })
  expect(report.effects.length).toBeGreaterThan(40)
  expectRightEnds(report, (name) => typeof report.undisturbed.contents[name] === 'string')
}, 600_000)

test('publishing as the NHS dies or is held up anywhere, when a file is new, one grows, one goes and one is emptied', async () => {
  const layout = await startLayout({
    layout: 'nhs',
    settings: { homeRegion: 'GB-EAW', appBundleId: 'uk.nhs.covid19.production' },
    regions: ['GB-EAW'],
    truncateWindowSeconds: 900,
  })
  const here = { regions: ',GB-EAW,' }
  const first = seconds('2026-11-05T01:47')
  await storeKeys(
    layout.db,
    keys(1, 3, '2026-11-05T00:30', { ...here, start: seconds('2026-11-02T00:00') / 600 }),
  )
  await layout.runAll(first)
  await layout.runAll(seconds('2026-11-12T01:47'))
  await storeKeys(layout.db, keys(10, 3, '2026-11-19T21:00', here))
  await layout.runAll(seconds('2026-11-19T23:47'))
  await storeKeys(layout.db, keys(20, 2, '2026-11-20T00:30', here))
  const report = await interruptEverywhere(await trialOf(layout, seconds('2026-11-20T01:47')), WAYS)
  const { contents } = report.undisturbed
  expect(contents['distribution/two-hourly/2026112002.zip']).toMatchObject({ keys: { length: 2 } })
  expect(contents['distribution/daily/2026112100.zip']).toMatchObject({ keys: { length: 2 } })
  expect(contents['distribution/daily/2026110600.zip']).toMatchObject({ keys: { length: 0 } })
  expect(report.effects.length).toBeGreaterThan(20)
  expectRightEnds(report, (name) => name.includes('/daily/'))
}, 600_000)
