/** Google's federation as the pipeline takes it: we ask, page by page, and never send: whoever wants our keys asks for them. */

import { toHex } from '../../../core/bytes.ts'
import { decodeEcPrivateKeyPem } from '../../../core/crypto/ec-private-key.ts'
import { importPrivateKey } from '../../../core/crypto/ecdsa.ts'
import { sha256 } from '../../../core/crypto/sha256.ts'
import { withoutCommonSettings } from '../../../core/federation/common-settings.ts'
import {
  type FetchResponse,
  type FetchState,
  MAX_FETCHED_KEYS,
  PROTOBUF_TYPE,
} from '../../../core/federation/google/messages.ts'
import { readFetchResponse } from '../../../core/federation/google/read-messages.ts'
import {
  receivedKeys,
  storedRiskOf,
  whyRefused,
} from '../../../core/federation/google/received-keys.ts'
import {
  type GoogleSettings,
  readGoogleSettings,
} from '../../../core/federation/google/settings.ts'
import { writeFetchedKeys } from '../../../core/federation/google/write-messages.ts'
import { fail, type Result, succeed } from '../../../core/result.ts'
import { asUnixSeconds, type UnixSeconds, utcDateOf } from '../../../core/time.ts'
import type {
  ExportAdapter,
  FederationPartner,
  FetchedBatch,
  ImportStep,
  PartnerAdapter,
  PartnerFailure,
  PartnerHttp,
} from '../protocol.ts'
import { askPartner, type GoogleCaller, stateOf } from './ask-partner.ts'

const TAG_BYTES = 16

/** @throws where the partner's settings or its signing key are not usable: its row was checked when it was written */
export async function openGoogleAdapter(
  partner: FederationPartner,
  http: PartnerHttp,
): Promise<PartnerAdapter> {
  const settings = readGoogleSettings(withoutCommonSettings(partner.settings))
  if (!settings.ok) throw new Error(`partner "${partner.name}": its settings are not usable`)
  const privateKey = await readSigningKey(partner)
  const caller: GoogleCaller = {
    http,
    baseUrl: partner.baseUrl,
    settings: settings.value,
    signer: { keyId: settings.value.keyId, privateKey },
  }
  return {
    ingress: whyRefused,
    storedRisk: storedRiskOf,
    importer: {
      poll: (cursor, now) => poll(caller, cursor, now),
      read: (raw) => {
        const read = readFetchResponse(raw, MAX_FETCHED_KEYS)
        return read.ok
          ? succeed(receivedKeys(read.value, settings.value))
          : fail('answer_unreadable')
      },
    },
    exporter: SENDS_NOTHING,
  }
}

async function readSigningKey({ name, credentials }: FederationPartner): Promise<CryptoKey> {
  const pkcs8 = decodeEcPrivateKeyPem(credentials['signingKeyPem'] ?? '')
  if (pkcs8 === undefined) throw new Error(`partner "${name}": it has no signing key`)
  return importPrivateKey(pkcs8)
}

async function poll(
  caller: GoogleCaller,
  cursor: unknown,
  now: UnixSeconds,
): Promise<Result<ImportStep, PartnerFailure>> {
  const state = stateOf(cursor)
  let answered = await askPartner(caller, state, now)
  // What we may ask for, or whom we are to the partner, has changed: all is asked anew, and what is here stays as it is.
  if (!answered.ok && answered.failure.reason === 'cursor_refused' && cursor !== undefined) {
    answered = await askPartner(caller, stateOf(undefined), now)
  }
  if (!answered.ok) return answered
  const { raw, response } = answered.value
  const hasKeys = response.keys.length + response.revisedKeys.length > 0
  return succeed({
    batch: hasKeys ? await batchOf(raw, response, caller.settings, now) : undefined,
    cursor: response.nextState,
    hasMore: response.isPartial,
  })
}

async function batchOf(
  raw: Uint8Array<ArrayBuffer>,
  response: FetchResponse,
  settings: GoogleSettings,
  now: UnixSeconds,
): Promise<FetchedBatch> {
  // Named by its keys: the cursors of one and the same page differ with every answer.
  const digest = await sha256(writeFetchedKeys(response))
  return {
    date: utcDateOf(asUnixSeconds(Math.min(now, newestOf(response.nextState)))),
    tag: toHex(digest.subarray(0, TAG_BYTES)),
    raw,
    contentType: PROTOBUF_TYPE,
    evidence: undefined,
    keys: succeed(receivedKeys(response, settings)),
  }
}

const newestOf = ({ keyCursor, revisedKeyCursor }: FetchState): number =>
  Math.max(keyCursor.timestamp, revisedKeyCursor.timestamp)

const SENDS_NOTHING: ExportAdapter = {
  minKeys: Number.POSITIVE_INFINITY,
  maxKeys: MAX_FETCHED_KEYS,
  refuses: () => 'protocol_sends_nothing',
  encode: async () => {
    throw new Error('nothing is sent by this protocol')
  },
  send: async () => ({ kind: 'rejected', status: 0, reason: 'protocol_sends_nothing' }),
}
