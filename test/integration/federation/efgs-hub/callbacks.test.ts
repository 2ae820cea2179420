/** Members' entries of where they want to be told, over the gateway's surface. */

import { beforeEach, describe, expect, test } from 'vitest'
import { EFGS_CALLBACK_DEFAULTS } from '../../../../src/core/federation/efgs/hub-settings.ts'
import { succeed } from '../../../../src/core/result.ts'
import { readPartners } from '../../../../src/db/keyserver/queries/federation-partners.ts'
import { announceBatch } from '../../../../src/db/keyserver/queries/incoming-batches.ts'
import { buildEfgsBatches } from '../../../../src/flows/efgs-hub/build-batches.ts'
import { notifySubscribers } from '../../../../src/flows/efgs-hub/notify-subscribers.ts'
import type { PartnerHttp } from '../../../../src/flows/federation/protocol.ts'
import { efgsCallbackSurface } from '../../../../src/http/federation/efgs-callback/surface.ts'
import { efgsAdapter } from '../../../support/efgs-adapter.ts'
import {
  type Answer,
  keysFrom,
  startEfgsHub,
  type TestEfgsHub,
  type TestMember,
  TODAY,
} from '../../../support/efgs-hub.ts'
import { addPartner, rowsOf } from '../../../support/exchange.ts'

const PATH = '/diagnosiskeys/callback'
const URL_1 = 'https://efgs.example.fr/callback'

let hub: TestEfgsHub
let france: TestMember
beforeEach(async () => {
  hub = await startEfgsHub()
  france = await hub.member('FR')
})

const put = (member: TestMember, id: string, url: string) =>
  member.request(`${PATH}/${encodeURIComponent(id)}?url=${encodeURIComponent(url)}`, {
    method: 'PUT',
  })
const remove = (member: TestMember, id: string) =>
  member.request(`${PATH}/${encodeURIComponent(id)}`, { method: 'DELETE' })
const list = async (member: TestMember) => (await member.request(PATH)).body

describe('an entry', () => {
  test('is made, listed and deleted', async () => {
    expect(await list(france)).toEqual([])
    expect(await put(france, 'one', URL_1)).toMatchObject({ status: 200, text: '' })
    const answer = await france.request(PATH)
    expect(answer).toMatchObject({ status: 200, body: [{ callbackId: 'one', url: URL_1 }] })
    expect(answer.headers.get('content-type')).toBe('application/json')
    expect(await remove(france, 'one')).toMatchObject({ status: 200, text: '' })
    expect(await list(france)).toEqual([])
  })

  test('has the newest address', async () => {
    await put(france, 'one', URL_1)
    expect(await put(france, 'one', `${URL_1}/2`)).toMatchObject({ status: 200, text: '' })
    expect(await list(france)).toEqual([{ callbackId: 'one', url: `${URL_1}/2` }])
  })

  test('is its country’s: another may have the same name, and neither sees nor deletes it', async () => {
    const italy = await hub.member('IT')
    await put(france, 'one', URL_1)
    expect(await list(italy)).toEqual([])
    expect((await remove(italy, 'one')).status).toBe(404)
    await put(italy, 'one', 'https://efgs.example.it/callback')
    expect(await list(france)).toEqual([{ callbackId: 'one', url: URL_1 }])
    await remove(italy, 'one')
    expect(await list(france)).toHaveLength(1)
  })

  test('that is not there can’t be deleted', async () => {
    const answer = await remove(france, 'one')
    expect(answer).toMatchObject({ status: 404, body: { status: 404, title: 'Not Found' } })
    expect(answer.headers.get('content-type')).toBe('application/problem+json')
  })

  test('may have any name of 32 characters', async () => {
    for (const id of ['2020-09-05_Prod', 'a b/c?', 'ü', 'x'.repeat(32)]) {
      expect((await put(france, id, URL_1)).status, id).toBe(200)
      expect((await remove(france, id)).status, id).toBe(200)
    }
  })

  test.each(['x'.repeat(33), 'a\u0000'])('may not be called %j', async (id) => {
    expect(await put(france, id, URL_1)).toMatchObject({
      status: 400,
      body: { detail: 'Callback ID is invalid' },
    })
  })

  // What else is no address stands in the tests of the rule.
  test.each([
    'http://efgs.example.fr/callback',
    'https://10.0.0.1/callback',
    'https://[fe80::1]/callback',
    'https://efgs.example.fr/callback?a=b',
    'garbage',
    '',
    `https://efgs.example.fr/${'x'.repeat(233)}`,
  ])('may not lead to %j', async (url) => {
    await put(france, 'one', URL_1)
    const answer = await put(france, 'one', url)
    expect(answer).toMatchObject({
      status: 400,
      body: {
        type: 'about:blank',
        title: 'Bad Request',
        status: 400,
        detail: 'Callback URL is invalid',
        instance: `${PATH}/one`,
      },
    })
    expect(answer.headers.get('content-type')).toBe('application/problem+json')
    expect(await list(france)).toEqual([{ callbackId: 'one', url: URL_1 }])
  })

  test('has one address: none and two are refused', async () => {
    for (const question of ['', '?url=', `?url=${URL_1}&url=${URL_1}`, `?URL=${URL_1}`]) {
      const answer = await france.request(`${PATH}/one${question}`, { method: 'PUT' })
      expect(answer.status, question).toBe(400)
    }
    expect(await list(france)).toEqual([])
  })

  test('comes after nineteen others at most, and may still be changed then', async () => {
    for (let i = 0; i < 20; i++) expect((await put(france, `${i}`, URL_1)).status).toBe(200)
    expect(await put(france, '20', URL_1)).toMatchObject({
      status: 400,
      body: { detail: 'There are too many callbacks' },
    })
    expect((await put(france, '19', `${URL_1}/2`)).status).toBe(200)
    expect((await put(await hub.member('IT'), '1', URL_1)).status).toBe(200)
  })
})

