/** What an outsider sees of registrations, uploads and decoys, and what nobody must find in the logs. */

import { expect, test, vi } from 'vitest'
import { openApiDocument } from '../../../src/api/openapi/document.ts'
import { publishContract } from '../../../src/api/openapi/publish.ts'
import { handleStopKeys } from '../../../src/http/coronamelder/apps.ts'
import { answerClock } from '../../../src/http/publish/answer-clock.ts'
import {
  appKey,
  bodyOf,
  type CoronaMelderServer,
  startCoronaMelder,
} from '../../support/coronamelder.ts'
import { documentedSchema } from '../../support/documented-schema.ts'
import { NOON } from '../../support/keyserver.ts'
import { meterDatabase } from '../../support/metered-database.ts'

/** All that stands on the wire of an answer but for what is random. */
async function seen(response: Response) {
  const { status, headers } = response
  const padding = headers.get('padding') ?? ''
  expect(padding).toMatch(/^[A-Za-z0-9+/]{200,300}$/)
  return {
    status,
    headers: [...headers].map(([name, value]) => [name, name === 'padding' ? '' : value]),
    bytes: new TextEncoder().encode(await response.text()).length,
  }
}

const stranger = { bucketId: Buffer.alloc(32).toString('base64'), confirmationKey: 'AAAA' }

async function allKinds(server: CoronaMelderServer): Promise<readonly (() => Promise<Response>)[]> {
  const registered = await server.register()
  const body = bodyOf(registered, [appKey(NOON, 1), appKey(NOON, 2)])
  return [
    () => server.request('/v2/register', { method: 'POST', body: '{"padding":"AAAA"}' }),
    () => server.request('/v1/register', { method: 'POST' }),
    () => server.post(registered, body),
    () => server.upload(registered, [appKey(NOON, 16)]),
    () => server.post(stranger, body),
    () => server.post(stranger, ''),
    () => server.post(stranger, 'x'.repeat(70_000)),
    () => server.request('/v1/postkeys', { method: 'POST' }),
    () => server.stop(body),
    () => server.stop(''),
    () => server.stop('x'.repeat(70_000)),
  ]
}

test('all are answered with the same status, headers and length', async () => {
  const server = await startCoronaMelder()
  for (const send of await allKinds(server)) {
    expect(await seen(await send())).toEqual({
      status: 200,
      headers: [
        ['cache-control', 'no-store, no-transform'],
        ['content-type', 'application/json; charset=utf-8'],
        ['padding', ''],
      ],
      bytes: 256,
    })
  }
})

test('answers have the members that are documented', async () => {
  const server = await startCoronaMelder()
  const document = openApiDocument(publishContract)
  const hold = async (name: string, response: Response) =>
    documentedSchema(document, name).parse(await response.json())
  const registered = await server.register()
  await hold('RegisteredV2', await server.request('/v2/register', { method: 'POST' }))
  await hold('RegisteredV1', await server.request('/v1/register', { method: 'POST' }))
  await hold('Padded', await server.upload(registered, [appKey(NOON, 1)]))
  await hold('Padded', await server.stop(''))
  const confirm = { labConfirmationId: 'BCF234', dateOfSymptomsOnset: '2026-11-17' }
  await hold('LabConfirmed', await server.labConfirm(confirm))
})

test('when the database is away all are answered alike as well', async () => {
  const { meter, wrap } = meterDatabase()
  const server = await startCoronaMelder({ wrapDatabase: wrap })
  const kinds = await allKinds(server)
  meter.before = () => {
    throw new Error('away')
  }
  const answers = await Promise.all(kinds.map(async (send) => seen(await send())))
  expect(new Set(answers.map((answer) => JSON.stringify(answer))).size).toBe(1)
})

