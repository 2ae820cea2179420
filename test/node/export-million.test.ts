/** The real runtime under a capped heap: a million keys out of four million, and what a phone makes of the files. */

import { expect, test } from 'vitest'
import { HEAP_CAP_MB } from '../../bench/export.ts'
import { startServer } from '../../bench/server.ts'
import { checkExport, downloadExports } from '../support/phone.ts'

const HOUR = 3600
const STORED = 4_000_000

test('a million keys out of four million are exported with the V8 heap capped', async () => {
  const server = await startServer({
    maxHeapMb: HEAP_CAP_MB,
    exports: [{ filenameRoot: 'us', periodSeconds: HOUR, region: 'US' }],
  })
  try {
    const { now } = (await (await fetch(`${server.baseUrl}/dev/clock`)).json()) as { now: number }
    const hour = Math.floor(now / HOUR) * HOUR
    await server.dev('/clock', { now: hour + 60 })
    await server.fill({ keys: STORED, slots: [3, 4, 5, 6].map((ago) => hour - ago * HOUR) })
    await server.dev('/jobs/close-windows')
    const run = await server.dev<{ outcome: string }>('/jobs/write-exports')
    expect(run.outcome).toBe('done')
    const archives = await downloadExports(
      `${server.baseUrl}/us/index.txt`,
      server.baseUrl,
      new Set(),
    )
    expect(archives.length).toBe(2)
    let keys = 0
    let bytes = 0
    for (const { archive } of archives) {
      const file = checkExport(archive, { '310-v1': server.signerPublicKeyPem })
      const sorted = file.keys.every(
        (key, index) => index === 0 || (file.keys[index - 1]?.keyHex ?? '') < key.keyHex,
      )
      expect(sorted).toBe(true)
      keys += file.keys.length
      bytes += archive.length
    }
    // A quarter of four million, drawn: six standard deviations either side.
    expect(Math.abs(keys - STORED / 4)).toBeLessThan(6 * Math.sqrt(STORED * 0.25 * 0.75))
    expect(bytes / keys).toBeLessThanOrEqual(20.5)
  } finally {
    await server.stop()
  }
}, 300_000)
