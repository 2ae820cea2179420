/** PEM, RFC 7468: one block, one label. Pure. */

import { fromTolerantBase64, toBase64 } from '../bytes.ts'

export type PemLabel = 'PUBLIC KEY' | 'PRIVATE KEY' | 'EC PRIVATE KEY' | 'CERTIFICATE'

export function encodePem(label: PemLabel, der: Uint8Array): string {
  const lines = toBase64(der).match(/.{1,64}/g) ?? []
  return `-----BEGIN ${label}-----\n${lines.join('\n')}\n-----END ${label}-----\n`
}

/** @returns the DER of the first block with this label; undefined where there is none or it is not base64 */
export function decodePem(label: PemLabel, text: string): Uint8Array<ArrayBuffer> | undefined {
  const begin = `-----BEGIN ${label}-----`
  const start = text.indexOf(begin)
  const end = text.indexOf(`-----END ${label}-----`)
  if (start < 0 || end < start) return undefined
  return fromTolerantBase64(text.slice(start + begin.length, end).replaceAll(/\s/g, ''))
}
