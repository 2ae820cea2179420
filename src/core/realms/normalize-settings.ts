/** Settings in the one form in which they are kept, so that two that mean the same are the same. Pure. */

import { TEST_TYPES } from '../codes/test-type.ts'
import { normalizeCidr } from './cidr.ts'
import { normalizeEmail } from './email-address.ts'
import { withUserReportTemplate } from './en-express.ts'
import { FIREWALLED_SERVICES, type FirewalledService, type RealmSettings } from './settings.ts'

const unique = (texts: readonly string[]): readonly string[] => [...new Set(texts)].sort()

/** Line breaks and runs of blanks as one blank: a text is one line. */
export const normalizeTemplate = (template: string): string => template.replace(/\s+/g, ' ').trim()

/** What can't be read stays as it is and is found by the checks. */
const cidrs = (texts: readonly string[]): readonly string[] =>
  unique(texts.map((text) => normalizeCidr(text) ?? text.trim()).filter((text) => text !== ''))

export const normalizeSettings = (settings: RealmSettings): RealmSettings =>
  withUserReportTemplate({
    ...settings,
    contactEmailAddresses: unique(
      settings.contactEmailAddresses.map(normalizeEmail).filter((address) => address !== ''),
    ),
    allowedTestTypes: TEST_TYPES.filter((type) => settings.allowedTestTypes.includes(type)),
    smsCountry: settings.smsCountry.trim().toLowerCase(),
    smsTemplate: normalizeTemplate(settings.smsTemplate),
    smsTemplateAlternates: Object.fromEntries(
      Object.entries(settings.smsTemplateAlternates)
        .map(([label, template]) => [label.trim(), normalizeTemplate(template)] as const)
        .sort(([a], [b]) => (a < b ? -1 : 1)),
    ),
    allowedCidrs: Object.fromEntries(
      FIREWALLED_SERVICES.map((service) => [service, cidrs(settings.allowedCidrs[service])]),
    ) as Record<FirewalledService, readonly string[]>,
    // As many decimals as the original kept.
    abusePreventionFactor: Math.round(settings.abusePreventionFactor * 1000) / 1000,
    certificateIssuer: settings.certificateIssuer.trim(),
    certificateAudience: settings.certificateAudience.trim(),
    ...(settings.agencyColor !== undefined && { agencyColor: settings.agencyColor.toLowerCase() }),
  })
