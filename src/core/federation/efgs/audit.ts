/**
 * Who signed what in a batch: the list that the gateway gives of the uploads in it, and whether the keys that came bear it out. Pure.
 * Source: eu-federation-gateway-service, AuditEntry.
 */

import type { Certificate } from 'pkijs'
import { readCertificates } from '../../crypto/certificates.ts'
import { parseIsoTime } from '../../iso-time.ts'
import { fail, type Result, succeed } from '../../result.ts'
import { SECONDS_PER_DAY, type UnixSeconds } from '../../time.ts'
import { type BatchSignatureFailure, verifyBatchSignature } from './batch-signature.ts'
import { checkOperatorSignature, thumbprintOf } from './certificate-rules.ts'
import type { EfgsKey } from './diagnosis-key.ts'

/** One upload in a batch. */
export interface AuditEntry {
  /** Of the uploader. */
  readonly country: string
  /** ISO 8601. */
  readonly uploadedTime: string
  /** PEM of the certificate that called. */
  readonly uploaderCertificate: string
  /** Hexadecimal. */
  readonly uploaderThumbprint: string
  /** Base64: the trust anchor's signature over that PEM. */
  readonly uploaderOperatorSignature: string
  /** PEM. */
  readonly signingCertificate: string
  readonly uploaderSigningThumbprint: string
  readonly signingCertificateOperatorSignature: string
  /** Its keys in this batch. */
  readonly amount: number
  /** As `verifyBatchSignature` takes it. */
  readonly batchSignature: string
}

const TEXTS = [
  'country',
  'uploadedTime',
  'uploaderCertificate',
  'uploaderThumbprint',
  'uploaderOperatorSignature',
  'signingCertificate',
  'uploaderSigningThumbprint',
  'signingCertificateOperatorSignature',
  'batchSignature',
] as const satisfies readonly (keyof AuditEntry)[]

/** An upload has a key at least, and a batch no more keys than that. */
const MAX_ENTRIES = 5000

/**
 * @param text JSON, whose length the caller bounds; what is missing of an entry is empty
 * @returns undefined where it is no such list
 */
export function readAudit(text: string): readonly AuditEntry[] | undefined {
  let list: unknown
  try {
    list = JSON.parse(text)
  } catch {
    // The parser tells what it found where, which is a piece of the answer.
    return undefined
  }
  if (!Array.isArray(list) || list.length > MAX_ENTRIES) return undefined
  const entries = list.map(readEntry)
  return entries.every((entry) => entry !== undefined) ? entries : undefined
}

function readEntry(value: unknown): AuditEntry | undefined {
  if (typeof value !== 'object' || value === null || !('amount' in value)) return undefined
  const { amount } = value
  if (typeof amount !== 'number' || !Number.isInteger(amount) || amount < 0) return undefined
  const members: Readonly<Record<string, unknown>> = { ...value }
  const text = (name: (typeof TEXTS)[number]): string => {
    const member = members[name]
    return typeof member === 'string' ? member : ''
  }
  return {
    country: text('country'),
    uploadedTime: text('uploadedTime'),
    uploaderCertificate: text('uploaderCertificate'),
    uploaderThumbprint: text('uploaderThumbprint').toLowerCase(),
    uploaderOperatorSignature: text('uploaderOperatorSignature'),
    signingCertificate: text('signingCertificate'),
    uploaderSigningThumbprint: text('uploaderSigningThumbprint').toLowerCase(),
    signingCertificateOperatorSignature: text('signingCertificateOperatorSignature'),
    amount,
    batchSignature: text('batchSignature'),
  }
}

export interface AuditRules {
  /** Whose uploads have no keys in what we download. */
  readonly ownCountry: string
  /** undefined: certificates are taken at the gateway's word. */
  readonly trustAnchor: Certificate | undefined
  /** By country: further origins that it may sign for. */
  readonly gatewayOrigins: Readonly<Record<string, readonly string[]>>
}

