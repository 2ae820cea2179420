import { describe, expect, test } from 'vitest'
import { efgsAdapter } from '../../../../test/support/efgs-adapter.ts'
import { efgsGateway } from '../../../../test/support/efgs-gateway.ts'
import { toHex } from '../../../core/bytes.ts'
import { decodeBatch } from '../../../core/federation/efgs/batch-codec.ts'
import { verifyBatchSignature } from '../../../core/federation/efgs/batch-signature.ts'
import type { OutgoingKey } from '../../../core/federation/received-key.ts'
import { splitSets } from '../../../core/layouts/coronamelder/split.ts'
import { asUnixSeconds } from '../../../core/time.ts'
import type { EncodedBatch } from '../protocol.ts'

const NOON = asUnixSeconds(Date.UTC(2026, 10, 25, 12) / 1000)
const START = Date.UTC(2026, 10, 23) / 600_000

const keys = (count: number, from = 0): readonly OutgoingKey[] =>
  Array.from({ length: count }, (_, i) => ({
    keyData: new Uint8Array(16).fill(from + i),
    rollingStartIntervalNumber: START,
    rollingPeriod: 144,
    transmissionRiskLevel: 3,
    reportType: 1,
    daysSinceOnsetOfSymptoms: 0,
    origin: undefined,
    visitedCountries: ['DE'],
    traveler: false,
    isSynthetic: i % 2 === 1,
    createdAt: NOON - 3600,
  }))

async function setUp(settings: Readonly<Record<string, unknown>> = {}) {
  const gateway = await efgsGateway({ now: NOON, caller: 'NL' })
  const us = await gateway.member('NL')
  const { exporter } = await efgsAdapter(gateway.http, { settings }, us)
  return { gateway, us, exporter }
}

describe('a batch', () => {
  test('is the keys, their signature, and a tag that follows from them', async () => {
    const { us, exporter } = await setUp()
    const batch = await exporter.encode(keys(5), NOON)
    const decoded = decodeBatch(batch.body, { maxKeys: 5 })
    if (!decoded.ok) throw new Error(decoded.failure)
    expect(decoded.value).toHaveLength(5)
    expect(decoded.value[0]).toMatchObject({
      origin: 'NL',
      visitedCountries: ['DE'],
      reportType: 1,
    })
    const hash = toHex(new Uint8Array(await crypto.subtle.digest('SHA-256', batch.body)))
    expect(batch.tag).toBe(hash)
    expect(batch.headers).toMatchObject({
      Accept: 'application/json; version=1.0',
      'Content-Type': 'application/protobuf; version=1.0',
      batchTag: hash,
    })
    const signature = batch.headers['batchSignature'] ?? ''
    const verified = await verifyBatchSignature(signature, decoded.value, NOON)
    expect(verified).toMatchObject({ ok: true, value: { thumbprint: us.certificate.thumbprint } })
  })

  test('tells a synthetic key from none that is real', async () => {
    const { exporter } = await setUp()
    const [real, synthetic] = [keys(1), keys(1).map((key) => ({ ...key, isSynthetic: true }))]
    const sent = await Promise.all([real, synthetic].map((one) => exporter.encode(one, NOON)))
    expect(sent[0]?.body).toEqual(sent[1]?.body)
  })

  test('has the bounds of its settings', async () => {
    const { exporter } = await setUp({ minUploadKeys: 2, maxUploadKeys: 5 })
    expect(exporter).toMatchObject({ minKeys: 2, maxKeys: 5 })
    expect((await setUp()).exporter).toMatchObject({ minKeys: 140, maxKeys: 4000 })
  })

  // As many batches as the Corona-Warn-App's backend made of them, though of equal sizes.
  test.each([
    [140, 1],
    [4000, 1],
    [4001, 2],
    [8000, 2],
    [8001, 3],
    [10_000, 3],
    [16_000, 4],
  ])('of %i keys would be too large but for being cut into %i', async (count, batches) => {
    const { exporter } = await setUp()
    expect(splitSets(Array(count), exporter.maxKeys, 'balanced')).toHaveLength(batches)
  })

  test('leaves out keys of whom nobody else is concerned', async () => {
    const { exporter } = await setUp()
    const [key] = keys(1)
    if (key === undefined) throw new Error('no key')
    expect(exporter.refuses(key)).toBeUndefined()
    expect(exporter.refuses({ ...key, visitedCountries: ['NL'] })).toBe('no_country_of_interest')
    expect(exporter.refuses({ ...key, origin: 'GB-SCT' })).toBe('origin_not_a_country')
  })
})

