/** Tries of addresses, counted behind Durable Objects that are spread by the hashed address: no address is kept. */

import { addressBlock } from '../core/realms/cidr.ts'
import type { RateLimit } from '../core/realms/rate-limit.ts'
import type { RealmQuota } from '../durable/realm-quota.ts'
import type { AddressGate } from '../flows/console/address-gate.ts'
import { objectStub } from './quota.ts'

/**
 * One a second for five minutes: a clinic behind one address comes in at the beginning of a shift, and whoever guesses takes a
 * seventh of the time that there is for passwords.
 */
export const SIGN_IN_LIMIT: RateLimit = { tokens: 300, intervalSeconds: 300 }

/** Digits of the hashed address that choose the object. */
const SPREAD_DIGITS = 2
/** Of a text that is no address: longer is cut off. */
const MAX_LENGTH = 64

/** @param hashText HMAC, hexadecimal */
export const addressGate = (
  namespace: DurableObjectNamespace<RealmQuota>,
  jurisdiction: string,
  hashText: (text: string) => Promise<string>,
): AddressGate => ({
  async admit(address, now) {
    const block = addressBlock(address) ?? address.slice(0, MAX_LENGTH)
    const hash = await hashText(`address ${block}`)
    const gate = objectStub(namespace, jurisdiction, `sign-in/${hash.slice(0, SPREAD_DIGITS)}`)
    const request = {
      rateKey: `console:ratelimit:ip:${hash}`,
      requests: 1,
      codes: 0,
      codeLimit: 0,
    } as const
    return (await gate.admit(request, SIGN_IN_LIMIT, now)).rate
  },
})
