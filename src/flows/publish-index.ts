/**
 * The index of an export, and the public keys of its signers beside it. The index is always computed from the record of
 * files and swapped in only if nobody else wrote one meanwhile, so that it can neither lose a file nor name a missing one.
 */

import { utf8 } from '../core/bytes.ts'
import { decodePem } from '../core/crypto/pem.ts'
import { indexName, indexText } from '../core/export/object-names.ts'
import { addSeconds, type UnixSeconds } from '../core/time.ts'
import type { KeyserverDatabase } from '../db/keyserver/database.ts'
import {
  type ExportConfig,
  noteIndexWritten,
  readIndexedFilenames,
  readIndexWork,
} from '../db/keyserver/queries/exports.ts'
import { readSigners } from '../db/keyserver/queries/signing-keys.ts'
import type { ArchiveStore, ObjectMeta } from './archive-store.ts'
import { JobFailure } from './job-failure.ts'
import { publicJwk } from './signers.ts'

export interface PublishIndexDeps {
  readonly db: KeyserverDatabase
  readonly archives: ArchiveStore
}

const mutable = (contentType: string): ObjectMeta => ({
  contentType,
  cacheControl: 'no-cache, max-age=0',
})

const MAX_SWAPS = 5

/**
 * @returns how many indexes were written
 * @throws after all were tried, where some failed; those are tried again by the next run
 */
export async function publishIndexes(
  deps: PublishIndexDeps,
  fileLifetimeSeconds: number,
  now: UnixSeconds,
): Promise<number> {
  const work = await readIndexWork(deps.db)
  const failures: unknown[] = []
  for (const config of work) {
    try {
      await publishIndex(deps, config, addSeconds(now, -fileLifetimeSeconds))
    } catch (error) {
      failures.push(error)
    }
  }
  if (failures.length > 0) {
    throw new JobFailure('indexes_failed', `${failures.length} failed`, {
      cause: new AggregateError(failures),
    })
  }
  return work.length
}

async function publishIndex(
  deps: PublishIndexDeps,
  config: ExportConfig,
  startedAfter: UnixSeconds,
): Promise<void> {
  await publishKeys(deps, config)
  await swapIn(deps.archives, indexName(config.filenameRoot), mutable('text/plain'), async () =>
    utf8(indexText(await readIndexedFilenames(deps.db, config.id, startedAfter))),
  )
  // As of before the files were read: what was added since is a higher generation and brings us back.
  await noteIndexWritten(deps.db, config.id, config.filesGeneration)
}

/** Names under an export's root at which anybody finds the keys to verify it with. */
export const publicKeyNames = (root: string) => ({
  pem: `${root}/public-keys.pem`,
  jwks: `${root}/jwks.json`,
})

async function publishKeys(deps: PublishIndexDeps, config: ExportConfig): Promise<void> {
  const all = await readSigners(deps.db)
  const signers = all.filter((signer) => config.signatureInfoIds.includes(signer.id))
  const pem = signers
    .map((signer) => `# ${signer.keyId}-${signer.keyVersion}\n${signer.publicKeyPem}`)
    .join('')
  const keys = await Promise.all(
    signers.map((signer) =>
      publicJwk(signer, decodePem('PUBLIC KEY', signer.publicKeyPem) ?? new Uint8Array()),
    ),
  )
  const names = publicKeyNames(config.filenameRoot)
  await swapIn(deps.archives, names.pem, mutable('application/x-pem-file'), async () => utf8(pem))
  await swapIn(deps.archives, names.jwks, mutable('application/jwk-set+json'), async () =>
    utf8(JSON.stringify({ keys })),
  )
}

/** Reads what is there, then computes, then swaps: in this order a lost race is always seen. */
async function swapIn(
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
