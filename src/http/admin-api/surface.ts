/** The admin API: integrators issue codes and read statistics. */

import { adminContract } from '../../api/openapi/admin.ts'
import type { UnixSeconds } from '../../core/time.ts'
import { goNotFound } from '../not-found.ts'
import { answerOpenApi } from '../openapi.ts'
import { limitRequests, methodNotAllowed, realmApi, requireApiKey } from '../realm-api/surface.ts'
import { handleCheckCodeStatus, handleExpireCode } from './code-status.ts'
import type { AdminApiDeps } from './deps.ts'
import { handleBatchIssue, handleIssue } from './issue.ts'
import { handleStatistics, parseStatisticsPath } from './statistics.ts'

export function adminApiSurface(context: () => { deps: AdminApiDeps; now: UnixSeconds }) {
  const app = realmApi('admin-api', context)
  const integrators = requireApiKey('adminapi', 'admin')
  // These count the request together with the codes that it takes.
  app.post('/api/issue', integrators, handleIssue)
  app.post('/api/batch-issue', integrators, handleBatchIssue)
  const counted = limitRequests('adminapi')
  app.post('/api/checkcodestatus', integrators, counted, handleCheckCodeStatus)
  app.post('/api/expirecode', integrators, counted, handleExpireCode)
  for (const endpoint of ['issue', 'batch-issue', 'checkcodestatus', 'expirecode']) {
    app.all(`/api/${endpoint}`, methodNotAllowed)
  }
  const readers = requireApiKey('adminapi', 'stats')
  app.get('/api/stats/*', onlyKnownStatistics, readers, counted, handleStatistics)
  app.all('/api/stats/*', onlyKnownStatistics, methodNotAllowed)
  for (const path of ['/openapi.json', '/admin/openapi.json']) {
    app.get(path, () => answerOpenApi(adminContract))
  }
  return app
}

/** What nothing is called is not found, whoever asks. */
async function onlyKnownStatistics(
  c: { readonly req: { readonly path: string } },
  next: () => Promise<void>,
): Promise<Response | undefined> {
  if (parseStatisticsPath(c.req.path.replace('/api/stats/', '')) === undefined) return goNotFound()
  await next()
  return undefined
}
