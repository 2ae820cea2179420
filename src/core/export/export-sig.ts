/** `export.sig`: one signature for each signer, in the order of `signature_infos`. Pure. */

import { tocsin } from '../proto/export.js'
import { type SignatureInfo, signatureInfoMessage } from './export-bin.ts'

export interface FileSignature {
  readonly info: SignatureInfo
  /** ASN.1 DER, over all bytes of `export.bin`. */
  readonly signatureDer: Uint8Array
}

export const encodeExportSig = (signatures: readonly FileSignature[]): Uint8Array =>
  new Uint8Array(
    tocsin.exposure.TEKSignatureList.encode({
      signatures: signatures.map(({ info, signatureDer }) => ({
        signatureInfo: signatureInfoMessage(info),
        batchNum: 1,
        batchSize: 1,
        signature: signatureDer,
      })),
    }).finish(),
  )
