/**
 * Texts that a phone can tell from forged ones: signed over purpose, number, day and text. Pure.
 * Source: verification server pkg/signatures/sms.go.
 */

import { toBase64, utf8 } from '../bytes.ts'
import { signDer } from '../crypto/ecdsa.ts'
import { type UnixSeconds, utcDateOf } from '../time.ts'

const MARK = ' \nAuthentication:'
/** 72 bytes of DER as base64 without padding. */
const MAX_SIGNATURE = 96

export type SmsPurpose = 'EN Report' | 'User Report'

/** What is signed. @param phone E.164 */
export const signedSmsText = (
  purpose: SmsPurpose,
  phone: string,
  text: string,
  now: UnixSeconds,
): string => `${purpose}.${phone}.${utcDateOf(now)}.${text}${MARK}`

/**
 * What a text that will be signed looks like and how long it is at most, for previews: no phone takes it for signed.
 * @param keyId of the key that will sign
 */
export function withSampleSignature(text: string, keyId: string, now: UnixSeconds): string {
  const [, month = '', day = ''] = utcDateOf(now).split('-')
  return `${text}${MARK}${month}${day}:${keyId}:${'A'.repeat(MAX_SIGNATURE)}`
}

/** @returns the text with day, key and signature: base64 without padding of DER */
export async function signSms(
  signer: { readonly keyId: string; readonly privateKey: CryptoKey },
  purpose: SmsPurpose,
  phone: string,
  text: string,
  now: UnixSeconds,
): Promise<string> {
  const signed = utf8(signedSmsText(purpose, phone, text, now))
  const signature = toBase64(await signDer(signer.privateKey, signed)).replaceAll('=', '')
  const [, month = '', day = ''] = utcDateOf(now).split('-')
  return `${text}${MARK}${month}${day}:${signer.keyId}:${signature}`
}
