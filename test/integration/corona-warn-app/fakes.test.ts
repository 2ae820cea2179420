/** Fakes of Corona-Warn-App phones: what an outsider sees of them and of real submissions. */

import { createExecutionContext } from 'cloudflare:test'
import { env } from 'cloudflare:workers'
import { expect, test } from 'vitest'
import worker from '../../../src/workers/index.ts'
import {
  aPayload,
  CWA_APP,
  cwaKeys,
  encodePayload,
  startCwa,
  type TestCwa,
} from '../../support/corona-warn-app-phone.ts'
import { NOON } from '../../support/keyserver.ts'
import { meterDatabase } from '../../support/metered-database.ts'

const seen = ({ status, headers, text }: Awaited<ReturnType<TestCwa['send']>>) => ({
  status,
  text,
  headers: [...headers],
})

const BODIES: [string, () => Uint8Array<ArrayBuffer>][] = [
  ['a good body', () => encodePayload(aPayload())],
  ['padding alone', () => encodePayload({ requestPadding: new Uint8Array(2000) })],
  ['no message', () => new Uint8Array(500).fill(255)],
  ['no body', () => new Uint8Array()],
  ['too many keys', () => encodePayload(aPayload([...cwaKeys(NOON, 14), ...cwaKeys(NOON, 14)]))],
  ['a body that is too large', () => new Uint8Array(200_000)],
]

test.each(BODIES)(
  'a fake with %s is answered like a real submission, and stores nothing',
  async (_name, body) => {
    const cwa = await startCwa()
    const fakes = []
    for (const [fake, more] of [
      ['1', {}],
      ['', { 'cwa-authorization': cwa.verification.tan() }],
      ['00', { 'cwa-otp': 'x', 'cwa-authorization': 'y' }],
    ] as const) {
      fakes.push(seen(await cwa.send(body(), { 'cwa-fake': fake, ...more })))
    }
    for (const table of ['diagnosis_keys', 'upload_shapes']) {
      const { results } = await env.KEYSERVER_DB.prepare(`SELECT 1 FROM ${table}`).all()
      expect(results).toEqual([])
    }
    expect(cwa.verification.asked).toEqual([])
    const real = seen(await cwa.submit(aPayload()))
    expect(real).toMatchObject({ status: 200, text: '' })
    for (const fake of fakes) expect(fake).toEqual(real)
  },
)

test('refusals have the same headers too, and no body', async () => {
  const cwa = await startCwa()
  const { headers, text } = seen(await cwa.submit(aPayload()))
  const refused = [
    await cwa.submit(aPayload([])),
    await cwa.submit(aPayload(), { 'cwa-authorization': 'x' }),
    await cwa.send(encodePayload(aPayload()), {}),
  ]
  for (const refusal of refused) expect(seen(refusal)).toMatchObject({ headers, text })
  expect(refused.map(({ status }) => status)).toEqual([400, 403, 400])
})

test('in a cold isolate a fake reads what a real one reads first, and fails with it', async () => {
  const { meter, wrap } = meterDatabase()
  const cwa = await startCwa({ wrapDatabase: wrap })
  meter.reset()
  await cwa.submit(aPayload(), { 'cwa-fake': '1' })
  const cold = meter.calls
  expect(cold).toBeGreaterThan(0)
  await cwa.submit(aPayload(), { 'cwa-fake': '1' })
  expect(meter.calls).toBe(cold)
  // The keys that are there already, then the write.
  await cwa.submit(aPayload())
  expect(meter.calls).toBe(cold + 2)
  cwa.server.restart()
  meter.before = () => {
    throw new Error('D1_ERROR')
  }
  const fake = seen(await cwa.submit(aPayload(), { 'cwa-fake': '1' }))
  expect(fake).toEqual(seen(await cwa.submit(aPayload())))
  expect(fake.status).toBe(500)
})

test('a fake reads its body to the end', async () => {
  const cwa = await startCwa()
  const body = encodePayload(aPayload())
  let pieces = 0
  const stream = new ReadableStream<Uint8Array>({
    pull(controller) {
      const piece = [body.subarray(0, 100), body.subarray(100)][pieces++]
      if (piece === undefined) controller.close()
      else controller.enqueue(piece)
    },
  })
  expect((await cwa.send(stream, { 'cwa-fake': '1' })).status).toBe(200)
  expect(pieces).toBe(3)
})

test('the front door leads to the surface, by path and by host', async () => {
  await startCwa()
  const ask = async (vars: object, host: string) => {
    const request = new Request<unknown, IncomingRequestCfProperties>(
      `https://${host}/version/v1/diagnosis-keys`,
      {
        method: 'POST',
        headers: { 'cwa-fake': '1' },
        body: encodePayload(aPayload()),
      },
    )
    const whole = { ...env, CWA_SUBMISSION_APP: CWA_APP, ...vars } as unknown as Parameters<
      typeof worker.fetch
    >[1]
    return (await worker.fetch(request, whole, createExecutionContext())).status
  }
  expect(await ask({}, 'any.example.org')).toBe(200)
  expect(await ask({ PUBLISH_HOST: 'submission.example.org' }, 'submission.example.org')).toBe(200)
  expect(await ask({ CWA_SUBMISSION_APP: '' }, 'any.example.org')).toBe(404)
})
