import fc from 'fast-check'
import { expect, test } from 'vitest'
import {
  aKey,
  anArchive,
  aSigner,
  defaultEntries,
  HEADER,
  trusting,
} from '../../../test/support/archives.ts'
import { zipOf } from '../../../test/support/zip.ts'
import { tocsin } from '../proto/export.js'
import { ARCHIVE_RULES } from './archive-rules.ts'
import { readExportMessage, readSignatureList } from './read-export.ts'
import { verifyArchive } from './verify-archive.ts'

const { TemporaryExposureKeyExport, TEKSignatureList } = tocsin.exposure

const signer = aSigner()
const WHOLE = [
  anArchive({ signers: [signer] }),
  anArchive({
    signers: [signer, aSigner('262', 'v2')],
    message: { keys: Array.from({ length: 40 }, (_, i) => aKey(i)), revisedKeys: [aKey(3)] },
    entries: (bin, sig) =>
      defaultEntries(bin, sig).map((part) => ({ ...part, descriptor: 'marked' })),
  }),
  anArchive({
    entries: (bin, sig) => defaultEntries(bin, sig).map((part) => ({ ...part, method: 0 })),
  }),
]

/** What befalls bytes: some change, some go, some come twice. */
const mutations = fc.array(
  fc.record({
    kind: fc.constantFrom('set', 'flip', 'cut', 'drop', 'repeat', 'number'),
    at: fc.double({ min: 0, max: 1, maxExcluded: true, noNaN: true }),
    length: fc.nat(40),
    value: fc.integer({ min: 0, max: 0xffffffff }),
  }),
  { minLength: 1, maxLength: 4 },
)

function mutate(
  bytes: Uint8Array,
  steps: typeof mutations extends fc.Arbitrary<infer T> ? T : never,
) {
  let result = new Uint8Array(bytes)
  for (const { kind, at, length, value } of steps) {
    const i = Math.floor(at * result.length)
    const before = result.subarray(0, i)
    const after = result.subarray(Math.min(result.length, i + length))
    const piece = result.subarray(i, i + length)
    if (kind === 'set' && result.length > 0) result[i] = value & 255
    else if (kind === 'flip' && result.length > 0) result[i] = (result[i] ?? 0) ^ (1 << (value & 7))
    else if (kind === 'cut') result = result.slice(0, i)
    else if (kind === 'drop') result = new Uint8Array(Buffer.concat([before, after]))
    else if (kind === 'repeat') {
      result = new Uint8Array(Buffer.concat([before, piece, piece, after]))
    } else if (i + 4 <= result.length) new DataView(result.buffer).setUint32(i, value, true)
  }
  return result
}

/** Any member may be absent. */
const OPTIONAL = { requiredKeys: [] as [] }
const int32 = fc.integer({ min: -(2 ** 31), max: 2 ** 31 - 1 })
const text = fc.string({ unit: 'grapheme', maxLength: 12 })
const keys = fc.array(
  fc.record(
    {
      keyData: fc.uint8Array({ maxLength: 20 }),
      transmissionRiskLevel: int32,
      rollingStartIntervalNumber: int32,
      rollingPeriod: int32,
      reportType: fc.integer({ min: 0, max: 5 }),
      daysSinceOnsetOfSymptoms: int32,
    },
    OPTIONAL,
  ),
  { maxLength: 4 },
)
const infos = fc.record(
  {
    verificationKeyVersion: text,
    verificationKeyId: text,
    signatureAlgorithm: text,
  },
  OPTIONAL,
)

const messages = fc.record(
  {
    startTimestamp: fc.maxSafeNat(),
    endTimestamp: fc.maxSafeNat(),
    region: text,
    batchNum: int32,
    batchSize: int32,
    signatureInfos: fc.array(infos, { maxLength: 3 }),
    keys,
    revisedKeys: keys,
  },
  OPTIONAL,
)

const exportBins = fc.oneof(
  fc.uint8Array({ maxLength: 200 }).map((tail) => new Uint8Array(Buffer.concat([HEADER, tail]))),
  mutations.map((steps) =>
    Buffer.concat([
      HEADER,
      mutate(
        TemporaryExposureKeyExport.encode({
          region: 'US',
          batchNum: 1,
          keys: [aKey(1), aKey(2)],
        }).finish(),
        steps,
      ),
    ]),
  ),
)

const hostile: fc.Arbitrary<Uint8Array> = fc.oneof(
  fc.uint8Array({ maxLength: 300 }),
  fc.tuple(fc.constantFrom(...WHOLE), mutations).map(([whole, steps]) => mutate(whole, steps)),
  messages.map((message) => anArchive({ signers: [signer], message })),
  // A zip in order around messages that are not.
  fc
    .tuple(exportBins, fc.uint8Array({ maxLength: 120 }))
    .map(([bin, sig]) => zipOf(defaultEntries(new Uint8Array(bin), sig))),
)

