/** The sections of content signers and countries in the configuration document. Meaning is checked in core. */

import * as z from 'zod'

const MAX_ENTRIES = 200
const MAX_NAME = 200
/** A chain of ten certificates with large keys. */
const MAX_CERTIFICATES_PEM = 30_000
const MAX_PRIVATE_KEY_PEM = 5000
const MAX_WEIGHT = 1_000_000

export const ContentSignerSchema = z.strictObject({
  name: z.string().min(1).max(MAX_NAME).describe('Its name.'),
  certificatesPem: z
    .string()
    .min(1)
    .max(MAX_CERTIFICATES_PEM)
    .describe(
      "PEM: the signer's own certificate first, then those that issued it. Phones have the root. RSA of 2048 bits or more, or P-256.",
    ),
  privateKeyPem: z
    .string()
    .min(1)
    .max(MAX_PRIVATE_KEY_PEM)
    .optional()
    .describe(
      'PKCS #8 of the first certificate: with a new name, or a certificate of another key. Never exported: keep such a document secret.',
    ),
})

export const CountrySchema = z.strictObject({
  code: z
    .string()
    .regex(/^[A-Z]{2}$/, 'a country has two capital letters')
    .describe('Its name: ISO 3166-1 alpha-2, or XX for any other country.'),
  shareable: z.boolean().describe('Whether it is told to others.'),
  acceptable: z.boolean().describe('Whether keys from there are taken.'),
  weight: z
    .number()
    .int()
    .min(0)
    .max(MAX_WEIGHT)
    .describe('How often synthetic uploads were there, relative to the others; 0 for never.'),
})

export const CONTENT_SECTION_SCHEMAS = {
  contentSigners: z
    .array(ContentSignerSchema)
    .max(MAX_ENTRIES)
    .optional()
    .describe(
      'Certificates that sign whole contents (CMS). One that is left out is destroyed with its key, once no export has it.',
    ),
  countries: z
    .array(CountrySchema)
    .max(MAX_ENTRIES)
    .optional()
    .describe('The one list of countries. Empty: those of the European gateway.'),
}
