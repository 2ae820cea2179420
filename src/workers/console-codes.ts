/** What the console's pages of codes are built of. */

import type { SealedTexts } from '../flows/console/sealed-code.ts'
import { erase, open, seal } from '../flows/console/sealed-texts.ts'
import type { IssueCodesDeps } from '../flows/verification/issue-codes.ts'
import type { CodesDeps } from '../http/console/codes/deps.ts'
import { codeQuota } from '../platform/admission.ts'
import type { Config } from '../platform/config.ts'
import type { buildRealmApi, RealmApiEnv } from './realm-api.ts'

/** @param hashText of the console: what sealed texts are found by */
export function buildConsoleCodes(
  env: RealmApiEnv,
  config: Config,
  { deps }: ReturnType<typeof buildRealmApi>,
  issue: IssueCodesDeps,
  hashText: (text: string) => Promise<string>,
): CodesDeps {
  const { admission, rateLimitSecret, isInMaintenance } = deps
  return {
    issue,
    admission,
    rateLimitSecret,
    isInMaintenance,
    redirectDomain: config.ENX_REDIRECT_DOMAIN,
    sealedTexts: sealedTexts({ ...issue, hashText }),
    quota: codeQuota(env.REALM_QUOTA, config.JURISDICTION),
  }
}

const sealedTexts = (deps: Parameters<typeof seal>[0]): SealedTexts => ({
  seal: (session, name, text, expiresAt) => seal(deps, session, name, text, expiresAt),
  open: (session, name, now) => open(deps, session, name, now),
  erase: (session, name) => erase(deps, session, name),
})
