/** An export in another layout on Node's own SQLite and a bucket in memory: for tests of many runs. */

import type { Layout } from '../../src/core/layouts/layouts.ts'
import { asUnixSeconds } from '../../src/core/time.ts'
import { type KeyserverDatabase, openKeyserver } from '../../src/db/keyserver/database.ts'
import { saveLayoutExport } from '../../src/db/keyserver/queries/layout-statements.ts'
import type { LayoutReport } from '../../src/flows/layouts/layout-run.ts'
import { type PublishLayoutsDeps, publishLayouts } from '../../src/flows/layouts/publish-layouts.ts'
import { seedKeyserver } from '../../src/flows/seed.ts'
import { compressor } from '../../src/platform/compressor.ts'
import { md5 } from '../../src/platform/md5.ts'
import { openSecretBox } from '../../src/platform/secrets.ts'
import { MemoryArchives } from './memory-archives.ts'
import { checkExport } from './phone.ts'
import { sqliteD1 } from './sqlite-d1.ts'
import { createTestAuthority } from './test-authority.ts'

export interface NodeLayoutSetup {
  readonly layout: Layout
  readonly settings: Readonly<Record<string, unknown>>
  readonly region?: string
  readonly truncateWindowSeconds?: number
}

export interface NodeLayout {
  readonly d1: D1Database
  readonly db: KeyserverDatabase
  readonly archives: MemoryArchives
  readonly deps: PublishLayoutsDeps
  /** Milliseconds that the job waited between attempts. */
  readonly pauses: number[]
  run(now: number, deps?: Partial<PublishLayoutsDeps>): Promise<LayoutReport>
  /** Runs until there is nothing more to do. */
  runAll(now: number): Promise<void>
  change(settings: Readonly<Record<string, unknown>>): Promise<void>
  /** Keys of an archive as a phone takes it, ascending. */
  keysOf(name: string): readonly string[]
  textOf(name: string): string | undefined
}

export const LEASE_SECONDS = 300

const authority = createTestAuthority()
const signer = createTestAuthority()
const secretBox = await openSecretBox(Buffer.alloc(32, 7).toString('base64'))
const PUBLIC_KEYS = { '310-v1': signer.publicKeyPem }

/** Keys in the bytes of an archive, ascending. */
export function keysIn(bytes: Uint8Array | undefined): readonly string[] {
  if (bytes === undefined) throw new Error('the archive is not there')
  return checkExport(bytes, PUBLIC_KEYS).keys.map(({ keyHex }) => keyHex)
}

export async function startNodeLayout(setup: NodeLayoutSetup): Promise<NodeLayout> {
  const d1 = sqliteD1()
  const db = openKeyserver(d1)
  const seed = {
    authority: { ...authority, name: 'Test authority' },
    apps: [],
    signer: { name: 'test', privateKeyPem: signer.privateKeyPem, keyId: '310', keyVersion: 'v1' },
    exports: [],
  }
  await seedKeyserver(db, secretBox, seed, asUnixSeconds(0))
  const archives = new MemoryArchives()
  const pauses: number[] = []
  const deps: PublishLayoutsDeps = {
    db,
    archives,
    secretBox,
    compressor,
    md5,
    sleep: async (milliseconds) => {
      pauses.push(milliseconds)
    },
  }
  const change = async (settings: Readonly<Record<string, unknown>>) => {
    await saveLayoutExport(db, {
      id: 1,
      name: 'layout',
      layout: setup.layout,
      prefix: '',
      inputRegions: [setup.region ?? 'DE'],
      excludeRegions: [],
      includeTravelers: false,
      settings: { ...settings },
      signatureInfoIds: [1],
      contentSignerId: null,
      activeFrom: 0,
      activeThru: null,
    }).run()
  }
  await change(setup.settings)
  const run = (now: number, changed: Partial<PublishLayoutsDeps> = {}) =>
    publishLayouts(
      { ...deps, ...changed },
      {
        truncateWindowSeconds: setup.truncateWindowSeconds ?? 3600,
        leaseSeconds: LEASE_SECONDS,
      },
      () => asUnixSeconds(now),
    )
  return {
    d1,
    db,
    archives,
    deps,
    pauses,
    run,
    async runAll(now) {
      for (;;) {
        const { slots, archives: written, indexes, deleted } = await run(now)
        if (slots + written + indexes + deleted === 0) return
      }
    },
    change,
    keysOf: (name) => keysIn(archives.objects.get(name)?.bytes),
    textOf(name) {
      const object = archives.objects.get(name)
      return object && new TextDecoder().decode(object.bytes)
    },
  }
}
