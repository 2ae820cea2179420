/** The sections of the verification server in the configuration document. Meaning is checked in core. */

import * as z from 'zod'
import { TEST_TYPES } from '../core/codes/test-type.ts'
import { API_KEY_TYPES } from '../core/realms/api-key.ts'
import { PERMISSION_GROUPS, PERMISSIONS, type Permission } from '../core/realms/permissions.ts'
import { DEFAULT_REALM_SETTINGS, REQUIREMENT_MODES } from '../core/realms/settings.ts'

const MAX_ENTRIES = 200
const MAX_MEMBERS = 300
const MAX_TEXT = 10_000
const MAX_PEM = 5000

const text = (description: string) => z.string().max(MAX_TEXT).describe(description)
const flag = (description: string) => z.boolean().describe(description)
const number = (description: string) => z.number().describe(description)
const mode = (description: string) => z.enum(REQUIREMENT_MODES).describe(description)
const cidrs = z.array(z.string().max(100)).max(MAX_ENTRIES)

const SmsProviderSchema = z.discriminatedUnion('kind', [
  z.strictObject({
    kind: z.literal('twilio'),
    accountSid: z.string(),
    from: z.string().describe('E.164, a short code, or the id of a messaging service ("MG…").'),
    userReportFrom: z.string().optional(),
  }),
  z.strictObject({ kind: z.literal('webhook'), url: z.string() }),
  z.strictObject({ kind: z.literal('noop') }),
  z.strictObject({ kind: z.literal('noop-fail') }),
])

const settings = {
  welcomeMessage: text('Markdown, shown to case workers.'),
  contactEmailAddresses: z.array(z.string().max(254)).max(50).describe('Up to 10.'),
  codeLength: number('6 to 8.'),
  codeDurationSeconds: number('Whole minutes, 5 to shortCodeMaxMinutes.'),
  shortCodeMaxMinutes: number('60 to 120.'),
  longCodeLength: number('12 to 16.'),
  longCodeDurationSeconds: number('Whole hours, 1 to 24.'),
  allowedTestTypes: z.array(z.enum(TEST_TYPES)).max(TEST_TYPES.length).describe('At least one.'),
  requireDate: flag('Whether a code needs the date of the symptoms or of the test.'),
  allowBulkUpload: flag('Whether many codes may be issued at once.'),
  allowAdminUserReport: flag('Needs the test type user-report.'),
  allowUserReportWebView: flag('Needs the test type user-report.'),
  userReportWebhookUrl: text(
    'https. Needs the secret userReportWebhookSecret. Gets the text of the SMS, whether or not allowGeneratedSms is set.',
  ),
  userReportLearnMoreUrl: text('https. Left out: stays, since a job writes it.'),
  allowGeneratedSms: flag('Whether integrators may ask for the text of an SMS.'),
  maintenanceMode: flag('Whether no codes are issued.'),
  countriesOfInterest: z
    .strictObject({ ownCountry: z.string() })
    .describe('Codes take countries of interest, this one always among them.'),
  useAuthenticatedSms: flag('Whether texts are signed.'),
  smsCountry: text('ISO 3166-1, lower case: the default region of phone numbers.'),
  smsProvider: SmsProviderSchema.describe("The realm's own. Needs the secret smsAuthToken."),
  canUseSystemSms: flag("Whether it may use the system's provider."),
  useSystemSms: flag("Whether it uses the system's provider."),
  systemSmsFrom: text("One of the system's numbers, by its label."),
  smsTemplate: text('With [code] or [longcode]; with [enslink] for EN Express.'),
  smsTemplateAlternates: z.record(z.string(), z.string().max(MAX_TEXT)).describe('By label.'),
  emailWebhookUrl: text('https. Needs the secret emailWebhookSecret.'),
  canUseSystemEmail: flag("Whether it may use the system's mail."),
  useSystemEmail: flag("Whether it uses the system's mail."),
  emailInviteTemplate: text('With [invitelink]; empty: the built-in one.'),
  emailPasswordResetTemplate: text('With [passwordresetlink]; empty: the built-in one.'),
  emailVerifyTemplate: text('With [verifylink]; empty: the built-in one.'),
  mfaMode: mode('Second factor.'),
  mfaGraceDays: number('0, 1, 7 or 30.'),
  emailVerifiedMode: mode('Verified e-mail address.'),
  passwordRotationDays: number('0, 30, 60, 90 or 365.'),
  passwordWarningDays: number('0, 1, 3, 5, 7 or 30, not more than passwordRotationDays.'),
  allowedCidrs: z
    .strictObject({ adminapi: cidrs, apiserver: cidrs, server: cidrs })
    .describe('By service; empty: everyone.'),
  abusePreventionEnabled: flag('Whether there is a daily quota of codes.'),
  abusePreventionLimit: number('Codes a day. Left out: stays, since the modeler writes it.'),
  abusePreventionFactor: number('0.01 to 1000.'),
  useRealmCertificateKey: flag('Signs with a key of its own; not to be undone.'),
  certificateIssuer: text('`iss` of its certificates.'),
  certificateAudience: text('`aud` of its certificates.'),
  certificateDurationSeconds: number('60 to 86,400.'),
  autoRotateCertificateKey: flag('Needs useRealmCertificateKey.'),
  enExpressEnabled: flag('Links instead of codes. Needs a region code.'),
  enxCodeExpirationConfigurable: flag('Whether EN Express leaves the life of codes open.'),
  keyServerStats: z
    .strictObject({ url: z.string().optional(), audience: z.string().optional() })
    .describe("Fetches the key server's statistics."),
  agencyColor: text('#rrggbb. Left out: stays, since a job writes it.'),
  agencyImage: text('Left out: stays, since a job writes it.'),
  defaultLocale: text('Left out: stays, since a job writes it.'),
}

