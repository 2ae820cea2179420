/** Sending keys to a UK server: rows E1 to E8 of the NHS backend's own tests as far as they are the protocol's, and §17.5's vectors. */

import { createHash, createPublicKey, verify } from 'node:crypto'
import { describe, expect, test } from 'vitest'
import { asUnixSeconds } from '../../../../src/core/time.ts'
import { openUkAdapter } from '../../../../src/flows/federation/uk/open-adapter.ts'
import { anOutgoingKey, keyText, register, ukPartner } from '../../../support/uk-partner.ts'
import { UkTestServer } from '../../../support/uk-server.ts'

const NOW = asUnixSeconds(Date.parse('2020-09-15T12:00:00Z') / 1000)

function start(settings: Readonly<Record<string, unknown>> = {}) {
  const server = new UkTestServer()
  const own = register(server, 'GB-EAW')
  const partner = ukPartner({ ...own }, settings)
  return { server, own, partner, exporter: openUkAdapter(server.http, partner).exporter }
}

interface Upload {
  readonly batchTag: string
  readonly payload: string
}
const read = (body: Uint8Array): Upload => JSON.parse(Buffer.from(body).toString())
const segmentsOf = (body: Uint8Array) => read(body).payload.split('.')
const payloadOf = (body: Uint8Array) => Buffer.from(segmentsOf(body)[1] ?? '', 'base64').toString()

describe('an upload', () => {
  test('is, to the byte, what the NHS signs of a key', async () => {
    const { exporter } = start()
    const { body } = await exporter.encode(
      [
        anOutgoingKey(0, {
          keyData: Uint8Array.from({ length: 16 }, (_, i) => i),
          rollingStartIntervalNumber: 2_671_920,
          daysSinceOnsetOfSymptoms: 10,
        }),
      ],
      NOW,
    )
    expect(payloadOf(body)).toBe(
      '[{"keyData":"AAECAwQFBgcICQoLDA0ODw==","rollingStartNumber":2671920,"transmissionRiskLevel":0,"rollingPeriod":144,"regions":["GB-EAW"],"testType":1,"reportType":1,"daysSinceOnset":10}]',
    )
    expect(segmentsOf(body)[1]).toBe(
      'W3sia2V5RGF0YSI6IkFBRUNBd1FGQmdjSUNRb0xEQTBPRHc9PSIsInJvbGxpbmdTdGFydE51bWJlciI6MjY3MTkyMCwidHJhbnNtaXNzaW9uUmlza0xldmVsIjowLCJyb2xsaW5nUGVyaW9kIjoxNDQsInJlZ2lvbnMiOlsiR0ItRUFXIl0sInRlc3RUeXBlIjoxLCJyZXBvcnRUeXBlIjoxLCJkYXlzU2luY2VPbnNldCI6MTB9XQ',
    )
  })

  test.each([
    [false, 'eyJhbGciOiJFUzI1NiJ9', 86],
    [true, 'eyJhbGciOiJFUzI1NiJ9', 88],
  ])(
    'E8: is signed by ES256 over both parts as they stand, padded: %s',
    async (padded, header, length) => {
      const { exporter, own } = start({ paddedJws: padded })
      const { body, tag, headers } = await exporter.encode(
        [anOutgoingKey(1), anOutgoingKey(2)],
        NOW,
      )
      const [head = '', content = '', signature = '', ...more] = segmentsOf(body)
      expect(head).toBe(header)
      expect(more).toEqual([])
      expect(signature).toHaveLength(length)
      expect(content.length % 4 === 0, 'whole groups').toBe(padded)
      const key = createPublicKey(own.signingKeyPem)
      const signed = Buffer.from(signature, 'base64url')
      expect(signed).toHaveLength(64)
      const options = { key, dsaEncoding: 'ieee-p1363' } as const
      expect(verify('sha256', Buffer.from(`${head}.${content}`), options, signed)).toBe(true)
      expect(read(body).batchTag).toBe(tag)
      expect(headers).toEqual({ 'content-type': 'application/json' })
      expect(JSON.stringify(headers)).not.toContain(own.bearerToken)
    },
  )

  test('has a tag that is the same for the same keys, and another for another nation', async () => {
    const { exporter, own, server } = start()
    const keys = [anOutgoingKey(1)]
    const { tag, body } = await exporter.encode(keys, NOW)
    expect(tag).toMatch(/^[0-9a-f]{8}-[0-9a-f]{4}-8[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}$/)
    const digest = createHash('sha256')
      .update(`GB-EAW\n${payloadOf(body)}`)
      .digest('hex')
    expect([tag.slice(0, 13), tag.slice(-12)]).toEqual([
      `${digest.slice(0, 8)}-${digest.slice(8, 12)}`,
      digest.slice(20, 32),
    ])
    expect((await exporter.encode(keys, NOW)).tag).toBe(tag)
    expect((await exporter.encode([anOutgoingKey(2)], NOW)).tag).not.toBe(tag)
    const other = { ...ukPartner({ ...own }), ownOrigin: 'JE' }
    const elsewhere = openUkAdapter(server.http, other).exporter
    expect((await elsewhere.encode(keys, NOW)).tag).not.toBe(tag)
  })

  test('is not made without a key to sign it', async () => {
    const { server, own } = start()
    const partner = ukPartner({ bearerToken: own.bearerToken })
    const { exporter } = openUkAdapter(server.http, partner)
    await expect(exporter.encode([anOutgoingKey(1)], NOW)).rejects.toThrow(
      'partner nearform has no usable signingKeyPem',
    )
  })

  test('has at most as many keys as 71 submissions, and is made of a single one', () => {
    expect(start().exporter).toMatchObject({ minKeys: 1, maxKeys: 994 })
    expect(start({ minUploadKeys: 20, maxUploadKeys: 200 }).exporter).toMatchObject({
      minKeys: 20,
      maxKeys: 200,
    })
  })
})