test('20,000 damaged archives are refused by name or read, and nothing is thrown', async () => {
  const trusted = [await trusting(signer)]
  const rules = new Set<string>()
  let read = 0
  await fc.assert(
    fc.asyncProperty(hostile, async (bytes) => {
      const report = await verifyArchive(bytes, trusted, { now: undefined, maxKeyAgeDays: 15 })
      if (report.archive !== undefined) read++
      else expect(report.problems).toHaveLength(1)
      for (const { rule, detail } of report.problems) {
        rules.add(rule)
        if (!Object.hasOwn(ARCHIVE_RULES, rule) || /[^ -~]/.test(detail)) throw new Error(rule)
      }
    }),
    { numRuns: 20_000 },
  )
  // Neither end is all there was.
  expect(read).toBeGreaterThan(500)
  expect(rules.size).toBeGreaterThan(20)
})

/** The generated code's view in our terms. */
const readInfo = (info: tocsin.exposure.SignatureInfo.$Properties | null | undefined) => ({
  keyVersion: own(info, 'verificationKeyVersion'),
  keyId: own(info, 'verificationKeyId'),
  algorithm: own(info, 'signatureAlgorithm'),
})
const own = <T extends object, K extends keyof T>(
  from: T | null | undefined,
  name: K,
): T[K] | undefined =>
  from !== null && from !== undefined && Object.hasOwn(from, name) ? from[name] : undefined
const number = (value: unknown) =>
  value === undefined || value === null ? undefined : Number(value)
const readKeys = (list: readonly tocsin.exposure.TemporaryExposureKey.$Properties[]) =>
  list.map((key) => ({
    keyData: [...(key.keyData ?? [])],
    transmissionRiskLevel: key.transmissionRiskLevel ?? 0,
    rollingStartIntervalNumber: key.rollingStartIntervalNumber ?? 0,
    rollingPeriod: key.rollingPeriod ?? 144,
    reportTypeNumber: own(key, 'reportType') ?? 0,
    daysSinceOnsetOfSymptoms: own(key, 'daysSinceOnsetOfSymptoms') ?? undefined,
  }))

function byGeneratedCode(bytes: Uint8Array) {
  const message = TemporaryExposureKeyExport.decode(bytes)
  return {
    startTimestamp: number(own(message, 'startTimestamp')),
    endTimestamp: number(own(message, 'endTimestamp')),
    region: own(message, 'region'),
    batchNum: own(message, 'batchNum'),
    batchSize: own(message, 'batchSize'),
    signatureInfos: (message.signatureInfos ?? []).map(readInfo),
    keys: readKeys(message.keys ?? []),
    revisedKeys: readKeys(message.revisedKeys ?? []),
  }
}

function byUs(bytes: Uint8Array) {
  const read = readExportMessage(bytes, new Set())
  if (!read.ok) return read.failure.detail
  const plain = (list: typeof read.value.keys) =>
    list.map((key) => ({
      ...key,
      keyData: [...key.keyData],
      // The generated code drops an unknown report type, where we name it.
      reportTypeNumber: key.reportTypeNumber >>> 0 > 5 ? 0 : key.reportTypeNumber,
    }))
  return { ...read.value, keys: plain(read.value.keys), revisedKeys: plain(read.value.revisedKeys) }
}

test('every message is read as the generated code reads it', () => {
  fc.assert(
    fc.property(messages, (message) => {
      const bytes = TemporaryExposureKeyExport.encode(message).finish()
      expect(byUs(bytes)).toEqual(byGeneratedCode(bytes))
    }),
    { numRuns: 2000 },
  )
})

test('what is read of a damaged message is what the generated code reads', () => {
  let read = 0
  fc.assert(
    fc.property(messages, mutations, (message, steps) => {
      const bytes = mutate(TemporaryExposureKeyExport.encode(message).finish(), steps)
      const ours = byUs(bytes)
      if (typeof ours === 'string') return
      read++
      expect(ours).toEqual(byGeneratedCode(bytes))
    }),
    { numRuns: 5000 },
  )
  expect(read).toBeGreaterThan(200)
})

test('every list of signatures is read as the generated code reads it', () => {
  const lists = fc.record({
    signatures: fc.array(
      fc.record(
        {
          signatureInfo: infos,
          batchNum: int32,
          batchSize: int32,
          signature: fc.uint8Array({ maxLength: 80 }),
        },
        OPTIONAL,
      ),
      { maxLength: 4 },
    ),
  })
  fc.assert(
    fc.property(lists, (list) => {
      const bytes = TEKSignatureList.encode(list).finish()
      const read = readSignatureList(bytes, new Set())
      const theirs = TEKSignatureList.decode(bytes).signatures.map((one) => ({
        info: one.signatureInfo ? readInfo(one.signatureInfo) : undefined,
        batchNum: own(one, 'batchNum'),
        batchSize: own(one, 'batchSize'),
        signature: [...(one.signature ?? [])],
      }))
      const ours = read.ok
        ? read.value.map((one) => ({ ...one, signature: [...one.signature] }))
        : read
      expect(ours).toEqual(theirs)
    }),
    { numRuns: 1000 },
  )
})
