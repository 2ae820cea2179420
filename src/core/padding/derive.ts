/**
 * Everything that chance decides about a slot's synthetic uploads, derived from the slot's secret: the same slot gives the
 * same uploads, on each retry and for ever, and nobody without the secret can tell them from random ones. Pure.
 */

import { concatBytes, utf8 } from '../bytes.ts'
import { hmacSha256, importHmacKey } from '../crypto/hmac.ts'
import { KEY_BYTES } from '../temporary-exposure-key.ts'
import type { UnixSeconds } from '../time.ts'
import { type Chance, chanceFrom } from './chance.ts'

/** Bytes of a slot's secret. */
export const SLOT_SECRET_BYTES = 32

/** Eight numbers each: more than the longest upload needs. */
const CHOICE_BLOCKS = 14
const COUNTRY_BLOCKS = 1

export interface SlotStream {
  /** What decides about upload i, at its n-th attempt. */
  choices(upload: number, attempt: number): Promise<Chance>
  /** What decides where the person of upload i was. */
  countryChoices(upload: number): Promise<Chance>
  /** Key data of upload i. @returns 16 bytes */
  keyData(upload: number, position: number): Promise<Uint8Array<ArrayBuffer>>
}

/**
 * seed = HMAC-SHA-256(secret, "padding|region|slot"); key data are the first 16 bytes of HMAC(seed, "key|upload|position");
 * choices are HMAC(seed, "meta|upload|attempt|block") for block 0, 1, …, those of countries HMAC(seed, "countries|upload|block").
 * @param secret 32 random bytes of the slot
 */
export async function slotStream(
  secret: Uint8Array<ArrayBuffer>,
  region: string,
  slot: UnixSeconds,
): Promise<SlotStream> {
  const seed = await hmacSha256(secret, utf8(`padding|${region}|${slot}`))
  const key = await importHmacKey(seed)
  const derive = async (label: string) =>
    new Uint8Array(await crypto.subtle.sign('HMAC', key, utf8(label)))
  const chanceOf = async (label: string, blockCount: number) => {
    const blocks = Array.from({ length: blockCount }, (_, block) => derive(`${label}|${block}`))
    return chanceFrom(concatBytes(...(await Promise.all(blocks))))
  }
  return {
    choices: (upload, attempt) => chanceOf(`meta|${upload}|${attempt}`, CHOICE_BLOCKS),
    countryChoices: (upload) => chanceOf(`countries|${upload}`, COUNTRY_BLOCKS),
    async keyData(upload, position) {
      return (await derive(`key|${upload}|${position}`)).slice(0, KEY_BYTES)
    },
  }
}
