/** What members upload to our gateway: what is taken, and what is refused with which words. */

import { env } from 'cloudflare:workers'
import { beforeEach, describe, expect, test } from 'vitest'
import type { EfgsKey } from '../../../../src/core/federation/efgs/diagnosis-key.ts'
import {
  certificateOf,
  countRows,
  detailOf,
  jsonOf,
  keysFrom,
  keysOf,
  signerOf,
  startEfgsHub,
  type TestEfgsHub,
  type TestMember,
  YESTERDAY,
} from '../../../support/efgs-hub.ts'

let hub: TestEfgsHub
let germany: TestMember
let france: TestMember
beforeEach(async () => {
  hub = await startEfgsHub()
  germany = await hub.member('DE')
  france = await hub.member('FR')
})

const NOTHING = { keys: 0, uploads: 0, batches: 0, downloads: 0 }

describe('an upload is taken', () => {
  test('as protobuf, whole, with a record of its tag, country and number', async () => {
    const answer = await germany.upload(keysFrom('DE', 3), { tag: 'a tag of ours' })
    expect(answer).toMatchObject({ status: 201, text: '' })
    expect(answer.headers.get('batchTag')).toBe('a tag of ours')
    expect(await countRows()).toMatchObject({ keys: 3, uploads: 1 })
    const { results } = await env.KEYSERVER_DB.prepare(
      'SELECT tag, country, number_of_keys AS n, uploader_thumbprint AS uploader, signer_thumbprint AS signer FROM efgs_hub_uploads',
    ).all()
    expect(results).toEqual([
      {
        tag: 'a tag of ours',
        country: 'DE',
        n: 3,
        uploader: germany.tls.thumbprint,
        signer: germany.signing.thumbprint,
      },
    ])
    expect(hub.events).toEqual(['efgs upload ok 3'])
    expect(hub.faults).toEqual([])
  })

  test('as JSON, under the same signature', async () => {
    expect((await germany.upload(keysFrom('DE', 3), { json: true })).status).toBe(201)
    await hub.build()
    expect(keysOf(await france.download())).toEqual(keysFrom('DE', 3))
  })

  test('of 5,000 keys', async () => {
    expect((await germany.upload(keysFrom('DE', 5000))).status).toBe(201)
    expect(await countRows()).toMatchObject({ keys: 5000, uploads: 1 })
  })

  test('signed by RSA', async () => {
    const signing = await certificateOf('DE', 'other', { key: 'RSA-3072' })
    await hub.register(signing, 'DE', 'SIGNING')
    const answer = await germany.upload(keysFrom('DE', 2), { signer: await signerOf(signing) })
    expect(answer.status).toBe(201)
  })

  test('without a key only as JSON, and its tag stays free', async () => {
    for (const body of ['{}', '{"keys":[]}', '{}']) {
      const answer = await germany.upload([], { json: true, body, tag: 'empty' })
      expect(answer.status).toBe(201)
    }
    const asProtobuf = await germany.upload([], { tag: 'empty' })
    expect([asProtobuf.status, detailOf(asProtobuf)]).toEqual([400, 'Failed to read request'])
    expect(await countRows()).toEqual(NOTHING)
    expect((await germany.upload(keysFrom('DE', 1), { tag: 'empty' })).status).toBe(201)
  })

  test('with whatever onset, risk that nobody knows, and the start of a phone that began at noon', async () => {
    const changes: readonly Partial<EfgsKey>[] = [
      { daysSinceOnsetOfSymptoms: -2_000_000 },
      { daysSinceOnsetOfSymptoms: 4001 },
      { transmissionRiskLevel: 4 },
      { transmissionRiskLevel: 0x7fffffff },
      { rollingStartIntervalNumber: YESTERDAY + 72, rollingPeriod: 1 },
      { rollingStartIntervalNumber: YESTERDAY + 144 },
      { rollingStartIntervalNumber: YESTERDAY - 13 * 144 },
      { visitedCountries: [] },
      { visitedCountries: ['A,B', 'C', ''] },
      { visitedCountries: Array.from({ length: 96 }, () => 'NL') },
      { reportType: 5 },
    ]
    const keys = changes.flatMap((change, i) => keysFrom('DE', 1, change, i))
    expect((await germany.upload(keys)).status).toBe(201)
    await hub.build()
    expect(keysOf(await france.download())).toEqual(keys)
  })

  test('at the prefix of a shared host', async () => {
    const answer = await germany.request('/federation/efgs/diagnosiskeys/upload', {
      method: 'POST',
    })
    expect(answer.status).toBe(415)
  })
})

