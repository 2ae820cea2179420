/** A key server with an export in another layout, whose keys stand where a test puts them and whose job runs when it says so. */

import { env } from 'cloudflare:workers'
import { decodePem } from '../../src/core/crypto/pem.ts'
import type { Layout } from '../../src/core/layouts/layouts.ts'
import { asUnixSeconds, type UnixSeconds } from '../../src/core/time.ts'
import type { KeyserverDatabase } from '../../src/db/keyserver/database.ts'
import { saveLayoutExport } from '../../src/db/keyserver/queries/layout-statements.ts'
import { contentSigners } from '../../src/db/keyserver/schema/content-signers.ts'
import type { LayoutReport } from '../../src/flows/layouts/layout-run.ts'
import { type PublishLayoutsDeps, publishLayouts } from '../../src/flows/layouts/publish-layouts.ts'
import { r2ArchiveStore } from '../../src/platform/archive-store.ts'
import { compressor } from '../../src/platform/compressor.ts'
import { md5 } from '../../src/platform/md5.ts'
import { openSecretBox } from '../../src/platform/secrets.ts'
import certificates from '../vectors/content-signers.json' with { type: 'json' }
import { startKeyserver, type TestKeyserver } from './keyserver.ts'
import { type CheckedExport, checkExport } from './phone.ts'

export { type StoredTestKey, storeKeys } from './stored-keys.ts'

export interface LayoutSetup {
  readonly layout: Layout
  readonly settings: Readonly<Record<string, unknown>>
  readonly prefix?: string
  readonly regions?: readonly string[]
  readonly truncateWindowSeconds?: number
}

export interface TestLayout {
  readonly server: TestKeyserver
  readonly db: KeyserverDatabase
  readonly deps: PublishLayoutsDeps
  readonly publicKeys: Record<string, string>
  /** Milliseconds that the job waited between attempts. */
  readonly pauses: number[]
  /** Runs the job once. */
  run(now: number, deps?: Partial<PublishLayoutsDeps>): Promise<LayoutReport>
  /** Runs it until it finds nothing more to do. */
  runAll(now: number): Promise<void>
  change(settings: Readonly<Record<string, unknown>>): Promise<void>
}

export async function startLayout(setup: LayoutSetup): Promise<TestLayout> {
  const server = await startKeyserver({ seed: { exports: [] } })
  const { db } = server
  const pauses: number[] = []
  const deps: PublishLayoutsDeps = {
    db,
    archives: r2ArchiveStore(env.EXPORTS),
    secretBox: await openSecretBox(env.MASTER_KEY),
    compressor,
    md5,
    sleep: async (milliseconds) => {
      pauses.push(milliseconds)
    },
  }
  const save = (settings: Readonly<Record<string, unknown>>) =>
    saveLayoutExport(db, {
      id: 1,
      name: 'layout',
      layout: setup.layout,
      prefix: setup.prefix ?? '',
      inputRegions: [...(setup.regions ?? ['DE'])],
      excludeRegions: [],
      includeTravelers: false,
      settings: { ...settings },
      signatureInfoIds: [1],
      contentSignerId: setup.layout === 'coronamelder' ? 1 : null,
      activeFrom: 0,
      activeThru: null,
    }).run()
  if (setup.layout === 'coronamelder') await addContentSigner(deps)
  await save(setup.settings)
  const run = (now: number, change: Partial<PublishLayoutsDeps> = {}) =>
    publishLayouts(
      { ...deps, ...change },
      { truncateWindowSeconds: setup.truncateWindowSeconds ?? 3600, leaseSeconds: 300 },
      () => asUnixSeconds(now) as UnixSeconds,
    )
  return {
    server,
    db,
    deps,
    publicKeys: { '310-v1': server.signerPublicKeyPem },
    pauses,
    run,
    async runAll(now) {
      for (;;) {
        const { slots, archives, indexes } = await run(now)
        if (slots + archives + indexes === 0) return
      }
    },
    async change(settings) {
      await save(settings)
    },
  }
}

/** As the configuration stores one; its certificates are those of the tests. */
async function addContentSigner({ db, secretBox }: PublishLayoutsDeps): Promise<void> {
  const { signerPem, issuerPem, privateKeyPem } = certificates.rsa
  const pkcs8 = decodePem('PRIVATE KEY', privateKeyPem)
  if (pkcs8 === undefined) throw new Error('the key of the tests is not readable')
  await db.orm.insert(contentSigners).values({
    id: 1,
    name: 'content',
    certificatesPem: `${signerPem}${issuerPem}`,
    wrappedPrivateKey: await secretBox.wrap(pkcs8, 'content-signer content'),
    createdAt: 0,
  })
}

export interface StoredThing {
  readonly bytes: Uint8Array
  readonly contentType: string
  readonly cacheControl: string
  readonly custom: Readonly<Record<string, string>>
  readonly etag: string
}

/** Everything in the bucket, by name. */
export async function readBucket(): Promise<ReadonlyMap<string, StoredThing>> {
  const things = new Map<string, StoredThing>()
  let cursor: string | undefined
  do {
    const page = await env.EXPORTS.list(cursor === undefined ? {} : { cursor })
    for (const { key } of page.objects) {
      const object = await env.EXPORTS.get(key)
      if (object === null) continue
      things.set(key, {
        bytes: new Uint8Array(await object.arrayBuffer()),
        contentType: object.httpMetadata?.contentType ?? '',
        cacheControl: object.httpMetadata?.cacheControl ?? '',
        custom: object.customMetadata ?? {},
        etag: object.etag,
      })
    }
    cursor = page.truncated ? page.cursor : undefined
  } while (cursor !== undefined)
  return things
}

/** Keys of an archive as a phone takes it, lower-case hexadecimal, in the order of the file. */
export function keysOf(
  thing: StoredThing | undefined,
  publicKeys: Record<string, string>,
): readonly string[] {
  if (thing === undefined) throw new Error('the archive is not there')
  return read(thing.bytes, publicKeys).keys.map(({ keyHex }) => keyHex)
}

export const read = (bytes: Uint8Array, publicKeys: Record<string, string>): CheckedExport =>
  checkExport(bytes, publicKeys)

export const textOf = (thing: StoredThing | undefined): string | undefined =>
  thing === undefined ? undefined : new TextDecoder().decode(thing.bytes)
