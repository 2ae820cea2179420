/** Makes batches of our keys and sends them to a gateway. */

import { toHex } from '../../../core/bytes.ts'
import type { CmsSigner } from '../../../core/crypto/cms.ts'
import { sha256 } from '../../../core/crypto/sha256.ts'
import { decodeBatch, encodeBatch } from '../../../core/federation/efgs/batch-codec.ts'
import { signBatch } from '../../../core/federation/efgs/batch-signature.ts'
import { MAX_BATCH_KEYS } from '../../../core/federation/efgs/diagnosis-key.ts'
import {
  type EfgsEgress,
  efgsFromOutgoing,
  refuseForEfgs,
} from '../../../core/federation/efgs/map-keys.ts'
import { MEDIA_TYPE } from '../../../core/federation/efgs/media-type.ts'
import { readPartialUpload } from '../../../core/federation/efgs/upload-answer.ts'
import type { OutboundAnswer } from '../../outbound.ts'
import type { EncodedBatch, ExportAdapter, SendOutcome } from '../protocol.ts'
import { type Gateway, statusReason } from './gateway.ts'

export interface EfgsExport {
  readonly gateway: Gateway
  readonly egress: EfgsEgress
  /** Opened when a batch is made, not before: a partner may only import. */
  readonly signer: () => Promise<CmsSigner>
}

export function efgsExporter({ gateway, egress, signer }: EfgsExport): ExportAdapter {
  const { minUploadKeys, maxUploadKeys } = egress.settings
  return {
    minKeys: minUploadKeys,
    maxKeys: maxUploadKeys,
    refuses: (key) => refuseForEfgs(key, egress),
    async encode(keys, now) {
      const batch = keys.map((key) => efgsFromOutgoing(key, egress))
      const body = encodeBatch(batch)
      // Of the content, so that what was sent twice is one batch there.
      const tag = toHex(await sha256(body))
      const headers = {
        Accept: MEDIA_TYPE.json,
        'Content-Type': MEDIA_TYPE.protobuf,
        batchTag: tag,
        batchSignature: await signBatch(batch, await signer(), now),
      }
      return { tag, body, headers }
    },
    async send(batch) {
      const answer = await gateway.upload(batch)
      if (answer.ok) return outcomeOf(answer.value, batch)
      return { kind: 'retry', status: undefined, reason: answer.failure.reason }
    },
  }
}

/** Source: minvws/nl-covid19-notification-app-backend IksUploadService, and what its design leaves to do by hand. */
function outcomeOf({ status, body }: OutboundAnswer, batch: EncodedBatch): SendOutcome {
  const count = countOf(batch)
  switch (status) {
    case 200:
    case 201:
      return { kind: 'sent', status, acceptedKeys: count }
    // The tag is that of the content: it is there already.
    case 409:
      return { kind: 'sent', status, acceptedKeys: count }
    case 207: {
      const part = readPartialUpload(new TextDecoder().decode(body), count)
      if (part === undefined) return { kind: 'retry', status, reason: 'answer_malformed' }
      const { presentKeys: acceptedKeys, resend } = part
      return resend.length === 0
        ? { kind: 'sent', status, acceptedKeys }
        : { kind: 'partly_accepted', status, acceptedKeys, resend }
    }
    case 406:
      return { kind: 'skipped', status }
    case 413:
      return { kind: 'too_large', status }
    case 400:
    case 403:
      return { kind: 'rejected', status, reason: statusReason(status) }
    default:
      return { kind: 'retry', status, reason: statusReason(status) }
  }
}

function countOf({ body }: EncodedBatch): number {
  const keys = decodeBatch(body, { maxKeys: MAX_BATCH_KEYS })
  if (!keys.ok) throw new Error(`a batch of our own is ${keys.failure}`)
  return keys.value.length
}
