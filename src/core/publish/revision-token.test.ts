import { describe, expect, test } from 'vitest'
import { aDiagnosisKey, keyData } from '../../../test/support/diagnosis-keys.ts'
import { REVISION_TOKEN } from '../../../test/vectors/key-server.ts'
import { concatBytes, fromHex, fromTolerantBase64, toBase64, toHex } from '../bytes.ts'
import { importAesKey, open, seal } from '../crypto/aes-gcm.ts'
import { asIntervalNumber } from '../time.ts'
import {
  decodeTokenData,
  decryptToken,
  encodeTokenData,
  encryptToken,
  fillWithPadding,
  mergeRevisableKeys,
  type RevisableKey,
  type RevisionKeyring,
} from './revision-token.ts'

const range = (from: number, to: number) =>
  Uint8Array.from({ length: to - from + 1 }, (_, i) => from + i)
const hexBytes = (hex: string) => fromHex(hex) ?? new Uint8Array()

const DATA_KEY = range(0x40, 0x5f)
const NONCE = range(0xa0, 0xab)
const ADDITIONAL_DATA = range(0x10, 0x1f)
const MIN_ENTRIES = 28

const key: RevisableKey = {
  keyData: range(0, 15),
  rollingStartIntervalNumber: asIntervalNumber(2_973_888),
  rollingPeriod: 144,
}

async function aKeyring(kids = ['7']): Promise<RevisionKeyring> {
  const aesKey = await importAesKey(DATA_KEY)
  return {
    effectiveKid: kids[0] ?? '',
    keys: new Map(kids.map((kid) => [kid, aesKey])),
    additionalData: ADDITIONAL_DATA,
  }
}

const manyKeys = (count: number, rollingPeriod = 144): RevisableKey[] =>
  Array.from({ length: count }, (_, i) => aDiagnosisKey({ keyData: keyData(i), rollingPeriod }))

describe('the published token', () => {
  test('its plaintext is written, padded to two entries', () => {
    // The first 30 bytes are the entry and its frame; the rest is padding to the original's length.
    const entry = hexBytes(REVISION_TOKEN.plaintext).subarray(0, 28)
    const whole = fillWithPadding(entry, hexBytes(REVISION_TOKEN.plaintext).length)
    expect(toHex(whole)).toBe(REVISION_TOKEN.plaintext)
    expect(toHex(encodeTokenData([key], MIN_ENTRIES)).startsWith(toHex(entry))).toBe(true)
  })

  test('its data is sealed with nonce, additional data and key', async () => {
    const aesKey = await importAesKey(DATA_KEY)
    const sealed = await seal(aesKey, NONCE, hexBytes(REVISION_TOKEN.plaintext), ADDITIONAL_DATA)
    expect(toHex(sealed)).toBe(REVISION_TOKEN.data)
    const opened = await open(aesKey, hexBytes(REVISION_TOKEN.data), ADDITIONAL_DATA)
    expect(toHex(opened ?? new Uint8Array())).toBe(REVISION_TOKEN.plaintext)
  })

  test('is read, its padding left out', async () => {
    const read = await decryptToken(REVISION_TOKEN.token, await aKeyring())
    expect(read).toEqual({ ok: true, value: [key] })
  })

  test('ours differs in its padding only', async () => {
    const nonce = () => NONCE
    const token = await encryptToken([key], await aKeyring(), MIN_ENTRIES, nonce)
    const published = fromTolerantBase64(REVISION_TOKEN.token) ?? new Uint8Array()
    const ours = fromTolerantBase64(token) ?? new Uint8Array()
    // kid and nonce, then the same key stream over the same first entry.
    expect(toHex(ours.subarray(0, 3))).toBe(toHex(published.subarray(0, 3)))
    const cipher = (bytes: Uint8Array) => {
      const start = toHex(bytes).indexOf(toHex(NONCE)) / 2
      return toHex(bytes.subarray(start, start + 12 + 28))
    }
    expect(cipher(ours)).toBe(cipher(published))
    expect(toBase64(ours)).toBe(token)
  })
})

