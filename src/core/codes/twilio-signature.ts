/** Whether a call is from the SMS provider. Pure. Source: Twilio's security of webhooks. */

import { toBase64, utf8 } from '../bytes.ts'
import { importHmacKey, signHmac } from '../crypto/hmac.ts'

/**
 * @param url scheme, host without a port that is the scheme's own, and path; no query
 * @param fields of the form, in any order; of several of one name each counts
 * @returns base64 of HMAC-SHA-1
 */
export async function twilioSignature(
  authToken: string,
  url: string,
  fields: readonly (readonly [string, string])[],
): Promise<string> {
  const sorted = [...fields].sort(([a], [b]) => (a < b ? -1 : a > b ? 1 : 0))
  const text = url + sorted.map(([name, value]) => name + value).join('')
  const key = await importHmacKey(utf8(authToken), 'SHA-1')
  return toBase64(await signHmac(key, utf8(text)))
}

/** The address as it is signed. `URL` writes no port that is the scheme's own. */
export const signedAddress = ({ protocol, host, pathname }: URL): string =>
  `${protocol}//${host}${pathname}`
