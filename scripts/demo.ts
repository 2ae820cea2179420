/**
 * The whole job, played and proved: phones upload, the clock travels through the embargo and the windows, other phones
 * download, check every archive as a phone does, and match. Exits non-zero on any mismatch.
 */

import { mkdirSync, writeFileSync } from 'node:fs'
import { dirname, join } from 'node:path'
import { parseArgs } from 'node:util'
import { checkExport, downloadExports } from '../test/support/phone.ts'
import { auditEntries, startForeignCountry, takeIn, withdrawOne } from './demo-corrections.ts'
import { type NativeUpload, readLayouts, uploadNatively } from './demo-layouts.ts'
import { checkLogs, expect, logs, report, table } from './demo-record.ts'
import { type Expected, reviseSome, uploadAll, uploadChaff, uploadRefused } from './demo-uploads.ts'
import { dev, type Runtime, startRuntime } from './runtime.ts'

const HOUR = 3600
const DAY = 86_400

const { values: args } = parseArgs({ options: { out: { type: 'string' } } })

const found = new Set<string>()
/** Keys that no phone of ours uploaded, and which of those were revised. */
const synthetic = new Set<string>()
const syntheticRevised = new Set<string>()
/** Keys of the foreign archive. */
const foreign = new Set<string>()
const revisedFound = new Map<string, number>()
const startedAt = performance.now()
const runtime = await startRuntime({ onLog: (line) => logs.push(line) })
try {
  await play(runtime)
} finally {
  await runtime.stop()
}
checkLogs()
report(startedAt)

async function play(runtime: Runtime): Promise<void> {
  const { now: wall } = await fetchJson<{ now: number }>(runtime, '/dev/clock')
  // Ten in the morning: today's keys are still in use, so that the embargo has something to hold.
  const morning = Math.floor(wall / DAY) * DAY + DAY + 10 * HOUR
  await travelTo(runtime, morning)
  // Padding begins with the slot in which its job first runs.
  await dev(runtime, '/tick')

  const expected = new Map<string, Expected>()
  const likely = await uploadAll(runtime, morning, expected)
  const native = await uploadNatively(runtime, morning)
  for (const { how, keys } of native) table.push(['uploaded', how, `${keys.length} keys`])
  await uploadRefused(runtime, morning)
  await uploadChaff(runtime, morning)
  await reviseSome(runtime, morning, likely, expected)

  const seen = new Set<string>()
  const early = await download(runtime, seen, expected, morning)
  expect(early.keys === 0, 'a key left before its window was closed')

  const windows: number[] = []
  for (const hours of [7, 17, 26]) {
    const at = morning + hours * HOUR
    await travelTo(runtime, at)
    await dev(runtime, '/tick')
    const { keys, files } = await download(runtime, seen, expected, at)
    windows.push(keys)
    table.push([`downloaded after ${hours} h`, `${files} archives`, `${keys} keys`])
  }
  table.push([
    'synthetic among them',
    `${synthetic.size} keys`,
    `${syntheticRevised.size} of them revised`,
  ])
  expect(synthetic.size > 0, 'no synthetic key came out')
  const [first = 0, second = 0, third = 0] = windows
  expect(first > 0, 'the first window has no keys')
  expect(second + third > 0, 'no key came out of the embargo')
  for (const key of expected.values()) {
    expect(found.has(key.keyHex), `a key of interval ${key.rollingStart} never came out`)
    expect(
      key.isRevised === revisedFound.has(key.keyHex),
      'a revision did not come out, or came out by itself',
    )
  }
  await compareLayouts(runtime, morning + 26 * HOUR, native, expected)
  await correct(runtime, morning + 27 * HOUR, seen, expected)
}

/** The same keys in every layout: of the national phones all, of the others as many as its policy publishes. */
async function compareLayouts(
  runtime: Runtime,
  now: number,
  native: readonly NativeUpload[],
  expected: ReadonlyMap<string, Expected>,
): Promise<void> {
  for (const { layout, archives, keys } of await readLayouts(runtime, now)) {
    const missing = native.flatMap((upload) => upload.keys).filter((key) => !keys.has(key))
    expect(missing.length === 0, `${missing.length} keys of national phones are not in ${layout}`)
    const ordinary = [...expected.keys()].filter((key) => keys.has(key)).length
    expect(ordinary > 0, `no key of an ordinary phone is in ${layout}`)
    const isWhole = layout === 'Google' || layout === 'NHS'
    expect(!isWhole || ordinary === expected.size, `keys are missing in ${layout}`)
    table.push([
      `layout ${layout}`,
      `${archives} archives`,
      `${keys.size} keys, ${ordinary} of ordinary phones, all of the three countries'`,
    ])
  }
}

