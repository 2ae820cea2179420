/**
 * What must hold of every decoder of what partners and callers of the federation send, whatever they send. Run with some thousands
 * of cases by the tests and with a million by `npm run fuzz`.
 */

import fc from 'fast-check'
import { fromTolerantBase64, toBase64 } from '../../src/core/bytes.ts'
import { readAudit, verifyAudit } from '../../src/core/federation/efgs/audit.ts'
import { decodeBatch, encodeBatch } from '../../src/core/federation/efgs/batch-codec.ts'
import { batchFromJson, batchToJson } from '../../src/core/federation/efgs/batch-json.ts'
import {
  type BatchSigner,
  verifyBatchSignature,
} from '../../src/core/federation/efgs/batch-signature.ts'
import {
  readDistinguishedName,
  readThumbprint,
} from '../../src/core/federation/efgs/client-headers.ts'
import type { EfgsKey } from '../../src/core/federation/efgs/diagnosis-key.ts'
import {
  afterBatch,
  dateOfTag,
  isBatchDate,
  isBatchTag,
  readCursor,
} from '../../src/core/federation/efgs/download-cursor.ts'
import { pickEfgsSettings, readEfgsSettings } from '../../src/core/federation/efgs/read-settings.ts'
import { readPartialUpload } from '../../src/core/federation/efgs/upload-answer.ts'
import {
  readFetchRequest,
  readFetchResponse,
} from '../../src/core/federation/google/read-messages.ts'
import { readGoogleSettings } from '../../src/core/federation/google/settings.ts'
import {
  writeFetchRequest,
  writeFetchResponse,
} from '../../src/core/federation/google/write-messages.ts'
import { fail, succeed } from '../../src/core/result.ts'
import { asUnixSeconds } from '../../src/core/time.ts'
import { efgsKeys } from '../support/efgs-gateway.ts'
import openssl from '../vectors/efgs/openssl.json' with { type: 'json' }
import published from '../vectors/efgs/published.json' with { type: 'json' }
import { ensure, type NamedProperty, named } from './decoders.ts'

const NOW = asUnixSeconds(Date.UTC(2026, 10, 25, 12) / 1000)
const KEYS: readonly EfgsKey[] = [
  ...efgsKeys(2),
  ...efgsKeys(1, { visitedCountries: [], reportType: 5, daysSinceOnsetOfSymptoms: 3986 }, 7),
]

interface Damage {
  readonly at: number
  readonly drop: number
  readonly insert: Uint8Array
  readonly end: number
}

/** Bytes, some of them left out, some put in, the end cut off. */
const damaged = (whole: Uint8Array) =>
  fc
    .record<Damage>({
      at: fc.nat(whole.length),
      drop: fc.nat(6),
      insert: fc.uint8Array({ maxLength: 6 }),
      end: fc.oneof(fc.constant(whole.length), fc.nat(whole.length)),
    })
    .map(
      ({ at, drop, insert, end }) =>
        new Uint8Array(Buffer.concat([whole.slice(0, at), insert, whole.slice(at + drop, end)])),
    )
const anyBytes = (whole: Uint8Array) =>
  fc.oneof({ weight: 4, arbitrary: damaged(whole) }, fc.uint8Array({ maxLength: 300 }))
const anyText = (whole: string) =>
  anyBytes(new Uint8Array(Buffer.from(whole))).map((bytes) => Buffer.from(bytes).toString())

const entry = (change: object) => ({
  country: 'DE',
  uploadedTime: '2026-11-25T10:00:00+00:00',
  uploaderSigningThumbprint: published.rsa.thumbprint,
  amount: 2,
  batchSignature: published.rsa.signature,
  ...change,
})
const signed = decodeBatch(new Uint8Array(Buffer.from(published.protobuf, 'hex')), { maxKeys: 2 })
const SIGNED = signed.ok ? signed.value : []

