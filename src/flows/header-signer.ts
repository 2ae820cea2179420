/** A signer at work on headers rather than on files. */

import type { HeaderSigner } from '../core/layouts/nhs/signed-headers.ts'
import type { UnixSeconds } from '../core/time.ts'
import type { KeyserverDatabase } from '../db/keyserver/database.ts'
import { readSigners } from '../db/keyserver/queries/signing-keys.ts'
import type { SecretBox } from './secret-box.ts'
import { openSigners, signerName, usableSignerIds } from './signers.ts'

/**
 * @param name `keyId-keyVersion`
 * @param keyId how apps know the key; '' for the signer's name
 * @throws where no such signer is in force
 */
export async function openHeaderSigner(
  deps: { readonly db: KeyserverDatabase; readonly secretBox: SecretBox },
  name: string,
  keyId: string,
  now: UnixSeconds,
): Promise<HeaderSigner> {
  const rows = await readSigners(deps.db)
  const named = rows.filter((row) => signerName(row) === name).map(({ id }) => id)
  const ids = await usableSignerIds(deps.db, named, now)
  const [signer] = await openSigners(deps.db, deps.secretBox, ids)
  if (signer === undefined) throw new Error(`no signer "${name}" is in force`)
  return { keyId: keyId === '' ? name : keyId, sign: (message) => signer.sign(message) }
}
