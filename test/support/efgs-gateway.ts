/**
 * A gateway as the European one, in memory, written from the reference: what its members upload it checks, groups into batches, and
 * gives to the others with the audit that proves them. Its clock is set by the test.
 */

import { toBase64, toHex, utf8 } from '../../src/core/bytes.ts'
import { type CmsSigner, openCmsSigner } from '../../src/core/crypto/cms.ts'
import { p1363ToDer } from '../../src/core/crypto/ecdsa.ts'
import { decodePem } from '../../src/core/crypto/pem.ts'
import type { AuditEntry } from '../../src/core/federation/efgs/audit.ts'
import { decodeBatch, encodeBatch } from '../../src/core/federation/efgs/batch-codec.ts'
import { signBatch, verifyBatchSignature } from '../../src/core/federation/efgs/batch-signature.ts'
import { payloadHash } from '../../src/core/federation/efgs/canonical-bytes.ts'
import type { EfgsKey } from '../../src/core/federation/efgs/diagnosis-key.ts'
import { fail, succeed } from '../../src/core/result.ts'
import { asUnixSeconds, type UnixSeconds, utcDateOf } from '../../src/core/time.ts'
import type { PartnerHttp } from '../../src/flows/federation/protocol.ts'
import type { OutboundRequest } from '../../src/flows/outbound.ts'
import { type MadeCertificate, makeCertificate } from './made-certificates.ts'

const VALID = { notBefore: Date.UTC(2026, 0, 1) / 1000, notAfter: Date.UTC(2028, 0, 1) / 1000 }
const MAX_KEYS = 5000

export interface Member {
  readonly country: string
  readonly certificate: MadeCertificate
  /** The operator's, over the certificate: made once, when it is registered. */
  readonly operatorSignature: string
  readonly signer: CmsSigner
}

interface Upload {
  readonly country: string
  readonly keys: readonly EfgsKey[]
  readonly signature: string
  readonly tag: string
  readonly at: UnixSeconds
}

interface Batch {
  readonly tag: string
  readonly date: string
  readonly uploads: readonly Upload[]
}

export interface GatewayOptions {
  readonly now: UnixSeconds
  /** Whose requests they are. */
  readonly caller: string
  readonly maxAgeDays?: number
  /** Older gateways name only what follows on the same day. */
  readonly linksDays?: boolean
}

type Answer = {
  readonly status: number
  readonly headers?: Readonly<Record<string, string>>
  readonly body?: Uint8Array<ArrayBuffer> | string
}

