/** What the pages of codes need. */

import type { IssueByHandDeps } from '../../../flows/console/issue-by-hand.ts'
import type { CodeQuota } from '../../../flows/verification/admission.ts'

export interface CodesDeps extends IssueByHandDeps {
  readonly quota: Pick<CodeQuota, 'read'>
}