test('the length of the padding tells nothing: it is drawn alike for uploads and decoys', async () => {
  const server = await startCoronaMelder()
  const registered = await server.register()
  const body = bodyOf(registered, [appKey(NOON, 1)])
  const lengths = async (send: () => Promise<Response>) =>
    Promise.all(
      Array.from({ length: 250 }, async () => (await send()).headers.get('padding')?.length ?? 0),
    )
  const real = await lengths(() => server.post(registered, body))
  const decoys = await lengths(() => server.stop(body))
  const wins = real.flatMap((a) => decoys.map((b) => (a > b ? 1 : a === b ? 0.5 : 0)))
  const auc = wins.reduce((sum: number, win) => sum + win, 0) / wins.length
  // 1.96 / 2 standard errors of an AUC at 0.5 with 250 each are 0.05; four of them are met once in 16,000 runs.
  expect(Math.abs(auc - 0.5)).toBeLessThan(0.105)
  for (const all of [real, decoys]) {
    expect(new Set(all).size).toBeGreaterThan(70)
    expect(Math.min(...all)).toBeGreaterThanOrEqual(200)
    expect(Math.max(...all)).toBeLessThanOrEqual(300)
  }
})

test('a decoy asks the database nothing and leaves nothing behind', async () => {
  const { meter, wrap } = meterDatabase()
  const server = await startCoronaMelder({ wrapDatabase: wrap })
  const registered = await server.register()
  meter.reset()
  await server.stop(bodyOf(registered, [appKey(NOON, 1)]))
  expect(meter.calls).toBe(0)
  expect(await server.waitingKeys()).toEqual([])
})

test('an upload is the same work for a bucket that nobody has', async () => {
  const { meter, wrap } = meterDatabase()
  const server = await startCoronaMelder({ wrapDatabase: wrap })
  const registered = await server.register()
  const statements: (readonly string[])[] = []
  meter.before = (sql) => {
    statements.push(sql)
  }
  await server.upload(registered, [appKey(NOON, 1)])
  const real = statements.splice(0)
  expect(real).toHaveLength(2)
  await server.upload({ ...registered, ...stranger }, [appKey(NOON, 1)])
  expect(statements.splice(0)).toEqual(real)
  await server.upload({ ...registered, confirmationKey: 'AAAA' }, [appKey(NOON, 1)])
  expect(statements.splice(0)).toEqual(real)
})

test('a decoy is answered at the time of a recent upload, by a timer', async () => {
  let now = 0
  const slept: number[] = []
  const clock = answerClock({
    stopwatch: () => now,
    sleep: async (milliseconds) => {
      slept.push(milliseconds)
      now += milliseconds
    },
    random: () => 0,
    stepMs: 0,
  })
  // Every time that is remembered is replaced by this one.
  for (let i = 0; i < 200; i++) {
    now += 37
    await clock.holdReal(now - 37, true)
  }
  const deps = {
    clock,
    randomBytes: (n: number) => new Uint8Array(n),
    events: { chaffAnswered: () => undefined },
  }
  const request = new Request('https://tocsin.example/v1/stopkeys', { method: 'POST', body: '{}' })
  const context = { get: () => deps, req: { raw: request } }
  const response = await handleStopKeys(context as never)
  expect(response.status).toBe(200)
  expect(slept).toEqual([37])
})

test('no log line has a bucket, a key, a signature or what is read out', async () => {
  const lines: string[] = []
  const spy = vi.spyOn(console, 'log').mockImplementation((line: unknown) => {
    lines.push(String(line))
  })
  const server = await startCoronaMelder()
  const registered = await server.register()
  const key = appKey(NOON, 1)
  await server.upload(registered, [key])
  await server.upload({ ...registered, confirmationKey: 'AAAA' }, [key])
  await server.stop(bodyOf(registered, [key]))
  expect(await server.confirm(registered)).toBe(true)
  expect(await server.confirm(registered)).toBe(false)
  await server.tick()
  spy.mockRestore()
  const text = lines.join('\n')
  expect(text).toContain('workflow_called')
  expect(text).toContain('release-coronamelder-keys')
  const { ggdKey, bucketId, confirmationKey } = registered
  for (const secret of [ggdKey, bucketId, confirmationKey, key.keyData]) {
    expect(text).not.toContain(secret)
    expect(text.toLowerCase()).not.toContain(Buffer.from(secret, 'base64').toString('hex'))
  }
})