describe('the gateway', () => {
  test('takes it, and again says that it has it', async () => {
    const { gateway, exporter } = await setUp()
    const batch = await exporter.encode(keys(5), NOON)
    expect(await exporter.send(batch)).toEqual({ kind: 'sent', status: 201, acceptedKeys: 5 })
    // What was stored there before we noted it: the same bytes once more.
    expect(await exporter.send(batch)).toEqual({ kind: 'sent', status: 409, acceptedKeys: 5 })
    expect(gateway.calls).toEqual(['POST upload', 'POST upload'])
  })

  test('takes no key of a batch of which it has one, and gets the others again', async () => {
    const { exporter } = await setUp()
    await exporter.send(await exporter.encode(keys(2), NOON))
    const mixed = keys(5)
    const outcome = await exporter.send(await exporter.encode(mixed, NOON))
    expect(outcome).toEqual({
      kind: 'partly_accepted',
      status: 207,
      acceptedKeys: 2,
      resend: [2, 3, 4],
    })
    const rest = mixed.filter((_, place) => [2, 3, 4].includes(place))
    expect(await exporter.send(await exporter.encode(rest, NOON))).toMatchObject({
      kind: 'sent',
      acceptedKeys: 3,
    })
  })

  test('refuses one that was changed on the way', async () => {
    const { exporter } = await setUp()
    const batch = await exporter.encode(keys(3), NOON)
    const body = batch.body.slice()
    body[5] = (body[5] ?? 0) ^ 1
    expect(await exporter.send({ ...batch, body })).toEqual({
      kind: 'rejected',
      status: 400,
      reason: 'bad_request',
    })
  })

  test.each([
    [200, '', { kind: 'sent', acceptedKeys: 3 }],
    [207, '{"201":[],"409":[0,1,2],"500":[]}', { kind: 'sent', acceptedKeys: 3 }],
    [
      207,
      '{"201":[0],"409":[1],"500":[2]}',
      { kind: 'partly_accepted', acceptedKeys: 1, resend: [0, 2] },
    ],
    [
      207,
      '{"201":[],"409":[],"500":[0,1,2]}',
      { kind: 'partly_accepted', acceptedKeys: 0, resend: [0, 1, 2] },
    ],
    [207, 'not JSON', { kind: 'retry', reason: 'answer_malformed' }],
    [400, '', { kind: 'rejected', reason: 'bad_request' }],
    [403, '', { kind: 'rejected', reason: 'forbidden' }],
    [406, '', { kind: 'skipped' }],
    [413, '', { kind: 'too_large' }],
    [404, '', { kind: 'retry', reason: 'not_found' }],
    [429, '', { kind: 'retry', reason: 'unexpected_status' }],
    [500, '', { kind: 'retry', reason: 'server_error' }],
    [503, '', { kind: 'retry', reason: 'server_error' }],
  ])('answers %i %s', async (status, body, outcome) => {
    const { gateway, exporter } = await setUp()
    const batch: EncodedBatch = await exporter.encode(keys(3), NOON)
    gateway.plan(/upload/, { status, body })
    expect(await exporter.send(batch)).toEqual({ status, ...outcome })
  })

  test('that is not reached is tried again', async () => {
    const { gateway, exporter } = await setUp()
    const batch = await exporter.encode(keys(3), NOON)
    gateway.plan(/upload/, undefined)
    expect(await exporter.send(batch)).toEqual({
      kind: 'retry',
      status: undefined,
      reason: 'unreachable',
    })
  })
})

test('without a signer nothing is made, and a partner that only imports needs none', async () => {
  const gateway = await efgsGateway({ now: NOON, caller: 'NL' })
  const { exporter, importer } = await efgsAdapter(gateway.http, { contentSignerId: undefined })
  await expect(exporter.encode(keys(1), NOON)).rejects.toThrow('has no content signer')
  expect(await importer.poll(undefined, NOON)).toMatchObject({ ok: true })
})
