/**
 * The whole job, played and proved: phones upload, the clock travels through the embargo and the windows, other phones
 * download, check every archive as a phone does, and match. Exits non-zero on any mismatch.
 */

import { mkdirSync, writeFileSync } from 'node:fs'
import { dirname, join } from 'node:path'
import { parseArgs } from 'node:util'
import { SingleBar } from 'cli-progress'
import { codedUpload, type RealmKeys } from '../test/support/coded-phone.ts'
import {
  checkExport,
  downloadExports,
  phoneKeys,
  publish,
  uploadBody,
} from '../test/support/phone.ts'
import type { SentKey } from '../test/support/test-authority.ts'
import { auditEntries, startForeignCountry, takeIn, withdrawOne } from './demo-corrections.ts'
import { type NativeUpload, readLayouts, uploadNatively } from './demo-layouts.ts'
import { dev, type Runtime, startRuntime } from './runtime.ts'

const PHONES = 200
const REVISED = 20
const REFUSED = 20
const CHAFF = 40
const AT_ONCE = 16
const HOUR = 3600
const DAY = 86_400

const { values: args } = parseArgs({ options: { out: { type: 'string' } } })

/** A key that was uploaded, and what is expected of it in the exports. */
interface Expected {
  readonly keyHex: string
  reportType: number
  readonly rollingStart: number
  isRevised: boolean
}

const table: string[][] = []
const found = new Set<string>()
/** Keys that no phone of ours uploaded, and which of those were revised. */
const synthetic = new Set<string>()
const syntheticRevised = new Set<string>()
/** Keys of the foreign archive. */
const foreign = new Set<string>()
const revisedFound = new Map<string, number>()
const problems: string[] = []
const logs: string[] = []
const secrets: string[] = []

function expect(holds: boolean, otherwise: string): void {
  if (!holds) problems.push(otherwise)
}

const startedAt = performance.now()
const runtime = await startRuntime({ onLog: (line) => logs.push(line) })
try {
  await play(runtime)
} finally {
  await runtime.stop()
}
checkLogs()
report()

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

/** The seeded realm's, of which the phones have their codes. */
function realmKeys({ realms }: Runtime): RealmKeys {
  const [realm] = realms
  if (realm === undefined) throw new Error('no realm was seeded')
  return realm.apiKeys
}

function dateOf(at: number): string {
  return new Date(at * 1000).toISOString().slice(0, 10)
}

interface Uploaded {
  readonly keys: SentKey[]
  readonly revisionToken: string
}

async function uploadAll(
  runtime: Runtime,
  now: number,
  expected: Map<string, Expected>,
): Promise<Uploaded[]> {
  const likely: Uploaded[] = []
  const bar = progress('phones upload', PHONES)
  await inParallel(PHONES, async (phone) => {
    const isLikely = phone < REVISED
    const keys = phoneKeys(now, 1 + (phone % 14), phone % 9)
    const { body, secrets: told } = await codedUpload(runtime.baseUrl, realmKeys(runtime), keys, {
      testType: isLikely ? 'likely' : 'confirmed',
      // Every third phone knows its onset, three days ago.
      ...(phone % 3 === 0 ? { symptomDate: dateOf(now - 3 * DAY) } : { testDate: dateOf(now) }),
    })
    secrets.push(...told)
    remember(keys, body)
    const { status, answer } = await publish(runtime.baseUrl, body)
    expect(status === 200, `an upload answers ${status} ${answer.code}`)
    // Keys more than 14 days from the onset are dropped; the demo sends none.
    expect(answer.insertedExposures === keys.length, 'an upload lost keys')
    for (const key of keys) {
      const keyHex = Buffer.from(key.key, 'base64').toString('hex')
      expected.set(keyHex, {
        keyHex,
        reportType: isLikely ? 2 : 1,
        rollingStart: key.rollingStartNumber,
        isRevised: false,
      })
    }
    secrets.push(answer.revisionToken ?? '')
    if (isLikely) likely.push({ keys, revisionToken: answer.revisionToken ?? '' })
    bar.increment()
  })
  bar.stop()
  table.push([
    'codes',
    `${PHONES + REVISED} issued`,
    'traded for tokens, and those for certificates',
  ])
  table.push(['uploaded', `${PHONES} phones`, `${expected.size} keys`])
  return likely
}

