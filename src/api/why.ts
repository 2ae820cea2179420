/** The contract of `why`: one key, and where it is. */

import * as z from 'zod'
import { fromHex, fromTolerantBase64 } from '../core/bytes.ts'
import { KEY_BYTES } from '../core/temporary-exposure-key.ts'

/** @returns undefined where the text is not 16 bytes in base64 or hex */
export function readKeyText(text: string): Uint8Array<ArrayBuffer> | undefined {
  const trimmed = text.trim()
  const isHex = /^[0-9a-f]{32}$/i.test(trimmed)
  const keyData = isHex ? fromHex(trimmed) : fromTolerantBase64(trimmed)
  return keyData?.length === KEY_BYTES ? keyData : undefined
}

export const WhyRequest = z.strictObject({
  key: z.string().max(100).describe('16 bytes, base64 or hex'),
})

const at = z.int().describe('Unix seconds')
const filenameRoot = z.string().describe('which export')
const batchId = z.int()

export const ReleaseStateSchema = z.discriminatedUnion('state', [
  z.strictObject({
    filenameRoot,
    state: z.literal('not_selected'),
    because: z.enum(['other_region', 'excluded_region', 'traveler']),
  }),
  z.strictObject({ filenameRoot, state: z.literal('export_not_active') }),
  z.strictObject({ filenameRoot, state: z.literal('before_first_window') }),
  z.strictObject({ filenameRoot, state: z.literal('under_embargo'), until: at }),
  z.strictObject({ filenameRoot, state: z.literal('window_open'), until: at }),
  z.strictObject({ filenameRoot, state: z.literal('window_too_young'), until: at }),
  z.strictObject({
    filenameRoot,
    state: z.literal('waiting_for_padding'),
    regions: z.array(z.string()),
  }),
  z.strictObject({ filenameRoot, state: z.literal('no_usable_signer') }),
  z.strictObject({ filenameRoot, state: z.literal('to_be_closed') }),
  z.strictObject({ filenameRoot, state: z.literal('batch_open'), batchId }),
  z.strictObject({ filenameRoot, state: z.literal('batch_leased'), batchId, until: at }),
  z.strictObject({
    filenameRoot,
    state: z.literal('exported'),
    batchId,
    files: z.array(
      z.strictObject({
        filename: z.string(),
        status: z.enum(['published', 'delete_pending', 'withdraw_pending', 'withdrawn']),
      }),
    ),
    isIndexCurrent: z.boolean(),
  }),
  z.strictObject({ filenameRoot, state: z.literal('not_in_files'), batchId }),
  z.strictObject({
    filenameRoot,
    state: z.literal('files_not_searched'),
    batchId,
    fileCount: z.int(),
  }),
])
export type ExportState = z.output<typeof ReleaseStateSchema>

export const WhyAnswer = z.discriminatedUnion('isStored', [
  z.strictObject({
    isStored: z.literal(false),
    retentionSeconds: z.int().describe('age at which keys are deleted'),
  }),
  z.strictObject({
    isStored: z.literal(true),
    provenance: z.enum(['uploaded', 'synthetic', 'imported', 'federated']),
    regions: z.array(z.string()),
    traveler: z.boolean(),
    releases: z.array(
      z.strictObject({
        list: z.enum(['keys', 'revised_keys']),
        at,
        exports: z.array(ReleaseStateSchema),
      }),
    ),
  }),
])
export type WhyAnswer = z.output<typeof WhyAnswer>
