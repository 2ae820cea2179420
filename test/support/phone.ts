/**
 * A phone: makes keys, uploads them with a certificate, downloads exports, checks them as the operating systems do, matches.
 * Shares nothing with the encoder: node:crypto, the generated protobuf code, and a zip reader of its own.
 */

import { createPublicKey, randomBytes, verify } from 'node:crypto'
import { unzipSync } from 'fflate'
import { tocsin } from '../../src/core/proto/export.js'
import {
  type CertificateOptions,
  keysHmac,
  type SentKey,
  signCertificate,
  type TestAuthority,
} from './test-authority.ts'

const { TemporaryExposureKeyExport, TEKSignatureList } = tocsin.exposure

export const HEALTH_AUTHORITY_ID = 'com.example.android.app'
const DAY = 144

/** Keys of the last `days` days, today's among them, newest first. */
export function phoneKeys(now: number, days: number, risk = 0): SentKey[] {
  const today = Math.floor(now / 86_400) * DAY
  return Array.from({ length: days }, (_, age) => ({
    key: randomBytes(16).toString('base64'),
    rollingStartNumber: today - age * DAY,
    rollingPeriod: DAY,
    transmissionRisk: risk,
  }))
}

export interface UploadOptions extends CertificateOptions {
  readonly healthAuthorityID?: string
  readonly revisionToken?: string
  readonly traveler?: boolean
  /** Members that replace or join the others. */
  readonly members?: object
}

/** The body of an upload, certificate included. */
export function uploadBody(
  authority: TestAuthority,
  keys: readonly SentKey[],
  options: UploadOptions,
): Record<string, unknown> {
  const secret = randomBytes(16)
  return {
    temporaryExposureKeys: keys,
    healthAuthorityID: options.healthAuthorityID ?? HEALTH_AUTHORITY_ID,
    verificationPayload: signCertificate(authority, keysHmac(keys, secret), options),
    hmacKey: secret.toString('base64'),
    ...(options.revisionToken !== undefined && { revisionToken: options.revisionToken }),
    ...(options.traveler && { traveler: true }),
    padding: randomBytes(768).toString('base64'),
    ...options.members,
  }
}

export interface PublishAnswer {
  revisionToken?: string
  insertedExposures?: number
  error?: string
  code?: string
  warnings?: string[]
  padding?: string
}

export async function publish(
  baseUrl: string,
  body: unknown,
  headers: Record<string, string> = {},
): Promise<{ status: number; headers: Headers; text: string; answer: PublishAnswer }> {
  const response = await fetch(`${baseUrl}/v1/publish`, {
    method: 'POST',
    headers: { 'content-type': 'application/json', ...headers },
    body: typeof body === 'string' ? body : JSON.stringify(body),
  })
  const text = await response.text()
  return { status: response.status, headers: response.headers, text, answer: JSON.parse(text) }
}

/** A file that passed every check. */
export interface CheckedExport {
  readonly start: number
  readonly end: number
  readonly region: string
  readonly keys: readonly ExportedKey[]
  readonly revisedKeys: readonly ExportedKey[]
}

export interface ExportedKey {
  readonly keyHex: string
  readonly rollingStart: number
  readonly rollingPeriod: number
  readonly reportType: number
  readonly daysSinceOnset: number | undefined
  readonly risk: number
}

/**
 * Checks an archive as a phone does.
 * @throws with the rule that is broken
 */
export function checkExport(
  archive: Uint8Array,
  publicKeys: Readonly<Record<string, string>>,
): CheckedExport {
  const entries = unzipSync(archive)
  const names = Object.keys(entries)
  require(names.join() === 'export.bin,export.sig', `entries are ${names.join()}`)
  const bin = entries['export.bin'] ?? new Uint8Array()
  const header = Buffer.from(bin.subarray(0, 16)).toString('latin1')
  require(header === 'EK Export v1    ', 'header differs')
  const message = TemporaryExposureKeyExport.decode(bin.subarray(16))
  const infos = message.signatureInfos ?? []
  const { signatures } = TEKSignatureList.decode(entries['export.sig'] ?? new Uint8Array())
  require(signatures.length > 0, 'no signature')
  require(signatures.length === infos.length, 'signatures and signature infos differ in number')
  let verified = 0
  for (const { signatureInfo, signature } of signatures) {
    require(signatureInfo?.signatureAlgorithm === '1.2.840.10045.4.3.2', 'unknown algorithm')
    const name = `${signatureInfo.verificationKeyId}-${signatureInfo.verificationKeyVersion}`
    const pem = publicKeys[name]
    if (pem === undefined) continue
    const isGood = verify('sha256', bin, createPublicKey(pem), signature ?? new Uint8Array())
    require(isGood, `signature of ${name} is wrong`)
    verified++
  }
  require(verified > 0, 'no signature by a known key')
  require(message.batchNum === 1 && message.batchSize === 1, 'batch is not 1 of 1')
  return {
    start: Number(message.startTimestamp),
    end: Number(message.endTimestamp),
    region: message.region ?? '',
    keys: (message.keys ?? []).map(readKey),
    revisedKeys: (message.revisedKeys ?? []).map(readKey),
  }
}

function readKey(key: tocsin.exposure.TemporaryExposureKey.$Properties): ExportedKey {
  const keyHex = Buffer.from(key.keyData ?? []).toString('hex')
  const risk = key.transmissionRiskLevel ?? 0
  const rollingPeriod = key.rollingPeriod ?? DAY
  // The prototype says 0 where the file says nothing.
  const hasOnset = Object.hasOwn(key, 'daysSinceOnsetOfSymptoms')
  const onset = hasOnset ? (key.daysSinceOnsetOfSymptoms ?? undefined) : undefined
  require(keyHex.length === 32, 'a key has not 16 bytes')
  require(risk >= 0 && risk <= 8, 'a key has an impossible risk')
  require(rollingPeriod > 0 && rollingPeriod <= DAY, 'a key has an impossible period')
  require(onset === undefined || Math.abs(onset) <= 14, 'a key has an impossible onset')
  return {
    keyHex,
    rollingStart: key.rollingStartIntervalNumber ?? 0,
    rollingPeriod,
    reportType: key.reportType ?? 0,
    daysSinceOnset: onset,
    risk,
  }
}

function require(holds: boolean, otherwise: string): asserts holds {
  if (!holds) throw new Error(otherwise)
}

/** Reads an index and then every archive that it names and that the phone has not seen. */
export async function downloadExports(
  indexUrl: string,
  baseUrl: string,
  seen: Set<string>,
): Promise<{ name: string; archive: Uint8Array }[]> {
  const index = await fetch(indexUrl)
  if (index.status !== 200) throw new Error(`index answers ${index.status}`)
  const names = (await index.text()).split('\n').filter((line) => line !== '' && !seen.has(line))
  const archives = []
  for (const name of names) {
    const response = await fetch(`${baseUrl}/${name}`)
    if (response.status !== 200) throw new Error(`${name} answers ${response.status}`)
    archives.push({ name, archive: new Uint8Array(await response.arrayBuffer()) })
    seen.add(name)
  }
  return archives
}
