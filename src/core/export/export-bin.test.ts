import { createHash } from 'node:crypto'
import { describe, expect, test } from 'vitest'
import vectors from '../../../test/vectors/export.json' with { type: 'json' }
import { concatBytes, fromHex, fromTolerantBase64, toHex, utf8 } from '../bytes.ts'
import { importPublicKey, p1363ToDer, verifyDer } from '../crypto/ecdsa.ts'
import { tocsin } from '../proto/export.js'
import {
  EXPORT_HEADER,
  ExportBinWriter,
  type ExportFileHeader,
  encodeExportHeader,
  type KeyList,
} from './export-bin.ts'
import { encodeExportSig } from './export-sig.ts'
import { PACKED_KEY_BYTES, packKey } from './packed-keys.ts'

const bytesOf = (hex: string) => fromHex(hex) ?? new Uint8Array()

const HEADER: ExportFileHeader = vectors.file.header

function packVector(key: (typeof vectors.file.keys)[number]): Uint8Array {
  const packed = new Uint8Array(PACKED_KEY_BYTES)
  const unpacked = {
    keyData: bytesOf(key.keyHex),
    rollingStartIntervalNumber: key.start,
    rollingPeriod: key.period,
    transmissionRiskLevel: key.risk,
    reportTypeNumber: key.type,
    daysSinceOnsetOfSymptoms: key.onset,
  }
  packKey(unpacked, packed, 0)
  return packed
}

function writeVectorFile(writer: ExportBinWriter): Uint8Array<ArrayBuffer> {
  for (const key of vectors.file.keys) writer.append('keys', packVector(key), 0)
  for (const key of vectors.file.revisedKeys) writer.append('revised_keys', packVector(key), 0)
  return writer.bytes()
}

describe('export.bin', () => {
  test('equals the file of an independent encoder, byte for byte', () => {
    const bin = writeVectorFile(new ExportBinWriter(new Uint8Array(1000), HEADER))
    expect(toHex(bin)).toBe(vectors.file.exportBinHex)
    expect(createHash('sha256').update(bin).digest('hex')).toBe(vectors.file.exportBinSha256)
  })

  test('fits into the bytes that were asked for beforehand', () => {
    const byteLength = ExportBinWriter.byteLength(HEADER, 3)
    const bin = writeVectorFile(new ExportBinWriter(new Uint8Array(byteLength), HEADER))
    expect(toHex(bin)).toBe(vectors.file.exportBinHex)
  })

  test('holds nothing of the file that used the buffer before', () => {
    const buffer = new Uint8Array(1000).fill(0xee)
    writeVectorFile(new ExportBinWriter(buffer, { ...HEADER, region: 'SOMEWHERE-ELSE' }))
    const bin = writeVectorFile(new ExportBinWriter(buffer, HEADER))
    expect(toHex(bin)).toBe(vectors.file.exportBinHex)
  })

  test('header and generated code together give the digest of the upstream unit test', () => {
    const { header, keys, revisedKeys, exportBinSha256Base64 } = vectors.shortKeys
    const message = (key: (typeof keys)[number] | (typeof revisedKeys)[number]) => ({
      keyData: utf8(key.keyText),
      transmissionRiskLevel: key.risk,
      rollingStartIntervalNumber: key.start,
      ...(key.period !== 144 && { rollingPeriod: key.period }),
      reportType: key.type,
      ...('onset' in key && { daysSinceOnsetOfSymptoms: key.onset }),
    })
    const lists = tocsin.exposure.TemporaryExposureKeyExport.encode({
      keys: keys.map(message),
      revisedKeys: revisedKeys.map(message),
    }).finish()
    const bin = concatBytes(EXPORT_HEADER, encodeExportHeader(header), lists)
    const digest = createHash('sha256').update(bin).digest('base64')
    expect(digest).toBe(exportBinSha256Base64)
  })

  test('a header is rewritten without a trace of the first one', () => {
    const writer = new ExportBinWriter(new Uint8Array(1000), { ...HEADER, endTimestamp: 1 })
    for (const key of vectors.file.keys) writer.append('keys', packVector(key), 0)
    writer.rewriteHeader(HEADER)
    for (const key of vectors.file.revisedKeys) writer.append('revised_keys', packVector(key), 0)
    expect(toHex(writer.bytes())).toBe(vectors.file.exportBinHex)
  })

  test('refuses a rewritten header of another length', () => {
    const writer = new ExportBinWriter(new Uint8Array(1000), HEADER)
    expect(() => writer.rewriteHeader({ ...HEADER, region: 'USA' })).toThrow(RangeError)
  })

  test.each<KeyList>(['keys', 'revised_keys'])('refuses a key of %s past the buffer', (list) => {
    const [key] = vectors.file.keys
    if (key === undefined) throw new Error('no vector')
    const roomy = new ExportBinWriter(new Uint8Array(1000), HEADER)
    roomy.append(list, packVector(key), 0)
    const needed = roomy.bytes().length
    const exact = new ExportBinWriter(new Uint8Array(needed), HEADER)
    exact.append(list, packVector(key), 0)
    expect(toHex(exact.bytes())).toBe(toHex(roomy.bytes()))
    const short = new ExportBinWriter(new Uint8Array(needed - 1), HEADER)
    expect(() => short.append(list, packVector(key), 0)).toThrow(RangeError)
  })
})

describe('export.sig', () => {
  const { signatureP1363Hex, exportSigHex, exportBinHex, publicKeySpkiBase64 } = vectors.file

  test('equals the file of an independent encoder, byte for byte', () => {
    const signatureDer = p1363ToDer(bytesOf(signatureP1363Hex))
    const [info] = HEADER.signatureInfos
    if (info === undefined) throw new Error('no vector')
    expect(toHex(encodeExportSig([{ info, signatureDer }]))).toBe(exportSigHex)
  })

  test('holds a signature over all of export.bin, its header included', async () => {
    const spki = fromTolerantBase64(publicKeySpkiBase64) ?? new Uint8Array()
    const publicKey = await importPublicKey(spki)
    const signatureDer = p1363ToDer(bytesOf(signatureP1363Hex))
    const bin = bytesOf(exportBinHex)
    expect(await verifyDer(publicKey, signatureDer, bin)).toBe(true)
    expect(await verifyDer(publicKey, signatureDer, bin.slice(16))).toBe(false)
  })

  test('keeps the order of its signers and leaves out what a signer has not', () => {
    const bytes = encodeExportSig([
      { info: { keyId: '310', keyVersion: 'v2' }, signatureDer: new Uint8Array([2]) },
      { info: { keyId: '', keyVersion: '' }, signatureDer: new Uint8Array([1]) },
    ])
    const { signatures } = tocsin.exposure.TEKSignatureList.decode(bytes)
    expect(signatures.map((entry) => entry.signature?.[0])).toEqual([2, 1])
    const [first, second] = signatures.map((entry) => entry.signatureInfo)
    expect(first?.verificationKeyVersion).toBe('v2')
    expect(Object.keys(second ?? {})).toEqual(['signatureAlgorithm'])
  })
})
