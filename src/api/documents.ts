/** Operators' documents on the wire: what phones download beside keys. */

import * as z from 'zod'
import { parseIsoTime } from '../core/iso-time.ts'
import { fail, type Result, succeed } from '../core/result.ts'
import type { UnixSeconds } from '../core/time.ts'

export const MAX_DOCUMENT_BYTES = 1_000_000
export const MAX_DOCUMENTS_PAGE = 200

export const StoredDocumentSchema = z.strictObject({
  id: z.string().describe('content id: the last part of its object name'),
  kind: z.string(),
  releaseAt: z.int().describe('Unix seconds; in force after it, until a later one of its kind is'),
  createdAt: z.int().describe('Unix seconds'),
  objectName: z.string(),
  byteLength: z.int().describe('of the document as it was given'),
  contentHash: z.string().describe('SHA-256 of the same, lower-case hexadecimal'),
})

export const PutDocumentAnswer = StoredDocumentSchema.extend({
  isNew: z.boolean().describe('false: the same was there already, with the same release'),
})

export const DocumentsAnswer = z.strictObject({
  documents: z
    .array(StoredDocumentSchema.extend({ isInForce: z.boolean() }))
    .describe('newest first'),
  next: z.int().nullable().describe('`before` of the next page; null where this was the last'),
})

export type StoredDocument = z.output<typeof StoredDocumentSchema>
export type DocumentsAnswer = z.output<typeof DocumentsAnswer>

/** @param text undefined: at once; a failure is said in words */
export function readRelease(text: string | undefined): Result<UnixSeconds | undefined, string> {
  if (text === undefined) return succeed(undefined)
  const at = parseIsoTime(text)
  return at === undefined ? fail('release is a time like 2026-11-19T10:20:00Z') : succeed(at)
}
