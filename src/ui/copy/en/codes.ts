/** English: making a code, and what becomes of it. */

import type { SmsState } from '../../../core/codes/sms-state.ts'
import type { TestType } from '../../../core/codes/test-type.ts'
import type { CodeState } from '../../../core/console/code-state.ts'
import type { FlashText } from '../flash-text.ts'
import { pluralOf } from '../plural.ts'

const plural = pluralOf('en')

/** Some countries have one: the Netherlands, the United States. */
const withArticle = (country: string): string =>
  /^(United |Netherlands|Philippines|Bahamas|Gambia|Maldives|Seychelles|Dominican|Central African)|(Islands|Republic)$/.test(
    country,
  )
    ? `the ${country}`
    : country

export const codes = {
  types: {
    confirmed: 'Positive test',
    likely: 'Clinical diagnosis without a test',
    negative: 'Negative test',
    'user-report': 'Self-test, reported by the person',
  } satisfies Readonly<Record<TestType, string>>,
  states: {
    open: 'Not used yet',
    used: 'Used',
    over: 'Expired',
  } satisfies Readonly<Record<CodeState, string>>,
  /** How far the text is, in the list. */
  sms: {
    sending: 'Being sent',
    accepted: 'Sent',
    queued: 'Waiting to be sent',
    refused: 'Not sent',
    queue_full: 'Not sent',
    undelivered: 'Not sent',
  } satisfies Readonly<Record<SmsState, string>>,
  noSms: 'None',
  /** The same in whole sentences, beside the code. */
  smsLine: {
    sending: 'The text message is being sent.',
    accepted: 'The text message was taken by the network.',
    queued:
      'The network does not answer. The text message is tried again until the code expires; read the code aloud meanwhile.',
    refused:
      'The text message could not be sent: the network refused the number. The code works. Read it aloud.',
    queue_full:
      'The text message could not be sent: the network takes no more at present. The code works. Read it aloud, or send it again.',
    undelivered:
      'The text message could not be sent: the network did not answer. The code works. Read it aloud, or send it again.',
  } satisfies Readonly<Record<SmsState, string>>,

  form: {
    title: 'Make a code',
    welcome: 'From your team',
    type: 'What is the code for?',
    onlyType: 'The code is for:',
    testDay: 'Day of the test',
    symptomDay: 'Day symptoms began',
    daysAreUtc: 'Days are UTC days. One of the two days is enough.',
    daysAreUtcOptional: 'Days are UTC days. Both may be left open.',
    today: (day: string) => `Today, ${day}`,
    yesterday: (day: string) => `Yesterday, ${day}`,
    daysAgo: (count: number, day: string) =>
      `${plural(count, { one: '# day ago', other: '# days ago' })}, ${day}`,
    otherDay: 'Another day:',
    noDay: 'Not known',
    testDate: 'Date of the test, if it is another day',
    symptomDate: 'Date symptoms began, if it is another day',
    phone: 'Mobile number for a text message',
    phoneHint: (country: string) =>
      `${country}, or start with + and the country code. The number is forgotten once the text is sent or the code has expired.`,
    readAs: (number: string) => `Read as ${number}.`,
    noTexts: 'Your team has not set up text messages, so the code is read aloud.',
    template: 'Text',
    defaultTemplate: 'Usual text',
    countries: 'Other countries visited while infectious',
    countriesHint: (own: string) => `${own} is always among them.`,
    submit: 'Make code',
  },
  quotaLeft: (count: number) =>
    plural(count, {
      one: 'Your team can make one more code today.',
      other: 'Your team can make # more codes today.',
    }),
  quotaGone: (limit: number, time: string) =>
    plural(limit, {
      one: `Your team has used today’s code. The count starts again at ${time}.`,
      other: `Your team has used today’s # codes. The count starts again at ${time}.`,
    }),
  whoCanRaise: (names: string) => `${names} can raise it now.`,
  maintenance:
    'Codes are paused while the system is being updated. Nothing you typed is lost; try again in a few minutes.',

  problems: {
    noType: 'Choose what the code is for.',
    typeNotOffered: 'Your team does not make codes of this kind. Choose one of those shown.',
    noDate: 'Choose the day of the test or the day symptoms began. One of the two is enough.',
    unreadableDate:
      'Choose the day in the calendar, or write it as year, month and day: 2026-05-03.',
    oldDate: (date: string, days: number) =>
      plural(days, {
        one: `${date} is more than one day ago. Phones keep keys for 14 days, so a code would have no effect.`,
        other: `${date} is more than # days ago. Phones keep keys for 14 days, so a code would have no effect.`,
      }),
    futureDate: (date: string) => `${date} is still to come. Choose today or earlier.`,
    noPhone: 'A code for a self-test goes to the person’s own phone. Enter its number.',
    phoneTooShort: (typed: string, country: string) =>
      `“${typed}” is too short for a number in ${withArticle(country)}. Include the area code, or start with + and the country code.`,
    phoneTooLong: (typed: string, country: string) =>
      `“${typed}” is too long for a number in ${withArticle(country)}. Check the digits, or start with + and the country code.`,
    notAPhone: (typed: string, country: string) =>
      `“${typed}” is not a number in ${withArticle(country)}. Include the area code, or start with + and the country code.`,
    noTexts:
      'Your team has not set up text messages. Leave the number empty and read the code aloud.',
    phoneKnown:
      'This number got a code for a self-test not long ago. Choose another kind of code, or try again later.',
    unknownTemplate: 'This text is no longer there. Choose another one.',
    countries: 'One of the countries is not known here. Choose from those shown.',
    tooMany: (time: string) =>
      `You made many codes within a short time. You can make the next one at ${time}.`,
    textNotMade:
      'The text message could not be written, so no code was made. Leave the number empty and read the code aloud, and tell an administrator of your team.',
    failed: 'Something failed on our side and no code was made. Try once more.',
  },

  result: {
    titles: {
      open: 'Code made',
      used: 'Code used',
      over: 'Code expired',
    } satisfies Readonly<Record<CodeState, string>>,
    heading: 'Code',
    spoken: 'Read aloud',
    otherLanguages: 'In the caller’s language',
    validUntil: (time: string) => `Valid until ${time}`,
    /** # stands for the number. */
    minutesLeft: '# min left',
    covered:
      'The code is covered, since nobody has touched this device for a while. Press any key to show it.',
    timeIsOver: 'The code has expired.',
    textLastsUntil: (time: string) => `The code in the text message is valid until ${time}.`,
    copy: 'Copy code',
    next: 'Next person',
    sendAgain: 'Send the text again',
    expire: 'Expire the code',
    qrTitle: 'QR code of the link that opens the app with this code',
    qrHint: 'The person can scan this with their phone’s camera.',
    gone: 'The code itself can no longer be shown.',
    makeNew: 'Make a new one',
    details: 'Details',
    state: 'State',
    usedAt: (time: string) => `Used on ${time}`,
    expiredAt: (time: string) => `Expired on ${time}`,
    type: 'Kind',
    made: 'Made',
    madeBy: 'Made by',
    byApiKey: (name: string) => `API key ${name}`,
    byPhone: 'The person’s own phone',
    lastsUntil: 'Valid until',
    text: 'Text message',
    reference: 'Reference',
  },

  expire: {
    title: 'Expire this code?',
    effect: 'Nobody can use the code after that, nor the one in its text message.',
    reason: 'Reason',
    reasonHint: 'It is kept in the record. Write nothing about the person.',
    button: 'Expire the code',
    used: (time: string) => `This code was used at ${time}, so it can’t be expired.`,
  },

  list: {
    title: 'My codes',
    found: 'Codes found',
    search: 'Find a code by its reference',
    searchHint: 'The whole reference, or its first 8 characters or more.',
    find: 'Find',
    caption: 'Codes you made, the newest first',
    foundCaption: 'Codes whose reference begins so',
    time: 'Made',
    code: 'Reference',
    type: 'Kind',
    state: 'State',
    text: 'Text',
    empty: 'You have not made a code in the last 14 days.',
    emptyAction: 'Make a code',
    none: 'No code of your team has this reference.',
    tooShort: 'Write at least the first 8 characters of the reference.',
    more: 'There are more. Write more of the reference.',
    all: 'All my codes',
  },

  flash: {
    expired: { tone: 'ok', text: 'The code is expired.' },
    textAgain: { tone: 'note', text: 'The text message is being sent again.' },
    textForgotten: {
      tone: 'warning',
      text: 'The number is no longer known here, so the text can’t be sent again. Make a new code.',
    },
    textNotFailed: {
      tone: 'note',
      text: 'The text message has not failed, so it is not sent again.',
    },
  } as Record<'expired' | 'textAgain' | 'textForgotten' | 'textNotFailed', FlashText>,
}
