/** Authenticator apps by RFC 6238, with what all of them know: SHA-1, 6 digits, 30 seconds. */

import { Secret, TOTP } from 'otpauth'
import type { Authenticator } from '../flows/console/deps.ts'

/** What apps list it under. */
const ISSUER = 'Tocsin'
const PERIOD = 30
/** Steps before and after the present one: clocks of phones differ. */
const WINDOW = 1

const totpOf = (secret: Uint8Array<ArrayBuffer>, account = '') =>
  new TOTP({
    issuer: ISSUER,
    label: account,
    secret: new Secret({ buffer: secret.slice().buffer }),
    algorithm: 'SHA1',
    digits: 6,
    period: PERIOD,
  })

export const authenticator: Authenticator = {
  findStep(secret, code, now) {
    const timestamp = now * 1000
    const offset = totpOf(secret).validate({ token: code, timestamp, window: WINDOW })
    return offset === null ? undefined : TOTP.counter({ period: PERIOD, timestamp }) + offset
  },
  offer(secret, account) {
    const totp = totpOf(secret, account)
    return { address: totp.toString(), secret: totp.secret.base32 }
  },
}
