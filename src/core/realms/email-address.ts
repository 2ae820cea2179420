/** Addresses of people. Pure. */

const MAX_LENGTH = 254

/** Whether a text looks like one; whether anybody reads there, only a mail can tell. */
export const isEmailAddress = (text: string): boolean =>
  text.length <= MAX_LENGTH && /^[^\s@,;<>"]+@[^\s@,;<>"]+\.[^\s@,;<>".]+$/.test(text)

/** As it is kept: people type it in any case. */
export const normalizeEmail = (text: string): string => text.trim().toLowerCase()