const FETCH_REQUEST = writeFetchRequest({
  includeRegions: ['US', 'CA'],
  excludeRegions: ['MX'],
  onlyTravelers: true,
  onlyLocalProvenance: true,
  maxExposureKeys: 500,
  state: {
    keyCursor: { timestamp: 1_795_089_600, nextToken: 'a'.repeat(60) },
    revisedKeyCursor: { timestamp: 1_795_089_600, nextToken: 'b'.repeat(60) },
  },
})
const FETCHED = {
  exposureKey: new Uint8Array(16).fill(9),
  transmissionRisk: 3,
  intervalNumber: 2_982_528,
  intervalCount: 144,
  reportType: 1,
  daysSinceOnsetOfSymptoms: -3,
  traveler: true,
  regions: ['US', 'CA'],
}
const FETCH_RESPONSE = writeFetchResponse({
  keys: [FETCHED],
  revisedKeys: [{ ...FETCHED, reportType: 5, daysSinceOnsetOfSymptoms: undefined }],
  isPartial: true,
  nextState: {
    keyCursor: { timestamp: 1_795_089_600, nextToken: 'a'.repeat(60) },
    revisedKeyCursor: { timestamp: 1_795_089_600, nextToken: '' },
  },
})

export const FEDERATION_PROPERTIES: readonly NamedProperty[] = [
  named(
    'a batch of the European gateway is read, and is then the same again, or refused by name',
    2,
    fc.property(anyBytes(encodeBatch(KEYS)), (bytes) => {
      const read = decodeBatch(bytes, { maxKeys: 3 })
      if (!read.ok) {
        return ensure(['malformed', 'too_many_keys'].includes(read.failure), read.failure)
      }
      ensure(read.value.length <= 3, 'more keys than were allowed')
      const again = decodeBatch(encodeBatch(read.value), { maxKeys: 3 })
      ensure(again.ok && again.value.length === read.value.length, 'it is another one when written')
    }),
  ),
  named(
    'a batch as JSON is read within its bounds or refused by name',
    4,
    fc.property(anyText(batchToJson(KEYS)), (text) => {
      const read = batchFromJson(text, { maxKeys: 3 })
      ensure(!read.ok || read.value.length <= 3, 'more keys than were allowed')
      ensure(read.ok || /^[a-z_0-9]+$/.test(read.failure), 'no name')
    }),
  ),
  named(
    'a damaged signature is whoever signed it, or is refused by name',
    200,
    fc.asyncProperty(
      fc
        .constantFrom(published.rsa, published.ec)
        .chain(({ signature, thumbprint }) =>
          fc.tuple(
            anyBytes(fromTolerantBase64(signature) ?? new Uint8Array()),
            fc.constant(thumbprint),
          ),
        ),
      async ([bytes, thumbprint]) => {
        // A certificate that was changed has another thumbprint, which nobody knows.
        const known = async (signer: BatchSigner) =>
          signer.thumbprint === thumbprint ? succeed([]) : fail('unknown_signer')
        const verified = await verifyBatchSignature(toBase64(bytes), SIGNED, NOW, known)
        ensure(verified.ok || /^[a-z_0-9]+$/.test(verified.failure), 'no name')
      },
    ),
  ),
  named(
    'a signature is never good for other keys',
    500,
    fc.asyncProperty(
      fc.constantFrom(
        published.rsa.signature,
        published.ec.signature,
        ...openssl.signatures.map(({ signature }) => signature),
      ),
      fc.constantFrom<keyof EfgsKey>(
        'rollingStartIntervalNumber',
        'rollingPeriod',
        'transmissionRiskLevel',
        'reportType',
        'daysSinceOnsetOfSymptoms',
      ),
      fc.integer({ min: 1, max: 0xffff }),
      async (signature, member, more) => {
        const [first, ...others] = SIGNED
        if (first === undefined) throw new Error('no keys')
        const other = { ...first, [member]: (Number(first[member]) + more) | 0 }
        const verified = await verifyBatchSignature(signature, [other, ...others], NOW)
        ensure(!verified.ok, 'it was taken')
      },
    ),
  ),
  named(
    'an audit proves the keys, or is refused by name',
    200,
    fc.asyncProperty(anyText(JSON.stringify([entry({})])), async (text) => {
      const entries = readAudit(text)
      if (entries === undefined) return
      const rules = { ownCountry: 'NL', trustAnchor: undefined, gatewayOrigins: {} }
      const proof = await verifyAudit(entries, SIGNED, rules, NOW)
      ensure(proof.ok || /^[a-z_0-9]+$/.test(proof.failure), 'no name')
    }),
  ),
  named(
    'a thumbprint in a header is 64 digits, or none',
    1,
    fc.property(anyText(published.rsa.thumbprintBase64), (text) => {
      const read = readThumbprint(text)
      ensure(read === undefined || /^[0-9a-f]{64}$/.test(read), 'no thumbprint')
    }),
  ),
  named(
    'a distinguished name in a header is read or refused',
    1,
    fc.property(anyText('C=DE%2C O=Test, CN=client'), (text) => {
      const names = [...(readDistinguishedName(text)?.keys() ?? [])]
      ensure(
        names.every((name) => name === name.toUpperCase().trim()),
        'an attribute by another name',
      )
    }),
  ),
  named(
    'what a gateway says of an upload is places of it, or nothing',
    1,
    fc.property(anyText('{"201":[0,3],"409":[1],"500":[2]}'), fc.nat(6), (text, count) => {
      const read = readPartialUpload(text, count)
      if (read === undefined) return
      ensure(read.presentKeys + read.resend.length === count, 'a key is lost')
      ensure(
        read.resend.every((place, i) => place < count && place > (read.resend[i - 1] ?? -1)),
        'no places in order',
      )
    }),
  ),
  named(
    'a kept cursor is one that can be gone on from, or none',
    2,
    fc.property(
      fc.oneof(
        fc.jsonValue(),
        fc.record({
          date: fc.oneof(fc.constantFrom('2026-11-24', '2026-02-30', ''), fc.string()),
          lastTag: fc.option(fc.oneof(fc.constant('20261124-1'), fc.string())),
          nextTag: fc.option(fc.string()),
        }),
      ),
      fc.string(),
      (value, tag) => {
        const cursor = readCursor(value)
        if (cursor === undefined || !isBatchTag(tag)) return
        const { cursor: next } = afterBatch(cursor, tag, undefined, NOW)
        ensure(isBatchDate(next.date) && readCursor(next) !== undefined, 'it leads nowhere')
        const day = dateOfTag(tag)
        ensure(day === undefined || isBatchDate(day), 'no date')
      },
    ),
  ),
  named(
    'settings of a partner are read or told what is wrong with them',
    60,
    fc.property(
      fc.dictionary(
        fc.constantFrom('profile', 'callbackUrl', 'originalProperties', 'origin', '__proto__', 'x'),
        fc.jsonValue(),
      ),
      (settings) => {
        for (const read of [readEfgsSettings(settings), readGoogleSettings(settings)]) {
          ensure(read.ok || read.failure.length > 0, 'refused without a reason')
        }
        ensure(typeof pickEfgsSettings(settings).pollsBatches === 'boolean', 'no settings')
      },
    ),
  ),
  named(
    'a fetch is read or refused',
    2,
    fc.property(anyBytes(FETCH_REQUEST), (bytes) => {
      const read = readFetchRequest(bytes)
      ensure(!read.ok || Number.isSafeInteger(read.value.state.keyCursor.timestamp), 'no cursor')
    }),
  ),
  named(
    'the answer to a fetch is read within its bounds or refused',
    2,
    fc.property(anyBytes(FETCH_RESPONSE), (bytes) => {
      const read = readFetchResponse(bytes, 2)
      if (!read.ok) return
      ensure(read.value.keys.length + read.value.revisedKeys.length <= 2, 'more than was asked for')
    }),
  ),
]
