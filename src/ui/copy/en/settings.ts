/** English: settings of a realm. */

import type { SmsAlphabet } from '../../../core/codes/sms-segments.ts'
import type { SmsSource } from '../../../core/console/settings/texts-form.ts'
import type { RequirementMode } from '../../../core/realms/settings.ts'
import type { FlashText } from '../flash-text.ts'
import { pluralOf } from '../plural.ts'

const plural = pluralOf('en')

export const settings = {
  readOnly: 'You may look at these settings but not change them.',
  preview: 'Preview',
  previewOnly: 'This is a preview. Nothing is saved yet.',
  keepSecret: 'Leave it empty to keep the current one.',
  isSet: 'One is set.',
  isNotSet: 'None is set.',

  conflict: {
    title: 'Somebody saved these settings since you opened this page',
    text: 'Nothing of yours is saved yet. Your values are in the form below, and this table shows where they differ. Change what you want to keep, then save again.',
    caption: 'Where yours differ',
    field: 'Setting',
    saved: 'Saved now',
    yours: 'Yours',
    nothing: 'Nothing',
  },

  /** By field. */
  labels: {
    name: 'Name',
    regionCode: 'Region',
    welcomeMessage: 'Words to case workers',
    contactEmailAddresses: 'Contact addresses',
    keyServerStats: 'Fetch figures of the key server every day',
    keyServerStatsUrl: 'Address of the key server',
    keyServerStatsAudience: 'Audience',

    allowedTestTypes: 'What codes may be for',
    requireDate: 'A code needs the day of the test or of the first symptoms',
    allowBulkUpload: 'Many codes may be made of a file',
    allowAdminUserReport: 'Case workers may make codes for self-tests',
    allowUserReportWebView: 'People may report a self-test on a web page',
    userReportWebhookUrl: 'Address that sends the texts of self-tests',
    userReportWebhookSecret: 'Secret that signs what is sent there',
    codeLength: 'Digits of a code',
    codeMinutes: 'Minutes until a code expires',
    longCodeLength: 'Characters of a code in a text message',
    longCodeHours: 'Hours until a code in a text message expires',

    smsSource: 'Who sends text messages',
    accountSid: 'Twilio account SID',
    smsAuthToken: 'Token of the account, or secret that signs what is sent',
    from: 'Sender',
    userReportFrom: 'Sender for self-tests',
    webhookUrl: 'Address of the gateway',
    systemSmsFrom: 'Number of the system, by its label',
    smsCountry: 'Country of numbers without a country code',
    smsTemplate: 'Usual text',

    mfaMode: 'Second step at sign-in',
    mfaGraceDays: 'New people may do without for',
    emailVerifiedMode: 'Confirmed e-mail address',
    passwordRotationDays: 'Passwords are changed every',
    passwordWarningDays: 'People are told beforehand',
    cidrsOfAdminApi: 'Networks that may make codes by API key',
    cidrsOfApiServer: 'Networks of phones and other clients',
    cidrsOfConsole: 'Networks that may open the console',

    abusePreventionEnabled: 'Limit how many codes are made a day',
    abusePreventionFactor: 'Factor',
    codes: 'Codes to add for today',
    reason: 'Reason',
  },
  hints: {
    regionCode:
      'Such as US-WA: part of links in texts and of the addresses of these pages. Up to 10 letters, digits and hyphens.',
    welcomeMessage:
      'Shown above the form that makes codes. An empty line begins a paragraph; **bold**; [words of a link](https://…).',
    contactEmailAddresses: 'One a line, 10 at most. They get alarms about this realm.',
    keyServerStatsUrl: 'Only if figures are fetched. Empty: the one of the whole system. https.',
    keyServerStatsAudience: 'Only if figures are fetched. Empty: the one of the whole system.',
    allowAdminUserReport: 'Only if codes may be for self-tests.',
    allowUserReportWebView: 'Only if codes may be for self-tests.',
    userReportWebhookUrl: 'Only if codes may be for self-tests. Empty: we send them. https.',
    userReportWebhookSecret: 'Only with an address. 12 characters or more.',
    codeLength: '6 to 8.',
    longCodeLength: '12 to 16.',
    longCodeHours: '1 to 24.',
    accountSid: 'Only with an account at Twilio.',
    from: 'Only with an account at Twilio: a number with + and its country code, a short code of up to 6 digits, or a messaging service (MG…).',
    userReportFrom: 'Only with an account at Twilio. Empty: the same sender.',
    webhookUrl: 'Only with a gateway of your own. https.',
    systemSmsFrom: 'Only with the system’s account.',
    smsCountry: 'Two letters, such as de.',
    mfaGraceDays: 'Counted from the day on which somebody joins.',
    cidrs: 'One a line, such as 192.0.2.0/24 or 2001:db8::/32. Empty: everywhere.',
    abusePreventionFactor: 'The daily limit is what the last weeks suggest, times this.',
    codes: 'They are gone at the end of the day.',
    reason: 'It is kept in the record.',
  },
  minutesHint: (max: number) => `5 to ${max}.`,
  locked: (value: string) => `EN Express sets this to ${value} for every realm.`,

  /** What is wrong, by field: the rule, so that the next try is right. */
  problems: {
    name: 'Choose a name of 1 to 100 characters that no other realm has and that does not begin with “e2e-”.',
    regionCode:
      'Choose a region of up to 10 letters, digits and hyphens that no other realm has, such as US-WA.',
    welcomeMessage: 'Write at most 10,000 characters.',
    contactEmailAddresses: 'Write up to 10 e-mail addresses, one a line.',
    keyServerStatsUrl: 'Write an address that begins with https and leads to a public host.',
    keyServerStatsAudience: 'Write at most 255 characters.',
    allowedTestTypes: 'Choose at least one: otherwise no code can be made.',
    allowAdminUserReport: 'Tick self-tests among what codes may be for, or leave this out.',
    allowUserReportWebView: 'Tick self-tests among what codes may be for, or leave this out.',
    userReportWebhookUrl: 'Write an address that begins with https and leads to a public host.',
    userReportWebhookSecret: 'An address needs a secret of 12 to 500 characters.',
    codeLength: 'Choose 6, 7 or 8 digits.',
    codeMinutes: 'Choose whole minutes, 5 at least and no more than the bound beside the field.',
    longCodeLength: 'Choose 12 to 16 characters.',
    longCodeHours: 'Choose whole hours from 1 to 24.',
    smsSource: 'This realm may not use the system’s account. Ask a system administrator.',
    accountSid: 'Copy the account SID from Twilio’s pages: it has no blanks.',
    smsAuthToken: 'Texts can’t be sent without the account’s token. Enter it once.',
    from: 'Write a number with + and its country code, a short code of up to 6 digits, or MG and 32 characters.',
    userReportFrom:
      'Write a number with + and its country code, a short code of up to 6 digits, or MG and 32 characters.',
    webhookUrl: 'Write an address that begins with https and leads to a public host.',
    systemSmsFrom: 'Name one of the system’s numbers.',
    smsCountry: 'Write a country of two letters, such as de.',
    mfaGraceDays: 'Choose one of those shown.',
    passwordRotationDays: 'Choose one of those shown.',
    passwordWarningDays: 'Choose a time that is not longer than passwords last.',
    cidrsOfAdminApi: 'Write up to 200 networks, one a line, such as 192.0.2.0/24.',
    cidrsOfApiServer: 'Write up to 200 networks, one a line, such as 192.0.2.0/24.',
    cidrsOfConsole: 'Write up to 200 networks, one a line, such as 192.0.2.0/24.',
    abusePreventionFactor: 'Choose a factor from 0.01 to 1000.',
    codes: 'Choose a whole number from 1 to 1,000,000.',
    reason: 'Write why, in at most 200 characters: the record keeps it.',
  } as Readonly<Record<string, string>>,
  /** Of another form, so that no field here is to blame. */
  otherProblem: (path: string, rule: string) =>
    `That does not go together with another setting (${path}): ${rule}.`,

  general: { title: 'General settings' },

  codes: {
    title: 'Codes',
    kinds: 'Kinds of codes',
    selfTests: 'Self-tests',
    measures: 'Length and life',
    guessText: (digits: number, tries: string, alive: string, chance: string) =>
      `From one address, codes may be tried ${tries} times an hour. With ${alive} codes of ${digits} digits alive at the same time, the chance to hit one of them within an hour is ${chance}.`,
  },

  texts: {
    title: 'Text messages',
    sources: {
      none: 'Nobody: codes are read aloud',
      twilio: 'Our own account at Twilio',
      webhook: 'A gateway of our own',
      system: 'The system’s account',
      noop: 'Trial: texts are taken and thrown away',
      'noop-fail': 'Trial: every text fails',
    } satisfies Readonly<Record<SmsSource, string>>,
    templates: 'Texts',
    templatesHint:
      'Placeholders: [code] and [expires] (minutes), or [longcode] and [longexpires] (hours), and [region]. With EN Express: [enslink].',
    oneTemplate: (label: string) => `Text “${label}”`,
    newTemplate: 'One more text',
    label: 'Label',
    labelHint: 'Case workers choose by it. Empty the label and the text to delete it.',
    text: 'Text',
    repeated: 'Another text has this label already. Choose a different one.',
    /** Where the checks name a rule for a template. */
    rule: (rule: string) => `The text breaks a rule: ${rule}.`,
    previewTitle: 'As a phone gets it',
    alphabets: {
      'GSM-7': 'plain alphabet',
      'UCS-2': 'extended alphabet',
    } satisfies Readonly<Record<SmsAlphabet, string>>,
    size: (units: number, segments: number, alphabet: string) =>
      plural(segments, {
        one: `${units} characters of the ${alphabet}: one message.`,
        other: `${units} characters of the ${alphabet}: # messages, each of which is paid for.`,
      }),
    foreign: (characters: string) =>
      `These characters are not in the plain alphabet and make the text longer: ${characters}`,
  },

  security: {
    title: 'Security',
    signIn: 'Sign-in',
    networks: 'Networks',
    modes: {
      prompt: 'People are asked, and may put it off',
      required: 'Required',
      optional: 'Optional',
    } satisfies Readonly<Record<RequirementMode, string>>,
    days: (count: number) => plural(count, { one: '# day', other: '# days' }),
    noDays: 'Not at all',
    never: 'Never',
    yourAddress: 'Your address now:',
    unknownAddress: 'Your address now is not known.',
    lockedOut: (address: string) =>
      `This list of networks leaves out the address you are using now (${address}). Saving would lock you out.`,
    lockedOutUnknown:
      'The address you are using now is not known, so nobody can tell whether this list would lock you out. Leave it empty.',
    prove: 'Say once more that it is you before you change these settings.',
    proveButton: 'Go on to change them',
  },

  limits: {
    title: 'Limits',
    today: 'Today',
    off: 'There is no limit now: whoever gets hold of an account or an API key can make any number of codes.',
    computed: 'Suggested by the last weeks',
    effective: 'Limit a day',
    used: 'Made today',
    left: 'Left today',
    notCounted: 'Nothing is counted yet: the limit begins with the first code.',
    renewed: 'Counted anew',
    burst: 'More codes for today',
    burstButton: 'Add them',
    noQuota: 'There is no limit that could be raised. Make a code or switch the limit on first.',
  },

  flash: {
    saved: { tone: 'ok', text: 'The settings are saved.' },
    burst: { tone: 'ok', text: 'The codes are added for today.' },
  } as Record<'saved' | 'burst', FlashText>,
}
