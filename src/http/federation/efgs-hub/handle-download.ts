/** A batch without the keys of whoever asks, and the list of who uploaded what is in it. */

import type { Context, MiddlewareHandler } from 'hono'
import { concatBytes } from '../../../core/bytes.ts'
import { decodeBatch } from '../../../core/federation/efgs/batch-codec.ts'
import { batchToJson } from '../../../core/federation/efgs/batch-json.ts'
import { acceptsJson, MEDIA_TYPE, readAccept } from '../../../core/federation/efgs/media-type.ts'
import { formatIsoTime } from '../../../core/iso-time.ts'
import {
  downloadEfgsBatch,
  type EfgsUploadRecord,
} from '../../../db/keyserver/queries/efgs-hub-batches.ts'
import {
  auditEfgsBatch,
  type BatchProblem,
  findEfgsBatch,
} from '../../../flows/efgs-hub/find-batch.ts'
import { answerEmpty, answerJson, answerProblem, type ProblemStatus } from './answers.ts'
import type { EfgsHubSurface } from './deps.ts'

const NOT_ACCEPTABLE = 406
/** In the place of the name of the batch that follows, where there is none yet. */
const NO_NEXT = 'null'

/** What no batch can be written as is refused before anybody is asked who they are. */
export const checkDownloadForm: MiddlewareHandler<EfgsHubSurface> = async (c, next) => {
  const form = readAccept(c.req.header('accept'))
  if (!form.ok && form.failure.status === NOT_ACCEPTABLE) return answerEmpty(NOT_ACCEPTABLE)
  await next()
  return undefined
}

export const checkAuditForm: MiddlewareHandler<EfgsHubSurface> = async (c, next) => {
  if (!acceptsJson(c.req.header('accept'))) return answerEmpty(NOT_ACCEPTABLE)
  await next()
  return undefined
}

export async function handleDownload(c: Context<EfgsHubSurface>): Promise<Response> {
  const { deps, now, member } = c.var
  const { db, events, settings } = deps
  const asked = { date: c.req.param('date') ?? '', tag: c.req.header('batchTag') }
  const found = await findEfgsBatch(db, asked, settings.maxAgeDays, now)
  if (!found.ok) {
    events.hubCalled('efgs', 'download', found.failure, 0)
    return answerMissing(found.failure, c.req.path)
  }
  const form = readAccept(c.req.header('accept'))
  if (!form.ok) {
    events.hubCalled('efgs', 'download', 'version', 0)
    const { status, detail } = form.failure
    return answerProblem(status, c.req.path, { detail })
  }
  const { messages, numberOfKeys } = await downloadEfgsBatch(db, found.value, member.country, now)
  events.hubCalled('efgs', 'download', 'ok', numberOfKeys)
  const batch = concatBytes(...messages)
  return new Response(form.value === 'protobuf' ? batch : jsonOf(batch), {
    headers: {
      'cache-control': 'no-store',
      'content-type': MEDIA_TYPE[form.value],
      'x-protobuf-schema': 'Efgs.proto',
      'x-protobuf-message': 'eu.interop.DiagnosisKeyBatch',
      batchTag: found.value.name,
      nextBatchTag: found.value.next ?? NO_NEXT,
    },
  })
}

function jsonOf(batch: Uint8Array): string {
  const keys = decodeBatch(batch, { maxKeys: Number.POSITIVE_INFINITY })
  if (!keys.ok) throw new Error(`a stored batch is ${keys.failure}`)
  return batchToJson(keys.value)
}

export async function handleAudit(c: Context<EfgsHubSurface>): Promise<Response> {
  const { deps, now } = c.var
  const asked = { date: c.req.param('date') ?? '', tag: c.req.param('batchTag') ?? '' }
  const uploads = await auditEfgsBatch(deps.db, asked, deps.settings.maxAgeDays, now)
  if (!uploads.ok) {
    deps.events.hubCalled('efgs', 'audit', uploads.failure, 0)
    return answerMissing(uploads.failure, c.req.path)
  }
  deps.events.hubCalled('efgs', 'audit', 'ok', 0)
  return answerJson(uploads.value.map(auditEntry))
}

/** Where a certificate's row has gone, what was in it is empty. */
const auditEntry = (upload: EfgsUploadRecord) => ({
  country: upload.country,
  uploadedTime: formatIsoTime(upload.createdAt),
  uploaderCertificate: upload.uploaderPem ?? '',
  uploaderThumbprint: upload.uploaderThumbprint,
  uploaderOperatorSignature: upload.uploaderSignature ?? '',
  signingCertificate: upload.signerPem ?? '',
  uploaderSigningThumbprint: upload.signerThumbprint,
  signingCertificateOperatorSignature: upload.signerSignature ?? '',
  amount: upload.numberOfKeys,
  batchSignature: upload.batchSignature,
})

const MISSING: Readonly<Record<BatchProblem, readonly [ProblemStatus, string]>> = {
  malformed_date: [400, 'The date is malformed.'],
  too_old: [410, 'Requested date is too old!'],
  no_batches: [404, 'Could not find any batches for given date'],
  unknown_tag: [404, 'Could not find batch with given BatchTag'],
  before_date: [400, 'Given date does is not after or equals the requested batchTag'],
  other_date: [404, 'Given date does not match the requested batch'],
  no_keys: [404, 'The keys of the batch have been deleted'],
}

function answerMissing(problem: BatchProblem, path: string): Response {
  const [status, detail] = MISSING[problem]
  return answerProblem(status, path, { detail })
}
