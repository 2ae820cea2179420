/** The usual mistakes behind an HMAC that does not match, recognised by computing it with each of them. Pure. */

import {
  equalBytes,
  fromHex,
  fromTolerantBase64,
  toBase64,
  toBase64Url,
  toHex,
  utf8,
} from '../bytes.ts'
import { hmacSha256 } from '../crypto/hmac.ts'
import { type HmacForm, hmacText, type ReceivedKey } from '../verification/exposure-key-hmac.ts'
import type { CertificateEvidence } from './certificate-finding.ts'

const FORMS: readonly HmacForm[] = ['with-risk', 'without-risk']

export async function hmacMistakes({
  received,
  claims,
}: CertificateEvidence): Promise<readonly string[]> {
  const tekmac = claims?.tekmac ?? ''
  if (received.keys.length === 0) return ['There are no keys, so that no HMAC can match.']
  if (tekmac === '') return ['The certificate has no tekmac.']
  if (received.hmacKey === '') return ['No hmacKey was sent: the secret goes with the upload.']
  const expected = fromTolerantBase64(tekmac)
  const secret = fromTolerantBase64(received.hmacKey)
  const mistakes: string[] = []
  if (expected === undefined) mistakes.push('tekmac is not base64.')
  if (secret === undefined) mistakes.push('hmacKey is not base64.')
  if (expected !== undefined && secret !== undefined && equalBytes(expected, secret)) {
    return [
      'hmacKey is the HMAC itself (it equals tekmac): send the secret that the HMAC was made with.',
    ]
  }
  const macs = wantedMacs(tekmac)
  for (const { key, says: saysOfSecret } of secrets(received.hmacKey)) {
    for (const { text, says: saysOfText } of texts(received.keys)) {
      const mac = await hmacSha256(key, utf8(text))
      const match = macs.find(({ bytes }) => equalBytes(bytes, mac))
      if (match === undefined) continue
      const found = [match.says, saysOfSecret, saysOfText].filter((says) => says !== '')
      // What matches without a mistake was right, and is none.
      if (found.length > 0) return found
    }
  }
  if (mistakes.length > 0) return mistakes
  return [
    'None of the usual mistakes fits: the keys or the secret are not those that the certificate was made for.',
  ]
}

/** One way of computing it; `says` is the mistake, '' for none. */
interface Secret {
  readonly key: Uint8Array<ArrayBuffer>
  readonly says: string
}
interface Text {
  readonly text: string
  readonly says: string
}
interface Mac {
  readonly bytes: Uint8Array
  readonly says: string
}

/** What tekmac may have been meant to say. */
function wantedMacs(tekmac: string): readonly Mac[] {
  const decoded = fromTolerantBase64(tekmac)
  const hex = fromHex(tekmac.trim())
  const inner = decoded && fromHex(new TextDecoder().decode(decoded))
  return [
    ...(decoded === undefined ? [] : [{ bytes: decoded, says: '' }]),
    ...(hex === undefined
      ? []
      : [{ bytes: hex, says: 'tekmac is the HMAC in hex: it must be in base64.' }]),
    ...(inner === undefined
      ? []
      : [{ bytes: inner, says: "tekmac is base64 of the HMAC's hex: encode its 32 bytes." }]),
  ]
}

/** What hmacKey may have been used as. An empty one signs nothing here. */
function secrets(hmacKey: string): readonly Secret[] {
  const decoded = fromTolerantBase64(hmacKey)
  const hex = fromHex(hmacKey)
  return [
    ...(decoded === undefined ? [] : [{ key: decoded, says: '' }]),
    {
      key: utf8(hmacKey),
      says: 'The HMAC was made with the text of hmacKey: decode its base64 first.',
    },
    ...(hex === undefined ? [] : [{ key: hex, says: 'hmacKey is hex: it must be base64.' }]),
  ]
}

/** Texts that may have been signed in place of the right one. */
function texts(keys: readonly ReceivedKey[]): readonly Text[] {
  return FORMS.flatMap((form) => {
    const formSays =
      form === 'without-risk' && keys.some((key) => key.transmissionRisk !== 0)
        ? 'The HMAC leaves the transmission risk out, which is allowed only where every key has 0: sign four segments a key.'
        : ''
    return [
      { text: hmacText(keys, form), says: formSays },
      ...respelled(keys, form),
      ...reordered(keys, form),
      ...otherMembers(keys, form),
    ]
  })
}

const SPELLINGS: readonly (readonly [string, (bytes: Uint8Array) => string])[] = [
  ['standard base64 with padding', toBase64],
  ['standard base64 without padding', (bytes) => toBase64(bytes).replaceAll('=', '')],
  ['base64url without padding', toBase64Url],
  ['base64url with padding', (bytes) => toBase64(bytes).replaceAll('+', '-').replaceAll('/', '_')],
  ['hex', toHex],
]

function respelled(keys: readonly ReceivedKey[], form: HmacForm): readonly Text[] {
  return SPELLINGS.map(([name, spell]) => ({
    text: hmacText(
      keys.map((key) => ({ ...key, key: spell(fromTolerantBase64(key.key) ?? new Uint8Array()) })),
      form,
    ),
    says: `The HMAC is over the keys in ${name}: sign their text exactly as it is sent.`,
  }))
}

function reordered(keys: readonly ReceivedKey[], form: HmacForm): readonly Text[] {
  const says = 'The HMAC is over unsorted keys: sort their segments as texts, byte by byte.'
  const segments = (order: readonly ReceivedKey[]) =>
    order.map((key) => hmacText([key], form)).join(',')
  const byStart = [...keys].sort((a, b) => a.rollingStartNumber - b.rollingStartNumber)
  const byCase = [...keys].sort((a, b) => a.key.toLowerCase().localeCompare(b.key.toLowerCase()))
  return [keys, [...keys].reverse(), byStart, [...byStart].reverse(), byCase].map((order) => ({
    text: segments(order),
    says,
  }))
}

const FULL_PERIOD = 144

function otherMembers(keys: readonly ReceivedKey[], form: HmacForm): readonly Text[] {
  const changed: { readonly change: (key: ReceivedKey) => ReceivedKey; readonly says: string }[] = [
    {
      change: (key) => ({ ...key, transmissionRisk: 0 }),
      says: 'The HMAC has risk 0 for every key: sign the risks that are sent.',
    },
    {
      change: (key) => ({ ...key, rollingPeriod: FULL_PERIOD }),
      says: `The HMAC has rollingPeriod ${FULL_PERIOD} for every key: sign and send the same (left out is 0).`,
    },
  ]
  return changed.map(({ change, says }) => ({ text: hmacText(keys.map(change), form), says }))
}
