/** What an upload costs the database, what becomes of it when the database fails, and how exact its counts are. */

import { env } from 'cloudflare:workers'
import { describe, expect, test } from 'vitest'
import { startKeyserver, type TestKeyserver } from '../../support/keyserver.ts'
import { meterDatabase } from '../../support/metered-database.ts'
import { phoneKeys, uploadBody } from '../../support/phone.ts'

const RESPONSE_BYTES = 4096

const count = async (sql: string, ...values: unknown[]): Promise<number> =>
  (await env.KEYSERVER_DB.prepare(sql)
    .bind(...values)
    .first<number>('n')) ?? 0
const storedKeys = () => count('SELECT count(*) AS n FROM diagnosis_keys')
const storedUploads = () => count('SELECT coalesce(sum(uploads), 0) AS n FROM upload_shapes')

const upload = (server: TestKeyserver, keys = phoneKeys(server.now, 14), options = {}) =>
  server.publish(uploadBody(server.authority, keys, { now: server.now, ...options }))

async function startMetered() {
  const { meter, wrap } = meterDatabase()
  const server = await startKeyserver({ wrapDatabase: wrap })
  return { meter, server }
}

async function fillWithKeys(number: number): Promise<void> {
  await env.KEYSERVER_DB.prepare(
    `WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < ?1)
    INSERT INTO diagnosis_keys (key_data, rolling_start_interval_number, rolling_period, transmission_risk_level,
      report_type, created_at, regions, traveler, provenance, federation_consent)
    SELECT randomblob(16), 2973888, 144, 0, 1, 1784419200 + i % 300 * 3600, ',US,', 0, 0, 0 FROM n`,
  )
    .bind(number)
    .run()
}

describe('cost of an ordinary upload of 14 keys, caches warm', () => {
  test('is one call of at most three statements and two rows a key and two an upload', async () => {
    const { meter, server } = await startMetered()
    await upload(server)
    meter.reset()
    expect((await upload(server)).answer.insertedExposures).toBe(14)
    expect(meter.calls).toBe(1)
    expect(meter.statements).toBeLessThanOrEqual(3)
    expect(meter.rowsWritten).toBe(14 * 2 + 2)
  })

  test('does not grow with the keys that are stored', async () => {
    const { meter, server } = await startMetered()
    const reads: number[] = []
    for (const stored of [0, 20_000]) {
      await env.KEYSERVER_DB.exec('DELETE FROM diagnosis_keys')
      if (stored > 0) await fillWithKeys(stored)
      await upload(server)
      meter.reset()
      await upload(server)
      reads.push(meter.rowsRead)
    }
    expect(reads[1]).toBe(reads[0])
  })

  test('a cold isolate reads its tenants and its keyring once', async () => {
    const { meter, server } = await startMetered()
    await upload(server)
    server.restart()
    meter.reset()
    await upload(server)
    expect(meter.calls).toBe(3)
  })

  test.each([
    ['no JSON', 'x'],
    ['an unknown app', { healthAuthorityID: 'nobody' }],
    ['no certificate', { healthAuthorityID: 'com.example.android.app' }],
  ])('a refused one costs no call: %s', async (_name, body) => {
    const { meter, server } = await startMetered()
    await upload(server)
    meter.reset()
    expect((await server.publish(body)).status).toBeGreaterThanOrEqual(400)
    expect(meter.calls).toBe(0)
  })
})

