/** English: pages of system administrators. */

import type { FlashText } from '../flash-text.ts'
import { pluralOf } from '../plural.ts'

const plural = pluralOf('en')

export const system = {
  place: 'System',
  group: 'System',
  pages: {
    realms: 'Realms',
    people: 'All people',
    audit: 'Record of everything',
    about: 'About this system',
  },

  realms: {
    caption: 'Realms by name',
    name: 'Name',
    region: 'Region',
    noRegion: 'None',
    people: 'People',
    state: 'State',
    open: 'Open',
    paused: 'Codes are paused',
    empty: 'Make your first realm.',
    emptyReason: 'Codes, apps and people belong to a realm: a health authority, or a part of one.',
    make: 'Make a realm',
  },
  newRealm: {
    title: 'Make a realm',
    text: 'It gets a key of its own and the usual settings, all of which can be changed later.',
    join: 'I work in it as an administrator',
    joinHint: 'Somebody has to invite its people. You can leave it later.',
    button: 'Make the realm',
  },
  realm: {
    name: 'Name',
    nameHint: 'People and apps see it. At most 100 characters.',
    region: 'Region',
    regionHint:
      'Up to 10 letters, digits and hyphens, such as US-WA. It stands in addresses and in links of text messages.',
    issuer: 'Issuer of certificates',
    audience: 'Audience of certificates',
    ownKeyHint: 'Used where the realm signs with its own key. The key server expects the same.',
    certificateSeconds: 'Seconds that a certificate is good for',
    certificateSecondsHint: 'From 60 to 86,400. 900 is usual.',
    maxMinutes: 'Most minutes that a short code may be good for',
    maxMinutesHint: 'From 60 to 120.',
    systemSms: 'May send text messages through the system’s account',
    systemMail: 'May send mail through the system’s account',
    generatedSms: 'May have the text of a message made for other senders',
    expiry: 'May change how long codes last although it takes part in EN Express',
    maintenance: 'Pause codes',
    maintenanceHint: 'Nobody can make codes in this realm until you take it away.',
    number: 'Number',
    numberOfPeople: 'People',
    settings: 'What it is, and what it may do',
    yourPart: 'Your part in it',
    isMember: 'You work in this realm.',
    isNoMember:
      'You do not work in this realm, so you see none of its codes and none of its settings.',
    go: 'Go there',
    join: 'Join this realm',
    leave: 'Leave this realm',
    conflict:
      'Somebody saved this realm after you had opened it. What you typed is below and is not saved. Look at what is saved now, then send again what you want to keep.',
    now: (value: string) => `Saved now: ${value}`,
  },
  join: {
    title: 'Join a realm',
    effect: (realm: string) =>
      `You become an administrator of ${realm} and see its codes, its people and its settings. This goes on record with your reason, where its administrators read it. It lasts until you leave.`,
    reason: 'Reason',
    reasonHint: 'For example: the only administrator has lost her phone.',
    button: 'Join the realm',
  },
  leave: {
    title: 'Leave a realm',
    effect: (realm: string) =>
      `You no longer work in ${realm} and see nothing of it. You can join it again.`,
    button: 'Leave the realm',
    last: 'Nobody else in this realm can change what its people may do. Make somebody else an administrator first.',
  },

  people: {
    search: 'Search by name or e-mail address',
    find: 'Search',
    all: 'All people',
    caption: 'People by e-mail address',
    none: 'Nobody has that in their name or address.',
    email: 'E-mail address',
    name: 'Name',
    system: 'Looks after the system',
    secondStep: 'Second step',
    notCome: 'Invited, has not come yet',
    realms: 'Realms',
  },
  person: {
    give: 'Let them look after the system',
    take: 'Take the system from them',
    signOut: 'Sign them out everywhere',
    own: 'This is you. Nobody changes their own rights: ask another system administrator.',
    notCome:
      'They were invited and have not come yet. They can look after the system once they have chosen a password.',
    actions: 'What you can do',
    realms: 'Realms they work in',
    noRealms: 'None',
  },
  give: {
    title: 'Let somebody look after the system',
    effect: (name: string) =>
      `${name} can make realms, join any of them, and give this right to others and take it from them, from you too. ${name} is signed out everywhere and needs a second step at the next sign-in.`,
    button: 'Give the right',
  },
  take: {
    title: 'Take the system from somebody',
    effect: (name: string) =>
      `${name} no longer looks after the system and is signed out everywhere. What ${name} does in realms stays as it is.`,
    button: 'Take the right',
  },
  signOut: {
    title: 'Sign somebody out everywhere',
    effect: (name: string) =>
      `All browsers in which ${name} is signed in ask for the password again. What is being typed there is lost.`,
    button: 'Sign them out',
  },
  /** Pages in place of the one that was asked for. */
  ownRight: 'These are your own rights. Ask another system administrator.',
  changed: 'Somebody was faster: that right is no longer what it was when you opened the page.',

  audit: {
    caption: 'What was done, newest first',
    time: 'Time',
    who: 'Who',
    action: 'Action',
    subject: 'To what',
    detail: 'Before and after',
    empty: 'Nothing has been done yet.',
    kept: (days: number) =>
      plural(days, {
        one: 'Entries are kept for # day.',
        other: 'Entries are kept for # days.',
      }),
  },
  about: {
    build: 'Build',
    unknownBuild: 'Not known',
    variables: 'Settings of this deployment',
    variable: 'Variable',
    value: 'Value',
    set: 'Set',
    notSet: 'Not set',
    empty: 'Empty',
    secrets: 'Secrets are never shown, only whether they are set.',
  },

  problems: {
    nameMissing: 'Enter a name.',
    nameLong: 'A name has at most 100 characters.',
    nameReserved: 'Names that begin with “e2e-” are for the realm of tests. Choose another.',
    nameTaken: 'Another realm has this name. Capital letters do not make a difference.',
    regionOdd:
      'A region has up to 10 letters, digits and hyphens, and begins and ends with a letter or digit, such as US-WA.',
    regionReserved: 'Regions that begin with “E2E-” are for the realm of tests. Choose another.',
    regionTaken: 'Another realm has this region.',
    issuerMissing: 'The realm signs with its own key, so it needs an issuer.',
    audienceMissing: 'The realm signs with its own key, so it needs an audience.',
    tooLong: 'That is too long. Shorten it to at most 255 characters.',
    certificateSeconds: 'Enter a whole number from 60 to 86,400.',
    maxMinutes: 'Enter a whole number from 60 to 120.',
    reasonMissing: 'Enter a reason of 10 characters or more. It goes on record.',
    other: (setting: string) =>
      `This does not go together with another setting of the realm: ${setting}. Change that one first.`,
  },

  flash: {
    realmMade: { tone: 'ok', text: 'The realm is made.' },
    realmSaved: { tone: 'ok', text: 'The realm is saved.' },
    joined: { tone: 'ok', text: 'You are an administrator of the realm.' },
    left: { tone: 'ok', text: 'You have left the realm.' },
    rightGiven: { tone: 'ok', text: 'They look after the system from now on.' },
    rightTaken: { tone: 'ok', text: 'They no longer look after the system.' },
    signedOut: { tone: 'ok', text: 'They are signed out everywhere.' },
  } as Readonly<
    Record<
      'realmMade' | 'realmSaved' | 'joined' | 'left' | 'rightGiven' | 'rightTaken' | 'signedOut',
      FlashText
    >
  >,
}
