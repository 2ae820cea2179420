/** The bucket at its worst: operations that fail, a run that ends for it, and in which order and how many at once they run. */

import { describe, expect, test } from 'vitest'
import { parseObjectName } from '../../../src/core/layouts/corona-warn-app/paths.ts'
import { type NodeLayout, startNodeLayout } from '../../support/node-layouts.ts'
import { type StoredTestKey, storeKeys } from '../../support/stored-keys.ts'

const HOUR = 3600
const DAY = 86_400
const seconds = (text: string) => Date.parse(`${text}:00Z`) / 1000
const BASE = 'version/v1/diagnosis-keys/country'
const NOW = seconds('2026-11-19T12:20')

const keys = (first: number, count: number, submitted: number): StoredTestKey[] =>
  Array.from({ length: count }, (_, i) => ({
    key: (first + i).toString(16).padStart(32, '0'),
    createdAt: submitted,
    start: seconds('2026-11-12T00:00') / 600,
  }))

const start = (settings: Readonly<Record<string, unknown>> = {}) =>
  startNodeLayout({
    layout: 'corona-warn-app',
    settings: { appBundleId: 'de.rki.coronawarnapp-dev', shiftingThreshold: 5, ...settings },
  })

/** One hour of this morning, two days before it. */
async function withKeys(settings?: Readonly<Record<string, unknown>>): Promise<NodeLayout> {
  const layout = await start(settings)
  await storeKeys(layout.db, [
    ...keys(1, 5, seconds('2026-11-17T09:00')),
    ...keys(10, 6, seconds('2026-11-18T09:00')),
    ...keys(20, 7, seconds('2026-11-19T11:00')),
  ])
  return layout
}

const isArchive = (name: string) => ['hour', 'day'].includes(parseObjectName('', name)?.kind ?? '')
const BROKEN = new Error('the bucket is gone')

describe('operations', () => {
  test('run side by side, as many as there are threads and never more, archives before indexes', async () => {
    const layout = await withKeys()
    layout.archives.before = async () => {
      for (let turn = 0; turn < 20; turn++) await Promise.resolve()
    }
    await layout.run(NOW)
    expect(layout.archives.mostAtOnce).toBe(4)
    const writes = layout.archives.operations.filter(({ operation }) =>
      ['putOnce', 'swap'].includes(operation),
    )
    const lastArchive = writes.findLastIndex(({ name }) => isArchive(name))
    const firstIndex = writes.findIndex(({ name }) => !isArchive(name))
    expect(lastArchive).toBeGreaterThan(0)
    expect(firstIndex).toBeGreaterThan(lastArchive)
  })

  test.each([1, 2, 16])('with %i threads', async (uploadThreads) => {
    const layout = await withKeys({ uploadThreads })
    layout.archives.before = async () => {
      for (let turn = 0; turn < 20; turn++) await Promise.resolve()
    }
    await layout.run(NOW)
    expect(layout.archives.mostAtOnce).toBeLessThanOrEqual(uploadThreads)
    if (uploadThreads < 5) expect(layout.archives.mostAtOnce).toBe(uploadThreads)
  })
})

describe('an operation that fails', () => {
  test('is tried three times, two seconds apart, and succeeds with the third', async () => {
    const layout = await withKeys()
    const name = `${BASE}/DE/date/2026-11-19/hour/11`
    let failures = 0
    layout.archives.before = (_operation, asked) => {
      if (asked === name && failures++ < 2) throw BROKEN
    }
    expect(await layout.run(NOW)).toMatchObject({ failures: 0 })
    expect(layout.pauses).toEqual([2000, 2000])
    expect(layout.keysOf(name)).toHaveLength(7)
  })

  test.each([1, 2, 5])(
    'for good, %i times, is borne: the run ends well, and the next one writes what is missing',
    async (count) => {
      const layout = await withKeys()
      const whole = await withKeys()
      await whole.run(NOW)
      // Objects of the last hours and of the days: no slot waits for another.
      const names = [...whole.archives.objects.keys()].filter(isArchive).slice(-count)
      layout.archives.before = (_operation, asked) => {
        if (names.includes(asked)) throw BROKEN
      }
      expect(await layout.run(NOW)).toMatchObject({ failures: count })
      expect(layout.pauses).toHaveLength(2 * count)
      for (const name of names) expect(layout.archives.objects.has(name)).toBe(false)
      expectNoIndexNames(layout, names)
      layout.archives.before = () => undefined
      // The very next tick, and not the next hour.
      expect(await layout.run(NOW + 60)).toMatchObject({ failures: 0, archives: count })
      expect(contentsOf(layout)).toEqual(contentsOf(whole))
    },
  )

  test('the sixth ends the run: no further write begins, what is stored stays, and the next run goes on', async () => {
    const layout = await withKeys()
    const whole = await withKeys()
    await whole.run(NOW)
    let isBroken = true
    layout.archives.before = () => {
      if (isBroken) throw BROKEN
    }
    await expect(layout.run(NOW)).rejects.toMatchObject({ reason: 'store_operations_failed' })
    const tried = new Set(layout.archives.operations.map(({ name }) => name))
    // Six failed thrice each; another may have been on its way beside the last.
    expect(tried.size).toBeLessThanOrEqual(7)
    expect(layout.archives.operations.length).toBeLessThanOrEqual(3 * 7)
    isBroken = false
    await layout.run(NOW + 60)
    expect(contentsOf(layout)).toEqual(contentsOf(whole))
  })

  test('counts where it is a deletion, and is tried again by the next run', async () => {
    const layout = await withKeys()
    await layout.run(NOW)
    layout.archives.before = (operation, name) => {
      if (operation === 'remove' && name === `${BASE}/EUR/date/2026-11-18/hour/9`) throw BROKEN
    }
    const later = seconds('2026-11-20T00:20')
    expect(await layout.run(later)).toMatchObject({ failures: 1 })
    layout.archives.before = () => undefined
    expect(await layout.run(later + 60)).toMatchObject({ failures: 0, deleted: 1 })
    const left = [...layout.archives.objects.keys()].filter((name) => name.includes('11-18/hour'))
    expect(left).toEqual([])
  })
})

