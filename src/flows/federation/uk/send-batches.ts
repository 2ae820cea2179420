/**
 * Sends keys as signed uploads.
 * Source: keyfederation of the NHS; covidgreen/covid-green-interoperability-service for what its server answers.
 */

import { fromBase64Url, utf8 } from '../../../core/bytes.ts'
import { decodeEcPrivateKeyPem } from '../../../core/crypto/ec-private-key.ts'
import { importPrivateKey } from '../../../core/crypto/ecdsa.ts'
import type { OutgoingKey } from '../../../core/federation/received-key.ts'
import { writeExposure } from '../../../core/federation/uk/exposure.ts'
import { signJws } from '../../../core/federation/uk/jws.ts'
import { sentExposure } from '../../../core/federation/uk/sent-exposure.ts'
import type { UkSettings } from '../../../core/federation/uk/settings.ts'
import { uploadTag } from '../../../core/federation/uk/upload-tag.ts'
import type { EncodedBatch, ExportAdapter, FederationPartner, SendOutcome } from '../protocol.ts'
import { failureOfStatus, type UkServer } from './uk-server.ts'

type SendingPartner = Pick<FederationPartner, 'name' | 'ownOrigin' | 'credentials'>

const TOKEN = 'bearerToken'
const SIGNING_KEY = 'signingKeyPem'
/** Credentials of the registration that stands for an origin, where each has its own. */
const credentialOf = (name: string, origin: string | undefined): string =>
  origin === undefined ? name : `${name}:${origin}`

export function ukExporter(
  server: UkServer,
  partner: SendingPartner,
  settings: UkSettings,
): ExportAdapter {
  const isDelegated = settings.originMode === 'delegated'

  async function encode(keys: readonly OutgoingKey[]): Promise<EncodedBatch> {
    const exposures = keys.map((key) => sentExposure(key, partner.ownOrigin, settings))
    const payload = utf8(JSON.stringify(exposures.map(writeExposure)))
    const signer = isDelegated ? delegatedOrigin(keys) : undefined
    const signingKey = await openSigningKey(partner, credentialOf(SIGNING_KEY, signer))
    const tag = await uploadTag(partner.ownOrigin, payload)
    const signed = await signJws(payload, signingKey, { padded: settings.paddedJws })
    return {
      tag,
      body: utf8(JSON.stringify({ batchTag: tag, payload: signed })),
      headers: { 'content-type': 'application/json' },
    }
  }

  function refuses({ origin }: OutgoingKey): string | undefined {
    if (!isDelegated || origin === undefined) return undefined
    const needed = [TOKEN, SIGNING_KEY].map((name) => credentialOf(name, origin))
    return needed.every((name) => Object.hasOwn(partner.credentials, name))
      ? undefined
      : 'origin_not_delegated'
  }

  async function send({ body }: EncodedBatch): Promise<SendOutcome> {
    const { keyCount, origin } = readUpload(body)
    const signer = isDelegated && origin !== partner.ownOrigin ? origin : undefined
    const answer = await server.upload(body, credentialOf(TOKEN, signer))
    if (!answer.ok) return { kind: 'retry', status: undefined, reason: answer.failure.reason }
    const { status } = answer.value
    if (status === 413) return { kind: 'too_large', status }
    if (status !== 200) return outcomeOfStatus(status)
    const insertedKeys = readReceipt(answer.value.body)
    if (insertedKeys === undefined) return { kind: 'retry', status, reason: 'answer_unreadable' }
    return {
      kind: 'sent',
      status,
      acceptedKeys: Math.min(insertedKeys, keyCount),
      // It may know them from another nation, or from an attempt whose answer was lost.
      ...(insertedKeys !== keyCount && { warning: 'keys_not_inserted' }),
    }
  }

  return {
    minKeys: settings.minUploadKeys,
    maxKeys: settings.maxUploadKeys,
    ...(isDelegated && { groupOf: ({ origin }: OutgoingKey) => origin ?? '' }),
    encode,
    refuses,
    send,
  }
}

/** The origin of keys that are sent in its name. @throws where they have several */
function delegatedOrigin(keys: readonly OutgoingKey[]): string | undefined {
  const origins = new Set(keys.map(({ origin }) => origin))
  if (origins.size > 1) throw new Error('a batch in the name of an origin has keys of several')
  return keys[0]?.origin
}

async function openSigningKey(
  { name, credentials }: SendingPartner,
  credential: string,
): Promise<CryptoKey> {
  const der = decodeEcPrivateKeyPem(credentials[credential] ?? '')
  if (der === undefined) throw new Error(`partner ${name} has no usable ${credential}`)
  return importPrivateKey(der)
}

/** A wrong status may be of the batch, which is then of no use, or of the way to the server, which an operator mends meanwhile. */
function outcomeOfStatus(status: number): SendOutcome {
  const { reason } = failureOfStatus(status)
  return status === 400
    ? { kind: 'rejected', status, reason: 'batch_refused' }
    : { kind: 'retry', status, reason }
}

/** Keys of an upload of ours, and the origin that all of them have where it is sent in its name. */
function readUpload(body: Uint8Array): { readonly keyCount: number; readonly origin: string } {
  const { payload }: { payload: string } = JSON.parse(new TextDecoder().decode(body))
  const segment = payload.split('.')[1]?.replace(/=+$/, '') ?? ''
  const exposures: readonly { readonly regions: readonly string[] }[] = JSON.parse(
    new TextDecoder().decode(fromBase64Url(segment)),
  )
  return { keyCount: exposures.length, origin: exposures[0]?.regions[0] ?? '' }
}

/** @returns how many keys were new to the server; undefined where it says nothing of the kind */
function readReceipt(body: Uint8Array): number | undefined {
  try {
    const { insertedExposures }: { insertedExposures?: unknown } = JSON.parse(
      new TextDecoder().decode(body),
    )
    return typeof insertedExposures === 'number' &&
      Number.isInteger(insertedExposures) &&
      insertedExposures >= 0
      ? insertedExposures
      : undefined
  } catch {
    // Not JSON, or `null`: whatever answered was not the server.
    return undefined
  }
}
