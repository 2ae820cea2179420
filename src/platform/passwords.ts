/**
 * Passwords as they are kept: scrypt over an HMAC under a key that is not in the database. scrypt holds up everything else in the
 * isolate for its 150 ms although it is asynchronous in form, so it runs one at a time, and not for everyone who comes at once.
 */

import { scrypt } from 'node:crypto'
import { fromBase64Url, toBase64Url, utf8 } from '../core/bytes.ts'
import { equalInConstantTime } from '../core/crypto/constant-time.ts'
import { signHmac } from '../core/crypto/hmac.ts'
import type { RandomBytes } from '../core/random.ts'
import type { PasswordHasher } from '../flows/console/deps.ts'
import { deriveHmacKey } from './secrets.ts'

/** As dear as what OWASP lists first, in 16 MiB of the 128 that an isolate has. */
export const SCRYPT_COST: ScryptCost = { N: 16_384, r: 8, p: 5 }

export interface ScryptCost {
  readonly N: number
  readonly r: number
  readonly p: number
}

const SALT_BYTES = 16
const HASH_BYTES = 32
/** That may wait; whoever comes then is told to come again. */
const MAX_WAITING = 8

/** @param cost for tests, which need not wait */
export function passwordHasher(
  masterKey: string | undefined,
  randomBytes: RandomBytes,
  cost: ScryptCost = SCRYPT_COST,
): PasswordHasher {
  let pepper: Promise<CryptoKey> | undefined
  const oneAtATime = queue(MAX_WAITING)
  const derive = (password: string, salt: Uint8Array, { N, r, p }: ScryptCost) =>
    oneAtATime(async () => {
      pepper ??= deriveHmacKey(masterKey, 'console passwords', 'SHA-256')
      return scryptBytes(await signHmac(await pepper, utf8(password)), salt, { N, r, p })
    })
  /** What nobody has: so that comparing with nothing is as much work. */
  const none: StoredPassword = {
    cost,
    salt: new Uint8Array(SALT_BYTES),
    hash: new Uint8Array(HASH_BYTES),
  }
  return {
    async hash(password) {
      const salt = randomBytes(SALT_BYTES)
      const hash = await derive(password, salt, cost)
      return hash === undefined ? undefined : writeStored({ cost, salt, hash })
    },
    async isRight(password, stored) {
      const known = stored === undefined ? none : readStored(stored)
      const hash = await derive(password, known.salt, known.cost)
      if (hash === undefined) return undefined
      return equalInConstantTime(hash, known.hash) && stored !== undefined
    },
    isOutdated(stored) {
      const { N, r, p } = readStored(stored).cost
      return N !== cost.N || r !== cost.r || p !== cost.p
    },
  }
}

interface StoredPassword {
  readonly cost: ScryptCost
  readonly salt: Uint8Array
  readonly hash: Uint8Array
}

const writeStored = ({ cost: { N, r, p }, salt, hash }: StoredPassword): string =>
  `scrypt$${N}$${r}$${p}$${toBase64Url(salt)}$${toBase64Url(hash)}`

/** @throws where it is none: only we write them */
function readStored(text: string): StoredPassword {
  const [kind, N, r, p, saltText = '', hashText = ''] = text.split('$')
  const salt = fromBase64Url(saltText)
  const hash = fromBase64Url(hashText)
  if (kind !== 'scrypt' || salt === undefined || hash?.length !== HASH_BYTES) {
    throw new Error('a stored password is of an unknown form')
  }
  return { cost: { N: Number(N), r: Number(r), p: Number(p) }, salt, hash }
}

const scryptBytes = (
  password: Uint8Array,
  salt: Uint8Array,
  { N, r, p }: ScryptCost,
): Promise<Uint8Array> =>
  new Promise((resolve, reject) => {
    // Its own limit is what the least cost needs.
    const options = { N, r, p, maxmem: 256 * N * r }
    scrypt(password, salt, HASH_BYTES, options, (error, key) => {
      if (error === null) resolve(new Uint8Array(key))
      else reject(error)
    })
  })

/** Runs one at a time, in the order in which they came. @returns what gives undefined where too many wait */
function queue(maxWaiting: number): <T>(run: () => Promise<T>) => Promise<T | undefined> {
  let last: Promise<unknown> = Promise.resolve()
  let waiting = 0
  return async (run) => {
    // One of those that are counted is under way.
    if (waiting > maxWaiting) return undefined
    waiting++
    const turn = last.then(run).finally(() => {
      waiting--
    })
    last = turn.catch(() => undefined)
    return turn
  }
}
