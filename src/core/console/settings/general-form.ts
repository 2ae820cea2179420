/** Name, words and addresses of a realm, and where its key server's figures come from. Pure. */

import {
  box,
  isTicked,
  linesIn,
  optionalIn,
  rootOf,
  type SettingsTab,
  textIn,
} from './settings-form.ts'

const FIELD_OF: Readonly<Record<string, string>> = {
  'keyServerStats.url': 'keyServerStatsUrl',
  'keyServerStats.audience': 'keyServerStatsAudience',
}

const FIELDS = [
  'name',
  'regionCode',
  'welcomeMessage',
  'contactEmailAddresses',
  'keyServerStats',
  'keyServerStatsUrl',
  'keyServerStatsAudience',
]

export const GENERAL_FORM: SettingsTab = {
  fields: FIELDS,
  formOf: ({ identity, settings }) => ({
    name: identity.name,
    regionCode: identity.regionCode,
    welcomeMessage: settings.welcomeMessage,
    contactEmailAddresses: settings.contactEmailAddresses.join('\n'),
    keyServerStats: box(settings.keyServerStats !== undefined),
    keyServerStatsUrl: settings.keyServerStats?.url ?? '',
    keyServerStatsAudience: settings.keyServerStats?.audience ?? '',
  }),
  updateOf: (form) => {
    const url = optionalIn(form, 'keyServerStatsUrl')
    const audience = optionalIn(form, 'keyServerStatsAudience')
    return {
      identity: { name: textIn(form, 'name'), regionCode: textIn(form, 'regionCode') },
      settings: {
        welcomeMessage: textIn(form, 'welcomeMessage'),
        contactEmailAddresses: linesIn(form, 'contactEmailAddresses'),
        keyServerStats: isTicked(form, 'keyServerStats')
          ? { ...(url !== undefined && { url }), ...(audience !== undefined && { audience }) }
          : undefined,
      },
    }
  },
  fieldOf: (path) => FIELD_OF[path] ?? FIELDS.find((field) => field === rootOf(path)),
}
