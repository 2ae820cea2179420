/**
 * What is counted of a day. No count but its own holds synthetic keys. Pure.
 * Source: minvws/nl-covid19-notification-app-backend DailyCleanup, and the interoperability design (statistics respect stuffing).
 */

export const FEDERATION_COUNTS = {
  /** Keys whose release lies in the day, wherever they come from. */
  keys: 'DkCount',
  /** Synthetic keys whose release lies in the day. */
  stuffing: 'DkStuffingCount',
  /** Keys of partners, by origin: the name goes on with a colon and the origin. */
  foreign: 'DkForeignCount',
  /** Keys of the day that the country's own files hold: what was taken back before it was due is in none. */
  published: 'EksPublishedCount',
  /** Keys of sets of the day that partners took; one that two took counts twice. */
  sent: 'IksPublishedCount',
} as const