describe('a change of the configuration', () => {
  test('that comes during a run is for the next one, and not lost', async () => {
    const layout = await withKeys({ hourFileRetentionDays: 2 })
    await layout.run(NOW)
    let isChanged = false
    layout.archives.before = async () => {
      if (isChanged) return
      isChanged = true
      await layout.change({ appBundleId: 'de.rki.coronawarnapp-dev', hourFileRetentionDays: 1 })
    }
    await storeKeys(layout.db, keys(40, 5, seconds('2026-11-19T12:00')))
    expect(await layout.run(NOW + HOUR)).toMatchObject({ slots: 1, deleted: 0 })
    expect(isChanged).toBe(true)
    await layout.run(NOW + HOUR + 60)
    const hours = [...layout.archives.objects.keys()].filter((name) => name.includes('11-18/hour'))
    expect(hours).toEqual([])
  })
})

describe('without a signer', () => {
  test('nothing is written, and what is too old stays until there is one', async () => {
    const layout = await withKeys()
    await layout.run(NOW)
    const before = contentsOf(layout)
    const retired = NOW + DAY
    await layout.d1.prepare('UPDATE signature_infos SET retires_at = ?').bind(retired).run()
    const tables = () =>
      layout.d1
        .prepare(
          'SELECT count(*) AS slots, (SELECT count(*) FROM layout_archives) AS archives FROM layout_slots',
        )
        .first()
    const counted = await tables()
    layout.archives.operations = []
    await expect(layout.run(NOW + 16 * DAY)).rejects.toMatchObject({ reason: 'no_usable_signer' })
    expect(layout.archives.operations).toEqual([])
    expect(contentsOf(layout)).toEqual(before)
    expect(await tables()).toEqual(counted)
  })
})

describe('deleting', () => {
  test('takes the names that it means and none that begins like them', async () => {
    const layout = await start()
    await storeKeys(layout.db, keys(1, 5, seconds('2026-11-18T01:00')))
    for (let hour = 2; hour < 24; hour++) {
      await storeKeys(
        layout.db,
        keys(100 * hour, 5, seconds('2026-11-18T01:00') + (hour - 1) * HOUR),
      )
    }
    await layout.run(seconds('2026-11-19T00:20'))
    const hours = `${BASE}/DE/date/2026-11-18/hour`
    // As if hour 1 alone had come of age.
    await layout.d1
      .prepare(`UPDATE layout_archives SET status = 'delete_pending' WHERE name = ?`)
      .bind(`${hours}/1`)
      .run()
    const before = [...layout.archives.objects.keys()]
    await layout.run(seconds('2026-11-19T01:20'))
    expect(before.filter((name) => !layout.archives.objects.has(name))).toEqual([`${hours}/1`])
    for (let hour = 10; hour < 20; hour++) {
      expect(layout.archives.objects.has(`${hours}/${hour}`), `hour ${hour}`).toBe(true)
    }
  })

  test('begins with the index that names what goes', async () => {
    const layout = await withKeys()
    await layout.run(NOW)
    layout.archives.operations = []
    await layout.run(seconds('2026-11-20T00:20'))
    const removed = layout.archives.operations
      .filter(({ operation }) => operation === 'remove')
      .map(({ name }) => parseObjectName('', name)?.kind)
    expect(removed.lastIndexOf('hours')).toBeLessThan(removed.indexOf('hour'))
    expect(removed).toContain('hours')
  })
})

/** What a phone finds: the keys of each archive, the text of each index. */
const contentsOf = (layout: NodeLayout) =>
  Object.fromEntries(
    [...layout.archives.objects.keys()]
      .sort()
      .map((name) => [name, isArchive(name) ? layout.keysOf(name) : layout.textOf(name)]),
  )

function expectNoIndexNames(layout: NodeLayout, names: readonly string[]): void {
  for (const name of names) {
    const object = parseObjectName('', name)
    if (object?.kind === 'day') {
      const dates: string[] = JSON.parse(layout.textOf(`${BASE}/${object.country}/date`) ?? '[]')
      expect(dates).not.toContain(object.date)
    }
    if (object?.kind === 'hour') {
      const index = layout.textOf(`${BASE}/${object.country}/date/${object.date}/hour`)
      expect(JSON.parse(index ?? '[]')).not.toContain(object.hour)
    }
  }
}