describe('a database that fails', () => {
  test('while the tenants are read: 503 with Retry-After and the code for it, then all is well', async () => {
    const { meter, server } = await startMetered()
    meter.before = () => {
      throw new Error('D1_ERROR: Network connection lost.')
    }
    const failed = await upload(server)
    expect(failed.status).toBe(503)
    expect(failed.headers.get('retry-after')).toMatch(/^\d+$/)
    expect(failed.answer.code).toBe('unable_to_load_health_authority')
    expect(failed.text).toHaveLength(RESPONSE_BYTES)
    meter.before = () => undefined
    expect((await upload(server)).status).toBe(200)
  })

  test('while the keyring is read: 503, then all is well', async () => {
    const { meter, server } = await startMetered()
    meter.before = (sql) => {
      if (sql.some((text) => text.includes('revision_token_keys'))) throw new Error('D1_ERROR')
    }
    const failed = await upload(server)
    expect([failed.status, failed.answer.code]).toEqual([503, 'internal_error'])
    meter.before = () => undefined
    expect((await upload(server)).status).toBe(200)
  })

  test('while an upload is written: 503, nothing is stored, and a retry stores it', async () => {
    const { meter, server } = await startMetered()
    await upload(server, phoneKeys(server.now, 1))
    const keys = phoneKeys(server.now, 14)
    meter.before = (sql) => {
      if (sql.some((text) => text.includes('INSERT INTO diagnosis_keys'))) {
        throw new Error('D1_ERROR: D1 DB is overloaded.')
      }
    }
    const failed = await upload(server, keys)
    expect([failed.status, failed.answer.code]).toEqual([503, 'internal_error'])
    expect(failed.headers.get('retry-after')).toMatch(/^\d+$/)
    expect(await storedKeys()).toBe(1)
    expect(await storedUploads()).toBe(1)
    expect(await count('SELECT sum(teks) AS n FROM health_authority_statistics')).toBe(1)
    meter.before = () => undefined
    expect((await upload(server, keys)).answer.insertedExposures).toBe(14)
  })

  test('after an upload was written: it is stored once, and a retry with the token unknown is told so', async () => {
    const { meter, server } = await startMetered()
    const keys = phoneKeys(server.now, 3)
    await upload(server, phoneKeys(server.now, 1))
    const real = env.KEYSERVER_DB
    meter.before = async (sql) => {
      if (!sql.some((text) => text.includes('INSERT INTO diagnosis_keys'))) return
      // The same keys by another way stand for a write whose answer was lost.
      meter.before = () => undefined
      await real
        .prepare(
          `INSERT INTO diagnosis_keys (key_data, rolling_start_interval_number, rolling_period, transmission_risk_level,
            report_type, created_at, regions, traveler, provenance, federation_consent)
          SELECT unhex(value->>0), value->>1, 144, 2, 1, 0, ',US,', 0, 0, 0 FROM json_each(?1)`,
        )
        .bind(
          JSON.stringify(
            keys.map((key) => [
              Buffer.from(key.key, 'base64').toString('hex'),
              key.rollingStartNumber,
            ]),
          ),
        )
        .run()
      throw new Error('D1_ERROR: Network connection lost.')
    }
    expect((await upload(server, keys)).status).toBe(503)
    expect((await upload(server, keys)).answer.code).toBe('missing_revision_token')
    expect(await storedKeys()).toBe(4)
  })
})

test('the health says whether the database can be reached', async () => {
  const { meter, server } = await startMetered()
  expect((await server.request('/health')).status).toBe(200)
  meter.before = () => {
    throw new Error('D1_ERROR')
  }
  expect((await server.request('/health')).status).toBe(500)
})

