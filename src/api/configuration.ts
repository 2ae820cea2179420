/** The configuration document on the wire: its members, their defaults and what they mean. Meaning is checked in core. */

import * as z from 'zod'
import type { ConfigurationDocument } from '../core/configuration/document.ts'
import { type ConfigurationProblem, problem } from '../core/configuration/problem.ts'
import { LAYOUTS } from '../core/layouts/layouts.ts'
import type { RealmDocument } from '../core/realms/realm-document.ts'
import { fail, type Result, succeed } from '../core/result.ts'
import { FEDERATION_CONSENTS } from '../core/verification/health-authority.ts'
import { CONTENT_SECTION_SCHEMAS } from './content-configuration.ts'
import { FEDERATION_SECTION_SCHEMAS } from './partner-configuration.ts'
import { REALM_SECTION_SCHEMAS } from './realm-configuration.ts'

/** Entries a section: a country has few, and all that changes is written at once. */
const MAX_ENTRIES = 200
const MAX_TEXT = 2000
const MAX_PEM = 5000
const EPOCH = '1970-01-01T00:00:00Z'

const text = (description: string) => z.string().min(1).max(MAX_TEXT).describe(description)
const pem = (description: string) => z.string().min(1).max(MAX_PEM).describe(description)
const flag = (initial: boolean, description: string) =>
  z.boolean().default(initial).describe(description)
const time = (description: string) =>
  z.iso
    .datetime({ precision: 0, error: 'a time is written like 2026-11-19T10:20:00Z' })
    .describe(description)
const start = (description: string) => time(description).default(EPOCH)
const texts = (description: string) =>
  z.array(z.string().max(MAX_TEXT)).max(MAX_ENTRIES).describe(description)
const whole = (min: number, max: number, description: string) =>
  z.number().int().min(min).max(max).describe(description)

const MAX_COUNT = 1_000_000_000

export const HealthAuthoritySchema = z.strictObject({
  issuer: text('Its name: `iss` of its certificates, exact.'),
  audience: text('`aud` of its certificates, exact.'),
  name: text('For people.'),
  jwksUri: text(
    'Where its public keys are published; they are polled. A change drops the keys found at the old address.',
  ).optional(),
  mayReadStatistics: flag(true, 'Whether it may read its statistics.'),
  dailyUploadLimit: whole(0, MAX_COUNT, 'Uploads a UTC day; no limit where left out.').optional(),
  keys: z
    .array(
      z.strictObject({
        version: text('`kid` of the certificates.'),
        publicKeyPem: pem('SubjectPublicKeyInfo of a P-256 key, PEM.'),
        validFrom: start('Valid after it.'),
        validThru: time(
          'Valid before it; no end where left out. The way to revoke a key.',
        ).optional(),
      }),
    )
    .max(MAX_ENTRIES)
    .default([])
    .describe('Keys entered by hand; those found at `jwksUri` do not belong here.'),
})

export const AuthorizedAppSchema = z.strictObject({
  appPackageName: text('Its name, lower case: what its requests send as `healthAuthorityID`.'),
  allowedRegions: texts('Regions of its keys, upper case.').min(1),
  allowedHealthAuthorities: texts('Issuers of the authorities that may vouch for its keys.'),
  bypassesCertificate: flag(false, 'Takes uploads without a valid certificate: for trials only.'),
  bypassesRevisionToken: flag(false, 'Takes revisions without a token: for trials only.'),
  releasesSameDayKeys: flag(false, 'Publishes keys of the running day: for trials only.'),
  federationConsent: z
    .enum(FEDERATION_CONSENTS)
    .default('never')
    .describe("When its users' keys may leave the country."),
})

export const SigningKeySchema = z.strictObject({
  name: text('Its name.'),
  publicKeyPem: pem(
    'The public half. Written by an export; where given, it must be that of the key of this name.',
  ).optional(),
  generate: z
    .boolean()
    .optional()
    .describe('Makes the key here, where there is none of this name.'),
  privateKeyPem: pem(
    'PKCS #8 or SEC 1: imports the key, where there is none of this name. Never exported: keep such a document secret.',
  ).optional(),
})

export const SignerSchema = z.strictObject({
  signingKeyName: text('The signing key.'),
  keyId: text('`verification_key_id`: by convention the MCC of the country.'),
  keyVersion: text('`verification_key_version`. keyId-keyVersion is its name.'),
  activatesAt: start('Signs from then on.'),
  retiresAt: time('Signs no window that closes later; no end where left out.').optional(),
})

export const ExportSchema = z.strictObject({
  filenameRoot: text('Its name, in any case: first part of every object name.'),
  periodSeconds: whole(1, 86_400, 'Length of a window; divides a day.'),
  outputRegion: text('Written into the files, upper case.'),
  inputRegions: texts('Keys for any of these; empty: for the output region.').default([]),
  excludeRegions: texts('Keys for any of these are left out.').default([]),
  includeTravelers: flag(true, "Also travelers' keys of every region."),
  onlyNonTravelers: flag(false, "Without travelers' keys."),
  activeFrom: start('Windows are closed after it.'),
  activeThru: time('And before it; no end where left out.').optional(),
  signers: texts('Signers of its files, each as keyId-keyVersion.'),
  maxRecordsOverride: whole(1, MAX_COUNT, 'Keys a file; the default where left out.').optional(),
})