export type AuditFailure =
  /** The uploads have more keys together than came, or fewer. */
  | 'other_amount'
  /** The certificate in the signature is not the one in the list. */
  | 'other_certificate'
  /** Its country is not the uploader's. */
  | 'other_country'
  /** The operator's trust anchor did not sign a certificate. */
  | 'not_registered'
  | BatchSignatureFailure

/**
 * Verifies every upload's signature over its part of the keys.
 * @param keys as they came, in that order
 */
export async function verifyAudit(
  entries: readonly AuditEntry[],
  keys: readonly EfgsKey[],
  rules: AuditRules,
  now: UnixSeconds,
): Promise<Result<undefined, AuditFailure>> {
  const foreign = entries.filter(({ country }) => country !== rules.ownCountry)
  const total = foreign.reduce((sum, { amount }) => sum + amount, 0)
  if (total !== keys.length) return fail('other_amount')
  const isRegistered = registrations(rules.trustAnchor)
  let from = 0
  for (const entry of foreign) {
    const part = keys.slice(from, from + entry.amount)
    from += entry.amount
    const failure =
      (await signatureFailure(entry, part, rules, now)) ??
      ((await isRegistered(entry)) ? undefined : 'not_registered')
    if (failure !== undefined) return fail(failure)
  }
  return succeed(undefined)
}

async function signatureFailure(
  entry: AuditEntry,
  keys: readonly EfgsKey[],
  { gatewayOrigins }: AuditRules,
  now: UnixSeconds,
): Promise<AuditFailure | undefined> {
  const verified = await verifyBatchSignature<AuditFailure>(
    entry.batchSignature,
    keys,
    uploadedAt(entry, now),
    async ({ thumbprint, country }) => {
      if (country !== entry.country) return fail('other_country')
      if (thumbprint !== entry.uploaderSigningThumbprint) return fail('other_certificate')
      return succeed(Object.hasOwn(gatewayOrigins, country) ? (gatewayOrigins[country] ?? []) : [])
    },
  )
  return verified.ok ? undefined : verified.failure
}

/** Whether the trust anchor signed both certificates of an entry. A country's many uploads name the same two: each is looked at once. */
function registrations(
  trustAnchor: Certificate | undefined,
): (entry: AuditEntry) => Promise<boolean> {
  if (trustAnchor === undefined) return async () => true
  const known = new Map<string, Promise<boolean>>()
  const isKnown = (pem: string, thumbprint: string, signature: string): Promise<boolean> => {
    const name = JSON.stringify([pem, thumbprint, signature])
    const answer = known.get(name) ?? isRegistered(pem, thumbprint, signature, trustAnchor)
    known.set(name, answer)
    return answer
  }
  return async (entry) =>
    (await isKnown(
      entry.signingCertificate,
      entry.uploaderSigningThumbprint,
      entry.signingCertificateOperatorSignature,
    )) &&
    (await isKnown(
      entry.uploaderCertificate,
      entry.uploaderThumbprint,
      entry.uploaderOperatorSignature,
    ))
}

async function isRegistered(
  pem: string,
  thumbprint: string,
  operatorSignature: string,
  trustAnchor: Certificate,
): Promise<boolean> {
  const [certificate] = readCertificates(pem) ?? []
  if (certificate === undefined || (await thumbprintOf(certificate)) !== thumbprint) return false
  return checkOperatorSignature(operatorSignature, pem, trustAnchor)
}

/** No batch is older. */
const MAX_AGE_DAYS = 15
const TIME = /^(\d{4}-\d{2}-\d{2}T\d{2}:\d{2}:\d{2})/

/** When it was signed, as the gateway says, so that a certificate may have ended since; only as far back as batches reach. */
function uploadedAt({ uploadedTime }: AuditEntry, now: UnixSeconds): UnixSeconds {
  const at = parseIsoTime(`${TIME.exec(uploadedTime)?.[1] ?? ''}Z`)
  return at !== undefined && at <= now && at > now - MAX_AGE_DAYS * SECONDS_PER_DAY ? at : now
}
