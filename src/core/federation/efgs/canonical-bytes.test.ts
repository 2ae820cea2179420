import { describe, expect, test } from 'vitest'
import published from '../../../../test/vectors/efgs/published.json'
import recorded from '../../../../test/vectors/efgs-canonical.json'
import { fromHex, fromTolerantBase64, toBase64, toHex } from '../../bytes.ts'
import { sha256 } from '../../crypto/sha256.ts'
import { decodeBatch, encodeBatch } from './batch-codec.ts'
import { canonicalBytes, canonicalEntry, payloadHash } from './canonical-bytes.ts'
import type { EfgsKey } from './diagnosis-key.ts'

const text = (bytes: Uint8Array) => new TextDecoder().decode(bytes)
const hash = async (bytes: Uint8Array<ArrayBuffer>) => toHex(await sha256(bytes))
const decode = (bytes: Uint8Array | undefined): readonly EfgsKey[] => {
  const decoded = decodeBatch(bytes ?? new Uint8Array(), { maxKeys: 5000 })
  if (!decoded.ok) throw new Error(decoded.failure)
  return decoded.value
}

describe('the published vector', () => {
  const keys = decode(fromHex(published.protobuf))

  test('has its lines and their hashes', async () => {
    expect(keys.map((key) => text(canonicalEntry(key)))).toEqual(published.entries)
    expect(await Promise.all(keys.map(payloadHash))).toEqual(published.payloadHashes)
  })

  test('has the second key first, whatever the order it came in', async () => {
    expect(toHex(canonicalBytes(keys))).toBe(published.canonical)
    expect(toHex(canonicalBytes(keys.toReversed()))).toBe(published.canonical)
    expect(await hash(canonicalBytes(keys))).toBe(published.canonicalSha256)
  })
})

test("CoronaMelder's serialiser says the same", () => {
  const keys = decode(fromTolerantBase64(published.coronaMelder.protobuf))
  expect(toBase64(canonicalBytes(keys))).toBe(published.coronaMelder.canonical)
})

describe.each(recorded.batches)('what the gateway made of: $name', (batch) => {
  const keys = batch.keys.map(
    ({ keyData, days_since_onset_of_symptoms, ...rest }): EfgsKey => ({
      ...rest,
      keyData: fromTolerantBase64(keyData) ?? new Uint8Array(),
      daysSinceOnsetOfSymptoms: days_since_onset_of_symptoms,
    }),
  )

  test('is made here too', async () => {
    const bytes = canonicalBytes(keys)
    expect(bytes).toHaveLength(batch.length)
    expect(await hash(bytes)).toBe(batch.sha256)
    const hashes = await Promise.all(keys.map(payloadHash))
    const { payloadHashes: recordedHashes } = batch
    if (Array.isArray(recordedHashes)) expect(hashes).toEqual(recordedHashes)
    else expect({ first: hashes[0], last: hashes.at(-1) }).toEqual(recordedHashes)
  })

  // Of the largest the hash alone was recorded.
  test.each(batch.order === null ? [] : [batch.order])('has its order', (...order) => {
    const ordered = order.map((index) => keys[index]).filter((key) => key !== undefined)
    expect(ordered.map((key) => text(canonicalEntry(key))).join('')).toBe(
      text(canonicalBytes(keys)),
    )
  })

  test('is none of what wrong orders give', async () => {
    expect(Object.values(batch.wrong)).not.toContain(await hash(canonicalBytes(keys)))
  })

  test('is the protobuf that it wrote', async () => {
    expect(await hash(encodeBatch(keys))).toBe(batch.protobufSha256)
  })
})

test('a country that is not ASCII counts as a question mark a letter', () => {
  const [key] = decode(fromHex(published.protobuf))
  if (key === undefined) throw new Error('no key')
  const odd = { ...key, visitedCountries: ['É', '😀'], origin: 'D\u0000' }
  expect(text(canonicalEntry(odd)).split('.').slice(4, 6)).toEqual([btoa('?,?'), btoa('D\u0000')])
})
