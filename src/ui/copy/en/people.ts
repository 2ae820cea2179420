/** English: who works in a realm and what they may do. */

import type { Permission } from '../../../core/realms/permissions.ts'
import type { FlashText } from '../flash-text.ts'

type FlashName = 'invited' | 'mailFailed' | 'linkMade' | 'rightsSaved' | 'removed'

export const people = {
  title: 'People',
  caption: 'Who works here, by e-mail address',
  foundCaption: 'People found',
  add: 'Invite somebody',
  search: 'Find by name or e-mail address',
  find: 'Find',
  all: 'All people',
  none: 'Nobody here has that in their name or address.',
  empty: 'Invite a colleague so that nobody is locked out with you.',
  personTitle: 'Person',
  name: 'Name',
  email: 'E-mail address',
  mayDo: 'May',
  secondFactor: 'Second step at sign-in',
  notCome: 'Invited, has not come yet',
  you: '(you)',
  allRights: 'everything',
  noRights: 'nothing',
  selfNote:
    'Nobody changes their own rights. Another person here who may “change people” can change yours.',
  change: 'Change rights',
  inviteAgain: 'Send the invitation again',
  linkNote:
    'No mail is sent from here. Hand this link to the person yourself: it is good once, for 7 days, and shown to you for an hour.',
  copyLink: 'Copy link',
  includes: (right: string) => `Includes to ${right}.`,
  notHeld: 'You do not have this right, so you can’t give it.',
  notGivenBack: 'You do not have this right. Once you take it away you can’t give it back.',
  rights: {
    CodeIssue: 'Make a code for a person',
    CodeBulkIssue: 'Make many codes from a file',
    CodeRead: 'See whether a code was used, also those of others',
    CodeExpire: 'Expire a code before its time',
    StatsRead: 'See figures',
    UserRead: 'See who works here',
    UserWrite: 'Invite people, change their rights and remove them',
    APIKeyRead: 'See API keys, but not the keys themselves',
    APIKeyWrite: 'Make API keys and disable them',
    MobileAppRead: 'See the apps that links lead to',
    MobileAppWrite: 'Change the apps that links lead to',
    SettingsRead: 'See settings and signing keys',
    SettingsWrite: 'Change settings and signing keys, and raise the daily limit',
    AuditRead: 'Read the record of who changed what',
  } satisfies Readonly<Record<Permission, string>>,
  presets: {
    label: 'Begin with the usual rights of',
    caseWorker: 'a case worker',
    viewer: 'a viewer',
    administrator: 'an administrator',
  },
  form: {
    title: 'Invite somebody',
    nameHint: 'They can change it when they come.',
    submit: 'Invite',
  },
  remove: {
    title: 'Remove this person?',
    effect:
      'They can no longer work in this place, from their next click on. What they did stays in the record.',
    button: 'Remove the person',
  },
  changed:
    'Somebody else changed these rights meanwhile. Above is how they are now; below is what you ticked. Save once more to replace theirs.',
  problems: {
    noAddress: 'Write the whole e-mail address, such as ana@example.org.',
    known: 'This person works here already. Find them in the list to change what they may do.',
    longName: 'The name may have 100 characters. Shorten it.',
    noRights: 'Tick at least one right. Whoever may do nothing can’t come in.',
    notHeld: 'Among these is a right that you do not have, so you can’t give it.',
    ownRights: 'Nobody changes their own rights. Ask another person who may.',
  },
  flash: {
    invited: { tone: 'ok', text: 'The person is invited.' },
    mailFailed: {
      tone: 'warning',
      text: 'The person is added, but the letter could not be sent. Send the invitation again in a few minutes.',
    },
    linkMade: { tone: 'ok', text: 'The person is added. Hand them the link below.' },
    rightsSaved: { tone: 'ok', text: 'The rights are saved.' },
    removed: { tone: 'ok', text: 'The person no longer works here.' },
  } as Record<FlashName, FlashText>,
}
