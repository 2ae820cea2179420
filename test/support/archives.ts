/**
 * Archives for tests of what reads them, right and wrong ones. Shares nothing with our encoder: the generated protobuf
 * code, node:crypto and a zip writer of its own.
 */

import { createPublicKey, generateKeyPairSync, sign } from 'node:crypto'
import { importPublicKey } from '../../src/core/crypto/ecdsa.ts'
import type { TrustedKey } from '../../src/core/export/check-signatures.ts'
import { tocsin } from '../../src/core/proto/export.js'
import { type ZipPart, zipOf } from './zip.ts'

const { TemporaryExposureKeyExport, TEKSignatureList } = tocsin.exposure

export type ExportProperties = tocsin.exposure.TemporaryExposureKeyExport.$Properties
export type KeyProperties = tocsin.exposure.TemporaryExposureKey.$Properties
type InfoProperties = tocsin.exposure.SignatureInfo.$Properties
export type SignatureProperties = tocsin.exposure.TEKSignature.$Properties

export const HEADER = Buffer.from('EK Export v1    ')
/** 19 July 2026, four hours from midnight UTC. */
export const WINDOW_START = 1_784_419_200
export const WINDOW_END = 1_784_433_600
/** Midnight of the day before the window: a key of that day ended as the window began. */
export const START_INTERVAL = WINDOW_START / 600 - 144

export interface ArchiveSigner {
  readonly info: InfoProperties
  readonly privateKeyPem: string
  readonly publicKeyPem: string
}

export function aSigner(keyId = '310', keyVersion = 'v1'): ArchiveSigner {
  const { privateKey, publicKey } = generateKeyPairSync('ec', { namedCurve: 'P-256' })
  return {
    info: {
      verificationKeyId: keyId,
      verificationKeyVersion: keyVersion,
      signatureAlgorithm: '1.2.840.10045.4.3.2',
    },
    privateKeyPem: privateKey.export({ type: 'pkcs8', format: 'pem' }).toString(),
    publicKeyPem: publicKey.export({ type: 'spki', format: 'pem' }).toString(),
  }
}

/** The signer's key, trusted by its id and version; with `isNamed` false for whoever signs with it. */
export async function trusting(signer: ArchiveSigner, isNamed = true): Promise<TrustedKey> {
  const spki = createPublicKey(signer.publicKeyPem).export({ type: 'spki', format: 'der' })
  return {
    publicKey: await importPublicKey(new Uint8Array(spki)),
    keyId: isNamed ? (signer.info.verificationKeyId ?? '') : undefined,
    keyVersion: isNamed ? (signer.info.verificationKeyVersion ?? '') : undefined,
  }
}

/** A key of the day before the window, whose data are one byte over and over. */
export const aKey = (byte: number, members: KeyProperties = {}): KeyProperties => ({
  keyData: new Uint8Array(16).fill(byte),
  transmissionRiskLevel: 2,
  rollingStartIntervalNumber: START_INTERVAL,
  rollingPeriod: 144,
  reportType: 1,
  daysSinceOnsetOfSymptoms: 0,
  ...members,
})

export interface ArchiveParts {
  readonly message?: ExportProperties
  readonly signers?: readonly ArchiveSigner[]
  /** Changes one signature after it was made. */
  readonly resign?: (signature: SignatureProperties, exportBin: Uint8Array) => SignatureProperties
  /** Bytes after the message. */
  readonly messageTail?: Uint8Array
  readonly header?: Uint8Array
  readonly sigTail?: Uint8Array
  /** Replaces the list of entries. */
  readonly entries?: (exportBin: Uint8Array, exportSig: Uint8Array) => readonly ZipPart[]
}

export function exportBinOf(message: ExportProperties, signers: readonly ArchiveSigner[]) {
  return TemporaryExposureKeyExport.encode({
    startTimestamp: WINDOW_START,
    endTimestamp: WINDOW_END,
    region: 'US',
    batchNum: 1,
    batchSize: 1,
    signatureInfos: signers.map(({ info }) => info),
    keys: [aKey(1), aKey(2)],
    ...message,
  }).finish()
}

export const signDer = (signer: ArchiveSigner, bytes: Uint8Array, hash = 'sha256'): Uint8Array =>
  new Uint8Array(sign(hash, bytes, signer.privateKeyPem))

export function anArchive(parts: ArchiveParts = {}): Uint8Array {
  const { message = {}, signers = [aSigner()], resign = (signature) => signature } = parts
  const exportBin = new Uint8Array(
    Buffer.concat([
      parts.header ?? HEADER,
      exportBinOf(message, signers),
      parts.messageTail ?? new Uint8Array(),
    ]),
  )
  const signatures = signers.map((signer) =>
    resign(
      {
        signatureInfo: signer.info,
        batchNum: message.batchNum === undefined ? 1 : message.batchNum,
        batchSize: message.batchSize === undefined ? 1 : message.batchSize,
        signature: signDer(signer, exportBin),
      },
      exportBin,
    ),
  )
  const exportSig = new Uint8Array(
    Buffer.concat([
      TEKSignatureList.encode({ signatures }).finish(),
      parts.sigTail ?? new Uint8Array(),
    ]),
  )
  const entries = parts.entries ?? defaultEntries
  return zipOf(entries(exportBin, exportSig))
}

export const defaultEntries = (exportBin: Uint8Array, exportSig: Uint8Array): ZipPart[] => [
  { name: 'export.bin', bytes: exportBin },
  { name: 'export.sig', bytes: exportSig },
]
