/** Whatever members and strangers send our gateway: an answer of its own, no fault of ours, and never a part of an upload. */

import fc from 'fast-check'
import { beforeAll, expect, test } from 'vitest'
import { encodeBatch } from '../../../src/core/federation/efgs/batch-codec.ts'
import { signBatch } from '../../../src/core/federation/efgs/batch-signature.ts'
import { asUnixSeconds } from '../../../src/core/time.ts'
import { buildEfgsBatches } from '../../../src/flows/efgs-hub/build-batches.ts'
import { tlsClientAuth } from '../../support/efgs-certificates.ts'
import { efgsKeys } from '../../support/efgs-gateway.ts'
import { type NodeEfgsHub, type NodeHubMember, nodeEfgsHub } from '../../support/node-efgs-hub.ts'

/** The same cases on each run. */
const SEED = 1126
const NOW = asUnixSeconds(Date.UTC(2026, 10, 21, 12) / 1000)
const ANSWERS = [200, 201, 207, 400, 403, 404, 405, 406, 409, 410, 413, 415]

let hub: NodeEfgsHub
let germany: NodeHubMember
let auth: object

beforeAll(async () => {
  const bounds = { maxUploadKeys: 8, maxProtobufBytes: 2000, maxJsonBytes: 4000 }
  hub = await nodeEfgsHub(NOW, bounds)
  germany = await hub.member('DE')
  auth = tlsClientAuth(germany.tls.thumbprint, 'CN=client,C=DE')
})

async function call(path: string, init: RequestInit, isMember: boolean): Promise<Response> {
  const request = new Request(`https://hub.example${path}`, init)
  const cf = { value: isMember ? { tlsClientAuth: auth } : undefined }
  return hub.fetch(Object.defineProperty(request, 'cf', cf))
}

const COUNTS = `
SELECT (SELECT coalesce(sum(number_of_keys), 0) FROM efgs_hub_uploads) AS told, (SELECT count(*) FROM efgs_hub_keys) AS stored,
  (SELECT count(*) FROM efgs_hub_keys WHERE upload_id NOT IN (SELECT id FROM efgs_hub_uploads)) AS lost`

async function isWhole(): Promise<void> {
  const { results } = await hub.db.d1.prepare(COUNTS).all<Record<string, number>>()
  expect(results[0]?.['stored']).toBe(results[0]?.['told'])
  expect(results[0]?.['lost']).toBe(0)
}

const mutation = fc.record({
  /** Share of the body. */
  at: fc.double({ min: 0, max: 1, noNaN: true }),
  byte: fc.nat(255),
  how: fc.constantFrom('put', 'insert', 'cut' as const),
})

function mutate(
  bytes: Uint8Array<ArrayBuffer>,
  changes: readonly { at: number; byte: number; how: string }[],
): Uint8Array<ArrayBuffer> {
  const list = [...bytes]
  for (const { at, byte, how } of changes) {
    const place = Math.floor(at * list.length)
    if (how === 'put') list[place] = byte
    else if (how === 'insert') list.splice(place, 0, byte)
    else list.length = place
  }
  return new Uint8Array(list)
}

const tag = fc.stringMatching(/^[\x20-\x7e]{0,70}$/)

