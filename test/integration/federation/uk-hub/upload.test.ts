/** Uploads of nations: what is stored, and what is refused whole (uk-federation sections 0a, 5 and 17.1). */

import { describe, expect, test } from 'vitest'
import { toBase64, utf8 } from '../../../../src/core/bytes.ts'
import { generateKeyPair } from '../../../../src/core/crypto/ecdsa.ts'
import { changeNation } from '../../../support/nations.ts'
import {
  type Answer,
  exposure,
  exposures,
  exposuresOf,
  publicPem,
  readHub,
  type SentExposure,
  startUkHub,
  today,
} from '../../../support/uk-hub.ts'
import vectors from '../../../vectors/uk-jws.json'

const isError = (answer: Answer, status: number, error: string) => {
  expect(answer.status).toBe(status)
  expect(answer.headers.get('content-type')).toBe('application/json; charset=utf-8')
  expect(Object.keys(answer.body ?? {})).toEqual(['statusCode', 'error', 'message'])
  expect(answer.body).toMatchObject({ statusCode: status, error })
}

const nothingIsStored = async () =>
  expect(await readHub()).toMatchObject({ exposures: [], uploads: [], metrics: [] })

describe('an upload', () => {
  test('is answered with its tag and the number of new keys, on each of its paths', async () => {
    const hub = await startUkHub()
    const ireland = await hub.nation('IE')
    const answer = await ireland.upload(exposures(3), { tag: 'c3b1' })
    expect(answer.status).toBe(200)
    expect(answer.body).toEqual({ batchTag: 'c3b1', insertedExposures: 3 })
    expect(answer.headers.get('content-type')).toBe('application/json; charset=utf-8')
    for (const path of [
      '/upload',
      '/federation/uk/upload',
      '/federation/uk/diagnosiskeys/upload',
    ]) {
      const init = {
        method: 'POST',
        headers: { authorization: ireland.token, 'content-type': 'application/json' },
        body: JSON.stringify({ batchTag: 5, payload: await ireland.sign('[]') }),
      }
      const { status, body } = await hub.request(path, init)
      expect([status, body]).toEqual([200, { batchTag: '5', insertedExposures: 0 }])
    }
  })

  test('verifies with padding and without', async () => {
    const hub = await startUkHub()
    const ireland = await hub.nation('IE')
    expect((await ireland.upload(exposures(1), { padded: true })).status).toBe(200)
    expect((await ireland.upload(exposures(1), { padded: false })).status).toBe(200)
  })

  test('may be signed by either of two keys of its nation', async () => {
    const hub = await startUkHub()
    const ireland = await hub.nation('IE')
    const next = await generateKeyPair()
    const pems = [await publicPem(ireland.keys.publicKey), await publicPem(next.publicKey)]
    await changeNation(hub.deps.db, ireland.uuid, { publicKeyPems: pems })
    expect((await ireland.upload(exposures(1))).status).toBe(200)
    expect((await ireland.upload(exposures(1), { privateKey: next.privateKey })).status).toBe(200)
    await changeNation(hub.deps.db, ireland.uuid, { publicKeyPems: pems.slice(1) })
    expect((await ireland.upload(exposures(1))).status).toBe(403)
  })

  test('of keys that are known stores nothing again, whoever sends them and however they are spelled', async () => {
    const hub = await startUkHub()
    const [ireland, scotland] = [await hub.nation('IE'), await hub.nation('GB-SCT')]
    const bytes = new Uint8Array(16).fill(0xfb)
    const spellings = [
      toBase64(bytes),
      toBase64(bytes).replaceAll('+', '-').replaceAll('/', '_'),
      toBase64(bytes).replaceAll('=', ''),
    ]
    const sent = spellings.map((keyData) => exposure({ keyData }))
    expect((await ireland.upload(sent)).body?.['insertedExposures']).toBe(1)
    expect((await ireland.upload(sent)).body?.['insertedExposures']).toBe(0)
    expect((await scotland.upload(sent)).body?.['insertedExposures']).toBe(0)
    expect((await readHub()).exposures).toEqual([
      { key: 'FB'.repeat(16), nation_id: expect.any(Number), origin: 'IE' },
    ])
  })

  test('keeps the first of two forms of one key', async () => {
    const hub = await startUkHub()
    const [ireland, scotland] = [await hub.nation('IE'), await hub.nation('GB-SCT')]
    const first = exposure({ daysSinceOnset: 1 })
    await ireland.upload([first, { ...first, daysSinceOnset: 2 }])
    await hub.flush()
    expect(exposuresOf(await scotland.download())).toEqual([{ ...first, origin: 'IE' }])
  })

  test('with the tag of an earlier one of its nation adds to it', async () => {
    const hub = await startUkHub()
    const ireland = await hub.nation('IE')
    await ireland.upload(exposures(2), { tag: 'again' })
    await ireland.upload(exposures(1), { tag: 'again' })
    expect((await readHub()).uploads).toEqual([
      { nation_id: expect.any(Number), tag: 'again', sent_keys: 3 },
    ])
  })

  test('with the tag of another nation is still its own', async () => {
    const hub = await startUkHub()
    const [ireland, scotland] = [await hub.nation('IE'), await hub.nation('GB-SCT')]
    const [a = {}, b = {}] = exposures(2)
    await ireland.upload([a], { tag: 'same' })
    await scotland.upload([b], { tag: 'same' })
    await hub.flush()
    expect(await ireland.walk()).toEqual([[b['keyData']]])
    expect(await scotland.walk()).toEqual([[a['keyData']]])
  })

  test('of the first interface has what it did not know filled in', async () => {
    const hub = await startUkHub()
    const [ireland, scotland] = [await hub.nation('IE'), await hub.nation('GB-SCT')]
    const { keyData, rollingStartNumber } = exposure()
    await ireland.upload([{ keyData, rollingStartNumber }])
    await hub.flush()
    expect(exposuresOf(await scotland.download())).toEqual([
      {
        keyData,
        rollingStartNumber,
        transmissionRiskLevel: 0,
        rollingPeriod: 144,
        regions: [],
        origin: 'IE',
        testType: 1,
        reportType: 1,
        daysSinceOnset: 0,
      },
    ])
  })

  test('passes over keys that nobody could use, and takes the others', async () => {
    const hub = await startUkHub()
    const ireland = await hub.nation('IE')
    const { status, body } = await ireland.upload([
      exposure(),
      exposure({ rollingPeriod: 145 }),
      exposure({ rollingPeriod: 0 }),
      exposure({ rollingStartNumber: -1 }),
      exposure({ rollingStartNumber: 0 }),
      exposure({ rollingStartNumber: today() + 1 }),
      exposure({ rollingStartNumber: today() - 30 * 144 }),
    ])
    expect([status, body?.['insertedExposures']]).toEqual([200, 1])
  })

  test('takes twenty thousand keys, and no more', async () => {
    const hub = await startUkHub()
    const ireland = await hub.nation('IE')
    const sent = exposures(20_000)
    expect((await ireland.upload(sent)).body?.['insertedExposures']).toBe(20_000)
    isError(await ireland.upload([...sent, exposure()]), 413, 'Payload Too Large')
    expect((await readHub()).exposures).toHaveLength(20_000)
  })

  test('takes keys with long lists of regions, in as many statements as it needs', async () => {
    const hub = await startUkHub()
    const ireland = await hub.nation('IE')
    const regions = Array.from({ length: 100 }, (_, i) => `${'ü'.repeat(60)}-${i}`)
    const sent = Array.from({ length: 200 }, () => exposure({ regions }))
    expect((await ireland.upload(sent)).body?.['insertedExposures']).toBe(200)
    expect((await readHub()).metrics).toMatchObject([{ event: 'UPLOAD', value: 200 }])
  })
})

