/** The whole system, killed with -9 while phones upload, and started again on what was left. */

import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { runtimePids } from '../../bench/process.ts'
import { dev, type Runtime, startRuntime } from '../../scripts/runtime.ts'
import { checkExport, downloadExports, phoneKeys, publish, uploadBody } from '../support/phone.ts'

/** 19 November 2026, 10:20 UTC. */
const NOW = Date.UTC(2026, 10, 19, 10, 20) / 1000
const PHONES = 400
const AT_ONCE = 24
const KILL_AFTER = 150
const HOUR = 3600

interface Phone {
  readonly keys: readonly string[]
  readonly body: object
  /** undefined: it got no answer, so that it can't know. */
  status: number | undefined
}

async function uploadUntilKilled({ baseUrl, authority }: Runtime): Promise<Phone[]> {
  const pids = runtimePids()
  expect(pids).toHaveLength(1)
  const sent: Phone[] = []
  let answered = 0
  let isKilled = false
  const upload = async () => {
    while (!isKilled && sent.length < PHONES) {
      const keys = phoneKeys(NOW, 14)
      const phone: Phone = {
        keys: keys.map((key) => Buffer.from(key.key, 'base64').toString('hex')),
        body: uploadBody(authority, keys, { now: NOW }),
        status: undefined,
      }
      sent.push(phone)
      const asked = publish(baseUrl, phone.body)
      if (answered >= KILL_AFTER) {
        // This one is not on its way yet: whatever becomes of the others, it gets no answer.
        isKilled = true
        for (const pid of pids) process.kill(pid, 'SIGKILL')
      }
      try {
        phone.status = (await asked).status
        answered++
      } catch {
        // No answer, which is what a phone would see: `status` says so.
        return
      }
    }
  }
  await Promise.all(Array.from({ length: AT_ONCE }, upload))
  return sent
}

