import { createHash } from 'node:crypto'
import { describe, expect, test } from 'vitest'
import { exportBinOf } from '../../../../test/support/corona-warn-app-model.ts'
import {
  APP_BUNDLE_ID,
  COUNTRY,
  EMPTY_EXPORT_BIN_BYTES,
  EXPORT_BIN_HEX,
  EXPORT_BIN_SHA256,
  EXPORT_SIG_HEX,
  KEYS,
  PUBLIC_KEY_SPKI_BASE64,
  START,
} from '../../../../test/vectors/corona-warn-app/export-bin.ts'
import { compareBytes, fromHex, fromTolerantBase64, toHex } from '../../bytes.ts'
import { importPublicKey, verifyDer } from '../../crypto/ecdsa.ts'
import { ExportBinWriter } from '../../export/export-bin.ts'
import { encodeExportSig } from '../../export/export-sig.ts'
import { PACKED_KEY_BYTES, packKey } from '../../export/packed-keys.ts'
import { coronaWarnAppFields } from './fields.ts'

const HOUR = 3600
const bytesOf = (hex: string) => fromHex(hex) ?? new Uint8Array()
const EMPTY_HEX = EXPORT_BIN_HEX.slice(0, 2 * EMPTY_EXPORT_BIN_BYTES)
const INFO = { keyId: '262', keyVersion: 'v1', appBundleId: APP_BUNDLE_ID }
const HEADER = {
  startTimestamp: START,
  endTimestamp: START + HOUR,
  region: COUNTRY,
  signatureInfos: [INFO],
  writesDefaults: true,
}

/** With the fields that the table gives, ascending by key. */
const WRITTEN = KEYS.map((key) => {
  const written = coronaWarnAppFields(3)({ ...key, reportTypeNumber: 1, onsetCode: undefined })
  return {
    ...key,
    reportTypeNumber: written?.reportTypeNumber ?? 0,
    daysSinceOnsetOfSymptoms: written?.daysSinceOnsetOfSymptoms ?? 0,
  }
}).sort((a, b) => compareBytes(bytesOf(a.keyDataHex), bytesOf(b.keyDataHex)))

function written(keys: typeof WRITTEN): Uint8Array {
  const writer = new ExportBinWriter(
    new Uint8Array(ExportBinWriter.byteLength(HEADER, keys.length)),
    HEADER,
  )
  for (const key of keys) {
    const packed = new Uint8Array(PACKED_KEY_BYTES)
    packKey({ ...key, keyData: bytesOf(key.keyDataHex) }, packed, 0)
    writer.append('keys', packed, 0)
  }
  return writer.bytes()
}

describe('an hour of the Corona-Warn-App', () => {
  test('is the file of an independent encoder, byte for byte', () => {
    const bin = written(WRITTEN)
    expect(toHex(bin)).toBe(EXPORT_BIN_HEX)
    expect(createHash('sha256').update(bin).digest('hex')).toBe(EXPORT_BIN_SHA256)
  })

  test('has the same beginning without keys', () => {
    expect(toHex(written([]))).toBe(EMPTY_HEX)
  })

  test('comes out alike of the oracle of the recorded runs', () => {
    const file = { region: COUNTRY, startTimestamp: START, endTimestamp: START + HOUR }
    expect(toHex(exportBinOf({ ...file, keys: WRITTEN }, APP_BUNDLE_ID))).toBe(EXPORT_BIN_HEX)
    expect(toHex(exportBinOf({ ...file, keys: [] }, APP_BUNDLE_ID))).toBe(EMPTY_HEX)
  })

  test('is signed as a whole, and its signature names the app', async () => {
    // A DER signature of 72 bytes is the last field.
    const signatureDer = bytesOf(EXPORT_SIG_HEX).slice(-72)
    expect(toHex(encodeExportSig([{ info: INFO, signatureDer }]))).toBe(EXPORT_SIG_HEX)
    const spki = fromTolerantBase64(PUBLIC_KEY_SPKI_BASE64) ?? new Uint8Array()
    const publicKey = await importPublicKey(spki)
    expect(await verifyDer(publicKey, signatureDer, bytesOf(EXPORT_BIN_HEX))).toBe(true)
    expect(await verifyDer(publicKey, signatureDer, bytesOf(EXPORT_BIN_HEX).slice(16))).toBe(false)
  })
})
