/**
 * The index of an export, and the public keys of its signers beside it. The index is always computed from the record of
 * files and swapped in only if nobody else wrote one meanwhile, so that it can neither lose a file nor name a missing one.
 */

import { utf8 } from '../core/bytes.ts'
import { indexName, indexText } from '../core/export/object-names.ts'
import { addSeconds, type UnixSeconds } from '../core/time.ts'
import type { KeyserverDatabase } from '../db/keyserver/database.ts'
import {
  type ExportConfig,
  noteIndexWritten,
  readIndexedFilenames,
  readIndexWork,
} from '../db/keyserver/queries/exports.ts'
import { readConfigSigners, type SignerRow } from '../db/keyserver/queries/signing-keys.ts'
import type { ArchiveStore, ObjectMeta } from './archive-store.ts'
import { publicJwk, signerName } from './signers.ts'

export interface PublishIndexDeps {
  readonly db: KeyserverDatabase
  readonly archives: ArchiveStore
}

/** Of what changes: asked for anew each time. */
export const mutable = (contentType: string): ObjectMeta => ({
  contentType,
  cacheControl: 'no-cache, max-age=0',
})

const MAX_SWAPS = 5

/** Writes every index that is behind. One that can't be written does not hold up the others. */
export async function publishIndexes(
  deps: PublishIndexDeps,
  fileLifetimeSeconds: number,
  now: UnixSeconds,
): Promise<{ readonly written: number; readonly failures: readonly unknown[] }> {
  const failures: unknown[] = []
  const work = await readIndexWork(deps.db)
  for (const config of work) {
    try {
      await publishKeys(deps, config)
      await publishIndex(deps, config, addSeconds(now, -fileLifetimeSeconds))
      // As of before the files were read: what was added since is a higher generation and brings us back.
      await noteIndexWritten(deps.db, config.id, config.filesGeneration)
    } catch (error) {
      // Its generation stays behind, so the next run writes it; the caller fails with the error.
      failures.push(error)
    }
  }
  return { written: work.length - failures.length, failures }
}

const publishIndex = (deps: PublishIndexDeps, config: ExportConfig, startedAfter: UnixSeconds) =>
  swapIn(deps.archives, indexName(config.filenameRoot), mutable('text/plain'), async () =>
    utf8(indexText(await readIndexedFilenames(deps.db, config.id, startedAfter))),
  )

/** Names under an export's root at which anybody finds the keys to verify it with. */
export const publicKeyNames = (root: string) => ({
  pem: `${root}/public-keys.pem`,
  jwks: `${root}/jwks.json`,
})

async function publishKeys(deps: PublishIndexDeps, config: ExportConfig): Promise<void> {
  const names = publicKeyNames(config.filenameRoot)
  const signers = () => readConfigSigners(deps.db, config.id)
  await swapIn(deps.archives, names.pem, mutable('application/x-pem-file'), async () =>
    utf8(publicKeysPem(await signers())),
  )
  await swapIn(deps.archives, names.jwks, mutable('application/jwk-set+json'), async () =>
    utf8(JSON.stringify({ keys: await Promise.all((await signers()).map(publicJwk)) })),
  )
}

/** One block a signer, each under the name that phones know it by. */
const publicKeysPem = (signers: readonly SignerRow[]): string =>
  signers.map((signer) => `# ${signerName(signer)}\n${signer.publicKeyPem}`).join('')

/** Reads what is there, then computes, then swaps: in this order a lost race is always seen. */
export async function swapIn(
  archives: ArchiveStore,
  name: string,
  meta: ObjectMeta,
  compute: () => Promise<Uint8Array>,
): Promise<void> {
  for (let attempt = 0; attempt < MAX_SWAPS; attempt++) {
    const seen = await archives.head(name)
    if (await archives.swap(name, await compute(), meta, seen?.etag)) return
  }
  throw new Error(`${name} was written by others ${MAX_SWAPS} times in a row`)
}
