import { fromTolerantBase64 } from '../../bytes.ts'
import { fail, type Result, succeed } from '../../result.ts'
import { KEY_BYTES } from '../../temporary-exposure-key.ts'
import type { KeyDrop } from './key-rule.ts'

/** A key is 16 bytes in base64; anything else could not be matched by a phone. */
export function readKeyData(key: string): Result<Uint8Array<ArrayBuffer>, KeyDrop> {
  const keyData = fromTolerantBase64(key)
  if (keyData === undefined) return fail({ rule: 'key-encoding', problem: 'is not base64' })
  if (keyData.length !== KEY_BYTES) {
    return fail({ rule: 'key-length', problem: `has ${keyData.length} bytes, not ${KEY_BYTES}` })
  }
  return succeed(keyData)
}
