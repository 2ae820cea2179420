/** A content as CoronaMelder's apps take it: zipped with its signature. */

import { concatBytes } from '../../core/bytes.ts'
import type { Compressor } from '../../core/export/archive.ts'
import { buildContentArchive } from '../../core/layouts/coronamelder/content.ts'
import type { ContentSigner } from '../content-signers.ts'

export async function sealContent(
  content: Uint8Array<ArrayBuffer>,
  signer: ContentSigner,
  { compressor }: { readonly compressor: Compressor },
): Promise<Uint8Array<ArrayBuffer>> {
  return concatBytes(...buildContentArchive(content, await signer.sign(content), compressor))
}
