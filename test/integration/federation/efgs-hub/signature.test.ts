/** Whose signature an upload must bear, and signatures that others made. */

import { beforeEach, describe, expect, test } from 'vitest'
import { fromHex, fromTolerantBase64, toBase64 } from '../../../../src/core/bytes.ts'
import { derOf } from '../../../../src/core/crypto/certificates.ts'
import { encodePem } from '../../../../src/core/crypto/pem.ts'
import { readCms } from '../../../../src/core/crypto/read-cms.ts'
import { decodeBatch } from '../../../../src/core/federation/efgs/batch-codec.ts'
import { signBatch } from '../../../../src/core/federation/efgs/batch-signature.ts'
import { canonicalBytes } from '../../../../src/core/federation/efgs/canonical-bytes.ts'
import { asUnixSeconds } from '../../../../src/core/time.ts'
import {
  certificateOf,
  countRows,
  detailOf,
  keysFrom,
  keysOf,
  type MemberOptions,
  signerOf,
  startEfgsHub,
  type TestEfgsHub,
  type TestMember,
  VALID,
  YESTERDAY,
} from '../../../support/efgs-hub.ts'
import { NOON } from '../../../support/keyserver.ts'
import published from '../../../vectors/efgs/published.json'

const INVALID = [400, 'Invalid signature']
const OTHER_ORIGIN = [400, 'One or more keys are not originated from uploader country']

let hub: TestEfgsHub
let germany: TestMember
beforeEach(async () => {
  hub = await startEfgsHub()
  germany = await hub.member('DE')
})

const refusal = ({ status, body }: { status: number; body: unknown }) => [
  status,
  detailOf({ body }),
]

describe('an upload is refused', () => {
  test.each(['', '%', 'AAAA', 'x'.repeat(8001)])('with the signature %j', async (signature) => {
    const headers = { batchSignature: signature }
    const answer = await germany.upload(keysFrom('DE', 1), { headers })
    expect(answer.status).toBe(400)
    if (signature !== '') expect(refusal(answer)).toEqual(INVALID)
  })

  test('with a signature of other keys, fewer of them, or none', async () => {
    const keys = keysFrom('DE', 3)
    for (const signs of [keys.slice(1), [], keysFrom('DE', 3, {}, 9), [...keys, ...keys]]) {
      expect(refusal(await germany.upload(keys, { signs }))).toEqual(INVALID)
    }
    expect(await countRows()).toMatchObject({ keys: 0 })
    expect(hub.events[0]).toBe('efgs upload signature_other_content 0')
  })

  test('with keys that were changed on the way, in any field', async () => {
    const signs = keysFrom('DE', 1)
    for (const change of [
      { transmissionRiskLevel: 3 },
      { rollingPeriod: 143 },
      { rollingStartIntervalNumber: YESTERDAY + 1 },
      { visitedCountries: ['BE', 'NL'] },
      { visitedCountries: [] },
      { reportType: 2 },
      { daysSinceOnsetOfSymptoms: 2 },
      { keyData: new Uint8Array(16) },
    ]) {
      expect(refusal(await germany.upload(keysFrom('DE', 1, change), { signs }))).toEqual(INVALID)
    }
  })

  test.each<[string, MemberOptions['signing']]>([
    ['has ended', { notAfter: NOON - 1 }],
    ['has not begun', { notBefore: NOON + 1 }],
    [
      'names two countries',
      {
        subject: [
          ['C', 'DE'],
          ['C', 'FR'],
          ['CN', 'x'],
        ],
      },
    ],
    ['names none', { subject: [['CN', 'x']] }],
    [
      'is another country’s',
      {
        subject: [
          ['C', 'FR'],
          ['CN', 'x'],
        ],
      },
    ],
  ])('by a certificate that %s', async (_, change) => {
    const signing = await certificateOf('DE', 'x', { ...VALID, ...change })
    await hub.register(signing, 'DE', 'SIGNING')
    const answer = await germany.upload(keysFrom('DE', 1), { signer: await signerOf(signing) })
    expect(refusal(answer)).toEqual(INVALID)
  })

  test('by a certificate that nobody registered, or not for that', async () => {
    const unknown = await certificateOf('DE', 'x')
    const signer = await signerOf(unknown)
    expect(refusal(await germany.upload(keysFrom('DE', 1), { signer }))).toEqual(INVALID)
    const own = await signerOf(germany.tls)
    expect(refusal(await germany.upload(keysFrom('DE', 1), { signer: own }))).toEqual(INVALID)
  })

  test('by a certificate that was revoked, while the new one beside it is good', async () => {
    const next = await certificateOf('DE', 'next')
    await hub.register(next, 'DE', 'SIGNING')
    await hub.revoke(germany.signing.thumbprint)
    expect(refusal(await germany.upload(keysFrom('DE', 1)))).toEqual(INVALID)
    const signer = await signerOf(next)
    expect((await germany.upload(keysFrom('DE', 1), { signer })).status).toBe(201)
  })
})

