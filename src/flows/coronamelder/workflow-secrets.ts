/** Secrets of registrations as they are kept: ids and keys that are read out as HMACs, confirmation keys sealed. */

import { toHex, utf8 } from '../../core/bytes.ts'
import { signHmac } from '../../core/crypto/hmac.ts'
import type { SecretBox } from '../secret-box.ts'

/** HMAC-SHA-256. */
export interface WorkflowKeys {
  readonly buckets: CryptoKey
  readonly ggdKeys: CryptoKey
}

export interface WorkflowSecretsDeps {
  readonly secretBox: SecretBox
  readonly workflowKeys: () => Promise<WorkflowKeys>
}

/** @returns hexadecimal */
export const hashBucketId = async (
  { workflowKeys }: WorkflowSecretsDeps,
  bucketId: Uint8Array<ArrayBuffer>,
): Promise<string> => toHex(await signHmac((await workflowKeys()).buckets, bucketId))

/** @returns hexadecimal */
export const hashGgdKey = async (
  { workflowKeys }: WorkflowSecretsDeps,
  ggdKey: string,
): Promise<string> => toHex(await signHmac((await workflowKeys()).ggdKeys, utf8(ggdKey)))

/** Label of a confirmation key: of one bucket and of no other. */
export const confirmationKeyLabel = (bucketHash: string): string => `coronamelder ${bucketHash}`