/** A foreign archive comes in and out again; one of our files is withdrawn and its keys come under another name. */
async function correct(
  runtime: Runtime,
  now: number,
  seen: Set<string>,
  expected: Map<string, Expected>,
): Promise<void> {
  await travelTo(runtime, now)
  const country = await startForeignCountry(now)
  try {
    for (const key of country.keys) foreign.add(key)
    const taken = await takeIn(runtime, country)
    expect(taken === country.keys.length, `${taken} foreign keys were taken in`)
  } finally {
    await country.close()
  }
  await travelTo(runtime, now + 8 * HOUR)
  await dev(runtime, '/tick')
  await download(runtime, seen, expected, now + 8 * HOUR)
  const out = country.keys.filter((key) => found.has(key)).length
  expect(out === country.keys.length, `${out} foreign keys came out`)
  table.push(['taken in from abroad', `${out} keys`, 'and out again in our archives'])

  const root = runtime.seed.exports[0]?.filenameRoot ?? ''
  const { withdrawn, found: again } = await withdrawOne(runtime, root, seen)
  expect(again.length === 1, 'a withdrawn window did not come again')
  // The bucket is asked: a cache near a phone may keep an archive for its day (docs/playbooks/wrong-file-published.md).
  const bucket = await runtime.miniflare.getR2Bucket('EXPORTS')
  expect((await bucket.head(withdrawn)) === null, 'a withdrawn file is still there')
  for (const { archive } of again) {
    const { keyId, keyVersion } = runtime.seed.signer
    const file = checkExport(archive, { [`${keyId}-${keyVersion}`]: runtime.signerPublicKeyPem })
    expect(
      file.keys.every((key) => found.has(key.keyHex)),
      'a window came again with other keys',
    )
    table.push(['withdrawn, issued again', '1 file', `${file.keys.length} keys, the same`])
  }
  table.push(['recorded for audit', `${await auditEntries(runtime)} changes`, ''])
}

async function download(
  runtime: Runtime,
  seen: Set<string>,
  expected: Map<string, Expected>,
  now: number,
): Promise<{ files: number; keys: number }> {
  const root = runtime.seed.exports[0]?.filenameRoot ?? ''
  const indexUrl = `${runtime.baseUrl}/${root}/index.txt`
  if ((await fetch(indexUrl)).status === 404) return { files: 0, keys: 0 }
  const archives = await downloadExports(indexUrl, runtime.baseUrl, seen)
  keep(`${root}/index.txt`, new Uint8Array(await (await fetch(indexUrl)).arrayBuffer()))
  keep('310-v1.pem', Buffer.from(runtime.signerPublicKeyPem))
  const { keyId, keyVersion } = runtime.seed.signer
  let count = 0
  for (const { name, archive } of archives) {
    keep(name, archive)
    const file = checkExport(archive, { [`${keyId}-${keyVersion}`]: runtime.signerPublicKeyPem })
    expect(file.end <= now - 2 * HOUR, 'a window was exported too early')
    for (const key of file.keys) {
      const known = expected.get(key.keyHex)
      count++
      expect(!found.has(key.keyHex), 'a key came out twice')
      found.add(key.keyHex)
      const expiry = (key.rollingStart + key.rollingPeriod) * 600
      expect(expiry <= now - 2 * HOUR, 'a key left while it could still be used')
      if (known === undefined) {
        if (!foreign.has(key.keyHex)) synthetic.add(key.keyHex)
        continue
      }
      expect(key.rollingStart === known.rollingStart, 'a key changed its start')
      expect(key.reportType === known.reportType, 'a key changed its report type')
    }
    for (const { keyHex, reportType } of file.revisedKeys) {
      if (synthetic.has(keyHex)) syntheticRevised.add(keyHex)
      else revisedFound.set(keyHex, reportType)
    }
  }
  return { files: archives.length, keys: count }
}

function keep(name: string, bytes: Uint8Array): void {
  if (args.out === undefined) return
  const path = join(args.out, name)
  mkdirSync(dirname(path), { recursive: true })
  writeFileSync(path, bytes)
}

async function travelTo(runtime: Runtime, now: number): Promise<void> {
  await dev(runtime, '/clock', { now })
}

async function fetchJson<T>(runtime: Runtime, path: string): Promise<T> {
  return (await fetch(`${runtime.baseUrl}${path}`)).json() as Promise<T>
}
