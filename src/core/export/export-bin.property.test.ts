import fc from 'fast-check'
import { expect, test } from 'vitest'
import { tocsin } from '../proto/export.js'
import {
  EXPORT_HEADER,
  ExportBinWriter,
  type ExportFileHeader,
  MAX_ENCODED_KEY_BYTES,
  USUAL_ENCODED_KEY_BYTES,
} from './export-bin.ts'
import { PACKED_KEY_BYTES, packKey, type UnpackedKey, unpackKey } from './packed-keys.ts'

const { TemporaryExposureKeyExport } = tocsin.exposure

const extreme = <T>(values: readonly T[], rest: fc.Arbitrary<T>) =>
  fc.oneof(fc.constantFrom(...values), rest)

const anyKey = (start: fc.Arbitrary<number>, onset: fc.Arbitrary<number | undefined>) =>
  fc.record<UnpackedKey>({
    keyData: fc.uint8Array({ minLength: 16, maxLength: 16 }),
    rollingStartIntervalNumber: start,
    rollingPeriod: extreme([1, 127, 128, 143, 144], fc.integer({ min: 0, max: 255 })),
    transmissionRiskLevel: fc.integer({ min: 0, max: 8 }),
    reportTypeNumber: fc.integer({ min: 0, max: 5 }),
    daysSinceOnsetOfSymptoms: onset,
  })

const storedKey = anyKey(
  extreme([0, 1, 127, 128, 2_973_888, 2 ** 28 - 1, 2 ** 28, 2 ** 31 - 1], fc.nat()),
  extreme(
    [undefined, -127, -65, -64, -14, -1, 0, 14, 63, 64, 127],
    fc.integer({ min: -127, max: 127 }),
  ),
)

const usualKey = anyKey(
  extreme([0, 2_973_888, 2 ** 28 - 1], fc.nat({ max: 2 ** 28 - 1 })),
  extreme([undefined, -14, 0, 14], fc.integer({ min: -14, max: 14 })),
)

const anyHeader = fc.record<ExportFileHeader>({
  startTimestamp: fc.nat({ max: 2 ** 40 }),
  endTimestamp: fc.nat({ max: 2 ** 40 }),
  region: fc.string(),
  signatureInfos: fc.array(fc.record({ keyId: fc.string(), keyVersion: fc.string() }), {
    maxLength: 10,
  }),
})

/** As the file format's table says which fields are written. */
const message = (key: UnpackedKey) => ({
  keyData: key.keyData,
  transmissionRiskLevel: key.transmissionRiskLevel,
  ...(key.rollingStartIntervalNumber !== 0 && {
    rollingStartIntervalNumber: key.rollingStartIntervalNumber,
  }),
  ...(key.rollingPeriod !== 144 && { rollingPeriod: key.rollingPeriod }),
  ...(key.reportTypeNumber !== 0 && { reportType: key.reportTypeNumber }),
  ...(key.daysSinceOnsetOfSymptoms !== undefined && {
    daysSinceOnsetOfSymptoms: key.daysSinceOnsetOfSymptoms,
  }),
})

function generated(
  header: ExportFileHeader,
  keys: readonly UnpackedKey[],
  revisedKeys: readonly UnpackedKey[],
): Buffer {
  const bytes = TemporaryExposureKeyExport.encode({
    startTimestamp: header.startTimestamp,
    endTimestamp: header.endTimestamp,
    ...(header.region !== undefined && { region: header.region }),
    batchNum: 1,
    batchSize: 1,
    signatureInfos: header.signatureInfos.map(({ keyId, keyVersion }) => ({
      ...(keyVersion !== '' && { verificationKeyVersion: keyVersion }),
      ...(keyId !== '' && { verificationKeyId: keyId }),
      signatureAlgorithm: '1.2.840.10045.4.3.2',
    })),
    keys: keys.map(message),
    revisedKeys: revisedKeys.map(message),
  }).finish()
  return Buffer.concat([Buffer.from('EK Export v1    '), bytes])
}

function pack(key: UnpackedKey): Uint8Array {
  const packed = new Uint8Array(PACKED_KEY_BYTES)
  packKey(key, packed, 0)
  return packed
}

test('export.bin is what the generated code writes, for all keys, headers and lengths', () => {
  fc.assert(
    fc.property(
      anyHeader,
      anyHeader,
      fc.array(storedKey, { maxLength: 20 }),
      fc.array(storedKey, { maxLength: 5 }),
      (first, header, keys, revisedKeys) => {
        const room = 16 + 20_000 + 25 * MAX_ENCODED_KEY_BYTES
        const writer = new ExportBinWriter(new Uint8Array(room).fill(0xaa), header)
        for (const key of keys) writer.append('keys', pack(key), 0)
        // Only the times of a header change once keys were written.
        writer.rewriteHeader({ ...header, endTimestamp: first.endTimestamp })
        for (const key of revisedKeys) writer.append('revised_keys', pack(key), 0)
        const rewritten = { ...header, endTimestamp: first.endTimestamp }
        expect(Buffer.from(writer.bytes())).toEqual(generated(rewritten, keys, revisedKeys))
      },
    ),
  )
})

test('keys of the protocol fit into the bytes that are counted for each', () => {
  const header = { startTimestamp: 0, endTimestamp: 0, region: '', signatureInfos: [] }
  fc.assert(
    fc.property(fc.array(usualKey, { maxLength: 20 }), (keys) => {
      const buffer = new Uint8Array(ExportBinWriter.byteLength(header, keys.length))
      const writer = new ExportBinWriter(buffer, header)
      const before = writer.bytes().length
      for (const key of keys) writer.append('keys', pack(key), 0)
      expect(writer.bytes().length - before).toBeLessThanOrEqual(
        keys.length * USUAL_ENCODED_KEY_BYTES,
      )
      expect(Buffer.from(writer.bytes())).toEqual(generated(header, keys, []))
    }),
  )
})

test('packed keys are read as they were written', () => {
  fc.assert(
    fc.property(storedKey, fc.nat({ max: 40 }), (key, offset) => {
      const packed = new Uint8Array(offset + PACKED_KEY_BYTES)
      packKey(key, packed, offset)
      expect(unpackKey(packed, offset)).toEqual(key)
    }),
  )
})

test('the header is 16 bytes of ASCII', () => {
  expect(Buffer.from(EXPORT_HEADER).toString('hex')).toBe('454b204578706f727420763120202020')
})
