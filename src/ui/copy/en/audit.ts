/** English: the record of who did what. */

import { pluralOf } from '../plural.ts'

const plural = pluralOf('en')

export const audit = {
  title: 'Who did what',
  kept: (days: number) =>
    plural(days, {
      one: 'Entries are kept for # day. Nobody can change them.',
      other: 'Entries are kept for # days. Nobody can change them.',
    }),
  filter: 'Look for',
  from: 'From',
  to: 'To',
  daysAreUtc: 'UTC days.',
  who: 'Who',
  action: 'What was done',
  target: 'To what',
  partHint: 'A part of it is enough.',
  find: 'Find',
  all: 'All dates',
  csv: 'Table (CSV)',
  csvHint: (count: number) =>
    plural(count, {
      one: 'What is found here, # row at most.',
      other: 'What is found here, # rows at most.',
    }),
  caption: 'What was done, the newest first',
  time: 'Time',
  change: 'Before → after',
  notSet: 'not set',
  realmItself: 'The place itself',
  nothingYet: 'Nothing has been done here in the time for which entries are kept.',
  nothingBetween: (from: string, to: string) => `Nothing happened between ${from} and ${to}.`,
  nothingFound: 'No entry is like this.',
  problems: {
    unreadable: 'Choose the day in the calendar, or write it as year, month and day: 2026-05-03.',
    from_after_to:
      'The first day is after the last one. Choose an earlier day, or a later last one.',
    too_long: 'Choose at most 31 days, or say to what it was done.',
  },
  /** By noun and verb, as they are written down; what is not here is shown as it is. */
  actions: {
    'code.expire': 'Expired a code',
    'realm.create': 'Made the place',
    'realm.update': 'Changed the place',
    'realm_settings.update': 'Changed settings',
    'realm_secret.update': 'Changed a secret',
    'realm_quota.burst': 'Allowed more codes for a day',
    'realm_signing_key.create': 'Made a signing key',
    'realm_signing_key.activate': 'Signs with another key',
    'realm_signing_key.destroy': 'Destroyed a signing key',
    'api_key.create': 'Made an API key',
    'api_key.rename': 'Renamed an API key',
    'api_key.enable': 'Switched an API key on',
    'api_key.disable': 'Switched an API key off',
    'mobile_app.create': 'Added an app',
    'mobile_app.update': 'Changed an app',
    'member.invite': 'Invited a person',
    'member.add': 'Added a person',
    'member.update': 'Changed what a person may do',
    'member.remove': 'Removed a person',
    'translations.update': 'Changed translations',
  } as Readonly<Record<string, string>>,
}