describe('keys that are not valid: the whole upload is refused', () => {
  test.each<[Partial<EfgsKey>, string]>([
    [{ keyData: new Uint8Array() }, 'The keydata is empty or null.'],
    [{ keyData: new Uint8Array(4) }, 'The keydata is not 16 bytes.'],
    [{ rollingStartIntervalNumber: 0 }, 'Invalid rolling start interval number.'],
    [{ rollingStartIntervalNumber: YESTERDAY + 288 }, 'Invalid rolling start interval number.'],
    [
      { rollingStartIntervalNumber: YESTERDAY - 15 * 144 },
      'Invalid rolling start interval number.',
    ],
    [{ rollingPeriod: 145 }, 'Invalid rolling period.'],
    [{ rollingPeriod: 0 }, 'Invalid rolling period.'],
    [{ transmissionRiskLevel: -1 }, 'Invalid transmission risk level.'],
    [{ transmissionRiskLevel: 9 }, 'Invalid transmission risk level.'],
    [{ transmissionRiskLevel: 100 }, 'Invalid transmission risk level.'],
  ])('%j', async (change, reason) => {
    for (const json of [false, true]) {
      const keys = [...keysFrom('DE', 2), ...keysFrom('DE', 1, change, 2)]
      const answer = await germany.upload(keys, { json })
      expect(answer.status).toBe(400)
      expect(answer.headers.get('content-type')).toBe('application/json')
      expect(answer.body).toEqual({ message: expect.stringContaining(reason) })
    }
    expect(await countRows()).toEqual(NOTHING)
  })
})

describe('a body is refused', () => {
  test.each<[string, Uint8Array<ArrayBuffer> | string, boolean]>([
    ['that is no protobuf', 'a text', false],
    ['that ends early', Uint8Array.of(0x0a, 0x20, 0x0a), false],
    ['that is no JSON', '{"keys":[', true],
    ['that is a list', '[]', true],
    ['whose keys are none', '{"keys":[7]}', true],
    ['with a report type that has no name', '{"keys":[{"reportType":6}]}', true],
    ['that is not UTF-8', Uint8Array.of(0x7b, 0xff, 0x7d), true],
  ])('%s', async (_, body, json) => {
    const answer = await germany.upload([], { body, json })
    expect([answer.status, detailOf(answer)]).toEqual([400, 'Failed to read request'])
  })

  test('whose key is not base64', async () => {
    const answer = await germany.upload([], { json: true, body: '{"keys":[{"keyData":"%"}]}' })
    expect([answer.status, detailOf(answer)]).toEqual([400, 'Invalid Base64 in JSON object'])
  })

  test('of more than 5,000 keys, before anything else of it is looked at', async () => {
    for (const json of [false, true]) {
      const answer = await germany.upload(keysFrom('DE', 5001), { json })
      expect([answer.status, detailOf(answer)]).toEqual([413, 'Too many diagnosis keys'])
    }
    expect(await countRows()).toEqual(NOTHING)
  })

  test('of more bytes than there may be, announced or not', async () => {
    const small = await startEfgsHub({ settings: { maxProtobufBytes: 100, maxJsonBytes: 300 } })
    const member = await small.member('DE')
    const stream = (bytes: number) =>
      new ReadableStream<Uint8Array>({
        start(controller) {
          for (let i = 0; i < bytes; i += 50) controller.enqueue(new Uint8Array(50))
          controller.close()
        },
      })
    for (const [type, bytes] of [
      ['protobuf', 150],
      ['json', 350],
    ] as const) {
      const headers = {
        batchTag: 'x',
        batchSignature: 'x',
        'content-type': `application/${type}; version=1.0`,
      }
      const init = { method: 'POST', headers, body: new Uint8Array(bytes) }
      expect((await member.request('/diagnosiskeys/upload', init)).status).toBe(413)
      const slowly = { method: 'POST', headers, body: stream(bytes), duplex: 'half' } as const
      expect((await member.request('/diagnosiskeys/upload', slowly)).status).toBe(413)
    }
    const lying = { headers: { 'content-length': '101' } }
    expect((await member.upload(keysFrom('DE', 1), lying)).status).toBe(413)
    expect(await countRows()).toEqual(NOTHING)
  })
})

