/** Giving out tokens of submissions, for whoever tells people their results. */

import { SubmissionTokensRequest } from '../../api/submission.ts'
import { issueSubmissionTokens } from '../../flows/issue-submission-tokens.ts'
import { readJson } from './read-json.ts'
import type { OperatorApp } from './surface.ts'

const MAX_BYTES = 1000

export function submissionTokenRoutes(app: OperatorApp): void {
  /** `{testKit, count, expiresInSeconds}`; answers `{tokens}`, which are shown this once. */
  app.post('/operator/submission-tokens', async (c) => {
    const read = await readJson(c.req.raw, MAX_BYTES, SubmissionTokensRequest)
    if (!read.ok) return c.json({ error: read.failure }, 400)
    const deps = c.get('deps')
    const tokens = await issueSubmissionTokens(deps, read.value, 'operator', c.get('now'))
    return c.json({ tokens }, 200, { 'cache-control': 'no-store' })
  })
}