test('bodies of members that are nearly right, under signatures that are nearly theirs', async () => {
  let taken = 0
  await fc.assert(
    fc.asyncProperty(
      fc.record({
        from: fc.nat(40),
        count: fc.integer({ min: 0, max: 9 }),
        json: fc.boolean(),
        batchTag: tag,
        changes: fc.array(mutation, { maxLength: 3 }),
        signatureChanges: fc.oneof(
          { weight: 4, arbitrary: fc.constant([]) },
          { weight: 1, arbitrary: fc.array(mutation, { minLength: 1, maxLength: 2 }) },
        ),
      }),
      async ({ from, count, json, batchTag, changes, signatureChanges }) => {
        const keys = efgsKeys(count, {}, from)
        const text = JSON.stringify({
          keys: keys.map(({ keyData, daysSinceOnsetOfSymptoms, ...rest }) => ({
            ...rest,
            keyData: Buffer.from(keyData).toString('base64'),
            days_since_onset_of_symptoms: daysSinceOnsetOfSymptoms,
          })),
        })
        const body = json ? new TextEncoder().encode(text) : encodeBatch(keys)
        const der = Uint8Array.from(
          Buffer.from(await signBatch(keys, germany.signer, NOW), 'base64'),
        )
        const answer = await call(
          '/diagnosiskeys/upload',
          {
            method: 'POST',
            body: mutate(body as Uint8Array<ArrayBuffer>, changes),
            headers: {
              batchTag,
              batchSignature: Buffer.from(mutate(der, signatureChanges)).toString('base64'),
              'content-type': `application/${json ? 'json' : 'protobuf'}; version=1.0`,
            },
          },
          true,
        )
        if (answer.status === 201) taken += 1
        expect([201, 207, 400, 409, 413]).toContain(answer.status)
        await answer.arrayBuffer()
        await isWhole()
      },
    ),
    { seed: SEED, numRuns: 600 },
  )
  expect(hub.faults).toEqual([])
  // Some are right after all, or the rest would show nothing.
  expect(taken).toBeGreaterThan(5)
})

const segment = fc.oneof(
  fc.constantFrom(
    'diagnosiskeys',
    'upload',
    'download',
    'audit',
    'callback',
    '2026-11-21',
    '20261121-1',
    '2026-13-45',
  ),
  fc.stringMatching(/^[A-Za-z0-9%._~!$&'()*+,;=:@-]{0,20}$/),
)
const path = fc.oneof(
  fc.array(segment, { maxLength: 6 }).map((parts) => `/${parts.join('/')}`),
  segment.map((one) => `/diagnosiskeys/download/${one}`),
  fc.tuple(segment, segment).map(([a, b]) => `/diagnosiskeys/audit/download/${a}/${b}`),
  fc.tuple(segment, segment).map(([a, b]) => `/diagnosiskeys/callback/${a}?url=${b}`),
)
const mediaType = fc.oneof(
  fc.constantFrom(
    'application/json; version=1.0',
    'application/protobuf; version=1.0',
    'application/protobuf; version=2.0, application/json;q=0.5',
    '*/*',
    'application/json',
  ),
  fc.stringMatching(/^[ -~]{0,40}$/),
)
const header = fc.stringMatching(/^[ -~]{0,80}$/)

test('requests of any kind, by members and by strangers', async () => {
  const keys = efgsKeys(3, {}, 500)
  const headers = {
    batchTag: 'first',
    batchSignature: await signBatch(keys, germany.signer, NOW),
    'content-type': 'application/protobuf; version=1.0',
  }
  const init = { method: 'POST', body: encodeBatch(keys), headers }
  await call('/diagnosiskeys/upload', init, true)
  await buildEfgsBatches(hub.db, 5000, NOW)
  await fc.assert(
    fc.asyncProperty(
      fc.record({
        path,
        method: fc.constantFrom('GET', 'POST', 'PUT', 'DELETE', 'OPTIONS', 'HEAD', 'PATCH'),
        accept: mediaType,
        type: mediaType,
        tag: header,
        signature: header,
        forged: fc.option(fc.record({ sha256: header, dn: header, secret: header })),
        isMember: fc.boolean(),
        body: fc.uint8Array({ maxLength: 60 }),
      }),
      async (sent) => {
        const { forged, method } = sent
        const answer = await call(
          sent.path,
          {
            method,
            headers: {
              accept: sent.accept,
              'content-type': sent.type,
              batchTag: sent.tag,
              batchSignature: sent.signature,
              ...(forged !== null && {
                'x-ssl-client-sha256': forged.sha256,
                'x-ssl-client-dn': forged.dn,
                'x-tocsin-proxy-secret': forged.secret,
              }),
            },
            ...(method !== 'GET' &&
              method !== 'HEAD' && { body: sent.body as Uint8Array<ArrayBuffer> }),
          },
          sent.isMember,
        )
        expect(ANSWERS).toContain(answer.status)
        const isStranger = !sent.isMember || forged !== null
        if (isStranger && answer.status < 300) expect(method).toBe('OPTIONS')
        await answer.arrayBuffer()
      },
    ),
    { seed: SEED, numRuns: 4000 },
  )
  await isWhole()
  expect(hub.faults).toEqual([])
})
