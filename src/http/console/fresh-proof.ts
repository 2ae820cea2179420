/** What is sensitive is done by whoever has just proved who they are: keys, people's rights, security settings. */

import { hasFreshProof } from '../../core/console/viewer.ts'
import { type ConsoleContext, signedIn } from './context.ts'
import { toFreshProof } from './sign-in.tsx'

/**
 * @param next the page to come back to: a GET, so that what was sent is typed again and not done unseen
 * @returns undefined where the proof is fresh
 */
export async function refuseOldProof(
  c: ConsoleContext,
  next: string,
): Promise<Response | undefined> {
  return hasFreshProof(signedIn(c).viewer, c.get('now')) ? undefined : toFreshProof(c, next)
}
