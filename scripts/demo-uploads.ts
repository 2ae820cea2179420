/** Phones of the key server's own protocol upload: good ones, refused ones, chaff, and some once more after a second test. */

import { codedUpload, type RealmKeys } from '../test/support/coded-phone.ts'
import { phoneKeys, publish, uploadBody } from '../test/support/phone.ts'
import type { SentKey } from '../test/support/test-authority.ts'
import { expect, inParallel, progress, remember, secrets, table } from './demo-record.ts'
import type { Runtime } from './runtime.ts'

const PHONES = 200
const REVISED = 20
const REFUSED = 20
const CHAFF = 40
const DAY = 86_400

/** A key that was uploaded, and what is expected of it in the exports. */
export interface Expected {
  readonly keyHex: string
  reportType: number
  readonly rollingStart: number
  isRevised: boolean
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

export async function uploadAll(
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

export async function uploadRefused(runtime: Runtime, now: number): Promise<void> {
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

export async function uploadChaff(runtime: Runtime, now: number): Promise<void> {
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

export async function reviseSome(
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