/** Each may be left out; the default stands in its description. */
const RealmSettingsSchema = z.strictObject(
  Object.fromEntries(
    Object.entries(settings).map(([name, schema]) => {
      const initial = (DEFAULT_REALM_SETTINGS as unknown as Record<string, unknown>)[name]
      const description = `${schema.description ?? ''} Default: ${JSON.stringify(initial) ?? 'none'}`
      return [name, schema.optional().describe(description)]
    }),
  ) as { [Name in keyof typeof settings]: z.ZodOptional<(typeof settings)[Name]> },
)

const secret = z.string().max(500).optional()
const pem = z.string().max(MAX_PEM).optional()

const KeySchema = z.strictObject({
  keyId: z.string().optional().describe('`kid`; left out for a key that is not there yet.'),
  publicKeyPem: pem.describe('The public half. Written by an export.'),
  generate: z.boolean().optional().describe('A key more than those that are named, once.'),
  privateKeyPem: pem.describe('PKCS #8: imports the key. Never exported.'),
  isActive: z.boolean().optional().describe('Whether it signs; left out: as it is.'),
  destroyed: z.boolean().optional().describe('Destroys the key, for ever; never the active one.'),
})

const keys = (description: string) =>
  z.array(KeySchema).max(20).optional().describe(`${description} One that is left out stays.`)

export const RealmSchema = z.strictObject({
  name: z.string().min(1).max(200).describe('Its name, unique in any case.'),
  retired: z
    .boolean()
    .optional()
    .describe('Disables its keys and puts it into maintenance; nothing else may be said of it.'),
  regionCode: z.string().optional().describe('Upper case, at most 10 characters.'),
  isE2e: z.boolean().optional().describe('Whether it is the realm of end-to-end tests.'),
  settings: RealmSettingsSchema.optional(),
  secrets: z
    .strictObject({
      smsAuthToken: secret,
      userReportWebhookSecret: secret,
      emailWebhookSecret: secret,
    })
    .optional()
    .describe('Never exported; one that is left out stays.'),
  apps: z
    .array(
      z.strictObject({
        name: z.string(),
        os: z.enum(['ios', 'android']),
        appId: z.string().describe('TEAMID.bundle.id, or the name of the package.'),
        url: z.string().default('').describe('Page of the store.'),
        fingerprints: z.array(z.string()).max(50).default([]).describe('SHA-256; for Android.'),
        disableRedirect: z.boolean().default(false),
        isHeadless: z.boolean().default(false),
        disabled: z.boolean().optional(),
      }),
    )
    .max(MAX_ENTRIES)
    .optional()
    .describe('By name and system. One that is left out is disabled.'),
  apiKeys: z
    .array(
      z.strictObject({
        name: z.string().min(1).max(100),
        type: z.enum(API_KEY_TYPES),
        disabled: z.boolean().optional(),
      }),
    )
    .max(MAX_ENTRIES)
    .optional()
    .describe('One that is new is answered once. One that is left out is disabled.'),
  members: z
    .array(
      z.strictObject({
        email: z.string().max(254),
        name: z.string().max(200).optional().describe('Used where the person is new.'),
        permissions: z.array(z.enum(PERMISSIONS as [Permission, ...Permission[]])).optional(),
        group: z
          .enum(
            Object.keys(PERMISSION_GROUPS) as [
              keyof typeof PERMISSION_GROUPS,
              ...(keyof typeof PERMISSION_GROUPS)[],
            ],
          )
          .optional(),
      }),
    )
    .max(MAX_MEMBERS)
    .optional()
    .describe('By address. One that is left out is removed from the realm.'),
  certificateKeys: keys('Keys that sign its certificates.'),
  smsKeys: keys('Keys that sign its texts.'),
})

export const REALM_SECTION_SCHEMAS = {
  realms: z
    .array(RealmSchema)
    .max(MAX_ENTRIES)
    .optional()
    .describe('Tenants of the verification server. None is ever deleted: retire it.'),
  systemCertificateKey: z
    .strictObject({
      keyId: z
        .string()
        .regex(/^[A-Za-z0-9._-]{1,100}$/)
        .describe('`kid`.'),
      publicKeyPem: pem,
      generate: z.boolean().optional(),
      privateKeyPem: pem,
    })
    .optional()
    .describe('Signs certificates of realms without a key of their own.'),
}
