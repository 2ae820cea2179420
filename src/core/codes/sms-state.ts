/** How far a text is whose code was issued by hand. Pure. */

export const SMS_STATES = [
  /** It was not yet taken by anybody. */
  'sending',
  /** The provider took it. */
  'accepted',
  /** The provider did not answer: the queue tries again until the code has expired. */
  'queued',
  /** The provider refused it. */
  'refused',
  /** Nobody takes texts at present, and our own queue is full. */
  'queue_full',
  /** The queue gave it up. */
  'undelivered',
] as const
export type SmsState = (typeof SMS_STATES)[number]

/** Whether more is to come. */
export const isUnderway = (state: SmsState): boolean => state === 'sending' || state === 'queued'

export const hasFailed = (state: SmsState): boolean =>
  state === 'refused' || state === 'queue_full' || state === 'undelivered'
