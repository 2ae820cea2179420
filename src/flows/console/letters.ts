/** Letters to people of the console. */

import type { Mail } from '../verification/mail.ts'

/** @param template the realm's own, with "[invitelink]" and maybe "[realmname]"; '' for ours */
export const invitationLetter = (
  to: string,
  realmName: string,
  template: string,
  link: string,
): Mail => ({
  to: [to],
  subject: `Your access to ${realmName}`,
  text:
    template === ''
      ? `You have been given access to "${realmName}". Choose a password here:\n\n${link}\n\n` +
        'The link is good for seven days and for one use. If you expected no such letter, leave it.\n'
      : template.replaceAll('[invitelink]', () => link).replaceAll('[realmname]', () => realmName),
})

export const resetLetter = (to: string, link: string): Mail => ({
  to: [to],
  subject: 'A new password for the console',
  text:
    `Somebody, probably you, asked for a new password. Choose it here:\n\n${link}\n\n` +
    'The link is good for 30 minutes and for one use. If it was not you, leave it: your password stays as it is.\n',
})

export const passwordChangedLetter = (to: string): Mail => ({
  to: [to],
  subject: 'Your password for the console was changed',
  text:
    'Your password was changed, and you are signed out everywhere else. ' +
    'If it was not you, tell whoever looks after your console at once.\n',
})