describe('the origin of a key', () => {
  const send = async (gatewayOrigins: readonly string[], origin: unknown) => {
    const hub = await startUkHub()
    const [sender, reader] = [await hub.nation('IE', gatewayOrigins), await hub.nation('GB-SCT')]
    await sender.upload([exposure({ origin })])
    await hub.flush()
    return exposuresOf(await reader.download())[0]?.['origin']
  }

  test.each(['ZZ', '', 5, undefined])(
    'is the region of its nation, though it says %j',
    async (origin) => {
      expect(await send([], origin)).toBe('IE')
    },
  )

  test('is as sent where the nation is a gateway for it', async () => {
    expect(await send(['JE', 'GI'], 'GI')).toBe('GI')
  })

  test('is the gateway itself where it is none of its origins', async () => {
    expect(await send(['JE', 'GI'], 'GB-EAW')).toBe('IE')
    expect(await send(['JE', 'GI'], undefined)).toBe('IE')
  })
})

describe('a signature', () => {
  test('of somebody else is refused, and nothing is stored', async () => {
    const hub = await startUkHub()
    const [ireland, scotland] = [await hub.nation('IE'), await hub.nation('GB-SCT')]
    const { privateKey } = scotland.keys
    isError(await ireland.upload(exposures(1), { privateKey }), 403, 'Forbidden')
    await nothingIsStored()
  })

  test.each(vectors.cases.filter(({ wanted }) => wanted !== undefined))(
    'is refused: $case',
    async ({ jws, wanted = [] }) => {
      const hub = await startUkHub()
      const ireland = await hub.nation('IE')
      const answer = await ireland.post(JSON.stringify({ batchTag: 'x', payload: jws }))
      expect(wanted).toContain(answer.status)
      await nothingIsStored()
    },
  )
})

