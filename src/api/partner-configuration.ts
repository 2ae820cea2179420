/** The sections of the configuration document about servers that we exchange keys with. Meaning is checked in core. */

import * as z from 'zod'
import { MAX_CREDENTIALS } from '../core/federation/partner-credentials.ts'
import { FEDERATION_PROTOCOLS } from '../core/federation/protocols.ts'

const MAX_ENTRIES = 200
const MAX_NAME = 200
const MAX_URL = 500
const MAX_SECRET = 10_000
const EPOCH = '1970-01-01T00:00:00Z'

const text = (description: string) => z.string().min(1).max(MAX_NAME).describe(description)
const texts = (description: string) =>
  z.array(z.string().max(MAX_NAME)).max(MAX_ENTRIES).default([]).describe(description)
const flag = (description: string) => z.boolean().default(false).describe(description)
const time = (description: string) =>
  z.iso
    .datetime({ precision: 0, error: 'a time is written like 2026-11-19T10:20:00Z' })
    .describe(description)

export const PartnerSchema = z.strictObject({
  name: text('Its name: lower-case letters, digits and hyphens.'),
  protocol: z
    .enum(FEDERATION_PROTOCOLS)
    .describe(
      'efgs: a gateway as the European one; uk: as that of the UK and Ireland; google: another key server.',
    ),
  baseUrl: z
    .string()
    .min(1)
    .max(MAX_URL)
    .describe('https, without a slash at the end; `local:` and a path for a hub of our own.'),
  importsKeys: flag('Takes its keys. Off: it is not asked.'),
  exportsKeys: flag(
    'Sends it keys. Off: nothing is sent. Not with google, where the other side fetches.',
  ),
  gatewayFrom: texts(
    'Names of partners whose keys are forwarded to it; empty: it gets our own alone.',
  ),
  ownOrigin: text('Country or region that we are to it, upper case.'),
  prefix: text(
    'First part of the names of its objects, unique: lower-case letters, digits and hyphens, not `mobile`. It never changes.',
  ),
  regions: texts('Regions that its keys get, upper case.'),
  exportRegions: texts('Regions whose keys are sent to it; empty: all.'),
  traveler: flag("Whether its keys count as travelers'."),
  contentSigner: text('What signs the batches that are sent, by name: efgs only.').optional(),
  settings: z
    .record(z.string().max(MAX_NAME), z.unknown())
    .default({})
    .describe(
      "The protocol's own settings (docs/guides/federation.md); what is left out has its default.",
    ),
  credentials: z
    .record(z.string().max(MAX_NAME), z.string().max(MAX_SECRET))
    .refine((given) => Object.keys(given).length <= MAX_CREDENTIALS, 'too many credentials')
    .optional()
    .describe(
      'Secret texts by name: bearerToken, signingKeyPem, clientCertificateSha256. One that is left out stays, an empty one is destroyed. Never exported: keep such a document secret.',
    ),
  activeFrom: time('Active after it.').default(EPOCH),
  activeThru: time('And before it; no end where left out.').optional(),
})

export const FEDERATION_SECTION_SCHEMAS = {
  partners: z
    .array(PartnerSchema)
    .max(MAX_ENTRIES)
    .optional()
    .describe(
      'Servers that we exchange keys with. One that is left out ends, its credentials are destroyed, and its batches stay until their age; one that exchanged nothing is deleted.',
    ),
}
