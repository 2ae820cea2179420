/** The answers of the original, replayed. Where ours differ it is said here why, and they must be what is wanted of us. */

import { describe, expect, test } from 'vitest'
import { toBase64, toBase64Url, utf8 } from '../../../../src/core/bytes.ts'
import { importHmacKey, signHmac } from '../../../../src/core/crypto/hmac.ts'
import { issueNationToken } from '../../../../src/core/federation/uk/nation-token.ts'
import { addSeconds, SECONDS_PER_DAY, utcDateOf } from '../../../../src/core/time.ts'
import { randomBytes } from '../../../../src/platform/secrets.ts'
import {
  differences,
  isWanted,
  type RecordedUkAnswer,
  type RecordedUkCase,
} from '../../../support/recorded-uk-federation.ts'
import {
  type RecordedUpload,
  recordedUploads,
  SPELLED,
} from '../../../support/recorded-uk-uploads.ts'
import {
  type Answer,
  exposures,
  keysOf,
  startUkHub,
  type TestNation,
  type TestUkHub,
  today,
} from '../../../support/uk-hub.ts'
import vectors from '../../../vectors/uk-federation.json'

const REGIONS: Readonly<Record<string, string>> = { A: 'IE', B: 'GB-NIR', C: 'GB-SCT', OBS: 'OBS' }

const NOT_ITS_FAULT = 'what a client did wrong is not said to be our fault'
const UNSIGNED = 'the same for a signature that is not good'
const OTHERWISE: Readonly<Record<string, string>> = {
  'health: no token': 'nothing is told of versions and memory',
  'order: bad upload body, no token': 'the token comes first',
  'upload: payload number': NOT_ITS_FAULT,
  'repeat: tag of another nation': 'a tag is of its nation alone, and so are its keys',
  'jws: padding stripped after signing': UNSIGNED,
  'jws: header jwk of another key': UNSIGNED,
  'jws: payload changed': UNSIGNED,
  'jws: signature of 65 bytes': 'exactly 64 bytes',
  'jws: alg none, no signature': UNSIGNED,
  'jws: alg "RS256"': UNSIGNED,
  'jws: alg 5': UNSIGNED,
  'jws: header empty': UNSIGNED,
  'jws: text a.b.c': UNSIGNED,
  'jws: text {}': UNSIGNED,
  'payload: null': NOT_ITS_FAULT,
  'payload: truncated': NOT_ITS_FAULT,
  'payload: list of texts': NOT_ITS_FAULT,
  'payload: one text reportType of three': NOT_ITS_FAULT,
  'field: keyData number': NOT_ITS_FAULT,
  'field: keyData base64url': 'a key is served in one spelling',
  'field: keyData garbage behind': 'a key is base64 to its end',
  'field: rollingStartNumber 0': 'a key that is of use to nobody is passed over',
  'field: rollingStartNumber 30 days ago': 'a key that is of use to nobody is passed over',
  'field: rollingPeriod text': NOT_ITS_FAULT,
  'field: rollingPeriod 145': 'a key that is of use to nobody is passed over',
  'field: transmissionRiskLevel null': 'null is as absent, and absent is the default',
  'field: regions null': 'a list may be left out, but null is none',
  'field: regions object': NOT_ITS_FAULT,
  'field: testType absent': 'clients of the first interface do not send it',
  'field: reportType null': 'null is as absent, and absent is the default',
  'download: date 2999-02-31': 'there is no such day',
  'download: date 2999-01-32': 'there is no such day',
}

const cases: readonly RecordedUkCase[] = vectors.cases.filter(
  // Replayed with its own texts in `core/federation/uk/jws.test.ts`: its keys have long expired.
  ({ case: name }) => name !== 'jws: fixed vectors',
)

