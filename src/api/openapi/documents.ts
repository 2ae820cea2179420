/** The operator's documents for phones. */

import * as z from 'zod'
import { DocumentsAnswer, PutDocumentAnswer } from '../documents.ts'
import type { Endpoint, Parameter } from './document.ts'
import { FAILURE, malformed, operators } from './shared.ts'

const LAYOUT_EXPORT: Parameter = {
  name: 'layoutExport',
  in: 'path',
  description: 'Name of the export in a layout, in any case.',
  schema: z.string(),
  example: 'nl',
}

const PUT_REFUSALS = [
  'no_such_export',
  'no_such_kind',
  'no_usable_signer',
  'empty_document',
] as const

const Refusal = z.strictObject({
  error: z.enum(PUT_REFUSALS),
  kinds: z.array(z.string()).optional().describe('those that there are'),
})
const REFUSAL = { name: 'DocumentRefusal', schema: Refusal }

const DOCUMENT = {
  id: '0f6b1f0f9f3b4f7e8d1c2b3a4f5e6d7c',
  kind: 'appConfig',
  releaseAt: 1_784_433_599,
  createdAt: 1_784_433_600,
  objectName: 'v6/appconfig/0f6b1f0f9f3b4f7e8d1c2b3a4f5e6d7c',
  byteLength: 321,
  contentHash: 'a0'.repeat(32),
}

export const documentEndpoints: readonly Endpoint[] = [
  operators({
    method: 'put',
    path: '/operator/documents/{layoutExport}/{kind}',
    id: 'putDocument',
    summary: 'Signs a document and has phones download it',
    description:
      'The body is the document as it is to be signed, at most 1,000,000 bytes. Recorded in the audit log.',
    binaryRequest: 'The document: JSON or protobuf, as the apps of the layout read it.',
    parameters: [
      LAYOUT_EXPORT,
      {
        name: 'kind',
        in: 'path',
        description: 'What it is to the apps.',
        schema: z.string(),
        example: 'appConfig',
      },
      {
        name: 'release',
        in: 'query',
        description: 'In force after it; at once where left out.',
        schema: z.string(),
        example: '2026-11-19T10:20:00Z',
      },
    ],
    answers: [
      {
        status: 200,
        description: 'The same was there already, with the same release.',
        body: { name: 'PutDocument', schema: PutDocumentAnswer },
        examples: { again: { ...DOCUMENT, isNew: false } },
      },
      {
        status: 201,
        description: 'Stored.',
        body: { name: 'PutDocument', schema: PutDocumentAnswer },
        examples: { stored: { ...DOCUMENT, isNew: true } },
      },
      malformed('release is a time like 2026-11-19T10:20:00Z'),
      {
        status: 404,
        description: 'No such export, or no such kind of document in its layout.',
        body: REFUSAL,
        examples: {
          export: { error: 'no_such_export' },
          kind: { error: 'no_such_kind', kinds: ['appConfig'] },
        },
      },
      {
        status: 409,
        description: 'Nobody may sign it now.',
        body: REFUSAL,
        examples: { signer: { error: 'no_usable_signer' } },
      },
      {
        status: 413,
        description: 'The document is too long.',
        body: FAILURE,
        examples: { long: { error: 'more than 1000000 bytes' } },
      },
      {
        status: 422,
        description: 'There is nothing to sign.',
        body: REFUSAL,
        examples: { empty: { error: 'empty_document' } },
      },
    ],
  }),
  operators({
    method: 'get',
    path: '/operator/documents/{layoutExport}',
    id: 'listDocuments',
    summary: 'Documents of an export, newest first',
    parameters: [
      LAYOUT_EXPORT,
      {
        name: 'before',
        in: 'query',
        description: '`next` of the page before.',
        schema: z.int().min(0),
        example: 12,
      },
    ],
    answers: [
      {
        status: 200,
        description: 'A page.',
        body: { name: 'Documents', schema: DocumentsAnswer },
        examples: { one: { documents: [{ ...DOCUMENT, isInForce: true }], next: null } },
      },
      malformed('before is a whole number'),
      {
        status: 404,
        description: 'No such export.',
        body: FAILURE,
        examples: { export: { error: 'no_such_export' } },
      },
    ],
  }),
]
