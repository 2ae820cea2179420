/**
 * Our gateway of the European protocol: what members upload to and download from. It shares its paths with our server of the UK
 * protocol, so that it has a host of its own, or else a prefix.
 * Source: eu-federation-gateway-service, run. As there, the form of a request is judged before who is calling.
 */

import type { MiddlewareHandler } from 'hono'
import { createFactory } from 'hono/factory'
import type { UnixSeconds } from '../../../core/time.ts'
import { answerEmpty, answerMessage, answerProblem } from './answers.ts'
import { addCallbackRoutes } from './callback-routes.ts'
import type { EfgsHubDeps, EfgsHubSurface } from './deps.ts'
import {
  checkAuditForm,
  checkDownloadForm,
  handleAudit,
  handleDownload,
} from './handle-download.ts'
import { checkUploadForm, handleUpload } from './handle-upload.ts'
import { requireMember } from './require-member.ts'

const UPLOAD = '/diagnosiskeys/upload'
const DOWNLOAD = '/diagnosiskeys/download/:date'
const AUDIT = '/diagnosiskeys/audit/download/:date/:batchTag'

const ALLOWED = [
  ['/diagnosiskeys', 'OPTIONS'],
  [UPLOAD, 'POST'],
  [DOWNLOAD, 'GET'],
  [AUDIT, 'GET'],
] as const

const PREFIX = /^\/federation\/efgs(?=\/|$)/

/** Paths of this surface, where it shares a host with others. */
export const isEfgsHubPath = (pathname: string): boolean => PREFIX.test(pathname)

/** @param context what a request needs, made from the environment by whoever owns one */
export function efgsHubSurface(context: () => { deps: EfgsHubDeps; now: UnixSeconds }) {
  const app = createFactory<EfgsHubSurface>().createApp({
    // As it was sent: a path that is spelled otherwise is another.
    getPath: (request) => new URL(request.url).pathname.replace(PREFIX, ''),
  })
  app.use('*', async (c, next) => {
    const { deps, now } = context()
    c.set('deps', deps)
    c.set('now', now)
    await next()
  })
  app.on('OPTIONS', '/diagnosiskeys', () =>
    answerEmpty(200, {
      allow: 'POST,GET,OPTIONS',
      accept: 'application/json; version=1.0, application/protobuf; version=1.0',
    }),
  )
  app.post(UPLOAD, checkUploadForm, requireMember, handleUpload)
  app.get(DOWNLOAD, refuseHead, checkDownloadForm, requireMember, handleDownload)
  app.get(AUDIT, refuseHead, checkAuditForm, requireMember, handleAudit)
  addCallbackRoutes(app)
  for (const [path, allow] of ALLOWED) {
    app.all(path, (c) => answerProblem(405, c.req.path, { headers: { allow } }))
  }
  app.notFound((c) => answerProblem(404, c.req.path))
  app.onError((cause, c) => {
    c.get('deps').events.requestFailed('efgs-hub', cause)
    return answerMessage(500, 'Internal Server Error.')
  })
  return app
}

/** A download is recorded, and its answer costs as much without a body. */
const refuseHead: MiddlewareHandler<EfgsHubSurface> = async (c, next) => {
  if (c.req.raw.method === 'HEAD')
    return answerProblem(405, c.req.path, { headers: { allow: 'GET' } })
  await next()
  return undefined
}