describe.each(['direct', 'group'])('uploads written by INGEST=%s', (ingest) => {
  let stateDir: string
  let runtime: Runtime
  let phones: Phone[] = []

  beforeAll(async () => {
    stateDir = mkdtempSync(join(tmpdir(), 'tocsin-kill-'))
    const options = { stateDir, vars: { RESPONSE_STEP: '0', INGEST: ingest } }
    const first = await startRuntime(options)
    await dev(first, '/clock', { now: NOW })
    phones = await uploadUntilKilled(first)
    await first.stop()
    runtime = await startRuntime({ ...options, previous: first })
    await dev(runtime, '/clock', { now: NOW })
  }, 120_000)

  afterAll(async () => {
    await runtime?.stop()
    rmSync(stateDir, { recursive: true, force: true })
  })

  async function query<T>(sql: string): Promise<readonly T[]> {
    const database = await runtime.miniflare.getD1Database('KEYSERVER_DB')
    return (await database.prepare(sql).all<T>()).results
  }

  describe('after a kill in the middle of uploads', () => {
    test('there were uploads with an answer and uploads without', () => {
      expect(phones.filter((phone) => phone.status === 200).length).toBeGreaterThanOrEqual(
        KILL_AFTER,
      )
      expect(phones.filter((phone) => phone.status === undefined).length).toBeGreaterThan(0)
      expect(phones.length).toBeLessThan(PHONES)
    })

    test('every key that was acknowledged is there once, and no upload is there in part', async () => {
      const stored = (
        await query<{ key: string }>('SELECT lower(hex(key_data)) AS key FROM diagnosis_keys')
      ).map((row) => row.key)
      const known = new Set(stored)
      expect(known.size).toBe(stored.length)
      for (const { keys, status } of phones) {
        const count = keys.filter((key) => known.has(key)).length
        if (status === 200) expect(count).toBe(keys.length)
        else expect([0, keys.length]).toContain(count)
      }
      const sent = new Set(phones.flatMap((phone) => phone.keys))
      expect(stored.filter((key) => !sent.has(key))).toEqual([])
    })

    test('statistics tell of exactly the uploads that are stored', async () => {
      const [keys] = await query<{ keys: number }>('SELECT count(*) AS keys FROM diagnosis_keys')
      const rows = await query<{ publish: string; teks: number }>(
        'SELECT publish, teks FROM health_authority_statistics',
      )
      const [shapes] = await query<{ uploads: number }>(
        'SELECT sum(uploads) AS uploads FROM upload_shapes',
      )
      const uploads = rows
        .flatMap((row) => JSON.parse(row.publish) as number[])
        .reduce((sum, count) => sum + count, 0)
      expect(rows.reduce((sum, row) => sum + row.teks, 0)).toBe(keys?.keys)
      expect(uploads * 14).toBe(keys?.keys)
      expect(shapes?.uploads).toBe(uploads)
    })

    test('who got no answer and sends again is told that all is stored, or was', async () => {
      const answers = new Set<string>()
      for (const { body } of phones.filter((phone) => phone.status === undefined)) {
        const { status, answer } = await publish(runtime.baseUrl, body)
        answers.add(`${status} ${answer.code ?? answer.insertedExposures}`)
      }
      const [kept] = phones.filter((phone) => phone.status === 200)
      const again = await publish(runtime.baseUrl, kept?.body)
      expect(again.answer.code).toBe('missing_revision_token')
      for (const answer of answers)
        expect(['200 14', '400 missing_revision_token']).toContain(answer)
      const [keys] = await query<{ keys: number }>('SELECT count(*) AS keys FROM diagnosis_keys')
      expect(keys?.keys).toBe(phones.length * 14)
    })
  })

  describe('downloads on the wire', () => {
    const urls: string[] = []

    beforeAll(async () => {
      await dev(runtime, '/tick')
      await dev(runtime, '/clock', { now: NOW + 26 * HOUR })
      await dev(runtime, '/tick')
      for (const root of ['us', 'us-daily']) {
        const index = await (await fetch(`${runtime.baseUrl}/${root}/index.txt`)).text()
        urls.push(`${runtime.baseUrl}/${index.split('\n')[0]}`)
      }
    })

    test('tell their length, whole and in part, from the bucket and from the cache', async () => {
      const [wholeFirst = '', partFirst = ''] = urls
      const whole = await fetch(wholeFirst)
      const bytes = new Uint8Array(await whole.arrayBuffer())
      expect(whole.headers.get('content-length')).toBe(String(bytes.length))
      for (const _again of [1, 2]) {
        const next = await fetch(wholeFirst)
        expect(new Uint8Array(await next.arrayBuffer())).toEqual(bytes)
        expect(ownHeaders(next)).toEqual(ownHeaders(whole))
      }
      for (const url of [wholeFirst, partFirst]) {
        const part = await fetch(url, { headers: { range: 'bytes=100-199' } })
        expect([part.status, part.headers.get('content-length')]).toEqual([206, '100'])
        const all = new Uint8Array(await (await fetch(url)).arrayBuffer())
        expect(new Uint8Array(await part.arrayBuffer())).toEqual(all.subarray(100, 200))
      }
      const head = await fetch(wholeFirst, { method: 'HEAD' })
      expect([head.status, head.headers.get('content-length')]).toEqual([200, String(bytes.length)])
      expect(await askAgain(wholeFirst, whole)).toEqual([304, 0])
    })

    test('an index tells its length, and is not sent to who has it', async () => {
      const url = `${runtime.baseUrl}/us/index.txt`
      const index = await fetch(url)
      expect(index.headers.get('content-length')).toBe(String((await index.text()).length))
      expect(await askAgain(url, index)).toEqual([304, 0])
    })

    test('archives hold every key that was uploaded, each once', async () => {
      const { baseUrl, signerPublicKeyPem } = runtime
      const archives = await downloadExports(`${baseUrl}/us/index.txt`, baseUrl, new Set())
      const exported = archives.flatMap(({ archive }) =>
        checkExport(archive, { '310-v1': signerPublicKeyPem }).keys.map((key) => key.keyHex),
      )
      const known = new Set(exported)
      expect(known.size).toBe(exported.length)
      expect(phones.flatMap((phone) => phone.keys).filter((key) => !known.has(key))).toEqual([])
    })
  })
})

/** Those of the connection left out. */
const ownHeaders = (response: Response) =>
  [...response.headers].filter(([name]) => !/^(date|connection|keep-alive)$/.test(name))

/** Status and length of the answer to who has what was answered. */
async function askAgain(url: string, { headers }: Response): Promise<[number, number]> {
  const known = await fetch(url, { headers: { 'if-none-match': headers.get('etag') ?? '' } })
  return [known.status, (await known.arrayBuffer()).byteLength]
}
