/** Uploads that die anywhere, are held up, or compete: the end is as if nothing had happened. */

import { env } from 'cloudflare:workers'
import { expect, test } from 'vitest'
import {
  keysFrom,
  speakAs,
  startEfgsHub,
  type TestEfgsHub,
  type TestMember,
} from '../../../support/efgs-hub.ts'
import { interruptEverywhere } from '../../../support/recorded-effects.ts'

const WAYS = ['dies before', 'dies after', 'stalls before'] as const

/** Uploads, how many keys each says that it has, and how many there are. */
async function uploads() {
  const { results } = await env.KEYSERVER_DB.prepare(
    `SELECT tag, number_of_keys AS told, (SELECT count(*) FROM efgs_hub_keys WHERE upload_id = id) AS keys
    FROM efgs_hub_uploads ORDER BY tag`,
  ).all()
  return results
}

test('an upload that dies anywhere and is sent again is stored once, and never in part', async () => {
  const keys = keysFrom('DE', 7)
  let hub: TestEfgsHub
  let germany: TestMember
  let statuses: number[] = []
  const report = await interruptEverywhere(
    {
      async prepare() {
        hub = await startEfgsHub()
        germany = await hub.member('DE')
        statuses = []
      },
      // A backend that got no answer sends the same again: same tag, same keys.
      run: async (recorder) => {
        const again = await startEfgsHub({
          anchor: hub.anchor,
          wrapDatabase: (database) => recorder.database(database),
        })
        const { status } = await speakAs(again, germany).upload(keys, { tag: 'x' })
        statuses.push(status)
      },
      readState: uploads,
    },
    WAYS,
  )
  expect(report.effects.length).toBeGreaterThanOrEqual(3)
  expect(report.undisturbed).toEqual([{ tag: 'x', told: 7, keys: 7 }])
  for (const { name, left, end } of report.cases) {
    expect([[], report.undisturbed], name).toContainEqual(left)
    expect(end, name).toEqual(report.undisturbed)
  }
  expect(statuses.every((status) => status === 201 || status === 409)).toBe(true)
})

test('an upload that is held up while another brings some of its keys is told so, whole', async () => {
  const keys = keysFrom('DE', 7)
  let hub: TestEfgsHub
  let germany: TestMember
  const answers: unknown[] = []
  const report = await interruptEverywhere(
    {
      async prepare() {
        hub = await startEfgsHub()
        germany = await hub.member('DE')
      },
      run: async (recorder, which) => {
        const other = await startEfgsHub({
          anchor: hub.anchor,
          wrapDatabase: (database) => recorder.database(database),
        })
        const sent = which === 'first' ? keys : keysFrom('DE', 5, {}, 5)
        const { status, body } = await speakAs(other, germany).upload(sent, { tag: which })
        answers.push({ which, status, body })
      },
      readState: uploads,
    },
    ['stalls before'],
  )
  for (const { name, end } of report.cases) {
    expect([['first'], ['second']], name).toContainEqual(end.map(({ tag }) => tag))
    expect(
      end.every(({ told, keys: stored }) => told === stored),
      name,
    ).toBe(true)
  }
  const partial = (places: readonly number[], free: readonly number[]) => ({
    '201': free,
    '409': places,
    '500': [],
  })
  // Whoever came first, the other is told of both keys that they have in common.
  expect(answers).toContainEqual({
    which: 'first',
    status: 207,
    body: partial([5, 6], [0, 1, 2, 3, 4]),
  })
  expect(answers).toContainEqual({ which: 'second', status: 207, body: partial([0, 1], [2, 3, 4]) })
})

test('ten members at once, each with keys of its own and of a gateway, lose nothing', async () => {
  const hub = await startEfgsHub()
  const countries = ['AT', 'BE', 'CZ', 'DE', 'DK', 'EE', 'ES', 'FI', 'FR', 'IE']
  const members = await Promise.all(countries.map((country) => hub.member(country)))
  const statuses = await Promise.all(
    members.flatMap((member) =>
      [0, 1, 2].map(async (round) => {
        const keys = keysFrom(member.country, 40, {}, round * 40)
        return (await member.upload(keys)).status
      }),
    ),
  )
  expect(statuses).toEqual(new Array(30).fill(201))
  await hub.build()
  const reader = await hub.member('PT')
  const walked = [...(await reader.walk()).values()].flat()
  expect(walked).toHaveLength(1200)
  expect(new Set(walked.map((key) => JSON.stringify([...key.keyData]))).size).toBe(1200)
  expect(hub.faults).toEqual([])
})