describe('an answer', () => {
  async function sendTo(prepare: (server: UkTestServer) => void) {
    const { server, exporter } = start()
    const batch = await exporter.encode(
      [1, 2, 3].map((seed) => anOutgoingKey(seed)),
      NOW,
    )
    prepare(server)
    return exporter.send(batch)
  }
  const answering = (status: number, body: unknown = {}) =>
    sendTo((server) => server.instead.push({ status, body }))

  test('says how many keys were new', async () => {
    expect(await sendTo(() => {})).toEqual({ kind: 'sent', status: 200, acceptedKeys: 3 })
  })

  test('E7: with fewer keys than were sent is a success with a warning', async () => {
    const outcome = await sendTo((server) =>
      server.store([
        {
          keyData: keyText(2),
          origin: 'JE',
          regions: [],
          rollingStartNumber: 0,
          rollingPeriod: 144,
          transmissionRiskLevel: 0,
          testType: 1,
          reportType: 1,
          daysSinceOnset: 0,
        },
      ]),
    )
    expect(outcome).toEqual({
      kind: 'sent',
      status: 200,
      acceptedKeys: 2,
      warning: 'keys_not_inserted',
    })
    expect(await answering(200, { insertedExposures: 9 })).toMatchObject({
      kind: 'sent',
      acceptedKeys: 3,
      warning: 'keys_not_inserted',
    })
  })

  test.each<[number, unknown, string]>([
    [500, {}, 'server_error'],
    [503, '', 'server_error'],
    [200, 'OK', 'answer_unreadable'],
    [200, '', 'answer_unreadable'],
    [200, 'null', 'answer_unreadable'],
    [200, {}, 'answer_unreadable'],
    [200, { insertedExposures: -1 }, 'answer_unreadable'],
    [200, { insertedExposures: '3' }, 'answer_unreadable'],
    [204, '', 'status_unexpected'],
    [429, {}, 'server_busy'],
    [404, {}, 'not_found'],
    [302, {}, 'status_unexpected'],
    [401, {}, 'credentials_refused'],
    [403, {}, 'credentials_refused'],
  ])('E6: %d with %j: the same batch is sent again: %s', async (status, body, reason) => {
    expect(await answering(status, body)).toEqual({ kind: 'retry', status, reason })
  })

  test('that does not come: the same batch is sent again', async () => {
    expect(await sendTo((server) => server.instead.push('unreachable'))).toEqual({
      kind: 'retry',
      status: undefined,
      reason: 'unreachable',
    })
  })

  test('that the batch is too large has it cut', async () => {
    expect(await answering(413)).toEqual({ kind: 'too_large', status: 413 })
  })

  test('that the batch is wrong ends it', async () => {
    expect(await answering(400)).toEqual({
      kind: 'rejected',
      status: 400,
      reason: 'batch_refused',
    })
  })

  test('that came after the keys were stored: the second attempt finds them there', async () => {
    const { server, exporter } = start()
    const batch = await exporter.encode([anOutgoingKey(1)], NOW)
    server.afterStoring.push({ status: 500, body: {} })
    expect(await exporter.send(batch)).toMatchObject({ kind: 'retry' })
    expect(await exporter.send(batch)).toEqual({
      kind: 'sent',
      status: 200,
      acceptedKeys: 0,
      warning: 'keys_not_inserted',
    })
    expect(new Set(server.uploads.map(({ batchTag }) => batchTag)).size).toBe(1)
    expect(server.exposures.size).toBe(1)
  })
})

