/** Uploads and builds that die anywhere, overlap or compete: the end is as if nothing had happened, and nobody misses a key. */

import { env } from 'cloudflare:workers'
import { expect, test } from 'vitest'
import { addSeconds, SECONDS_PER_DAY } from '../../../../src/core/time.ts'
import { openKeyserver } from '../../../../src/db/keyserver/database.ts'
import { flushBatches } from '../../../../src/flows/uk-hub/build-batches.ts'
import { deleteExpiredUkHub } from '../../../../src/flows/uk-hub/download-batch.ts'
import { randomBytes } from '../../../../src/platform/secrets.ts'
import { interruptEverywhere } from '../../../support/recorded-effects.ts'
import {
  exposures,
  keysOf,
  readHub,
  speakAs,
  startUkHub,
  type TestNation,
  type TestUkHub,
} from '../../../support/uk-hub.ts'

const BATCHES_ARE_SPANS = `
SELECT count(*) AS n FROM uk_hub_batches AS batch WHERE first_exposure_id > last_exposure_id
  OR (SELECT count(*) FROM uk_hub_exposures WHERE id BETWEEN first_exposure_id AND last_exposure_id) = 0
  OR EXISTS (SELECT 1 FROM uk_hub_batches AS other WHERE other.id < batch.id AND other.last_exposure_id >= batch.first_exposure_id)`

const keyTexts = (sent: readonly { keyData?: unknown }[]) =>
  sent.map(({ keyData }) => String(keyData)).toSorted()

test('an upload that dies anywhere and is sent again is stored and counted once', async () => {
  const sent = exposures(7)
  let hub: TestUkHub
  let ireland: TestNation
  let scotland: TestNation
  const report = await interruptEverywhere(
    {
      async prepare() {
        hub = await startUkHub({ settings: { batchSize: 3 } })
        ireland = await hub.nation('IE')
        scotland = await hub.nation('GB-SCT')
      },
      // A backend that got no answer sends the same again: same tag, same keys.
      run: async (recorder) => {
        const again = await startUkHub({
          settings: { batchSize: 3 },
          wrapDatabase: (database) => recorder.database(database),
          keepsStorage: true,
        })
        return speakAs(again, ireland).upload(sent, { tag: 'x' })
      },
      async readState() {
        await hub.flush()
        const { exposures: keys, metrics, uploads } = await readHub()
        const walked = (await scotland.walk()).flat().toSorted()
        const { results } = await env.KEYSERVER_DB.prepare(BATCHES_ARE_SPANS).all()
        return {
          keys: keys.map(({ key }) => key),
          metrics: metrics.filter(({ event }) => event === 'UPLOAD').map(({ value }) => value),
          tags: uploads.map(({ tag }) => tag),
          walked,
          wrong: results,
        }
      },
    },
    ['dies before', 'dies after', 'stalls before'],
  )
  expect(report.effects.length).toBeGreaterThanOrEqual(4)
  expect(report.undisturbed.walked).toEqual(keyTexts(sent))
  expect(report.undisturbed.metrics).toEqual([7])
  for (const { name, left, end } of report.cases) {
    expect(left.wrong, name).toEqual([{ n: 0 }])
    // None of it or all of it.
    expect([0, 7], name).toContain(left.keys.length)
    expect(left.tags.length, name).toBe(left.keys.length === 0 ? 0 : 1)
    expect(end, name).toEqual(report.undisturbed)
  }
})

test('a build that dies anywhere is finished by the next', async () => {
  const sent = exposures(70)
  let hub: TestUkHub
  let scotland: TestNation
  const report = await interruptEverywhere(
    {
      async prepare() {
        hub = await startUkHub({ settings: { batchSize: 1000 } })
        scotland = await hub.nation('GB-SCT')
        await (await hub.nation('IE')).upload(sent)
      },
      run: (recorder) => {
        const db = openKeyserver(recorder.database(env.KEYSERVER_DB))
        return flushBatches({ db, randomBytes }, 3, hub.now)
      },
      async readState() {
        const { results } = await env.KEYSERVER_DB.prepare(BATCHES_ARE_SPANS).all()
        return { walked: (await scotland.walk()).map((keys) => keys.length), wrong: results }
      },
    },
    ['dies before', 'dies after', 'stalls before'],
  )
  const whole = [...new Array(23).fill(3), 1]
  expect(report.undisturbed).toEqual({ walked: whole, wrong: [{ n: 0 }] })
  for (const { name, left, end } of report.cases) {
    expect(left.wrong, name).toEqual([{ n: 0 }])
    expect(left.walked, name).toEqual(whole.slice(0, left.walked.length))
    expect(end, name).toEqual(report.undisturbed)
  }
})

