/** Which codes a realm makes, and how long they are and live. Pure. */

import { TEST_TYPES } from '../../codes/test-type.ts'
import type { RealmSettings } from '../../realms/settings.ts'
import {
  box,
  isTicked,
  linesIn,
  optionalIn,
  rootOf,
  type SettingsForm,
  type SettingsTab,
  textIn,
  wholeIn,
} from './settings-form.ts'

const SECONDS_PER_MINUTE = 60
const SECONDS_PER_HOUR = 3600

const FIELD_OF: Readonly<Record<string, string>> = {
  codeDurationSeconds: 'codeMinutes',
  longCodeDurationSeconds: 'longCodeHours',
}

const FIELDS = [
  'allowedTestTypes',
  'requireDate',
  'allowBulkUpload',
  'allowAdminUserReport',
  'allowUserReportWebView',
  'userReportWebhookUrl',
  'userReportWebhookSecret',
  'codeLength',
  'codeMinutes',
  'longCodeLength',
  'longCodeHours',
]

/** What EN Express fixes: these fields are shown and not taken. */
export const lockedFields = ({
  enExpressEnabled,
  enxCodeExpirationConfigurable,
}: RealmSettings): readonly string[] => {
  if (!enExpressEnabled) return []
  const always = ['codeLength', 'longCodeLength', 'longCodeHours']
  return enxCodeExpirationConfigurable ? always : [...always, 'codeMinutes']
}

export const CODES_FORM: SettingsTab = {
  fields: FIELDS,
  formOf: ({ settings }) => ({
    allowedTestTypes: settings.allowedTestTypes.join('\n'),
    requireDate: box(settings.requireDate),
    allowBulkUpload: box(settings.allowBulkUpload),
    allowAdminUserReport: box(settings.allowAdminUserReport),
    allowUserReportWebView: box(settings.allowUserReportWebView),
    userReportWebhookUrl: settings.userReportWebhookUrl ?? '',
    codeLength: String(settings.codeLength),
    codeMinutes: String(settings.codeDurationSeconds / SECONDS_PER_MINUTE),
    longCodeLength: String(settings.longCodeLength),
    longCodeHours: String(settings.longCodeDurationSeconds / SECONDS_PER_HOUR),
  }),
  updateOf: (form, { settings }) => {
    const types = linesIn(form, 'allowedTestTypes')
    const secret = textIn(form, 'userReportWebhookSecret')
    return {
      settings: {
        allowedTestTypes: TEST_TYPES.filter((type) => types.includes(type)),
        requireDate: isTicked(form, 'requireDate'),
        allowBulkUpload: isTicked(form, 'allowBulkUpload'),
        allowAdminUserReport: isTicked(form, 'allowAdminUserReport'),
        allowUserReportWebView: isTicked(form, 'allowUserReportWebView'),
        userReportWebhookUrl: optionalIn(form, 'userReportWebhookUrl'),
        ...measuresOf(form, lockedFields(settings)),
      },
      ...(secret !== '' && { secrets: { userReportWebhookSecret: secret } }),
    }
  },
  fieldOf: (path) => FIELD_OF[path] ?? FIELDS.find((field) => field === rootOf(path)),
}

const measuresOf = (form: SettingsForm, locked: readonly string[]): Partial<RealmSettings> => ({
  ...(!locked.includes('codeLength') && { codeLength: wholeIn(form, 'codeLength') }),
  ...(!locked.includes('codeMinutes') && {
    codeDurationSeconds: wholeIn(form, 'codeMinutes') * SECONDS_PER_MINUTE,
  }),
  ...(!locked.includes('longCodeLength') && { longCodeLength: wholeIn(form, 'longCodeLength') }),
  ...(!locked.includes('longCodeHours') && {
    longCodeDurationSeconds: wholeIn(form, 'longCodeHours') * SECONDS_PER_HOUR,
  }),
})
