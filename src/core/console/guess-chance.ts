/** How likely it is to hit a code by trying. Pure. */

/**
 * @param digits of a code
 * @param alive codes that could be hit
 * @param tries different ones within the time
 * @returns 0 to 1
 */
export const chanceOfGuess = (digits: number, alive: number, tries: number): number =>
  Math.min(1, (alive * tries) / 10 ** digits)
