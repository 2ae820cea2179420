/** The operator's configuration document: read, compared, applied. */

import * as z from 'zod'
import { SECTIONS } from '../../core/configuration/difference.ts'
import { API_KEY_TYPES } from '../../core/realms/api-key.ts'
import { REALM_SECTIONS } from '../../core/realms/realm-document.ts'
import { ApplyRequestSchema, ConfigurationSchema } from '../configuration.ts'
import type { Endpoint, NamedSchema } from './document.ts'
import { FAILURE, malformed, operators } from './shared.ts'

const CONFIGURATION: NamedSchema = {
  name: 'Configuration',
  schema: ConfigurationSchema,
  isAlsoSent: true,
}

/** Its document is checked on its own, so that all that is wrong with it is answered at once. */
const ApplyRequest = ApplyRequestSchema.extend({ document: ConfigurationSchema })

const field = z.strictObject({ from: z.unknown(), to: z.unknown() }).partial()

export const AppliedSchema = z.strictObject({
  changes: z
    .array(
      z.strictObject({
        section: z.enum([...SECTIONS, ...REALM_SECTIONS]),
        action: z
          .enum(['create', 'update', 'delete', 'end'])
          .describe('end: history refers to it, so it is put out of force and stays'),
        name: z.string(),
        fields: z.record(z.string(), field).describe('by field; never a private key'),
      }),
    )
    .describe('what was changed, or would be'),
  problems: z.array(
    z.strictObject({
      path: z.string().describe('into the document'),
      reason: z.string().describe('the rule that is broken'),
      message: z.string().describe('in words; not for programs'),
    }),
  ),
  newApiKeys: z
    .array(
      z.strictObject({
        realm: z.string(),
        name: z.string(),
        type: z.enum(API_KEY_TYPES),
        key: z.string(),
      }),
    )
    .describe('keys that were made: shown here and never again'),
})

const APPLIED: NamedSchema = { name: 'Applied', schema: AppliedSchema }

const DOCUMENT = {
  exports: [{ filenameRoot: 'us', periodSeconds: 14_400, outputRegion: 'US', signers: ['310-v1'] }],
}

export const configurationEndpoints: readonly Endpoint[] = [
  operators({
    method: 'get',
    path: '/operator/configuration',
    id: 'readConfiguration',
    summary: 'The configuration that is in force',
    description: 'Every section, with public keys only. To apply it changes nothing.',
    answers: [
      {
        status: 200,
        description: 'The document.',
        body: CONFIGURATION,
        examples: { export: DOCUMENT },
      },
    ],
  }),
  operators({
    method: 'post',
    path: '/operator/configuration',
    id: 'applyConfiguration',
    summary: 'Brings the configuration to what a document says',
    description:
      'Whole or not at all, each change recorded in the audit log. At most 1,000,000 bytes. A section that is left out is not ' +
      'touched; one that is there is complete.',
    request: {
      body: { name: 'ApplyRequest', schema: ApplyRequest, parts: [CONFIGURATION] },
      examples: { compare: { document: DOCUMENT, dryRun: true } },
    },
    answers: [
      {
        status: 200,
        description: 'What was changed, or would be.',
        body: APPLIED,
        examples: {
          changed: {
            changes: [
              {
                section: 'exports',
                action: 'update',
                name: 'us',
                fields: { periodSeconds: { from: 7200, to: 14_400 } },
              },
            ],
            problems: [],
            newApiKeys: [],
          },
          same: { changes: [], problems: [], newApiKeys: [] },
        },
      },
      malformed('send {"document": {…}, "dryRun": true or false}'),
      {
        status: 413,
        description: 'The body is too long.',
        body: FAILURE,
        examples: { tooLong: { error: 'more than 1000000 bytes' } },
      },
      {
        status: 422,
        description: 'Everything that is wrong with the document. Nothing was written.',
        body: APPLIED,
        examples: {
          problems: {
            changes: [],
            problems: [
              {
                path: 'exports[0].signers[0]',
                reason: 'unknown_signer',
                message: 'there is no such signer',
              },
            ],
            newApiKeys: [],
          },
        },
      },
    ],
  }),
]