describe('origins', () => {
  test('are those of the country that signed, and nobody uploads what another signed', async () => {
    const france = await hub.member('FR')
    expect(refusal(await germany.upload(keysFrom('FR', 1)))).toEqual(INVALID)
    const mixed = [...keysFrom('DE', 1), ...keysFrom('FR', 1)]
    expect(refusal(await germany.upload(mixed))).toEqual(INVALID)
    // Right in itself, and carried by somebody else.
    const stolen = await germany.upload(keysFrom('FR', 1), { signer: france.signer })
    expect(refusal(stolen)).toEqual(OTHER_ORIGIN)
    expect(await countRows()).toMatchObject({ keys: 0 })
  })

  test('beside its own are a gateway’s where its certificate’s row says so', async () => {
    const gateway = await hub.member('CH', { gatewayOrigins: ['LI', 'IS'] })
    const keys = [...keysFrom('CH', 1), ...keysFrom('LI', 1), ...keysFrom('IS', 1)]
    expect((await gateway.upload(keys)).status).toBe(201)
    expect(refusal(await gateway.upload(keysFrom('DE', 1)))).toEqual(INVALID)
    // Its own are kept from it, and others get all that it brought.
    await hub.build()
    expect(keysOf(await germany.download())).toEqual(keys)
    expect((await gateway.download()).text).toBe('')
    // What it may carry it can carry by its own signature alone.
    const stolen = await germany.upload(keysFrom('LI', 1, {}, 7), { signer: gateway.signer })
    expect(refusal(stolen)).toEqual(OTHER_ORIGIN)
  })
})

describe('what OpenSSL signed', () => {
  const { ec, rsa, protobuf } = published
  const body = fromHex(protobuf) ?? new Uint8Array()
  /** Within the last two weeks of the published keys. */
  const then = asUnixSeconds(2_668_176 * 600 + 3600)

  test.each([
    ['RSA without attributes', rsa],
    ['ECDSA with attributes', ec],
  ])('by %s is taken, byte for byte as published', async (_, { signature, thumbprint }) => {
    const old = await startEfgsHub({ now: then })
    const tls = { notBefore: then - 1, notAfter: then + 1 }
    const member = await old.member('DE', { signing: tls })
    const opened = readCms(fromTolerantBase64(signature) ?? new Uint8Array(), {
      allowsCopy: true,
      allowsFurtherSigners: true,
      allowsKeyIdentifier: true,
      hashes: ['SHA-256'],
      curves: ['P-256'],
    })
    if (!opened.ok) throw new Error(opened.failure)
    const certificatePem = encodePem('CERTIFICATE', derOf(opened.value.certificate))
    const send = () =>
      member.upload([], { body, headers: { batchSignature: signature.replace(/=+$/, '') } })
    expect(refusal(await send())).toEqual(INVALID)
    await old.register({ certificatePem, thumbprint }, 'DE', 'SIGNING')
    expect((await send()).status).toBe(201)
    const { results } = await old.deps.db.d1
      .prepare('SELECT lower(hex(payload_hash)) AS hash FROM efgs_hub_keys ORDER BY position')
      .all<{ hash: string }>()
    expect(results.map(({ hash }) => hash)).toEqual(published.payloadHashes)
    await old.build()
    const other = await old.member('FR', { signing: tls })
    expect(toBase64((await other.download()).bytes)).toBe(toBase64(body))
    // Under the same signature, since it is of the keys and not of their form.
    const decoded = decodeBatch(body, { maxKeys: 2 })
    expect(decoded.ok && toBase64(canonicalBytes(decoded.value))).toBe(
      toBase64(fromHex(published.canonical) ?? new Uint8Array()),
    )
  })
})

test('a signature is over the keys whatever their order', async () => {
  const keys = keysFrom('DE', 20)
  const batchSignature = await signBatch(keys.toReversed(), germany.signer, NOON)
  expect((await germany.upload(keys, { headers: { batchSignature } })).status).toBe(201)
})