describe('headers', () => {
  test.each<[string, Readonly<Record<string, string | undefined>>, number, string | undefined]>([
    ['no tag', { batchTag: undefined }, 400, "Required header 'batchTag' is not present."],
    ['an empty tag', { batchTag: '' }, 400, "Required header 'batchTag' is not present."],
    [
      'no signature',
      { batchSignature: undefined },
      400,
      "Required header 'batchSignature' is not present.",
    ],
    [
      'no version',
      { 'content-type': 'application/protobuf' },
      400,
      'Version parameter of Content-Type is required!',
    ],
    [
      'another version',
      { 'content-type': 'application/protobuf; version=1.1' },
      406,
      'Protocol version is not compatible!',
    ],
    ['no type', { 'content-type': undefined }, 415, undefined],
    ['another type', { 'content-type': 'text/plain; version=1.0' }, 415, undefined],
  ])('with %s the upload is refused', async (_, headers, status, detail) => {
    const answer = await germany.upload(keysFrom('DE', 1), { headers })
    expect([answer.status, detailOf(answer)]).toEqual([status, detail])
    expect(answer.headers.get('content-type')).toBe('application/problem+json')
    expect(answer.body).toMatchObject({
      type: 'about:blank',
      status,
      instance: '/diagnosiskeys/upload',
    })
  })

  test.each(['version="1.0"', 'version=1', 'version=1.0.0', 'version=x'])(
    'a version %s can not be read',
    async (version) => {
      const headers = { 'content-type': `application/protobuf; ${version}` }
      expect((await germany.upload(keysFrom('DE', 1), { headers })).status).toBe(400)
    },
  )

  test('a version with zeros before it is the same, and that of Accept is not looked at', async () => {
    const headers = {
      'content-type': 'application/protobuf; version=01.00',
      accept: 'application/json; version=7.0',
    }
    expect((await germany.upload(keysFrom('DE', 1), { headers })).status).toBe(201)
  })

  test('an answer that is not to be JSON is none', async () => {
    for (const accept of ['application/protobuf; version=1.0', 'text/html', 'a b c']) {
      const answer = await germany.upload(keysFrom('DE', 1), { headers: { accept } })
      expect([answer.status, answer.text]).toEqual([406, ''])
    }
  })
})

describe('keys that are there already', () => {
  test('are told by their places, and of the others none is stored', async () => {
    const keys = keysFrom('DE', 3)
    await germany.upload(keys.slice(0, 1))
    const before = await countRows()
    const answer = await germany.upload(keys, { tag: 'second' })
    expect(answer).toMatchObject({ status: 207, body: { '201': [1, 2], '409': [0], '500': [] } })
    expect(answer.headers.get('content-type')).toBe('application/json')
    expect(answer.headers.get('batchTag')).toBeNull()
    expect(await countRows()).toEqual(before)
    // Nothing was stored, so that the tag is free.
    expect((await germany.upload(keys.slice(1), { tag: 'second' })).status).toBe(201)
  })

  test('are there whoever brought them, by all eight fields and not by the key alone', async () => {
    const gateway = await hub.member('CH', { gatewayOrigins: ['DE'] })
    await germany.upload(keysFrom('DE', 1))
    const answer = await gateway.upload([
      ...keysFrom('DE', 1, { transmissionRiskLevel: 3 }),
      ...keysFrom('DE', 1),
    ])
    expect(answer).toMatchObject({ status: 207, body: { '201': [0], '409': [1], '500': [] } })
    const other = keysFrom('DE', 1, { transmissionRiskLevel: 3 })
    expect((await gateway.upload(other)).status).toBe(201)
  })

  test('twice in one upload are there at the second', async () => {
    const [key] = keysFrom('DE', 1)
    if (key === undefined) throw new Error('there is one')
    const answer = await germany.upload([key, ...keysFrom('DE', 1, {}, 5), key])
    expect(answer).toMatchObject({ status: 207, body: { '201': [0, 1], '409': [2], '500': [] } })
    expect(await countRows()).toEqual(NOTHING)
  })

  test('and are brought by two at once are stored by exactly one', async () => {
    const keys = keysFrom('DE', 300)
    const statuses = await Promise.all(
      [0, 1, 2, 3].map(async (i) => {
        const own = [...keysFrom('DE', 5, {}, 1000 + i * 10), ...keys.slice(i * 40)]
        return (await germany.upload(own)).status
      }),
    )
    expect(statuses.toSorted()).toEqual([201, 207, 207, 207])
    expect((await countRows()).uploads).toBe(1)
  })
})

