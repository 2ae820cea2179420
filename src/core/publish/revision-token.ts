/**
 * The revision token: names the keys that its holder may revise. Pure.
 * Source: google/exposure-notifications-server internal/revision and internal/pb/revision.proto.
 */

import { compareBytes, fromTolerantBase64, toBase64 } from '../bytes.ts'
import { NONCE_BYTES, open, seal } from '../crypto/aes-gcm.ts'
import { tocsin } from '../proto/revision.js'
import type { RandomBytes } from '../random.ts'
import { fail, type Result, succeed } from '../result.ts'
import type { TemporaryExposureKey } from '../temporary-exposure-key.ts'
import { asIntervalNumber, type IntervalNumber } from '../time.ts'

const { RevisionToken, RevisionTokenData } = tocsin.revision

/** Bytes of one key's entry in a token, at today's interval numbers. */
const ENTRY_BYTES = 28
/** Bytes of the smallest padding entry that holds a key field. */
const PADDING_FRAME_BYTES = 4
/** Bytes of a padding entry with 16 zero bytes. */
const PADDING_ENTRY_BYTES = 20

export type RevisableKey = Pick<
  TemporaryExposureKey,
  'keyData' | 'rollingStartIntervalNumber' | 'rollingPeriod'
>

/** The keys that encrypt and decrypt tokens. */
export interface RevisionKeyring {
  /** Of the key that encrypts. */
  readonly effectiveKid: string
  /** Every key that may still decrypt. */
  readonly keys: ReadonlyMap<string, CryptoKey>
  readonly additionalData: Uint8Array<ArrayBuffer>
}

export type TokenProblem = 'not_base64' | 'not_decryptable'

/**
 * Keys of the earlier token that are still young enough, then new ones that it did not list.
 * @param oldestInterval keys that ended before it are forgotten
 */
export function mergeRevisableKeys(
  earlier: readonly RevisableKey[],
  added: readonly RevisableKey[],
  oldestInterval: IntervalNumber,
): readonly RevisableKey[] {
  const merged = earlier.filter(
    (key) => key.rollingStartIntervalNumber + key.rollingPeriod >= oldestInterval,
  )
  for (const key of added) {
    if (!merged.some((one) => compareBytes(one.keyData, key.keyData) === 0)) merged.push(key)
  }
  return merged
}

/**
 * The message before encryption. The original pads by entries of 20 bytes and keys have 28, so its tokens tell how many
 * keys they name; ours are filled up to a length, which the original reads all the same.
 * @param minEntries up to that many keys give one length
 */
export function encodeTokenData(
  keys: readonly RevisableKey[],
  minEntries: number,
): Uint8Array<ArrayBuffer> {
  const real = RevisionTokenData.encode({
    revisableKeys: keys.map((key) => ({
      temporaryExposureKey: key.keyData,
      intervalNumber: key.rollingStartIntervalNumber,
      intervalCount: key.rollingPeriod,
    })),
  }).finish()
  // The room of one smallest entry on top: keys of short periods take a byte less, and a gap below it could not be filled.
  return fillWithPadding(real, minEntries * ENTRY_BYTES + PADDING_FRAME_BYTES)
}

/**
 * Fills the message with entries that readers discard, up to a multiple of `stepBytes`.
 * @internal exported for the published vector, whose length is another
 */
export function fillWithPadding(real: Uint8Array, stepBytes: number): Uint8Array<ArrayBuffer> {
  let length = Math.max(stepBytes, Math.ceil(real.length / stepBytes) * stepBytes)
  const left = length - real.length
  if (left > 0 && left < PADDING_FRAME_BYTES) length += stepBytes
  const filled = new Uint8Array(length)
  filled.set(real)
  for (let at = real.length; at < length; ) {
    const rest = length - at
    // What is left must be able to hold a last entry of its own.
    const size = rest < 2 * PADDING_ENTRY_BYTES ? rest : PADDING_ENTRY_BYTES
    // By hand, since there are twenty of them in a token: an entry (field 1) whose key (field 1) is of zero bytes.
    filled.set([0x0a, size - 2, 0x0a, size - PADDING_FRAME_BYTES], at)
    at += size
  }
  return filled
}

/** @returns the token as it goes on the wire: standard base64 */
export async function encryptToken(
  keys: readonly RevisableKey[],
  keyring: RevisionKeyring,
  minEntries: number,
  randomBytes: RandomBytes,
): Promise<string> {
  const key = keyring.keys.get(keyring.effectiveKid)
  if (key === undefined) throw new TypeError('the keyring lacks its effective key')
  const data = await seal(
    key,
    randomBytes(NONCE_BYTES),
    encodeTokenData(keys, minEntries),
    keyring.additionalData,
  )
  return toBase64(RevisionToken.encode({ kid: keyring.effectiveKid, data }).finish())
}

/** @param token base64, as received */
export async function decryptToken(
  token: string,
  keyring: RevisionKeyring,
): Promise<Result<readonly RevisableKey[], TokenProblem>> {
  const bytes = fromTolerantBase64(token)
  if (bytes === undefined || bytes.length === 0) return fail('not_base64')
  try {
    const { kid, data } = RevisionToken.decode(bytes)
    const key = keyring.keys.get(kid)
    if (key === undefined) return fail('not_decryptable')
    const plaintext = await open(key, new Uint8Array(data), keyring.additionalData)
    return plaintext === undefined ? fail('not_decryptable') : succeed(decodeTokenData(plaintext))
  } catch {
    // protobufjs throws for every malformed message; the token is then one that nobody could have decrypted.
    return fail('not_decryptable')
  }
}

/** @throws where the bytes are no such message */
export function decodeTokenData(bytes: Uint8Array): readonly RevisableKey[] {
  return RevisionTokenData.decode(bytes)
    .revisableKeys.map((entry) => ({
      keyData: new Uint8Array(entry.temporaryExposureKey ?? []),
      rollingStartIntervalNumber: asIntervalNumber(entry.intervalNumber ?? 0),
      rollingPeriod: entry.intervalCount ?? 0,
    }))
    .filter((key) => key.rollingStartIntervalNumber !== 0 || key.rollingPeriod !== 0)
}
