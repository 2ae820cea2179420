/**
 * Keys cross borders, played and proved: phones of three countries upload, and each key comes out in every country once, with the
 * country that it is from. Then the same while systems are killed in the middle. Exits non-zero on any mismatch.
 */

import {
  checkExport,
  downloadExports,
  phoneKeys,
  publish,
  uploadBody,
} from '../test/support/phone.ts'
import {
  checkLogs,
  expect,
  inParallel,
  logs,
  progress,
  remember,
  report,
  table,
} from './demo-record.ts'
import {
  appOf,
  CODES,
  type Country,
  type CountryCode,
  type Federation,
  startFederation,
} from './federation-countries.ts'
import { dev } from './runtime.ts'

const MINUTE = 60
const HOUR = 3600
const DAY = 86_400
const PHONES = 30
/** Of a gateway between two countries: out, through both of its hubs, and in. */
const MAX_ROUNDS = 12
/** Half of the slots by which keys go on; a lease of a run that died has ended by then. */
const ROUND_SECONDS = 30 * MINUTE

/** Where each key is from, by its hexadecimal form. */
const origins = new Map<string, CountryCode>()
/** By country: archives that its phones have, and the keys in them. */
const seen = new Map(CODES.map((code) => [code, new Set<string>()]))
const found = new Map(CODES.map((code) => [code, new Set<string>()]))

const startedAt = performance.now()
// Ten in the morning of tomorrow: clocks of the systems run ahead of this machine's, not behind.
const morning = Math.floor(Date.now() / 1000 / DAY) * DAY + DAY + 10 * HOUR
const federation = await startFederation(morning, (line) => logs.push(line))
try {
  await play(federation, 'undisturbed', morning)
  await play(federation, 'killed in the middle', morning + 2 * DAY)
} finally {
  await federation.stop()
}
checkLogs()
report(startedAt)

async function play(
  { countries }: Federation,
  how: 'undisturbed' | 'killed in the middle',
  from: number,
): Promise<void> {
  const all = Object.values(countries)
  for (const country of all) {
    await dev(country.runtime(), '/clock', { now: from })
    await dev(country.runtime(), '/tick')
    await uploadIn(country, from)
  }
  // The last of the keys has ended, and its embargo.
  let now = from + 26 * HOUR
  let kills = 0
  let rounds = 0
  while (rounds < MAX_ROUNDS && !(await areEverywhere(all))) {
    rounds++
    now += ROUND_SECONDS
    for (const [index, country] of all.entries()) {
      await dev(country.runtime(), '/clock', { now })
      const tick = dev(country.runtime(), '/tick')
      if (how === 'undisturbed' || (rounds + index) % all.length !== 0) {
        await tick
        continue
      }
      // Later in every round, so that each step of an exchange is cut once.
      await new Promise((resolve) => setTimeout(resolve, 60 + 120 * rounds))
      const answered = tick.then(
        () => true,
        () => false,
      )
      await country.killAndRestart()
      if (!(await answered)) kills++
    }
  }
  now += 8 * HOUR
  for (const country of all) {
    await dev(country.runtime(), '/clock', { now })
    await dev(country.runtime(), '/tick')
    await downloadIn(country)
    await checkOrigins(country)
  }
  expect(rounds < MAX_ROUNDS, `${rounds} exchanges were not enough`)
  table.push([how, `${rounds} exchanges`, `${kills} systems killed, ${origins.size} keys in all`])
}

/** Phones of a country upload by its own app. */
async function uploadIn(country: Country, now: number): Promise<void> {
  const { baseUrl, authority } = country.runtime()
  const bar = progress(`phones of ${country.code}`, PHONES)
  let count = 0
  await inParallel(PHONES, async (phone) => {
    const keys = phoneKeys(now, 1 + (phone % 10), phone % 9)
    const body = uploadBody(authority, keys, { now, healthAuthorityID: appOf(country.code) })
    remember(keys, body)
    const { status, answer } = await publish(baseUrl, body)
    expect(status === 200, `an upload in ${country.code} answers ${status} ${answer.code}`)
    for (const { key } of keys) {
      origins.set(Buffer.from(key, 'base64').toString('hex'), country.code)
    }
    count += keys.length
    bar.increment()
  })
  bar.stop()
  table.push([`uploaded in ${country.code}`, `${PHONES} phones`, `${count} keys`])
}

async function query<T>(country: Country, sql: string): Promise<readonly T[]> {
  const database = await country.runtime().miniflare.getD1Database('KEYSERVER_DB')
  return (await database.prepare(sql).all<T>()).results
}

function storedKeys(country: Country) {
  const sql = 'SELECT lower(hex(key_data)) AS key, origin FROM diagnosis_keys'
  return query<{ key: string; origin: string | null }>(country, sql)
}

async function areEverywhere(all: readonly Country[]): Promise<boolean> {
  for (const country of all) {
    if ((await storedKeys(country)).length < origins.size) return false
  }
  return true
}

async function checkOrigins(country: Country): Promise<void> {
  const stored = await storedKeys(country)
  const names = new Map(stored.map(({ key, origin }) => [key, origin ?? country.code]))
  expect(names.size === stored.length, `a key is stored twice in ${country.code}`)
  for (const [key, origin] of origins) {
    expect(names.has(key), `a key of ${origin} is not in ${country.code}`)
    expect(
      !names.has(key) || names.get(key) === origin,
      `a key of ${origin} is one of ${names.get(key)} in ${country.code}`,
    )
  }
  expect(stored.length <= origins.size, `${country.code} has keys that nobody uploaded`)
  const failed = await query<{ name: string; direction: string; last_failure: string }>(
    country,
    `SELECT name, direction, last_failure FROM federation_states JOIN federation_partners ON id = partner_id
    WHERE consecutive_failures > 0`,
  )
  for (const { name, direction, last_failure } of failed) {
    expect(false, `${country.code}: ${direction} with ${name}: ${last_failure}`)
  }
}

/** As its phones do, which check every signature. */
async function downloadIn({ code, runtime }: Country): Promise<void> {
  const { baseUrl, seed, signerPublicKeyPem } = runtime()
  const { keyId, keyVersion } = seed.signer
  const keys = found.get(code) ?? new Set()
  const archives = await downloadExports(
    `${baseUrl}/${code.toLowerCase()}/index.txt`,
    baseUrl,
    seen.get(code) ?? new Set(),
  )
  for (const { archive } of archives) {
    const file = checkExport(archive, { [`${keyId}-${keyVersion}`]: signerPublicKeyPem })
    for (const { keyHex } of file.keys) {
      expect(!keys.has(keyHex), `a key came out twice in ${code}`)
      expect(origins.has(keyHex), `a key came out in ${code} that nobody uploaded`)
      keys.add(keyHex)
    }
  }
  const missing = [...origins.keys()].filter((key) => !keys.has(key)).length
  expect(missing === 0, `${missing} keys never came out in ${code}`)
  table.push([`downloaded in ${code}`, `${archives.length} archives`, `${keys.size} keys in all`])
}