describe('what the original had no room for', () => {
  test('is a conflict: countries of more than 287 characters, and a tag of more than 64', async () => {
    const visitedCountries = Array.from({ length: 97 }, () => 'NL')
    const keys = [...keysFrom('DE', 1), ...keysFrom('DE', 1, { visitedCountries }, 1)]
    expect(await germany.upload(keys)).toMatchObject({
      status: 207,
      body: { '201': [0], '409': [1], '500': [] },
    })
    const two = keysFrom('DE', 2)
    expect(await germany.upload(two, { tag: 'x'.repeat(65) })).toMatchObject({
      status: 207,
      body: { '201': [], '409': [0, 1], '500': [] },
    })
    expect(await countRows()).toEqual(NOTHING)
    expect((await germany.upload(two, { tag: 'x'.repeat(64) })).status).toBe(201)
  })

  test('fails: a report type that has no name', async () => {
    const keys = [...keysFrom('DE', 1, { reportType: 6 }), ...keysFrom('DE', 1, {}, 1)]
    expect(await germany.upload(keys)).toMatchObject({
      status: 207,
      body: { '201': [1], '409': [], '500': [0] },
    })
    expect(await countRows()).toEqual(NOTHING)
  })
})

describe('a tag', () => {
  test('that was used is a conflict, whoever used it', async () => {
    await germany.upload(keysFrom('DE', 1), { tag: 'used' })
    for (const member of [germany, france]) {
      const answer = await member.upload(keysFrom(member.country, 1, {}, 7), { tag: 'used' })
      expect([answer.status, detailOf(answer)]).toEqual([409, 'BatchTag already exists.'])
    }
  })

  test('is another one in capital letters', async () => {
    await germany.upload(keysFrom('DE', 1), { tag: 'used' })
    expect((await germany.upload(keysFrom('DE', 1, {}, 7), { tag: 'USED' })).status).toBe(201)
  })

  test.each(['a b', '"\\<>', '../x', '%2F', "' OR 1=1 --"])('may be %s', async (tag) => {
    const answer = await germany.upload(keysFrom('DE', 1), { tag })
    expect(answer.status).toBe(201)
    expect(answer.headers.get('batchTag')).toBe(tag)
    expect((await germany.upload(keysFrom('DE', 1), { tag })).status).toBe(409)
  })

  test('that two use at once is one’s', async () => {
    const statuses = await Promise.all(
      [germany, france].map(
        async (one) => (await one.upload(keysFrom(one.country, 50), { tag: 'x' })).status,
      ),
    )
    expect(statuses.toSorted()).toEqual([201, 409])
    expect(await countRows()).toMatchObject({ keys: 50, uploads: 1 })
  })

  test('is looked at before the signature', async () => {
    await germany.upload(keysFrom('DE', 1), { tag: 'used' })
    const headers = { batchTag: 'used', batchSignature: 'wrong' }
    expect((await germany.upload(keysFrom('DE', 1, {}, 7), { headers })).status).toBe(409)
  })
})

test('members that nobody knows are passed over in JSON, and numbers may be texts', async () => {
  const [key] = keysFrom('DE', 1, { reportType: 2 })
  if (key === undefined) throw new Error('there is one')
  const json = jsonOf([key])
    .replace('"CONFIRMED_CLINICAL_DIAGNOSIS"', '2')
    .replace('"rollingPeriod":144', '"rollingPeriod":"144","secret":{"of":"others"}')
  expect((await germany.upload([key], { json: true, body: json })).status).toBe(201)
})