export const LayoutExportSchema = z.strictObject({
  name: text('Its name, in any case.'),
  layout: z.enum(LAYOUTS).describe('Whose apps it is for.'),
  prefix: z
    .string()
    .max(MAX_TEXT)
    .default('')
    .describe('What its object names begin with; empty: nothing.'),
  inputRegions: texts('Keys for any of these regions, upper case.').min(1),
  excludeRegions: texts('Keys for any of these are left out.').default([]),
  includeTravelers: flag(false, "Also travelers' keys of every region."),
  activeFrom: start('Active after it.'),
  activeThru: time('And before it; no end where left out.').optional(),
  signers: texts('Signers of its archives, each as keyId-keyVersion.'),
  contentSigner: text('What signs its whole contents, by name: CoronaMelder only.').optional(),
  settings: z
    .record(z.string().max(MAX_TEXT), z.unknown())
    .default({})
    .describe("The layout's own settings (docs/layouts); what is left out has its default."),
})

export const PaddingPolicySchema = z.strictObject({
  region: text('Its name, upper case.'),
  minimumUploads: whole(1, 1_000_000, 'Uploads a slot, below which the sum tells nothing.'),
  minimumKeys: whole(
    1,
    100_000,
    'Keys that they should come to: raises their number by the model, never one by one.',
  ).optional(),
  federationConsent: z
    .enum(FEDERATION_CONSENTS)
    .default('never')
    .describe(
      "When synthetic keys may leave the country: as the region's app says of real ones, or they can be told apart.",
    ),
})

export const ImportSchema = z.strictObject({
  indexUrl: text('Its name: address of the foreign index.'),
  exportRootUrl: text("Address that the index's lines are relative to."),
  region: text('Region that its keys get, upper case.'),
  traveler: flag(false, "Whether its keys count as travelers'."),
  activeFrom: start('Active after it.'),
  activeThru: time('And before it; no end where left out.').optional(),
  requiresSignature: flag(true, 'Refuses files without a signature by a known key.'),
  keys: z
    .array(
      z.strictObject({
        keyId: text('`verification_key_id` of its signatures.'),
        keyVersion: text('`verification_key_version` of its signatures.'),
        publicKeyPem: pem('SubjectPublicKeyInfo of a P-256 key, PEM.'),
        validFrom: start('Valid after it.'),
        validThru: time('Valid before it; no end where left out.').optional(),
      }),
    )
    .max(MAX_ENTRIES)
    .default([])
    .describe('Keys that it is signed with.'),
})

export const MirrorSchema = z.strictObject({
  indexUrl: text('Its name: address of the foreign index.'),
  exportRootUrl: text("Address that the index's lines are relative to."),
  filenameRoot: text('First part of the object names here.'),
  filenameRewrite: text(
    'Pattern of the names here, with [timestamp] or [uuid]; the foreign names where left out.',
  ).optional(),
})

const section = <T extends z.ZodType>(entry: T, description: string) =>
  z.array(entry).max(MAX_ENTRIES).optional().describe(description)

export const ConfigurationSchema = z.strictObject({
  $schema: z.string().optional().describe('Where editors find the schema; ignored.'),
  healthAuthorities: section(
    HealthAuthoritySchema,
    'Issuers of verification certificates. One that uploads refer to is not deleted: end its keys.',
  ),
  authorizedApps: section(AuthorizedAppSchema, 'The apps that may upload.'),
  signingKeys: section(
    SigningKeySchema,
    'Private keys for export files. One that is left out is destroyed, once no signer has it.',
  ),
  signers: section(
    SignerSchema,
    'Signing keys under the names that phones know. One that is left out is retired, and deleted once no batch names it.',
  ),
  exports: section(
    ExportSchema,
    'What is published. One that is left out ends, and its files stay until their age; one that never published is deleted.',
  ),
  layoutExports: section(
    LayoutExportSchema,
    'What is published in the layouts of other systems. One that is left out ends; its files go at their age.',
  ),
  paddingPolicies: section(
    PaddingPolicySchema,
    'Regions whose slots are filled up with synthetic uploads.',
  ),
  imports: section(
    ImportSchema,
    'Foreign exports whose keys are taken in. One that is left out ends; one that took no file is deleted.',
  ),
  mirrors: section(
    MirrorSchema,
    'Foreign exports that are published again. One that is left out is removed with everything that it published.',
  ),
  ...CONTENT_SECTION_SCHEMAS,
  ...FEDERATION_SECTION_SCHEMAS,
  ...REALM_SECTION_SCHEMAS,
})

/** @returns the document with its defaults; or all that is wrong with its form */
export function readConfigurationDocument(
  value: unknown,
): Result<ConfigurationDocument & RealmDocument, readonly ConfigurationProblem[]> {
  const parsed = ConfigurationSchema.safeParse(value)
  if (parsed.success) {
    const { $schema: _, ...document } = parsed.data
    return succeed(document)
  }
  return fail(
    parsed.error.issues.map((issue) =>
      problem(pathOf(issue.path), 'malformed', issue.message.slice(0, MAX_TEXT)),
    ),
  )
}

/** "exports[0].signers[1]"; "" is the document itself. */
const pathOf = (path: readonly PropertyKey[]): string =>
  path
    .map((part) => (typeof part === 'number' ? `[${part}]` : `.${String(part)}`))
    .join('')
    .replace(/^\./, '')

/** What is sent: the document, and whether it is only to be compared. */
export const ApplyRequestSchema = z.strictObject({
  document: z.unknown(),
  dryRun: z.boolean().default(false),
})