class Replay {
  readonly #hub: TestUkHub
  readonly #nations = new Map<string, TestNation>()
  readonly #uploads: RecordedUpload[]
  readonly #case: RecordedUkCase
  readonly names: Record<string, unknown> = {
    '<midnight -288 intervals>': Math.floor(today() / 144) * 144 - 288,
  }
  #mark = ''
  #cursor = ''
  #met: string[] = []
  #isGrouped: boolean

  static async start(recorded: RecordedUkCase): Promise<Replay> {
    const isSmall = recorded.case.endsWith('size 3')
    const hub = await startUkHub({ settings: isSmall ? { batchSize: 3 } : {} })
    const replay = new Replay(hub, recorded, isSmall)
    if (!recorded.case.startsWith('first') && !recorded.case.startsWith('metrics')) {
      const before = await hub.nation('before')
      await before.upload(exposures(1))
      await hub.flush()
      replay.#mark = String((await before.download()).body?.['batchTag'])
    }
    return replay
  }

  constructor(hub: TestUkHub, recorded: RecordedUkCase, isGrouped: boolean) {
    this.#hub = hub
    this.#case = recorded
    this.#uploads = [...recordedUploads(recorded.case, recorded.about)]
    this.#isGrouped = isGrouped
    const texts = JSON.stringify(recorded.answers).match(/<[^<>"]+>/g) ?? []
    for (const text of [...texts, ...(JSON.stringify(this.#uploads).match(/<[^<>"]+>/g) ?? [])]) {
      this.names[text] ??= text.startsWith('<region') ? 'x y' : toBase64(randomBytes(16))
    }
    const date = utcDateOf(hub.now)
    this.names['<today>'] = date
    if (recorded.case.startsWith('field: keyData')) {
      this.names['<k1>'] = SPELLED
      this.names['<k1 as sent>'] = this.#uploads[0]?.exposures?.[0]?.['keyData']
    }
  }

  async answer({ sent }: RecordedUkAnswer): Promise<Answer | undefined> {
    if (sent === 'all keys met') return undefined
    const [, who = '', method = '', path = ''] = /^(<[^>]+>|\S+) (\S+) (\S+)/.exec(sent) ?? []
    if (method === 'POST' && path === '/upload') return this.#upload(who)
    const nation = await this.#nation(who)
    if (path.startsWith('next') || path.startsWith('/download/<today>')) await this.#group()
    if (path === 'next') return this.#next(nation)
    const headers = headersOf(this.#case.case)
    const filled = this.#fill(path)
    const init = { method, headers: { ...(nation && authorizationOf(nation)), ...headers } }
    const token = await this.#brokenToken()
    if (token !== undefined) init.headers['authorization'] = token
    const answer = await this.#hub.request(filled, init)
    if (answer.body?.['batchTag'] !== undefined) this.names['<batch 1>'] = answer.body['batchTag']
    return answer
  }

  /** After a look at all keys that were met, the clock makes batches of the rest. */
  async endOfWalk(recorded: unknown): Promise<void> {
    const { sorted } = recorded as { sorted: readonly string[] }
    expect(this.#met.toSorted()).toEqual(sorted.map((name) => this.names[name]).toSorted())
    this.#met = []
    this.#cursor = ''
    await this.#hub.flush()
  }

  async #upload(who: string): Promise<Answer> {
    const upload = this.#uploads.shift()
    if (upload === undefined) throw new Error('the case has one more upload')
    const { tag = 'x', headers = {}, body, sign } = upload
    const nation = await this.#nation(who, true)
    if (nation === undefined) {
      return this.#hub.request('/upload', {
        method: 'POST',
        headers: { 'content-type': 'application/json' },
        body: body ?? '',
      })
    }
    if (body !== undefined) return nation.post(body, headers)
    const json = this.#fill(JSON.stringify(upload.exposures))
    const payload = await (sign ?? ((text) => nation.sign(text)))(json, nation)
    this.names['<upload>'] = tag
    return nation.post(JSON.stringify({ batchTag: tag, payload, unknown: [1] }), headers)
  }

  async #next(nation: TestNation | undefined): Promise<Answer> {
    if (nation === undefined) throw new Error('nobody walks')
    const answer = await nation.download(this.#cursor || this.#mark)
    if (answer.status === 200) this.#cursor = String(answer.body?.['batchTag'])
    this.#met.push(...keysOf(answer))
    return answer
  }

  async #group(): Promise<void> {
    if (!this.#isGrouped) await this.#hub.flush()
    this.#isGrouped = true
  }

  /** @param isNew in a case of two nations of one region each upload is of another */
  async #nation(who: string, isNew = false): Promise<TestNation | undefined> {
    if (who === '-') return undefined
    const known = this.#nations.get(who)
    if (known !== undefined && !(isNew && this.#case.case.includes('two nations'))) return known
    const nation = await this.#hub.nation(REGIONS[who] ?? String(this.names[who]))
    this.#nations.set(who, nation)
    return nation
  }

  #fill(text: string): string {
    const date = (days: number) => utcDateOf(addSeconds(this.#hub.now, days * SECONDS_PER_DAY))
    return text
      .replaceAll(/<today([+-]\d+)?>/g, (_, days = '0') => date(Number(days)))
      .replaceAll('<mark>', this.#mark)
      .replaceAll(/<upload>/g, crypto.randomUUID())
      .replaceAll(/<[^<>]+>/g, (name) => String(this.names[name] ?? name))
  }

  async #brokenToken(): Promise<string | undefined> {
    const [kind, what = ''] = this.#case.case.split(': ')
    if (kind !== 'token') return undefined
    const nation = await this.#hub.nation('IE')
    const key = await this.#hub.deps.tokenKey()
    const jwt = async (claims: object, signer: CryptoKey) => {
      const input = `${toBase64Url(utf8('{"alg":"HS256","typ":"JWT"}'))}.${toBase64Url(utf8(JSON.stringify(claims)))}`
      return `${input}.${toBase64Url(await signHmac(signer, utf8(input)))}`
    }
    const now = this.#hub.now
    const good = { id: nation.uuid, version: 1, iat: now, exp: now + 1000 }
    switch (what) {
      case 'Basic':
        return `Basic ${btoa('a:b')}`
      case 'three segments of garbage':
        return 'Bearer a.b.c'
      case 'JWS as token':
        return `Bearer ${await nation.sign('[]')}`
      case 'empty secret':
        return `Bearer ${await jwt(good, await importHmacKey(new Uint8Array()))}`
      case 'id unknown':
        return `Bearer ${await issueNationToken({ id: crypto.randomUUID(), version: 1 }, key, now)}`
      case 'nbf in the future':
        return `Bearer ${await jwt({ ...good, nbf: now + 500 }, key)}`
      default:
        return undefined
    }
  }
}

const authorizationOf = ({ token }: TestNation) => ({ authorization: `Bearer ${token}` })

function headersOf(name: string): Record<string, string> {
  const [, header, value] = /^download: header ([\w-]+): (.*)$/.exec(name) ?? []
  return header === undefined || value === undefined ? {} : { [header]: value }
}

describe.each(cases)('$case', (recorded) => {
  test(recorded.about, async () => {
    const replay = await Replay.start(recorded)
    const found: string[] = []
    for (const expected of recorded.answers) {
      const answer = await replay.answer(expected)
      if (answer === undefined) {
        await replay.endOfWalk(expected.body)
        continue
      }
      const problems = differences(expected, answer, replay.names)
      found.push(...problems)
      const { ours = [] } = expected
      const isRight =
        problems.length === 0 || ours.some((one) => isWanted(one, answer, replay.names))
      expect(isRight, `${expected.sent}: ${problems.join(', ')}`).toBe(true)
    }
    expect(found.length > 0, found.join(', ')).toBe(recorded.case in OTHERWISE)
  })
})
