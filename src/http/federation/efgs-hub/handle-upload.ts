/** An upload: its form judged, bounded, read, and taken whole or not at all. */

import type { Context, MiddlewareHandler } from 'hono'
import { decodeBatch } from '../../../core/federation/efgs/batch-codec.ts'
import { type BatchJsonProblem, batchFromJson } from '../../../core/federation/efgs/batch-json.ts'
import type { EfgsKey } from '../../../core/federation/efgs/diagnosis-key.ts'
import type { EfgsHubSettings } from '../../../core/federation/efgs/hub-settings.ts'
import {
  acceptsJson,
  type BatchForm,
  readContentType,
} from '../../../core/federation/efgs/media-type.ts'
import { fail, type Result } from '../../../core/result.ts'
import { type EfgsUploadProblem, takeEfgsUpload } from '../../../flows/efgs-hub/take-upload.ts'
import { readBody } from '../../read-body.ts'
import { answerEmpty, answerJson, answerMessage, answerProblem } from './answers.ts'
import type { EfgsHubSurface } from './deps.ts'

const UNSUPPORTED = 415
const TAG = 'batchTag'
const SIGNATURE = 'batchSignature'

/** What no call here takes or answers with is refused before anybody is asked who they are. */
export const checkUploadForm: MiddlewareHandler<EfgsHubSurface> = async (c, next) => {
  const form = readContentType(c.req.header('content-type'))
  if (!form.ok && form.failure.status === UNSUPPORTED) return answerProblem(415, c.req.path)
  if (!acceptsJson(c.req.header('accept'))) return answerEmpty(406)
  await next()
  return undefined
}

export async function handleUpload(c: Context<EfgsHubSurface>): Promise<Response> {
  const { deps, now, member } = c.var
  const told = (outcome: string, keys: number, answer: Response) => {
    deps.events.hubCalled('efgs', 'upload', outcome, keys)
    return answer
  }
  const [tag, signature] = [c.req.header(TAG), c.req.header(SIGNATURE)]
  for (const [name, value] of [
    [TAG, tag],
    [SIGNATURE, signature],
  ]) {
    if (value !== undefined && value !== '') continue
    const detail = `Required header '${name}' is not present.`
    return told('missing_header', 0, answerProblem(400, c.req.path, { detail }))
  }
  const form = readContentType(c.req.header('content-type'))
  if (!form.ok) {
    const { status, detail } = form.failure
    return told('version', 0, answerProblem(status, c.req.path, { detail }))
  }
  const body = await boundedBody(c, form.value, deps.settings)
  if (body === undefined) {
    const detail = 'The body is too large.'
    return told('body_too_large', 0, answerProblem(413, c.req.path, { detail }))
  }
  const keys = readKeys(body, form.value, deps.settings)
  if (!keys.ok) return told(keys.failure, 0, answerUnreadable(keys.failure, c.req.path))
  const upload = { tag: tag ?? '', signature: signature ?? '', keys: keys.value }
  const taken = await takeEfgsUpload(deps, member, upload, now)
  if (!taken.ok) return told(outcomeOf(taken.failure), 0, answerRefused(taken.failure, c.req.path))
  return told('ok', keys.value.length, answerEmpty(201, { [TAG]: upload.tag }))
}

async function boundedBody(
  c: Context<EfgsHubSurface>,
  form: BatchForm,
  { maxProtobufBytes, maxJsonBytes }: EfgsHubSettings,
): Promise<Uint8Array<ArrayBuffer> | undefined> {
  const maxBytes = form === 'protobuf' ? maxProtobufBytes : maxJsonBytes
  // What is announced is not waited for.
  if (Number(c.req.header('content-length') ?? 0) > maxBytes) return undefined
  return readBody(c.req.raw, maxBytes)
}

function readKeys(
  body: Uint8Array<ArrayBuffer>,
  form: BatchForm,
  { maxUploadKeys: maxKeys }: EfgsHubSettings,
): Result<readonly EfgsKey[], BatchJsonProblem> {
  // As protobuf a batch without keys is no body at all, which the original did not read.
  if (body.length === 0) return fail('malformed')
  if (form === 'protobuf') return decodeBatch(body, { maxKeys })
  const text = decodeText(body)
  return text === undefined ? fail('malformed') : batchFromJson(text, { maxKeys })
}

function decodeText(bytes: Uint8Array): string | undefined {
  try {
    return new TextDecoder('utf-8', { fatal: true, ignoreBOM: true }).decode(bytes)
  } catch {
    return undefined
  }
}

function answerUnreadable(problem: BatchJsonProblem, path: string): Response {
  switch (problem) {
    case 'too_many_keys':
      return answerProblem(413, path, { detail: 'Too many diagnosis keys' })
    case 'invalid_base64':
      return answerProblem(400, path, { detail: 'Invalid Base64 in JSON object' })
    case 'malformed':
      return answerProblem(400, path, { detail: 'Failed to read request' })
  }
}

const outcomeOf = (problem: EfgsUploadProblem): string =>
  problem.reason === 'invalid_signature' ? `signature_${problem.because}` : problem.reason

const VIOLATION = 'uploadDiagnosisKeys.body: '

function answerRefused(problem: EfgsUploadProblem, path: string): Response {
  switch (problem.reason) {
    case 'invalid_key':
      return answerMessage(
        400,
        `${VIOLATION}One or more diagnosis keys are not valid, ${VIOLATION}Validation of diagnosis key failed: ${problem.detail}`,
      )
    case 'tag_exists':
      return answerProblem(409, path, { detail: 'BatchTag already exists.' })
    case 'invalid_signature':
      return answerProblem(400, path, { detail: 'Invalid signature' })
    case 'other_origin':
      return answerProblem(400, path, {
        detail: 'One or more keys are not originated from uploader country',
      })
    case 'partial': {
      const { storable, conflicting, failing } = problem.report
      return answerJson({ '201': storable, '409': conflicting, '500': failing }, 207)
    }
  }
}