describe('uploads at the same time', () => {
  test('of two that share a key one is stored whole, the other is answered by the protocol', async () => {
    const { server } = await startMetered()
    for (let round = 0; round < 5; round++) {
      const before = await storedKeys()
      const [shared, ...rest] = phoneKeys(server.now, 7)
      const first = [...(shared ? [shared] : []), ...rest.slice(0, 3)]
      const second = [...(shared ? [shared] : []), ...rest.slice(3)]
      const answers = await Promise.all([upload(server, first), upload(server, second)])
      expect(answers.map(({ status }) => status).sort()).toEqual([200, 400])
      expect(answers.find(({ status }) => status === 400)?.answer.code).toBe(
        'missing_revision_token',
      )
      expect(await storedKeys()).toBe(before + 4)
    }
  })

  test('a key that is revised between reading and writing is judged anew', async () => {
    const { meter, server } = await startMetered()
    const keys = phoneKeys(server.now, 2)
    const first = await upload(server, keys, { reportType: 'likely' })
    const revisionToken = first.answer.revisionToken
    let isOther = false
    meter.before = async (sql) => {
      if (isOther || !sql.some((text) => text.startsWith('\nUPDATE diagnosis_keys'))) return
      isOther = true
      const other = await upload(server, keys, { reportType: 'negative', revisionToken })
      expect(other.status).toBe(200)
    }
    const late = await upload(server, keys, { reportType: 'confirmed', revisionToken })
    expect(isOther).toBe(true)
    expect(late.answer.code).toBe('key_already_revised')
    expect(
      await count('SELECT count(*) AS n FROM diagnosis_keys WHERE revised_report_type = 5'),
    ).toBe(2)
    expect(await count('SELECT sum(revisions) AS n FROM health_authority_statistics')).toBe(1)
  })

  test('a key that is deleted between reading and writing is stored as new', async () => {
    const { meter, server } = await startMetered()
    const keys = phoneKeys(server.now, 2)
    const first = await upload(server, keys, { reportType: 'likely' })
    let isDone = false
    meter.before = async (sql) => {
      if (isDone || !sql.some((text) => text.startsWith('\nUPDATE diagnosis_keys'))) return
      isDone = true
      await env.KEYSERVER_DB.exec('DELETE FROM diagnosis_keys')
    }
    const revisionToken = first.answer.revisionToken
    const late = await upload(server, keys, { reportType: 'confirmed', revisionToken })
    expect([late.status, late.answer.insertedExposures]).toEqual([200, 2])
  })
})

describe('quota of an authority', () => {
  const limit = (uploads: number | null) =>
    env.KEYSERVER_DB.prepare('UPDATE health_authorities SET daily_upload_limit = ?1')
      .bind(uploads)
      .run()
  /**
   * A day of its own for each test: counts live in an object that a reset of tables does not touch. A century ahead, since
   * the object forgets by the wall clock and days that are over go at once.
   */
  let day = 36_500
  async function startLimited(uploads: number) {
    const metered = await startMetered()
    metered.server.now = (metered.server.now + ++day * 86_400) as typeof metered.server.now
    await limit(uploads)
    metered.server.restart()
    return metered
  }

  test('is exact under 50 uploads at once', async () => {
    const { server } = await startLimited(20)
    const answers = await Promise.all(
      Array.from({ length: 50 }, () => upload(server, phoneKeys(server.now, 1))),
    )
    expect(answers.filter(({ status }) => status === 200)).toHaveLength(20)
    const refused = answers.filter(({ status }) => status === 429)
    expect(refused).toHaveLength(30)
    expect(refused[0]?.answer.code).toBe('quota_exceeded')
    expect(refused[0]?.headers.get('retry-after')).toMatch(/^\d+$/)
    expect(refused.every(({ text }) => text.length === RESPONSE_BYTES)).toBe(true)
    expect(await storedKeys()).toBe(20)
  })

  test('begins anew at midnight UTC', async () => {
    const { server } = await startLimited(1)
    expect((await upload(server)).status).toBe(200)
    expect((await upload(server)).status).toBe(429)
    server.now = (server.now + 86_400) as typeof server.now
    day++
    expect((await upload(server)).status).toBe(200)
  })

  test('uploads that are refused, change nothing or fail do not count', async () => {
    const { meter, server } = await startLimited(2)
    const keys = phoneKeys(server.now, 2)
    const first = await upload(server, keys)
    const revisionToken = first.answer.revisionToken
    for (let i = 0; i < 3; i++) {
      expect((await upload(server, keys)).answer.code).toBe('missing_revision_token')
      expect((await upload(server, keys, { revisionToken })).status).toBe(200)
      expect((await upload(server, [])).status).toBe(401)
    }
    meter.before = (sql) => {
      if (sql.some((text) => text.includes('INSERT INTO'))) throw new Error('D1_ERROR')
    }
    for (let i = 0; i < 3; i++) expect((await upload(server)).status).toBe(503)
    meter.before = () => undefined
    expect((await upload(server)).status).toBe(200)
    expect((await upload(server)).status).toBe(429)
  })

  test('chaff takes none of it and gets none of its refusals', async () => {
    const { server } = await startLimited(1)
    for (let i = 0; i < 3; i++) {
      const body = uploadBody(server.authority, phoneKeys(server.now, 1), { now: server.now })
      expect((await server.publish(body, { 'x-chaff': '1' })).status).toBe(200)
    }
    expect((await upload(server)).status).toBe(200)
  })

  test('none is asked where the authority has no limit', async () => {
    const { server } = await startMetered()
    const answers = await Promise.all(
      Array.from({ length: 5 }, () => upload(server, phoneKeys(server.now, 1))),
    )
    expect(answers.every(({ status }) => status === 200)).toBe(true)
  })
})