describe('refused whole, with nothing stored', () => {
  test.each([
    ['JSON that is no list', '{}'],
    ['null', 'null'],
    ['a text', '""'],
    ['no JSON', '[{'],
    ['a list of texts', '["x"]'],
  ])('a payload that is %s', async (_, payload) => {
    const hub = await startUkHub()
    const ireland = await hub.nation('IE')
    const body = JSON.stringify({ batchTag: 'x', payload: await ireland.sign(payload) })
    isError(await ireland.post(body), 400, 'Bad Request')
    await nothingIsStored()
  })

  test.each([
    ['keyData', toBase64(new Uint8Array(15))],
    ['keyData', toBase64(new Uint8Array(17))],
    ['keyData', toBase64(new Uint8Array(32))],
    ['keyData', undefined],
    ['keyData', null],
    ['keyData', 5],
    ['rollingStartNumber', undefined],
    ['rollingStartNumber', null],
    ['rollingPeriod', 'x'],
    ['rollingPeriod', 1.5],
    ['transmissionRiskLevel', 2 ** 31],
    ['reportType', 'CONFIRMED_TEST'],
    ['regions', 'GB-EAW'],
    ['regions', [5]],
  ])('one key of three whose %s is %j', async (member, value) => {
    const hub = await startUkHub()
    const ireland = await hub.nation('IE')
    const wrong: SentExposure = exposure({ [member]: value })
    isError(await ireland.upload([exposure(), wrong, exposure()]), 400, 'Bad Request')
    await nothingIsStored()
  })

  test.each([
    ['no payload', { batchTag: 'x' }],
    ['no tag', { payload: 'a.b.c' }],
    ['a list as tag', { batchTag: ['x'], payload: 'a.b.c' }],
    ['an object as tag', { batchTag: {}, payload: 'a.b.c' }],
    ['a tag with a zero in it', { batchTag: 'a\0b', payload: 'a.b.c' }],
    ['a tag that is longer than anybody needs', { batchTag: 'x'.repeat(1001), payload: 'a.b.c' }],
    ['an empty payload', { batchTag: 'x', payload: '' }],
    ['a number as payload', { batchTag: 'x', payload: 5 }],
    ['null as payload', { batchTag: 'x', payload: null }],
    ['an object as payload', { batchTag: 'x', payload: {} }],
    ['a list', []],
    ['null', null],
  ])('a body with %s', async (_, body) => {
    const hub = await startUkHub()
    const ireland = await hub.nation('IE')
    isError(await ireland.post(JSON.stringify(body)), 400, 'Bad Request')
    await nothingIsStored()
  })
})

describe('the body', () => {
  test('may be a form', async () => {
    const hub = await startUkHub()
    const ireland = await hub.nation('IE')
    const payload = await ireland.sign(JSON.stringify(exposures(1)))
    const form = new URLSearchParams({ batchTag: 'x', payload }).toString()
    const type = { 'content-type': 'application/x-www-form-urlencoded' }
    expect((await ireland.post(form, type)).body).toEqual({ batchTag: 'x', insertedExposures: 1 })
    expect((await ireland.post(`${form}&batchTag=y`, type)).status).toBe(400)
  })

  test.each([
    ['null', null, ''],
    ['true', true, 'true'],
    ['7', 7, '7'],
  ])('has a tag of %s, which is a text', async (_, batchTag, echoed) => {
    const hub = await startUkHub()
    const ireland = await hub.nation('IE')
    const body = JSON.stringify({ batchTag, payload: await ireland.sign('[]') })
    expect((await ireland.post(body)).body?.['batchTag']).toBe(echoed)
  })

  test.each([
    ['text/plain', 400],
    ['application/xml', 415],
    ['APPLICATION/JSON', 415],
    ['', 415],
  ])('of type "%s" is refused by %d', async (type, status) => {
    const hub = await startUkHub()
    const ireland = await hub.nation('IE')
    const answer = await ireland.post(utf8('{"batchTag":"x","payload":"a.b.c"}'), {
      'content-type': type,
    })
    expect(answer.status).toBe(status)
  })

  test('is not read further than its bound, whatever was announced', async () => {
    const hub = await startUkHub({ settings: { maxBodyBytes: 1000 } })
    const ireland = await hub.nation('IE')
    isError(await ireland.post('x'.repeat(1001)), 413, 'Payload Too Large')
    const announced = { 'content-length': '104857601' }
    isError(await ireland.post('{}', announced), 413, 'Payload Too Large')
    expect((await ireland.post(' '.repeat(1000))).status).toBe(400)
  })
})

test('a fault of ours tells nothing of what lies behind, and the same upload may come again', async () => {
  let isBroken = false
  const hub = await startUkHub({
    wrapDatabase: (database) =>
      new Proxy(database, {
        get(target, member) {
          if (member === 'batch' && isBroken) {
            return async () =>
              Promise.reject(new Error('D1_ERROR: no such table: uk_hub_exposures'))
          }
          const value: unknown = Reflect.get(target, member)
          return typeof value === 'function' ? value.bind(target) : value
        },
      }),
  })
  const ireland = await hub.nation('IE')
  const sent = exposures(2)
  isBroken = true
  const answer = await ireland.upload(sent, { tag: 'x' })
  isError(answer, 500, 'Internal Server Error')
  expect(answer.text).not.toContain('D1')
  expect(hub.faults).toHaveLength(1)
  isBroken = false
  expect((await ireland.upload(sent, { tag: 'x' })).body?.['insertedExposures']).toBe(2)
})