test('retention that dies anywhere is finished by the next', async () => {
  let hub: TestUkHub
  const report = await interruptEverywhere(
    {
      async prepare() {
        hub = await startUkHub({ settings: { batchSize: 2 } })
        await (await hub.nation('IE')).upload(exposures(5))
      },
      run: (recorder) =>
        deleteExpiredUkHub(
          openKeyserver(recorder.database(env.KEYSERVER_DB)),
          addSeconds(hub.now, 15 * SECONDS_PER_DAY),
        ),
      readState: async () => {
        const { exposures: keys, uploads } = await readHub()
        return { keys: keys.length, uploads: uploads.length }
      },
    },
    ['dies before', 'dies after', 'stalls before'],
  )
  // The fifth is in no batch yet: it is not forgotten before somebody could have it.
  expect(report.undisturbed).toEqual({ keys: 1, uploads: 0 })
  for (const { name, end } of report.cases) expect(end, name).toEqual(report.undisturbed)
})

test('fifty uploads at once that share keys in different orders all succeed, and no key is lost or counted twice', async () => {
  const hub = await startUkHub({ settings: { batchSize: 10 } })
  const nations = [await hub.nation('IE'), await hub.nation('GB-SCT'), await hub.nation('JE')]
  const reader = await hub.nation('GI')
  const shared = exposures(40)
  const answers = await Promise.all(
    Array.from({ length: 50 }, (_, i) => {
      const order = i % 2 === 0 ? shared : shared.toReversed()
      const sent = [...order.slice(i % 20), ...exposures(2)]
      const nation = nations[i % nations.length]
      if (nation === undefined) throw new Error('there are three')
      return nation.upload(sent)
    }),
  )
  expect(answers.map(({ status }) => status)).toEqual(new Array(50).fill(200))
  const inserted = answers.reduce((sum, { body }) => sum + Number(body?.['insertedExposures']), 0)
  expect(inserted).toBe(40 + 100)
  await hub.flush()
  const walked = (await reader.walk()).flat()
  expect(new Set(walked).size).toBe(140)
  expect(walked).toHaveLength(140)
  const { metrics } = await readHub()
  const uploaded = metrics.filter(({ event }) => event === 'UPLOAD')
  expect(uploaded.reduce((sum, { value }) => sum + Number(value), 0)).toBe(140)
  expect(hub.faults).toEqual([])
})

test('who polls while batches are built meets each whole, and never one without keys', async () => {
  const hub = await startUkHub({ settings: { batchSize: 20 } })
  const [ireland, reader] = [await hub.nation('IE'), await hub.nation('GI')]
  const met: string[][] = []
  let isDone = false
  const poll = async () => {
    for (let tag = ''; ; ) {
      const wasDone = isDone
      const answer = await reader.download(tag)
      if (answer.status === 200) {
        tag = String(answer.body?.['batchTag'])
        met.push(keysOf(answer))
      } else if (wasDone) return
    }
  }
  const work = async () => {
    for (let i = 0; i < 20; i++) await ireland.upload(exposures(17))
    await Promise.all([1, 2, 3, 4].map(() => hub.flush()))
    isDone = true
  }
  await Promise.all([poll(), work()])
  expect(met.map((keys) => keys.length)).toEqual(new Array(17).fill(20))
  expect(new Set(met.flat()).size).toBe(340)
})

test('builders that compete make no batch without keys, and give no key two', async () => {
  const hub = await startUkHub()
  const [ireland, reader] = [await hub.nation('IE'), await hub.nation('GI')]
  const sent = exposures(100)
  await ireland.upload(sent)
  const built = await Promise.all(
    [1, 2, 3, 4, 5, 6, 7, 8].map(() => flushBatches(hub.deps, 8, hub.now)),
  )
  expect(built.reduce((sum, batches) => sum + batches, 0)).toBe(13)
  const walked = await reader.walk()
  expect(walked.map((keys) => keys.length)).toEqual([...new Array(12).fill(8), 4])
  expect(walked.flat().toSorted()).toEqual(keyTexts(sent))
})
