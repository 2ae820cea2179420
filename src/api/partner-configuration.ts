/** The sections of the configuration document about servers that we exchange keys with. Meaning is checked in core. */

import * as z from 'zod'
import { EFGS_CERTIFICATE_TYPES } from '../core/federation/efgs/certificate-rules.ts'
import { MAX_CREDENTIALS } from '../core/federation/partner-credentials.ts'
import { FEDERATION_PROTOCOLS } from '../core/federation/protocols.ts'

const MAX_ENTRIES = 200
const MAX_CERTIFICATES = 400
const MAX_NAME = 200
const MAX_URL = 500
const MAX_SECRET = 10_000
const MAX_PEM = 5000
/** As the original's table. */
const MAX_CERTIFICATE_PEM = 10_240
const MAX_SIGNATURE = 2000
const MAX_KEYS = 10
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

export const FederationAuthorizationSchema = z.strictObject({
  issuer: text('With the subject its name: `iss` of its tokens, exact.'),
  subject: text('`sub` of its tokens, exact.'),
  audience: text("`aud` of its tokens, exact; the protocol's own where left out.").optional(),
  includeRegions: texts('Regions whose keys it may have, upper case; at least one.'),
  excludeRegions: texts('Regions that it is never told of.'),
  partnerName: text(
    'The partner that it is: its own keys do not go back to it, and those of its `gatewayFrom` do.',
  ).optional(),
  keys: z
    .array(
      z.strictObject({
        kid: z.string().max(MAX_NAME).describe('`kid` of its tokens; empty where they have none.'),
        publicKeyPem: z
          .string()
          .min(1)
          .max(MAX_PEM)
          .describe('SubjectPublicKeyInfo, PEM: P-256, or RSA of 2048 bits or more.'),
      }),
    )
    .max(MAX_KEYS)
    .default([])
    .describe('Keys that sign its tokens.'),
  jwksUri: z
    .string()
    .min(1)
    .max(MAX_URL)
    .optional()
    .describe('Where its issuer publishes its keys instead.'),
})

export const NationSchema = z.strictObject({
  uuid: text('Its name: a UUID in lower case, which its token says.'),
  region: text('What its keys have as their origin, such as GB-SCT.'),
  publicKeysPem: z
    .array(z.string().min(1).max(MAX_PEM))
    .min(1)
    .max(2)
    .describe('SubjectPublicKeyInfo of P-256 keys, PEM: two during a change, either may sign.'),
  gatewayOrigins: texts('Origins that it may speak for beside its own; empty: it is no gateway.'),
  revoked: flag('Whether it may call no more.'),
  withholdsKeys: flag('Revoked: whether what it sent is kept from the others.'),
})

export const EfgsCertificateSchema = z.strictObject({
  thumbprint: text(
    'Its name: SHA-256 of the certificate, lower-case hexadecimal, as `tocsin partner check` tells it and the member confirms it.',
  ),
  country: text('The member: two capital letters.'),
  type: z
    .enum(EFGS_CERTIFICATE_TYPES)
    .describe(
      'AUTHENTICATION: what it calls with; SIGNING: what it signs batches with; CALLBACK: that of its callback.',
    ),
  certificatePem: z
    .string()
    .min(1)
    .max(MAX_CERTIFICATE_PEM)
    .describe('The certificate, PEM, byte for byte as it was signed.'),
  operatorSignature: z
    .string()
    .max(MAX_SIGNATURE)
    .regex(/^[A-Za-z0-9+/]+={0,2}$/, 'is base64 in one line')
    .describe("The trust anchor's signature on these bytes, base64."),
  host: z.string().max(MAX_NAME).default('').describe('For people.'),
  gatewayOrigins: texts(
    'SIGNING: countries that it may sign for beside its own; empty: it is no gateway.',
  ),
  revoked: flag('Whether it counts no more.'),
})

export const FEDERATION_SECTION_SCHEMAS = {
  efgsCertificates: z
    .array(EfgsCertificateSchema)
    .max(MAX_CERTIFICATES)
    .optional()
    .describe(
      'Certificates of the countries that may call our gateway. One that is left out is revoked and stays; what it sent goes on to be served.',
    ),
  nations: z
    .array(NationSchema)
    .max(MAX_ENTRIES)
    .optional()
    .describe(
      'Who may call our server of the UK protocol. Tokens are given out by the operator surface. One that is left out is revoked; what it sent goes on to be served.',
    ),
  federationAuthorizations: z
    .array(FederationAuthorizationSchema)
    .max(MAX_ENTRIES)
    .optional()
    .describe(
      "Who may fetch keys from here by Google's federation. One that is left out is refused within a minute.",
    ),
  partners: z
    .array(PartnerSchema)
    .max(MAX_ENTRIES)
    .optional()
    .describe(
      'Servers that we exchange keys with. One that is left out ends, its credentials are destroyed, and its batches stay until their age; one that exchanged nothing is deleted.',
    ),
}
