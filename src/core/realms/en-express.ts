/** Switching EN Express on and off: links in place of codes, and a life of codes that is everywhere the same. Pure. */

import { SECONDS_PER_DAY } from '../time.ts'
import {
  DEFAULT_EN_EXPRESS_SMS_TEMPLATE,
  DEFAULT_EN_EXPRESS_USER_REPORT_SMS_TEMPLATE,
  DEFAULT_SMS_TEMPLATE,
  DEFAULT_USER_REPORT_SMS_TEMPLATE,
  type RealmSettings,
  USER_REPORT_SMS_LABEL,
} from './settings.ts'

/** What EN Express fixes. */
export const EN_EXPRESS_CODES = {
  codeLength: 8,
  codeDurationSeconds: 900,
  longCodeLength: 16,
  longCodeDurationSeconds: SECONDS_PER_DAY,
} as const satisfies Partial<RealmSettings>

const LINK = '[enslink]'

/** A text that is as its kind asks stays; any other is replaced by the default one. */
function convertedTemplates(
  { smsTemplate, smsTemplateAlternates }: RealmSettings,
  wantsLinks: boolean,
): Pick<RealmSettings, 'smsTemplate' | 'smsTemplateAlternates'> {
  const convert = (label: string | undefined, template: string): string =>
    template.includes(LINK) === wantsLinks
      ? template
      : defaultTemplate(label === USER_REPORT_SMS_LABEL, wantsLinks)
  return {
    smsTemplate: convert(undefined, smsTemplate),
    smsTemplateAlternates: Object.fromEntries(
      Object.entries(smsTemplateAlternates).map(([label, template]) => [
        label,
        convert(label, template),
      ]),
    ),
  }
}

function defaultTemplate(isUserReport: boolean, hasLink: boolean): string {
  if (isUserReport) {
    return hasLink ? DEFAULT_EN_EXPRESS_USER_REPORT_SMS_TEMPLATE : DEFAULT_USER_REPORT_SMS_TEMPLATE
  }
  return hasLink ? DEFAULT_EN_EXPRESS_SMS_TEMPLATE : DEFAULT_SMS_TEMPLATE
}

/** Codes get their fixed life and length, confirmed tests alone are left, and texts without a link get one. */
export const enableEnExpress = (settings: RealmSettings): RealmSettings =>
  settings.enExpressEnabled
    ? settings
    : {
        ...settings,
        ...EN_EXPRESS_CODES,
        ...convertedTemplates(settings, true),
        enExpressEnabled: true,
        allowedTestTypes: ['confirmed'],
        // Both need a test type that is no longer there.
        allowAdminUserReport: false,
        allowUserReportWebView: false,
      }

/** All texts with a link become plain ones: the original left those that then could not be saved. */
export const disableEnExpress = (settings: RealmSettings): RealmSettings =>
  settings.enExpressEnabled
    ? { ...settings, ...convertedTemplates(settings, false), enExpressEnabled: false }
    : settings

/** A realm that takes user reports has a text for them. */
export function withUserReportTemplate(settings: RealmSettings): RealmSettings {
  const { allowedTestTypes, enExpressEnabled, smsTemplateAlternates } = settings
  const isMissing = smsTemplateAlternates[USER_REPORT_SMS_LABEL] === undefined
  if (!isMissing || !allowedTestTypes.includes('user-report')) return settings
  return {
    ...settings,
    smsTemplateAlternates: {
      ...smsTemplateAlternates,
      [USER_REPORT_SMS_LABEL]: defaultTemplate(true, enExpressEnabled),
    },
  }
}