describe('where keys come from', () => {
  const OWN = anOutgoingKey(1)
  const FORWARDED = anOutgoingKey(2, { origin: 'GB-NIR', visitedCountries: ['GB-NIR', 'IE'] })

  test.each(['regions', 'payload'] as const)(
    'stands first in the regions: %s',
    async (originMode) => {
      const { exporter } = start({ originMode })
      const { body } = await exporter.encode([OWN, FORWARDED], NOW)
      const sent = JSON.parse(payloadOf(body))
      expect(sent.map(({ regions }: { regions: string[] }) => regions)).toEqual([
        ['GB-EAW'],
        ['GB-NIR', 'IE'],
      ])
      expect(sent.map(({ origin }: { origin?: string }) => origin)).toEqual([
        undefined,
        originMode === 'payload' ? 'GB-NIR' : undefined,
      ])
    },
  )

  test('is told by credentials of its own, where it is delegated', async () => {
    const server = new UkTestServer()
    const [own, northern] = [register(server, 'GB-EAW'), register(server, 'GB-NIR')]
    const partner = ukPartner(
      {
        ...own,
        'bearerToken:GB-NIR': northern.bearerToken,
        'signingKeyPem:GB-NIR': northern.signingKeyPem,
      },
      { originMode: 'delegated' },
    )
    const { exporter } = openUkAdapter(server.http, partner)
    expect([OWN, FORWARDED].map((key) => exporter.groupOf?.(key))).toEqual(['', 'GB-NIR'])
    for (const key of [OWN, FORWARDED]) {
      expect(await exporter.send(await exporter.encode([key], NOW))).toMatchObject({ kind: 'sent' })
    }
    expect([...server.exposures.values()].map(({ origin }) => origin)).toEqual(['GB-EAW', 'GB-NIR'])
    await expect(exporter.encode([OWN, FORWARDED], NOW)).rejects.toThrow('keys of several')
  })

  test('has to have credentials where it is delegated', () => {
    const { own, server } = start()
    const delegated = openUkAdapter(
      server.http,
      ukPartner({ ...own, 'bearerToken:GB-NIR': 'x' }, { originMode: 'delegated' }),
    ).exporter
    expect(delegated.refuses(OWN)).toBeUndefined()
    expect(delegated.refuses(FORWARDED)).toBe('origin_not_delegated')
    const { exporter } = start()
    expect(exporter.refuses(FORWARDED)).toBeUndefined()
    expect(exporter.groupOf).toBeUndefined()
  })
})
