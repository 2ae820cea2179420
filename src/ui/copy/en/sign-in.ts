/** English: signing in, links from mail, and one's own account. */

import type { PasswordProblem } from '../../../core/console/password-policy.ts'
import type { FlashText } from '../flash-text.ts'
import { pluralOf } from '../plural.ts'

const plural = pluralOf('en')

export const signIn = {
  email: 'E-mail address',
  password: 'Password',
  newPassword: 'New password',
  newPasswordHint: (characters: number) =>
    `At least ${characters} characters. A few words that only you would put together are easy to keep in mind and hard to guess.`,
  name: 'Your name',
  nameHint: 'As colleagues know you.',
  code: 'Number from your authenticator app',
  codeHint: 'Six digits. They change every 30 seconds.',
  recoveryCode: 'Recovery code',

  enter: {
    title: 'Sign in',
    button: 'Sign in',
    forgotten: 'I have forgotten my password',
  },
  second: {
    title: 'Second step',
    text: 'Your password is right. Now the number that your authenticator app shows for Tocsin.',
    button: 'Continue',
    lost: 'I don’t have my phone: use a recovery code',
  },
  recovery: {
    title: 'Use a recovery code',
    text: 'One of the ten codes that you printed or saved when you set up your second step. Each works once.',
    hint: 'Ten letters and digits. Hyphens and capitals don’t matter.',
    button: 'Continue',
    back: 'Use my authenticator app',
  },
  again: {
    title: 'Is it still you?',
    text: 'What you are about to do needs a fresh proof, since your last one is more than ten minutes old.',
    button: 'Continue',
  },
  setUp: {
    title: 'Set up your second step',
    text: 'From now on you sign in with your password and with a number from an app on your phone, so that a stolen password opens nothing.',
    scan: 'Open an authenticator app on your phone and let it scan this picture.',
    picture: 'Picture for the authenticator app; the text below says the same',
    type: 'If you can’t scan, type this key into the app:',
    confirm: 'Then type the number that the app shows.',
    button: 'Turn it on',
  },
  codes: {
    title: 'Your recovery codes',
    text: 'If you lose your phone, each of these codes lets you in once. Print this page or write them down, and keep them where you would keep a key.',
    onlyNow: 'They are shown now and never again.',
    copy: 'Copy all',
    typeBack: 'Type one of them, to be sure that you have them',
    typeBackHint: 'This does not use it up.',
    button: 'I have kept them',
    gone: 'The codes can no longer be shown. If you have not kept them, make new ones.',
    makeNew: 'Make new codes',
  },
  start: {
    title: 'The first administrator',
    text: 'This system has no administrator yet. Whoever fills in this form looks after it.',
    button: 'Begin',
  },
  invitation: {
    title: 'Welcome',
    text: 'Choose a password. You sign in with it and with your e-mail address.',
    otherPerson: (signedInAs: string, invited: string) =>
      `This invitation is for ${invited}, and you are signed in here as ${signedInAs}. Sign out, then open the link once more.`,
    button: 'Begin',
  },
  forgotten: {
    title: 'Forgotten password',
    text: 'We send you a link with which you choose a new one.',
    button: 'Send the link',
    noMail: 'This system sends no letters. Ask whoever looks after it for help.',
    sentTitle: 'Look at your mail',
    sent: 'If we know this address, a letter is on its way. Its link works once, for 30 minutes.',
    notArrived:
      'Nothing there after a few minutes? Look among unwanted mail, then ask whoever invited you.',
    back: 'Back to sign in',
  },
  reset: {
    title: 'Choose a new password',
    text: 'You are then signed out everywhere else.',
    button: 'Save the new password',
  },
  /** Pages of links that lead nowhere any more. */
  gone: {
    title: 'This link no longer works',
    invitation:
      'It has been used, or it is too old. If you have a password already, sign in. Otherwise ask whoever invited you for a new invitation.',
    reset: 'It has been used, or is older than 30 minutes. Ask for a new one.',
    askAgain: 'Ask for a new link',
  },

  account: {
    title: 'My account',
    timeZone: 'Time zone',
    timeZoneHint: 'Times on all pages are shown in it.',
    password: 'Password',
    changePassword: 'Change your password',
    changeButton: 'Change password',
    passwordText: 'You stay signed in here and are signed out everywhere else.',
    secondStep: 'Second step',
    secondStepOn: 'An authenticator app is set up.',
    secondStepOff: 'None is set up. With one, a stolen password opens nothing.',
    setUp: 'Set up a second step',
    codesLeft: (count: number) =>
      plural(count, { one: 'One recovery code is left.', other: '# recovery codes are left.' }),
    replace: 'Set up another phone',
    newCodes: 'Make new recovery codes',
    newCodesText: 'New codes take the place of the old ones.',
    sessions: 'Where you are signed in',
    place: 'Browser',
    unknownPlace: 'Unknown browser',
    begun: 'Signed in',
    seen: 'Last used',
    action: 'Action',
    thisOne: 'This browser',
    end: 'Sign out',
    endAll: 'Sign out everywhere',
    endAllText: 'This browser too. Do it when a device of yours is lost.',
  },
  errors: {
    emailMissing: 'Enter your e-mail address.',
    emailOdd: 'An e-mail address has one @ with something on either side, such as ana@example.org.',
    nameMissing: 'Enter your name.',
    nameLong: 'A name has at most 100 characters.',
    passwordMissing: 'Enter your password.',
    wrong:
      'That e-mail address and password do not go together. After ten tries in a row sign-in waits 15 minutes.',
    againRefused:
      'That did not prove it. Look at your password, and take the newest number of your app: each works once. After ten tries in a row sign-in waits 15 minutes.',
    busy: 'Many people are signing in right now, and your turn did not come. Try again in a few seconds.',
    codeMissing: {
      second: 'Enter the six digits that the app shows.',
      recovery: 'Enter one of your recovery codes.',
    },
    codeWrong: (serverTime: string) =>
      `That number is not right now. Take the newest one; if it fails again, check your phone’s clock: here it is ${serverTime}.`,
    codeUsed: (seconds: number) =>
      plural(seconds, {
        one: 'That number was already used. Wait for the next one, in about # second.',
        other: 'That number was already used. Wait for the next one, in about # seconds.',
      }),
    recoveryWrong: 'That is none of your codes, or it was used before.',
    notOneOfThem: 'That is none of the codes above.',
    timeZone: 'Choose a time zone of the list.',
    password: {
      too_short: 'A password has at least 12 characters. Add a word or two.',
      too_long: 'A password has at most 128 characters.',
      has_email:
        'Leave your e-mail address out of your password: it is the first thing that others try.',
      has_name: 'Leave your name out of your password: it is the first thing that others try.',
      common:
        'Many people use that one or one like it, so it is tried first. Choose words that don’t belong together.',
    } satisfies Readonly<Record<PasswordProblem, string>>,
  },

  flash: {
    startOver: { tone: 'warning', text: 'Five tries were wrong. Sign in from the beginning.' },
    passwordReset: {
      tone: 'ok',
      text: 'Your new password is saved, and you are signed out everywhere else.',
    },
    passwordChanged: {
      tone: 'ok',
      text: 'Your password is changed, and you are signed out everywhere else.',
    },
    codesKept: { tone: 'ok', text: 'Your second step is on.' },
    accountSaved: { tone: 'ok', text: 'Your account is saved.' },
    sessionEnded: { tone: 'ok', text: 'That browser is signed out.' },
    allEnded: { tone: 'ok', text: 'You are signed out everywhere.' },
  } as Readonly<
    Record<
      | 'startOver'
      | 'passwordReset'
      | 'passwordChanged'
      | 'codesKept'
      | 'accountSaved'
      | 'sessionEnded'
      | 'allEnded',
      FlashText
    >
  >,
}