async function uploadRefused(runtime: Runtime, now: number): Promise<void> {
  const codes = new Map<string, number>()
  await inParallel(REFUSED, async (phone) => {
    const keys = phoneKeys(now, 5)
    const good = uploadBody(runtime.authority, keys, { now })
    const bad = [
      { ...good, healthAuthorityID: 'nobody' },
      { ...good, hmacKey: 'AAAA' },
      { ...good, unknown: 1 },
      uploadBody(runtime.authority, keys, { now: now - DAY }),
    ][phone % 4]
    remember(keys, bad ?? {})
    const { status, answer } = await publish(runtime.baseUrl, bad)
    expect(status >= 400 && status < 500, `a bad upload answers ${status}`)
    codes.set(answer.code ?? '', (codes.get(answer.code ?? '') ?? 0) + 1)
  })
  for (const [code, count] of codes) table.push(['refused', `${count}`, code])
}

async function uploadChaff(runtime: Runtime, now: number): Promise<void> {
  const lengths = new Set<number>()
  await inParallel(CHAFF, async () => {
    const body = uploadBody(runtime.authority, phoneKeys(now, 14), { now })
    const { status, text } = await publish(runtime.baseUrl, body, { 'x-chaff': '1' })
    expect(status === 200, `chaff answers ${status}`)
    lengths.add(text.length)
  })
  expect(lengths.size === 1, 'chaff answers differ in length')
  table.push(['chaff', `${CHAFF} requests`, `${[...lengths].join()} bytes each`])
}

async function reviseSome(
  runtime: Runtime,
  now: number,
  likely: Uploaded[],
  expected: Map<string, Expected>,
): Promise<void> {
  for (const { keys, revisionToken } of likely) {
    const { body, secrets: told } = await codedUpload(runtime.baseUrl, realmKeys(runtime), keys, {
      testDate: dateOf(now),
      revisionToken,
    })
    secrets.push(...told)
    remember(keys, body)
    const { status, answer } = await publish(runtime.baseUrl, body)
    expect(status === 200, `a revision answers ${status} ${answer.code}`)
    for (const key of keys) {
      const known = expected.get(Buffer.from(key.key, 'base64').toString('hex'))
      if (known !== undefined) known.isRevised = true
    }
  }
  table.push(['revised', `${likely.length} uploads`, 'likely → confirmed'])
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

function remember(keys: readonly SentKey[], body: object): void {
  secrets.push(...keys.map((key) => key.key))
  const { verificationPayload, hmacKey } = body as Record<string, unknown>
  secrets.push(String(verificationPayload), String(hmacKey))
}

/** No log line may hold what was sent. */
function checkLogs(): void {
  const text = logs.join('')
  expect(text.includes('"published"'), 'the log does not tell of uploads')
  for (const secret of secrets) {
    if (secret.length > 8 && text.includes(secret)) problems.push('the log holds key material')
  }
}

function report(): void {
  const width = [0, 1, 2].map((i) => Math.max(...table.map((row) => (row[i] ?? '').length)))
  for (const row of table) {
    console.log(row.map((cell, i) => cell.padEnd(width[i] ?? 0)).join('  '))
  }
  const seconds = ((performance.now() - startedAt) / 1000).toFixed(1)
  for (const problem of new Set(problems)) console.error(`MISMATCH: ${problem}`)
  console.log(
    problems.length === 0
      ? `\nEvery key was found again, every archive passed every check. ${seconds} s.`
      : `\n${problems.length} mismatches. ${seconds} s.`,
  )
  if (problems.length > 0) process.exitCode = 1
}

/** Phones don't wait for one another: a few at a time. */
async function inParallel(count: number, act: (index: number) => Promise<void>): Promise<void> {
  let next = 0
  const worker = async () => {
    while (next < count) await act(next++)
  }
  await Promise.all(Array.from({ length: AT_ONCE }, worker))
}

function progress(label: string, total: number): SingleBar {
  const bar = new SingleBar({
    format: `${label.padEnd(16)} {bar} {value}/{total}`,
    clearOnComplete: true,
  })
  bar.start(total, 0)
  return bar
}

async function travelTo(runtime: Runtime, now: number): Promise<void> {
  await dev(runtime, '/clock', { now })
}

async function fetchJson<T>(runtime: Runtime, path: string): Promise<T> {
  return (await fetch(`${runtime.baseUrl}${path}`)).json() as Promise<T>
}
