/** Our gateway of the European protocol: a member's largest uploads, their batches, and another member who reads and proves them. */

import { toBase64, utf8 } from '../../src/core/bytes.ts'
import { type CmsSigner, openCmsSigner } from '../../src/core/crypto/cms.ts'
import { p1363ToDer } from '../../src/core/crypto/ecdsa.ts'
import { decodePem } from '../../src/core/crypto/pem.ts'
import { encodeBatch } from '../../src/core/federation/efgs/batch-codec.ts'
import { signBatch } from '../../src/core/federation/efgs/batch-signature.ts'
import { EFGS_HUB_DEFAULTS } from '../../src/core/federation/efgs/hub-settings.ts'
import { MEDIA_TYPE } from '../../src/core/federation/efgs/media-type.ts'
import { asUnixSeconds } from '../../src/core/time.ts'
import { cached } from '../../src/db/cached.ts'
import {
  type EfgsCertificateRow,
  insertEfgsCertificate,
} from '../../src/db/keyserver/queries/efgs-certificates.ts'
import { buildEfgsBatches } from '../../src/flows/efgs-hub/build-batches.ts'
import { readEfgsCertificateDirectory } from '../../src/flows/efgs-hub/members.ts'
import type { EfgsHubDeps } from '../../src/http/federation/efgs-hub/deps.ts'
import { efgsHubSurface } from '../../src/http/federation/efgs-hub/surface.ts'
import { type MadeCertificate, makeCertificate } from '../../test/support/made-certificates.ts'
import { keysOf } from './keys.ts'
import { type Cost, measureRequests } from './requests.ts'
import { type BenchStore, NOW, openStore } from './store.ts'

const UPLOAD_KEYS = EFGS_HUB_DEFAULTS.maxUploadKeys
const VALID = { notBefore: Date.UTC(2026, 0, 1) / 1000, notAfter: Date.UTC(2028, 0, 1) / 1000 }
/** As in the Worker. */
const MEMBER_CACHE_SECONDS = 30
const now = asUnixSeconds(NOW)

export interface EfgsHubFigures {
  readonly uploadKeys: number
  readonly batches: number
  /** An upload that is new: its signature checked, stored. */
  readonly upload: Cost
  /** One batch of as many keys. */
  readonly build: Cost
  /** The same in protobuf. */
  readonly download: Cost
  /** The list that proves it. */
  readonly audit: Cost
}

interface Member {
  readonly signer: CmsSigner
  request(path: string, init: RequestInit): Promise<Response>
}

export async function benchEfgsHub(uploads: number): Promise<EfgsHubFigures> {
  const store = openStore()
  const { db } = store
  const anchor = await certificateOf('EU', 'trust anchor')
  const deps: EfgsHubDeps = {
    db,
    callers: { proxySecret: undefined },
    certificates: cached(
      () => readEfgsCertificateDirectory(db, anchor.certificatePem),
      MEMBER_CACHE_SECONDS,
    ),
    settings: EFGS_HUB_DEFAULTS,
    allowsLoopback: false,
    events: {
      hubCalled: () => undefined,
      requestFailed(_surface, cause) {
        throw cause
      },
    },
  }
  const app = efgsHubSurface(() => ({ deps, now }))
  const join = async (country: string) => joinAs(store, app, anchor, country)
  const [france, netherlands] = [await join('FR'), await join('NL')]

  const signed = []
  for (let i = 0; i < uploads; i++) {
    const keys = keysOf('FR', UPLOAD_KEYS, i)
    const signature = await signBatch(keys, france.signer, now)
    signed.push({ tag: `upload-${i}`, signature, body: encodeBatch(keys) })
  }
  const upload = await measureRequests(store, signed, async ({ tag, signature, body }) => {
    const { status } = await france.request('/diagnosiskeys/upload', {
      method: 'POST',
      headers: {
        accept: MEDIA_TYPE.json,
        'content-type': MEDIA_TYPE.protobuf,
        batchTag: tag,
        batchSignature: signature,
      },
      body,
    })
    requireStatus(status, 201)
  })
  const build = await measureRequests(store, signed.slice(0, 1), async () => {
    if ((await buildEfgsBatches(db, UPLOAD_KEYS, now)) !== uploads) throw new Error('not all built')
  })
  const tags = signed.map((_, i) => `20261119-${i + 1}`)
  const download = await measureRequests(store, tags, async (batchTag) => {
    const answer = await netherlands.request('/diagnosiskeys/download/2026-11-19', {
      headers: { accept: MEDIA_TYPE.protobuf, batchTag },
    })
    requireStatus(answer.status, 200)
    const bytes = await answer.arrayBuffer()
    if (bytes.byteLength < UPLOAD_KEYS * 16) throw new Error('keys are missing')
  })
  const audit = await measureRequests(store, tags, async (batchTag) => {
    const answer = await netherlands.request(
      `/diagnosiskeys/audit/download/2026-11-19/${batchTag}`,
      { headers: { accept: MEDIA_TYPE.json } },
    )
    requireStatus(answer.status, 200)
    await answer.arrayBuffer()
  })
  return {
    uploadKeys: UPLOAD_KEYS,
    batches: uploads,
    upload,
    // All were built by one call.
    build: {
      firstCpuSeconds: build.firstCpuSeconds / uploads,
      cpuSeconds: build.cpuSeconds / uploads,
      d1Calls: build.d1Calls / uploads,
    },
    download,
    audit,
  }
}

async function joinAs(
  { db }: BenchStore,
  app: ReturnType<typeof efgsHubSurface>,
  anchor: MadeCertificate,
  country: string,
): Promise<Member> {
  const tls = await certificateOf(country, 'client')
  const signing = await certificateOf(country, 'signing')
  const register = async (made: MadeCertificate, type: EfgsCertificateRow['type']) =>
    insertEfgsCertificate(db, {
      thumbprint: made.thumbprint,
      country,
      type,
      host: `${country.toLowerCase()}.example`,
      signature: await operatorSignature(anchor, made.certificatePem),
      pem: made.certificatePem,
      gatewayOrigins: [],
      createdAt: now,
      revokedAt: null,
    }).run()
  await register(tls, 'AUTHENTICATION')
  await register(signing, 'SIGNING')
  const pkcs8 = decodePem('PRIVATE KEY', signing.privateKeyPem) ?? new Uint8Array()
  const opened = await openCmsSigner(signing.certificatePem, pkcs8)
  if (!opened.ok) throw new Error(opened.failure.reason)
  const tlsClientAuth = {
    certPresented: '1',
    certVerified: 'SUCCESS',
    certRevoked: '0',
    certFingerprintSHA256: tls.thumbprint,
    certSubjectDN: `CN=client,C=${country}`,
  }
  return {
    signer: opened.value,
    async request(path, init) {
      const request = new Request(`https://gateway.example.org${path}`, init)
      return app.fetch(Object.defineProperty(request, 'cf', { value: { tlsClientAuth } }))
    },
  }
}

const certificateOf = (country: string, name: string): Promise<MadeCertificate> =>
  makeCertificate({
    subject: [
      ['C', country],
      ['CN', name],
    ],
    ...VALID,
  })

async function operatorSignature({ keys }: MadeCertificate, pem: string): Promise<string> {
  const algorithm = { name: 'ECDSA', hash: 'SHA-256' }
  const signature = await crypto.subtle.sign(algorithm, keys.privateKey, utf8(pem))
  return toBase64(p1363ToDer(new Uint8Array(signature)))
}

function requireStatus(status: number, expected: number): void {
  if (status !== expected) throw new Error(`an answer is ${status}`)
}
