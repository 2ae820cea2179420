/** Secrets of registrations as they are kept: ids and keys that are read out as HMACs, confirmation keys sealed. */

import { toBase64 } from '../../core/bytes.ts'
import type { SecretBox } from '../secret-box.ts'

/** HMAC of a text, lower-case hexadecimal. */
type TextHash = (text: string) => Promise<string>

export interface WorkflowSecretsDeps {
  readonly secretBox: SecretBox
  /** Of base64. */
  readonly bucketHash: TextHash
  readonly ggdKeyHash: TextHash
}

export const hashBucketId = (
  { bucketHash }: Pick<WorkflowSecretsDeps, 'bucketHash'>,
  bucketId: Uint8Array,
): Promise<string> => bucketHash(toBase64(bucketId))

/** Label of a confirmation key: of one bucket and of no other. */
export const confirmationKeyLabel = (bucketHash: string): string => `coronamelder ${bucketHash}`
