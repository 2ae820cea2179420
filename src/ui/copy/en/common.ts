/** English: what every page says. */

import type { Permission } from '../../../core/realms/permissions.ts'
import type { FlashText } from '../flash-text.ts'
import { pluralOf } from '../plural.ts'

const plural = pluralOf('en')

/** A page in place of the one that was asked for. */
export interface ErrorText {
  readonly title: string
  readonly text: string
}

export const common = {
  product: 'Tocsin',
  skip: 'Skip to the content',
  menu: 'Menu',
  demo: 'This is a demonstration. Nothing here reaches a phone.',
  places: 'Change place',
  pageTitle: (title: string, place: string) => `${title} – ${place}`,
  errorTitle: (title: string) => `Error: ${title}`,

  languageAndLook: 'Language and look',
  language: 'Language',
  look: 'Look',
  looks: { device: 'As my device', light: 'Light', dark: 'Dark' },
  apply: 'Apply',
  account: 'My account',
  signIn: 'Sign in',
  signOut: 'Sign out',

  groups: {
    work: 'Work',
    numbers: 'Numbers',
    people: 'People',
    connections: 'Connections',
    settings: 'Settings',
    record: 'Record',
  },
  pages: {
    newCode: 'Make a code',
    myCodes: 'My codes',
    codeNumbers: 'Codes made and used',
    timeNumbers: 'Time to use, wrong codes',
    textNumbers: 'Texts that failed',
    record: 'Who did what',
    people: 'People',
    apiKeys: 'API keys',
    apps: 'Apps',
    settingsGeneral: 'General',
    settingsCodes: 'Codes',
    settingsTexts: 'Text messages',
    settingsSecurity: 'Security',
    settingsLimits: 'Limits',
  },
  breadcrumb: 'Where you are',

  save: 'Save',
  cancel: 'Cancel',
  back: 'Back',
  next: 'Next',
  firstPage: 'First page',
  nextPage: 'Next page',
  pagesOfList: 'Pages of the list',
  optional: '(optional)',
  yes: 'Yes',
  no: 'No',
  errorPrefix: 'Error:',
  errorSummary: (count: number) =>
    plural(count, { one: 'One thing needs your attention', other: '# things need your attention' }),
  dangerUndoable: 'This can be undone.',
  dangerFinal: 'This can’t be undone.',

  copyButton: 'Copy',
  copied: 'Copied',
  idleWarning: 'You will be signed out in 2 minutes, since nothing has happened for a while.',
  staySignedIn: 'Stay signed in',
  signedOutByTime: 'Your session has ended. What you typed is still on this page.',
  shortcuts: {
    title: 'Keyboard shortcuts',
    list: 'Show this list',
    jump: 'Go to a page: g, then its letter',
    turnOff: 'Turn shortcuts off',
    turnOn: 'Turn shortcuts on',
    close: 'Close',
  },

  choosePlace: {
    title: 'Where do you want to work?',
    none: 'You are signed in, but nobody has given you access yet.',
    noneReason: 'Ask whoever invited you to add you to their team.',
  },

  permissions: {
    AuditRead: 'read the record',
    APIKeyRead: 'read API keys',
    APIKeyWrite: 'change API keys',
    CodeIssue: 'make codes',
    CodeBulkIssue: 'make many codes',
    CodeRead: 'look up codes',
    CodeExpire: 'expire codes',
    SettingsRead: 'read settings',
    SettingsWrite: 'change settings',
    StatsRead: 'read statistics',
    MobileAppRead: 'read mobile apps',
    MobileAppWrite: 'change mobile apps',
    UserRead: 'read people',
    UserWrite: 'change people',
  } satisfies Readonly<Record<Permission, string>>,

  errors: {
    forbidden: {
      title: 'You may not open this page',
      text: 'It needs a right that you do not have.',
    },
    csrf: {
      title: 'Send the form again',
      text: 'This form belongs to an earlier session or came from another site, so nothing was changed. Go back to the page, which makes a fresh form, and send it again.',
    },
    notFound: {
      title: 'There is no such page',
      text: 'The address may be mistyped, or what was here has been deleted.',
    },
    methodNotAllowed: {
      title: 'This page can’t be used that way',
      text: 'Open it from the menu instead.',
    },
    conflict: {
      title: 'This has already been done',
      text: 'Somebody else, or this form sent before, was faster. Look at the page again to see how things stand.',
    },
    tooLarge: {
      title: 'That is too much to send',
      text: 'Nothing was saved. Shorten what you typed and send it again.',
    },
    unsupported: {
      title: 'That is not a form of this page',
      text: 'Nothing was changed. Open the page and use the form on it.',
    },
    tooMany: {
      title: 'Too many tries',
      text: 'Wait a little, then try again.',
    },
    failed: {
      title: 'Something failed on our side',
      text: 'Try once more. If it happens again, tell support the number below.',
    },
    unavailable: {
      title: 'We are back soon',
      text: 'The system is being updated or is very busy. Nothing was changed. Try again in a minute.',
    },
  } satisfies Readonly<Record<string, ErrorText>>,
  missingPermission: (permission: string, realm: string) =>
    `You may not “${permission}” in ${realm}.`,
  whoCanGive: (names: string) => `Ask ${names} for it.`,
  outsideNetworks: (realm: string, address: string) =>
    `${realm} can’t be opened from this network (your address is ${address}).`,
  askAdministrator: 'Ask an administrator of this place for it.',
  systemOnly: 'Only system administrators may open it.',
  waitSeconds: (count: number) =>
    plural(count, { one: 'Wait # second.', other: 'Wait # seconds.' }),
  reference: (id: string) => `Number for support: ${id}`,
  toStart: 'Go to the start page',
  toForm: 'Back to the page',

  flash: {
    preferencesSaved: { tone: 'ok', text: 'Language and look are saved.' },
    signedOut: { tone: 'ok', text: 'You are signed out.' },
  } as { [K in 'preferencesSaved' | 'signedOut']: FlashText },
}
