/** How many codes a realm makes a day. Pure. */

import { box, isTicked, type SettingsTab, textIn } from './settings-form.ts'

const FIELD_OF: Readonly<Record<string, string>> = {
  abusePreventionEnabled: 'abusePreventionEnabled',
  abusePreventionFactor: 'abusePreventionFactor',
}

export const LIMITS_FORM: SettingsTab = {
  fields: Object.values(FIELD_OF),
  formOf: ({ settings }) => ({
    abusePreventionEnabled: box(settings.abusePreventionEnabled),
    abusePreventionFactor: String(settings.abusePreventionFactor),
  }),
  updateOf: (form) => ({
    settings: {
      abusePreventionEnabled: isTicked(form, 'abusePreventionEnabled'),
      abusePreventionFactor: factorIn(textIn(form, 'abusePreventionFactor')),
    },
  }),
  fieldOf: (path) => FIELD_OF[path],
}

/** With a point or a comma, as people write it. */
const factorIn = (text: string): number =>
  /^\d{1,6}([.,]\d{1,6})?$/.test(text) ? Number(text.replace(',', '.')) : Number.NaN