test('after a random mix the statistics say what the rows say', async () => {
  const { server } = await startMetered()
  const agents = ['Android', 'bluetoothd (x) CFNetwork/1', 'curl']
  const expected = { publish: [0, 0, 0], revisions: 0 }
  const revisable: { keys: ReturnType<typeof phoneKeys>; revisionToken: string }[] = []
  // A fixed sequence: a linear congruential generator, so that a failure can be seen again.
  let state = 7
  const draw = (below: number) => {
    state = (state * 1_103_515_245 + 12_345) % 2 ** 31
    return Math.floor((state / 2 ** 31) * below)
  }
  for (let i = 0; i < 60; i++) {
    const platform = draw(3)
    const headers = { 'user-agent': agents[platform] ?? '' }
    const send = (keys: ReturnType<typeof phoneKeys>, options: object) =>
      server.publish(uploadBody(server.authority, keys, { now: server.now, ...options }), headers)
    const kind = draw(5)
    const column = ['unknown', 'android', 'ios'].indexOf(
      ['android', 'ios', 'unknown'][platform] ?? '',
    )
    if (kind <= 2) {
      const keys = phoneKeys(server.now, 1 + draw(14))
      const { answer } = await send(keys, { reportType: 'likely' })
      revisable.push({ keys, revisionToken: answer.revisionToken ?? '' })
      expected.publish[column] = (expected.publish[column] ?? 0) + 1
    } else if (kind === 3 && revisable.length > 0) {
      const [one] = revisable.splice(draw(revisable.length), 1)
      if (one === undefined) continue
      const { status } = await send(one.keys, {
        reportType: 'confirmed',
        revisionToken: one.revisionToken,
      })
      expect(status).toBe(200)
      expected.revisions++
      expected.publish[column] = (expected.publish[column] ?? 0) + 1
    } else {
      await send(phoneKeys(server.now, 2), { claims: { exp: 5 } })
    }
    if (draw(10) === 0) server.now = (server.now + 3600) as typeof server.now
  }
  const { results } = await env.KEYSERVER_DB.prepare(
    'SELECT publish, teks, revisions, oldest_tek_days, onset_age_days, missing_onset FROM health_authority_statistics',
  ).all<Record<string, string | number>>()
  const sum = (name: string) => results.reduce((total, row) => total + Number(row[name]), 0)
  const sums = (name: string) =>
    results
      .map((row) => JSON.parse(String(row[name])) as number[])
      .reduce((total, row) => total.map((n, i) => n + (row[i] ?? 0)))
  const total = (counts: readonly number[]) => counts.reduce((a, b) => a + b, 0)
  const revised = await count(
    'SELECT count(*) AS n FROM diagnosis_keys WHERE revised_at IS NOT NULL',
  )
  expect(results.length).toBeGreaterThan(1)
  expect(sums('publish')).toEqual(expected.publish)
  expect(sum('revisions')).toBe(expected.revisions)
  expect(sum('teks')).toBe((await storedKeys()) + revised)
  expect(total(sums('oldest_tek_days'))).toBe(total(expected.publish) - expected.revisions)
  expect(sum('missing_onset') + total(sums('onset_age_days'))).toBe(
    total(expected.publish) - expected.revisions,
  )
  // Every upload has a shape: a first one its own, a revision one of revisions.
  expect(await storedUploads()).toBe(total(expected.publish))
})
