/** English: figures of a realm. */

import { pluralOf } from '../plural.ts'
import type { SmsErrorText } from '../sms-error-text.ts'

const plural = pluralOf('en')

export const statistics = {
  chartOf: (title: string) => `Chart: ${title}`,
  asTable: 'Show as table',
  range: 'Days that are shown',
  days: (count: number) => plural(count, { one: '# day', other: '# days' }),
  utc: 'Days are UTC days. Today is not over: its point is hollow.',
  download: 'Download',
  csv: 'Table (CSV)',
  json: 'Data (JSON)',
  downloadHint: 'All days that are kept, as the statistics interface gives them.',
  empty: 'Figures start on the first day a code is made.',
  day: 'Day',
  unfinished: (day: string) => `${day} (not over)`,
  percent: (value: string) => `${value} %`,
  none: '–',
  count: 'Number',
  share: 'Share',

  codes: {
    title: 'Codes made and used',
    chart: 'Codes and certificates by day',
    issued: 'Made',
    claimed: 'Used',
    certificates: 'Certificates',
    finding: (issued: string, claimed: string) =>
      `${issued} codes were made in these days, and ${claimed} were used.`,
    shareChart: 'Share of codes that were used',
    shareColumn: 'Used, %',
    shareHint:
      'Of the codes made on a day, by the codes used on it; one made late is often used the day after.',
    shareFell: (before: string, after: string) =>
      `The share of codes used fell from ${before} % to ${after} %.`,
    shareRose: (before: string, after: string) =>
      `The share of codes used rose from ${before} % to ${after} %.`,
    shareSteady: (percent: string) => `The share of codes used stayed at ${percent} %.`,
    shareUnknown: 'There are too few codes to say how the share of codes used has changed.',
    waysChart: 'How codes were made',
    byHand: 'By hand',
    byOthers: 'By systems, phones',
    reports: 'Self-tests of all',
    waysFinding: (byHand: string, byOthers: string, reports: string) =>
      `${byHand} codes were made by hand, ${byOthers} by other systems and phones; ${reports} of all were for self-tests.`,
  },

  times: {
    title: 'Time to use, wrong codes',
    claimChart: 'Time from making a code to its use',
    claimFinding: (within: string) => `${within} % of the codes used were used within an hour.`,
    claimNone: 'No code was used in these days.',
    upTo: 'Up to',
    minutes: (value: string) => `${value} min`,
    hours: (value: string) => `${value} h`,
    daysShort: (value: string) => `${value} d`,
    meanChart: 'Mean time to use by day',
    meanColumn: 'Minutes',
    meanFinding: (minutes: string) =>
      `On average a code was used ${minutes} minutes after it was made.`,
    invalidChart: 'Tries with a wrong or expired code',
    invalidFinding: (count: string) => `${count} tries were made with a wrong or expired code.`,
    ios: 'iPhone',
    android: 'Android',
    other: 'Others',
  },

  sms: {
    title: 'Texts that failed',
    codesChart: 'Errors of the text message network by code',
    daysChart: 'Errors by day',
    finding: (count: string) => `The network reported ${count} texts that did not arrive.`,
    most: (code: string, share: string) => `Error ${code} is the most frequent: ${share} % of all.`,
    code: 'Code',
    meaning: 'Meaning',
    advice: 'What to do',
    empty: 'The network has reported no text that failed.',
    unknown: {
      meaning: 'Not known here',
      advice: 'Look the code up in the handbook of your text message provider.',
    } as SmsErrorText,
    errors: {
      '21211': { meaning: 'No telephone number', advice: 'Check the number with the person.' },
      '21408': {
        meaning: 'Your account may not send to this country',
        advice: 'Allow the country at your provider.',
      },
      '21610': {
        meaning: 'The person asked for no more texts',
        advice: 'Read the code aloud.',
      },
      '21611': {
        meaning: 'Too many texts are waiting',
        advice: 'Ask your provider for a larger sender, or send more slowly.',
      },
      '21614': { meaning: 'Not a mobile number', advice: 'Ask for a mobile number.' },
      '30001': {
        meaning: 'Too many texts are waiting',
        advice: 'Ask your provider for a larger sender, or send more slowly.',
      },
      '30002': {
        meaning: 'Your account is suspended',
        advice: 'Call your provider at once: no text is sent.',
      },
      '30003': {
        meaning: 'The phone is off or out of reach',
        advice: 'Nothing. Read the code aloud where it matters.',
      },
      '30004': {
        meaning: 'The phone blocks such texts',
        advice: 'Nothing. Read the code aloud where it matters.',
      },
      '30005': { meaning: 'The number is not in use', advice: 'Check the number with the person.' },
      '30006': { meaning: 'A landline', advice: 'Ask for a mobile number.' },
      '30007': {
        meaning: 'The network took the text for spam',
        advice: 'Register your sender and text with the provider.',
      },
      '30008': {
        meaning: 'The network gave no reason',
        advice: 'If there are many, ask your provider.',
      },
      '30034': {
        meaning: 'The sender is not registered',
        advice: 'Register your number with the provider.',
      },
    } as Readonly<Record<string, SmsErrorText>>,
  },
}