export async function efgsGateway(options: GatewayOptions) {
  const { caller, maxAgeDays = 14, linksDays = true } = options
  const anchor = await makeCertificate({ subject: [['CN', 'trust anchor']], ...VALID })
  const members = new Map<string, Member>()
  const pending: Upload[] = []
  const batches: Batch[] = []
  const hashes = new Set<string>()
  const callbacks = new Map<string, string>()
  const calls: string[] = []
  const requests: { readonly url: string; readonly request: OutboundRequest }[] = []
  const answers: { readonly path: RegExp; readonly answer: Answer | undefined }[] = []
  let now = options.now

  async function signByOperator(pem: string): Promise<string> {
    const algorithm = { name: 'ECDSA', hash: 'SHA-256' }
    const signature = await crypto.subtle.sign(algorithm, anchor.keys.privateKey, utf8(pem))
    return toBase64(p1363ToDer(new Uint8Array(signature)))
  }

  async function member(country: string): Promise<Member> {
    const known = members.get(country)
    if (known !== undefined) return known
    const certificate = await makeCertificate({
      subject: [
        ['C', country],
        ['CN', 'signing'],
      ],
      ...VALID,
    })
    const pkcs8 = decodePem('PRIVATE KEY', certificate.privateKeyPem) ?? new Uint8Array()
    const opened = await openCmsSigner(certificate.certificatePem, pkcs8)
    if (!opened.ok) throw new Error(opened.failure.reason)
    const operatorSignature = await signByOperator(certificate.certificatePem)
    const made = { country, certificate, operatorSignature, signer: opened.value }
    members.set(country, made)
    return made
  }

  /** An upload of a member, and the batch of it and of what else waits. */
  async function publish(country: string, keys: readonly EfgsKey[], close = true): Promise<string> {
    const { signer } = await member(country)
    const signature = await signBatch(keys, signer, now)
    pending.push({ country, keys, signature, tag: `${country} ${pending.length}`, at: now })
    return close ? closeBatch() : ''
  }

  function closeBatch(): string {
    const date = utcDateOf(now)
    const number = batches.filter((one) => one.date === date).length + 1
    const tag = `${date.replaceAll('-', '')}-${number}`
    batches.push({ tag, date, uploads: pending.splice(0) })
    return tag
  }

  const oldest = (): string => utcDateOf(asUnixSeconds(now - maxAgeDays * 86_400))

  function download(date: string, tag: string | null): Answer {
    if (date < oldest()) return { status: 410 }
    const place =
      tag === null
        ? batches.findIndex((one) => (linksDays ? one.date >= date : one.date === date))
        : batches.findIndex((one) => one.tag === tag)
    const batch = batches[place]
    if (batch === undefined) return { status: 404 }
    if (batch.date < date) return { status: 400 }
    const next = batches[place + 1]
    const follows = next !== undefined && (linksDays || next.date === batch.date)
    const foreign = batch.uploads.filter(({ country }) => country !== caller)
    return {
      status: 200,
      headers: {
        batchTag: batch.tag,
        nextBatchTag: follows ? next.tag : 'null',
        'content-type': 'application/protobuf; version=1.0',
      },
      body: encodeBatch(foreign.flatMap(({ keys }) => keys)),
    }
  }

  async function audit(date: string, tag: string): Promise<Answer> {
    if (date < oldest()) return { status: 410 }
    const batch = batches.find((one) => one.tag === tag && one.date === date)
    if (batch === undefined) return { status: 404 }
    const entries = await Promise.all(
      batch.uploads.map(async (upload): Promise<AuditEntry> => {
        const { certificate, operatorSignature: signature } = await member(upload.country)
        const { certificatePem, thumbprint } = certificate
        return {
          country: upload.country,
          uploadedTime: new Date(upload.at * 1000).toISOString().replace('.000Z', '+00:00'),
          uploaderCertificate: certificatePem,
          uploaderThumbprint: thumbprint,
          uploaderOperatorSignature: signature,
          signingCertificate: certificatePem,
          uploaderSigningThumbprint: thumbprint,
          signingCertificateOperatorSignature: signature,
          amount: upload.keys.length,
          batchSignature: upload.signature,
        }
      }),
    )
    return { status: 200, body: JSON.stringify(entries) }
  }

  async function upload({ headers, body }: OutboundRequest): Promise<Answer> {
    const tag = headers['batchTag']
    const signature = headers['batchSignature']
    if (tag === undefined || signature === undefined || !(body instanceof Uint8Array))
      return { status: 400 }
    if (headers['Content-Type'] !== 'application/protobuf; version=1.0') return { status: 415 }
    const decoded = decodeBatch(body, { maxKeys: MAX_KEYS })
    if (!decoded.ok) return { status: decoded.failure === 'too_many_keys' ? 413 : 400 }
    const keys = decoded.value
    const uploads = [...pending, ...batches.flatMap((batch) => batch.uploads)]
    if (uploads.some((one) => one.tag === tag)) return { status: 409 }
    const known = (await member(caller)).certificate.thumbprint
    const verified = await verifyBatchSignature(signature, keys, now, async ({ thumbprint }) =>
      thumbprint === known ? succeed([]) : fail('unknown'),
    )
    if (!verified.ok) return { status: 400 }
    const answer: Record<string, number[]> = { '201': [], '409': [], '500': [] }
    const seen = new Set(hashes)
    for (const [place, key] of keys.entries()) {
      const hash = await payloadHash(key)
      answer[seen.has(hash) ? '409' : '201']?.push(place)
      seen.add(hash)
    }
    if (answer['409']?.length !== 0) return { status: 207, body: JSON.stringify(answer) }
    for (const hash of seen) hashes.add(hash)
    pending.push({ country: caller, keys, signature, tag, at: now })
    return { status: 201, headers: { batchTag: tag } }
  }

  async function answerTo(url: string, request: OutboundRequest): Promise<Answer | undefined> {
    const { pathname, searchParams } = new URL(url)
    const planned = answers.findIndex(({ path }) => path.test(pathname))
    if (planned >= 0) return answers.splice(planned, 1)[0]?.answer
    const [, root, call = '', ...rest] = pathname.split('/').map(decodeURIComponent)
    if (root !== 'diagnosiskeys') return { status: 404 }
    if (call === 'upload') return upload(request)
    if (call === 'download') return download(rest[0] ?? '', request.headers['batchTag'] ?? null)
    if (call === 'audit') return audit(rest[1] ?? '', rest[2] ?? '')
    if (call !== 'callback') return { status: 404 }
    if (request.method === 'PUT') {
      callbacks.set(rest[0] ?? '', searchParams.get('url') ?? '')
      return { status: 200 }
    }
    const list = [...callbacks].map(([callbackId, at]) => ({ callbackId, url: at }))
    return { status: 200, body: JSON.stringify(list) }
  }

  const http: PartnerHttp = {
    async send(url, request) {
      const { pathname } = new URL(url)
      const tag = request.method === 'GET' ? request.headers['batchTag'] : undefined
      calls.push(
        `${request.method} ${pathname.replace('/diagnosiskeys/', '')}${tag ? ` ${tag}` : ''}`,
      )
      requests.push({ url, request })
      const answer = await answerTo(url, request)
      if (answer === undefined) return fail({ reason: 'unreachable' })
      const { status, headers = {}, body = '' } = answer
      return succeed({
        status,
        headers: new Headers(headers),
        body: typeof body === 'string' ? utf8(body) : body,
      })
    },
  }

  return {
    http,
    member,
    publish,
    closeBatch,
    callbacks,
    anchorPem: anchor.certificatePem,
    /** Method, path below "diagnosiskeys" and, of a download, the tag. */
    calls,
    requests,
    setNow(to: UnixSeconds) {
      now = to
    },
    /** The next answer to a path; undefined: there is none. */
    plan(path: RegExp, answer: Answer | undefined) {
      answers.push({ path, answer })
    },
  }
}

/** Keys of a member, all different. */
export const efgsKeys = (
  count: number,
  change: Partial<EfgsKey> = {},
  from = 0,
): readonly EfgsKey[] =>
  Array.from({ length: count }, (_, i) => ({
    keyData: keyDataOf(from + i, change.origin ?? 'DE'),
    rollingStartIntervalNumber: Date.UTC(2026, 10, 20) / 600_000,
    rollingPeriod: 144,
    transmissionRiskLevel: 0x7fffffff,
    visitedCountries: ['NL', 'BE'],
    origin: 'DE',
    reportType: 1,
    daysSinceOnsetOfSymptoms: 1,
    ...change,
  }))

const keyDataOf = (number: number, origin: string): Uint8Array => {
  const data = new Uint8Array(16)
  new DataView(data.buffer).setUint32(4, number * 2_654_435_761)
  data.set(utf8(origin.padEnd(2)).subarray(0, 2))
  return data
}

export const hexOf = (keys: readonly { readonly keyData: Uint8Array }[]): readonly string[] =>
  keys.map(({ keyData }) => toHex(keyData))
