/** Codes of authenticator apps, as people type them. Pure. What a code is, RFC 6238 says and a library knows. */

/** As long as the hash, which RFC 4226 §4 recommends. */
export const TOTP_SECRET_BYTES = 20

/** Six digits, however they were grouped; undefined where it is something else. */
export function readTotpCode(typed: string): string | undefined {
  const digits = typed.replace(/[\s-]/g, '')
  return /^[0-9]{6}$/.test(digits) ? digits : undefined
}