describe('a call', () => {
  test('is taken with any Accept, but the list is JSON', async () => {
    const headers = { accept: 'text/html' }
    const question = `${PATH}/one?url=${URL_1}`
    expect((await france.request(question, { method: 'PUT', headers })).status).toBe(200)
    expect(await france.request(PATH, { headers })).toMatchObject({ status: 406, text: '' })
    for (const accept of ['*/*', 'application/json', 'application/json; version=9.9']) {
      expect((await france.request(PATH, { headers: { accept } })).status, accept).toBe(200)
    }
    expect((await france.request(`${PATH}/one`, { method: 'DELETE', headers })).status).toBe(200)
  })

  test('of nobody is refused in the form that each has', async () => {
    const calls = [
      ['GET', PATH, 'application/json'],
      ['PUT', `${PATH}/one?url=${URL_1}`, 'application/problem+json'],
      ['DELETE', `${PATH}/one`, 'application/problem+json'],
    ] as const
    for (const [method, path, type] of calls) {
      const answer = await hub.request(path, { method })
      expect(answer, method).toMatchObject({ status: 403, body: { status: 403 } })
      expect(answer.body, method).not.toHaveProperty('detail')
      expect(answer.headers.get('content-type'), method).toBe(type)
    }
    expect(await rowsOf('efgs_hub_subscriptions')).toEqual([])
  })

  test('of a member that was shut out is refused', async () => {
    await put(france, 'one', URL_1)
    await hub.revoke(france.tls.thumbprint)
    for (const answer of [
      await france.request(PATH),
      await put(france, 'one', `${URL_1}/2`),
      await remove(france, 'one'),
    ]) {
      expect(answer.status).toBe(403)
    }
    expect(await rowsOf('efgs_hub_subscriptions', 'url')).toEqual([{ url: URL_1 }])
  })

  test('of another method is none', async () => {
    for (const [method, path, allow] of [
      ['POST', PATH, 'GET'],
      ['DELETE', PATH, 'GET'],
      ['GET', `${PATH}/one`, 'PUT,DELETE'],
      ['POST', `${PATH}/one`, 'PUT,DELETE'],
    ] as const) {
      const answer = await france.request(path, { method })
      expect(answer.status, `${method} ${path}`).toBe(405)
      expect(answer.headers.get('allow')).toBe(allow)
    }
  })
})

test('a client of ours registers itself, and what is announced to it is noted', async () => {
  await addPartner(hub.deps.db, 1, {
    ownOrigin: 'FR',
    settings: { callbackUrl: URL_1, callbackCertificates: ['c'.repeat(64)] },
  })
  const http: PartnerHttp = {
    async send(url, { method, headers, body }) {
      const { pathname, search } = new URL(url)
      const init = { method, headers, ...(body !== undefined && { body }) }
      return outcomeOf(await france.request(`${pathname}${search}`, init))
    },
  }
  const settings = { callbackUrl: URL_1 }
  const { importer } = await efgsAdapter(http, { ownOrigin: 'FR', settings })
  expect(await importer.register?.(hub.now)).toEqual({ ok: true, value: 'registered' })
  expect(await importer.register?.(hub.now)).toEqual({ ok: true, value: 'was_registered' })

  const germany = await hub.member('DE')
  for (const from of [0, 3]) {
    expect((await germany.upload(keysFrom('DE', 3, {}, from))).status).toBe(201)
    await buildEfgsBatches(hub.deps.db, 5000, hub.now)
  }
  const receiver = efgsCallbackSurface(
    () => ({
      deps: {
        partners: (now) => readPartners(hub.deps.db, now),
        announce: (batch, now) => announceBatch(hub.deps.db, batch, now),
        thumbprintOf: () => 'c'.repeat(64),
        events: { requestFailed: (_surface, cause) => void hub.faults.push(cause) },
      },
      now: hub.now,
    }),
    [new URL(URL_1).pathname],
  )
  const notify = () =>
    notifySubscribers(
      {
        db: hub.deps.db,
        http: {
          async send(url, { method, headers }) {
            const answer = await receiver.request(url, { method, headers })
            const bytes = new Uint8Array(await answer.arrayBuffer())
            return outcomeOf({ status: answer.status, headers: answer.headers, bytes })
          },
        },
        allowsLoopback: false,
        settings: EFGS_CALLBACK_DEFAULTS,
      },
      { clock: () => hub.now, remaining: () => 100 },
    )
  expect(await notify()).toEqual({ delivered: 2, failed: 0, deletedSubscriptions: 0 })
  expect(
    await rowsOf('incoming_batches', 'partner_id, batch_date, batch_tag, status', 'id'),
  ).toEqual(
    [1, 2].map((number) => ({
      partner_id: 1,
      batch_date: TODAY,
      batch_tag: `${TODAY.replaceAll('-', '')}-${number}`,
      status: 'registered',
    })),
  )
  expect(hub.faults).toEqual([])
})

const outcomeOf = ({ status, headers, bytes }: Pick<Answer, 'status' | 'headers' | 'bytes'>) =>
  succeed({ status, headers, body: new Uint8Array(bytes) })
