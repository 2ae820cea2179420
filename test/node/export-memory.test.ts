/** An export's memory: bounded by one file, not by the number of keys. Buffers are counted as the engine counts them. */

import { setFlagsFromString } from 'node:v8'
import { runInNewContext } from 'node:vm'
import { expect, test } from 'vitest'
import { drawFields } from '../../bench/fill.ts'
import type { Compressor } from '../../src/core/export/archive.ts'
import { asUnixSeconds } from '../../src/core/time.ts'
import { openKeyserver } from '../../src/db/keyserver/database.ts'
import type { ExportBatch } from '../../src/db/keyserver/queries/exports.ts'
import type { ArchiveStore } from '../../src/flows/archive-store.ts'
import { seedKeyserver } from '../../src/flows/seed.ts'
import { writeBatch } from '../../src/flows/write-export.ts'
import { compressor } from '../../src/platform/compressor.ts'
import { openSecretBox } from '../../src/platform/secrets.ts'
import { seededRandom } from '../support/seeded-random.ts'
import { sqliteD1 } from '../support/sqlite-d1.ts'
import { createTestAuthority } from '../support/test-authority.ts'

const MB = 1e6
const WINDOW = { start: 1_795_561_200, end: 1_795_564_800 }

setFlagsFromString('--expose-gc')
const collectGarbage = runInNewContext('gc') as () => void

test('a million keys in files of half a million need at most 32 MB of buffers', async () => {
  const { files, keys, peakBytes } = await exportKeys(1_000_000, 500_000)
  expect(files).toBe(2)
  expect(keys).toBe(1_000_000)
  expect(peakBytes).toBeLessThanOrEqual(32 * MB)
})

test('the peak is the same for a hundred thousand keys and for a million in files of one size', async () => {
  const small = await exportKeys(100_000, 100_000)
  const large = await exportKeys(1_000_000, 100_000)
  expect(small.files).toBe(1)
  expect(large.files).toBe(10)
  // A page either way: what the collector has not yet taken varies by as much.
  expect(large.peakBytes).toBeLessThan(small.peakBytes + 2 * MB)
})

async function exportKeys(keys: number, maxRecords: number) {
  const db = openKeyserver(sqliteD1())
  const secretBox = await openSecretBox(Buffer.alloc(32, 1).toString('base64'))
  const signer = createTestAuthority()
  await seedKeyserver(
    db,
    secretBox,
    {
      authority: { ...signer, name: '' },
      apps: [],
      signer: {
        name: 'test',
        privateKeyPem: signer.privateKeyPem,
        keyId: '310',
        keyVersion: 'v1',
      },
      exports: [],
    },
    asUnixSeconds(0),
  )
  await fill(db.d1, keys)

  let peakBytes = 0
  collectGarbage()
  const before = process.memoryUsage().arrayBuffers
  const look = () => {
    collectGarbage()
    peakBytes = Math.max(peakBytes, process.memoryUsage().arrayBuffers - before)
  }
  const archives = {
    head: async () => undefined,
    putOnce: async () => {
      look()
      return 'stored' as const
    },
  } as unknown as ArchiveStore
  const watched: Compressor = {
    crc32: compressor.crc32,
    deflate(piece, isLast) {
      const deflated = compressor.deflate(piece, isLast)
      look()
      return deflated
    },
  }
  const files = await writeBatch(
    { db, archives, secretBox, compressor: watched },
    batchOf(maxRecords),
  )
  return {
    files: files.length,
    keys: files.reduce((sum, file) => sum + file.keyCount, 0),
    peakBytes,
  }
}

const batchOf = (maxRecords: number): ExportBatch => ({
  id: 1,
  configId: 1,
  startAt: WINDOW.start,
  endAt: WINDOW.end,
  status: 'leased',
  leaseExpiresAt: null,
  filenameRoot: 'us',
  outputRegion: 'US',
  inputRegions: [],
  excludeRegions: [],
  includeTravelers: false,
  onlyNonTravelers: false,
  signatureInfoIds: [1],
  maxRecords,
  reissue: 0,
})

async function fill(d1: D1Database, keys: number): Promise<void> {
  const random = seededRandom(keys)
  const step = 2 ** 32 / keys
  const chunk = 50_000
  for (let done = 0; done < keys; done += chunk) {
    const rows = Array.from({ length: chunk }, (_, i) => {
      const head = Math.floor((done + i + random()) * step)
      const tail = Math.floor(random() * 2 ** 48)
      const hex = head.toString(16).padStart(8, '0') + tail.toString(16).padStart(24, '0')
      return [hex, ...drawFields(Math.floor(WINDOW.start / 86_400), random)]
    })
    await d1
      .prepare(
        `INSERT INTO diagnosis_keys (key_data, rolling_start_interval_number, rolling_period, transmission_risk_level,
          report_type, days_since_onset_of_symptoms, created_at, regions, traveler, provenance, federation_consent)
        SELECT unhex(value->>0), value->>1, value->>2, value->>3, value->>4, value->>5, ?2, ',US,', 0, 0, 0
        FROM json_each(?1)`,
      )
      .bind(JSON.stringify(rows), WINDOW.start)
      .run()
  }
}