describe('length', () => {
  const lengthOf = async (keys: readonly RevisableKey[]) =>
    (await encryptToken(keys, await aKeyring(), MIN_ENTRIES, () => NONCE)).length

  test('is one for 0 to 28 keys, whatever their periods', async () => {
    const lengths = new Set<number>()
    for (let count = 0; count <= 28; count++) {
      lengths.add(await lengthOf(manyKeys(count)))
      lengths.add(await lengthOf(manyKeys(count, 1)))
      for (const short of [1, 2, 3]) {
        const mixed = manyKeys(count).map((one, i) =>
          i < short ? { ...one, rollingPeriod: 6 } : one,
        )
        lengths.add(await lengthOf(mixed))
      }
    }
    expect([...lengths]).toHaveLength(1)
  })

  test('is the next multiple for more', async () => {
    expect(await lengthOf(manyKeys(29))).toBe(await lengthOf(manyKeys(56)))
    expect(await lengthOf(manyKeys(29))).toBeGreaterThan(await lengthOf(manyKeys(28)))
  })

  test.each([1, 2, 3, 4, 5, 19, 20, 21, 39, 40, 41, 784])(
    'a message of %i bytes is filled and still reads as nothing but its keys',
    (room) => {
      const real = encodeTokenData([key], 1).subarray(0, 28)
      const filled = fillWithPadding(real, 28 + room)
      expect(filled.length % (28 + room)).toBe(0)
      expect(decodeTokenData(filled)).toEqual([key])
    },
  )
})

describe('reading', () => {
  test('keys come back as they were put in', async () => {
    const keys = manyKeys(30)
    const keyring = await aKeyring()
    const token = await encryptToken(keys, keyring, MIN_ENTRIES, () => NONCE)
    const read = await decryptToken(token, keyring)
    expect(read.ok && read.value.map(({ keyData }) => toHex(keyData))).toEqual(
      keys.map(({ keyData }) => toHex(keyData)),
    )
  })

  test('any key of the ring opens what it sealed', async () => {
    const token = await encryptToken([key], await aKeyring(['6']), MIN_ENTRIES, () => NONCE)
    expect((await decryptToken(token, await aKeyring(['7', '6']))).ok).toBe(true)
  })

  test.each([
    ['is no base64', '!', 'not_base64'],
    ['is empty', '', 'not_base64'],
    ['is padding alone', '==', 'not_base64'],
    ['is no message', 'AAAA', 'not_decryptable'],
    ['is cut', REVISION_TOKEN.token.slice(0, 60), 'not_decryptable'],
    ['has a changed byte', REVISION_TOKEN.token.replace('qqvd', 'qqve'), 'not_decryptable'],
    ['has no data', toBase64(hexBytes('0a0137')), 'not_decryptable'],
  ])('a token that %s', async (_name, token, expected) => {
    expect(await decryptToken(token, await aKeyring())).toEqual({ ok: false, failure: expected })
  })

  test('a token of a destroyed key, or of other additional data, does not open', async () => {
    const other = { ...(await aKeyring()), additionalData: range(0, 15) }
    expect(await decryptToken(REVISION_TOKEN.token, other)).toMatchObject({ ok: false })
    expect(await decryptToken(REVISION_TOKEN.token, await aKeyring(['8']))).toMatchObject({
      failure: 'not_decryptable',
    })
  })

  test('an entry without numbers is padding, whatever key it names', () => {
    const entry = concatBytes(hexBytes('0a120a10'), range(1, 16))
    expect(decodeTokenData(entry)).toEqual([])
  })
})

describe('merging', () => {
  const oldest = asIntervalNumber(2_973_888)
  const at = (seed: number, start: number, period = 144) =>
    aDiagnosisKey({
      keyData: keyData(seed),
      rollingStartIntervalNumber: start,
      rollingPeriod: period,
    })

  test('earlier keys come first, new ones follow in their order', () => {
    const merged = mergeRevisableKeys(
      [at(2, oldest), at(1, oldest)],
      [at(4, oldest), at(3, oldest)],
      oldest,
    )
    expect(merged.map((one) => one.keyData)).toEqual([2, 1, 4, 3].map(keyData))
  })

  test('of two entries for one key the earlier stays', () => {
    const merged = mergeRevisableKeys([at(1, oldest, 10)], [at(1, oldest, 20)], oldest)
    expect(merged.map((one) => one.rollingPeriod)).toEqual([10])
  })

  test('an earlier key that ended at the oldest interval stays, one that ended before it goes', () => {
    const merged = mergeRevisableKeys([at(1, oldest - 144), at(2, oldest - 145)], [], oldest)
    expect(merged.map((one) => one.keyData)).toEqual([keyData(1)])
  })

  test('the age of new keys is not asked', () => {
    expect(mergeRevisableKeys([], [at(1, 1)], oldest)).toHaveLength(1)
  })
})
