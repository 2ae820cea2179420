/** Revision tokens, revisions, and the keys behind the tokens. */

import { env } from 'cloudflare:workers'
import { beforeAll, beforeEach, describe, expect, test } from 'vitest'
import { toHex } from '../../../src/core/bytes.ts'
import { decryptToken } from '../../../src/core/publish/revision-token.ts'
import { asUnixSeconds } from '../../../src/core/time.ts'
import { readRevisionTokenKeys } from '../../../src/db/keyserver/queries/revision-token-keys.ts'
import {
  type RevisionKeyDeps,
  readRevisionKeyring,
  rotateRevisionKeys,
} from '../../../src/flows/revision-keyring.ts'
import { openSecretBox, randomBytes } from '../../../src/platform/secrets.ts'
import { startKeyserver, type TestKeyserver } from '../../support/keyserver.ts'
import { phoneKeys, uploadBody } from '../../support/phone.ts'

const DAY = 86_400
type Keys = ReturnType<typeof phoneKeys>

let server: TestKeyserver
const deps = async (): Promise<RevisionKeyDeps> => ({
  db: server.db,
  secretBox: await openSecretBox(env.MASTER_KEY),
  randomBytes,
})

const upload = (keys: Keys, options: object = {}) =>
  server.publish(uploadBody(server.authority, keys, { now: server.now, ...options }))
const hexOf = ({ key }: { key: string }) => Buffer.from(key, 'base64').toString('hex')
const rowsOf = async (keys: Keys) => {
  const { results } = await env.KEYSERVER_DB.prepare(
    `SELECT regions, traveler, report_type AS type, transmission_risk_level AS risk, days_since_onset_of_symptoms AS days,
      revised_report_type AS newType, revised_transmission_risk_level AS newRisk, revised_at AS revisedAt,
      revised_days_since_onset_of_symptoms AS newDays, health_authority_id AS authority
    FROM json_each(?1) JOIN diagnosis_keys ON key_data = unhex(value)`,
  )
    .bind(JSON.stringify(keys.map(hexOf)))
    .all<Record<string, number | string | null>>()
  return results
}
/** Names of the keys in a token, hexadecimal. */
const namedIn = async (token: string | undefined) => {
  const read = await decryptToken(token ?? '', await readRevisionKeyring(await deps(), server.now))
  return read.ok ? read.value.map(({ keyData }) => toHex(keyData)) : read.failure
}
const at = (seconds: number) => {
  server.now = asUnixSeconds(server.now + seconds)
}

describe('revisions', () => {
  beforeAll(async () => {
    server = await startKeyserver()
  })

  test('a token names exactly the keys that were stored', async () => {
    const keys = phoneKeys(server.now, 3)
    const sent = keys.map((key, i) => (i === 0 ? { ...key, rollingPeriod: 145 } : key))
    const { answer } = await upload(sent)
    expect(await namedIn(answer.revisionToken)).toEqual(keys.slice(1).map(hexOf))
  })

  test('likely becomes confirmed: what is new is stored beside what was', async () => {
    const keys = phoneKeys(server.now, 2, 3)
    const day = (age: number) => Math.floor(server.now / DAY - age) * 144
    const first = await upload(keys, { reportType: 'likely', symptomOnsetInterval: day(2) })
    at(3600)
    const { status, answer } = await upload(keys, {
      reportType: 'confirmed',
      revisionToken: first.answer.revisionToken,
      symptomOnsetInterval: day(5),
      traveler: true,
    })
    expect([status, answer.insertedExposures, answer.error]).toEqual([200, undefined, undefined])
    const thisHour = Math.floor(server.now / 3600) * 3600
    const tomorrowAtOne = Math.floor(server.now / DAY + 1) * DAY + 3600
    const unchanged = { regions: ',US,', traveler: 0, type: 2, risk: 3, authority: 1 }
    expect(await rowsOf(keys)).toEqual([
      { ...unchanged, days: 2, newType: 1, newRisk: 3, newDays: 5, revisedAt: tomorrowAtOne },
      { ...unchanged, days: 1, newType: 1, newRisk: 3, newDays: 4, revisedAt: thisHour },
    ])
  })

  test('a risk that is not sent is filled in by the new type', async () => {
    const keys = phoneKeys(server.now, 1)
    const first = await upload(keys, { reportType: 'likely' })
    await upload(keys, { reportType: 'negative', revisionToken: first.answer.revisionToken })
    expect(await rowsOf(keys)).toMatchObject([{ risk: 4, newRisk: 6, newType: 5 }])
  })

  test('revised and new keys in one upload: the new are counted, the token names all', async () => {
    const keys = phoneKeys(server.now, 4)
    const first = await upload(keys.slice(2), { reportType: 'likely' })
    const { answer } = await upload(keys, { revisionToken: first.answer.revisionToken })
    expect(answer.insertedExposures).toBe(2)
    expect(await namedIn(answer.revisionToken)).toEqual(
      [...keys.slice(2), ...keys.slice(0, 2)].map(hexOf),
    )
  })

  test('the same type again is no change, with the token in the answer', async () => {
    const keys = phoneKeys(server.now, 2)
    const first = await upload(keys)
    const { status, answer } = await upload(keys, { revisionToken: first.answer.revisionToken })
    expect([status, Object.keys(answer)]).toEqual([200, ['revisionToken', 'padding']])
    expect(await rowsOf(keys)).toMatchObject([{ newType: null }, { newType: null }])
  })

  test('the revised type again is no change', async () => {
    const keys = phoneKeys(server.now, 1)
    const first = await upload(keys, { reportType: 'likely' })
    const { revisionToken } = first.answer
    for (let i = 0; i < 2; i++) {
      expect((await upload(keys, { reportType: 'confirmed', revisionToken })).status).toBe(200)
    }
  })

  const refusals: [string, (keys: Keys, token: string) => [Keys, object], string][] = [
    ['no token', (keys) => [keys, { reportType: 'confirmed' }], 'missing_revision_token'],
    [
      'a token that is no base64',
      (keys) => [keys, { revisionToken: '!!' }],
      'missing_revision_token',
    ],
    [
      'an undecryptable token',
      (keys) => [keys, { revisionToken: 'AAAA' }],
      'invalid_revision_token',
    ],
    [
      'an undecryptable token, although nothing would change',
      (keys) => [keys, { revisionToken: 'AAAA', reportType: 'likely' }],
      'invalid_revision_token',
    ],
    [
      'another period than the stored one',
      (keys, revisionToken) => [
        keys.map((key) => ({ ...key, rollingPeriod: 143 })),
        { revisionToken },
      ],
      'internal_error',
    ],
    [
      'another start than the stored one',
      (keys, revisionToken) => [
        keys.map((key) => ({ ...key, rollingStartNumber: key.rollingStartNumber - 1 })),
        { revisionToken },
      ],
      'internal_error',
    ],
    [
      'a transition that is none',
      (keys, revisionToken) => [keys, { revisionToken, reportType: 'user-report' }],
      'invalid_report_type_transition',
    ],
  ]
  test.each(refusals)('%s', async (_name, change, code) => {
    const keys = phoneKeys(server.now, 2)
    const first = await upload(keys, { reportType: 'likely' })
    const [sent, options] = change(keys, first.answer.revisionToken ?? '')
    const { status, answer } = await upload(sent, options)
    expect([status, answer.code]).toEqual([400, code])
    expect(answer.revisionToken).toBeUndefined()
    expect(await rowsOf(keys)).toMatchObject([{ newType: null }, { newType: null }])
  })

  test('a token that lacks one of the keys refuses all, and stores none of the new ones', async () => {
    const keys = phoneKeys(server.now, 3)
    const own = await upload(keys.slice(0, 1), { reportType: 'likely' })
    await upload(keys.slice(1, 2), { reportType: 'likely' })
    const { answer } = await upload(keys, { revisionToken: own.answer.revisionToken })
    expect(answer.code).toBe('invalid_revision_token')
    const rows = await rowsOf(keys)
    expect(rows).toHaveLength(2)
    expect(rows.every(({ newType }) => newType === null)).toBe(true)
  })

  test('a key can be revised once', async () => {
    const keys = phoneKeys(server.now, 1)
    const first = await upload(keys, { reportType: 'user-report' })
    const { revisionToken } = first.answer
    expect((await upload(keys, { reportType: 'likely', revisionToken })).status).toBe(200)
    const { answer } = await upload(keys, { reportType: 'confirmed', revisionToken })
    expect(answer.code).toBe('key_already_revised')
  })

  test('a key that came from a partner is not revised here', async () => {
    const keys = phoneKeys(server.now, 1)
    const first = await upload(keys, { reportType: 'likely' })
    await env.KEYSERVER_DB.prepare(
      'UPDATE diagnosis_keys SET provenance = 3 WHERE key_data = unhex(?1)',
    )
      .bind(hexOf(keys[0] ?? { key: '' }))
      .run()
    const { status, answer } = await upload(keys, { revisionToken: first.answer.revisionToken })
    expect([status, answer.code]).toEqual([400, 'internal_error'])
  })

  test('an invalid token does no harm to keys that are new', async () => {
    for (const revisionToken of ['AAAA', '!!', 'x'.repeat(2000)]) {
      const { answer } = await upload(phoneKeys(server.now, 2), { revisionToken })
      expect(answer.insertedExposures).toBe(2)
    }
  })

  test('a negative result revises what is stored and stores nothing new', async () => {
    const keys = phoneKeys(server.now, 3)
    const first = await upload(keys.slice(0, 1), { reportType: 'likely' })
    const { answer } = await upload(keys, {
      reportType: 'negative',
      revisionToken: first.answer.revisionToken,
    })
    expect(answer.insertedExposures).toBeUndefined()
    expect(await rowsOf(keys)).toMatchObject([{ newType: 5 }])
    expect(await namedIn(answer.revisionToken)).toEqual(keys.map(hexOf))
  })

  test('a token carries its keys over until they are too old', async () => {
    const old = phoneKeys(server.now, 14).slice(13)
    const first = await upload(old, {
      symptomOnsetInterval: Math.floor(server.now / DAY - 10) * 144,
    })
    const fresh = phoneKeys(server.now, 1)
    const second = await upload(fresh, { revisionToken: first.answer.revisionToken })
    expect(await namedIn(second.answer.revisionToken)).toEqual([...old, ...fresh].map(hexOf))
    at(4 * DAY)
    const later = phoneKeys(server.now, 1)
    const third = await upload(later, { revisionToken: second.answer.revisionToken })
    expect(await namedIn(third.answer.revisionToken)).toEqual([...fresh, ...later].map(hexOf))
  })
})

describe('partial revisions', () => {
  test('pass over stored keys that the token does not name, and do the rest', async () => {
    server = await startKeyserver({ vars: { ALLOW_PARTIAL_REVISIONS: 'true' } })
    const keys = phoneKeys(server.now, 3)
    const own = await upload(keys.slice(0, 1), { reportType: 'likely' })
    await upload(keys.slice(1, 2), { reportType: 'likely' })
    const { status, answer } = await upload(keys, { revisionToken: own.answer.revisionToken })
    expect([status, answer.insertedExposures]).toEqual([200, 1])
    expect(await rowsOf(keys)).toMatchObject([{ newType: 1 }, { newType: null }, { type: 1 }])
    expect(await namedIn(answer.revisionToken)).toEqual(
      [keys[0], keys[2]].map((key) => hexOf(key ?? { key: '' })),
    )
  })

  test('still want a token, and still compare spans', async () => {
    server = await startKeyserver({ vars: { ALLOW_PARTIAL_REVISIONS: 'true' } })
    const keys = phoneKeys(server.now, 1)
    await upload(keys, { reportType: 'likely' })
    expect((await upload(keys)).answer.code).toBe('missing_revision_token')
    const other = await upload(phoneKeys(server.now, 1))
    const differing = keys.map((key) => ({ ...key, rollingPeriod: 143 }))
    const { answer } = await upload(differing, { revisionToken: other.answer.revisionToken })
    expect(answer.code).toBe('internal_error')
    const skipped = await upload(keys, { revisionToken: other.answer.revisionToken })
    expect(skipped.status).toBe(200)
    expect(await rowsOf(keys)).toMatchObject([{ newType: null }])
  })
})

describe('keys behind the tokens', () => {
  const PERIODS = { newKeySeconds: 7 * DAY, deleteOldKeySeconds: 15 * DAY }
  const rotate = async () => rotateRevisionKeys(await deps(), PERIODS, server.now)
  /** Newest first; the age in days of each, or null where it is destroyed. */
  const ages = async () =>
    (await readRevisionTokenKeys(server.db)).map(({ wrappedKey, createdAt }) =>
      wrappedKey === null ? null : (server.now - createdAt) / DAY,
    )

  beforeEach(async () => {
    server = await startKeyserver()
  })

  test('the first is made where there is none', async () => {
    expect(await rotate()).toEqual({ created: 1, destroyed: 0 })
    expect(await ages()).toEqual([0])
  })

  test('a fresh one is kept', async () => {
    await rotate()
    at(7 * DAY - 1)
    expect(await rotate()).toEqual({ created: 0, destroyed: 0 })
  })

  test('one of seven days gets a successor and stays', async () => {
    await rotate()
    at(7 * DAY)
    expect(await rotate()).toEqual({ created: 1, destroyed: 0 })
    expect(await ages()).toEqual([0, 7])
  })

  test('one is destroyed only once its successor is 15 days old', async () => {
    await rotate()
    at(7 * DAY)
    await rotate()
    at(15 * DAY - 1)
    expect((await rotate()).destroyed).toBe(0)
    at(1)
    expect((await rotate()).destroyed).toBe(1)
    expect((await ages()).at(-1)).toBeNull()
  })

  test('the effective one is never destroyed, however old', async () => {
    await rotate()
    at(400 * DAY)
    expect(await rotate()).toEqual({ created: 1, destroyed: 0 })
    expect(await ages()).toEqual([0, 400])
  })

  test('daily rotation keeps three or four alive, and every token opens for 15 days', async () => {
    const tokens: { token: string; madeAt: number }[] = []
    for (let day = 0; day < 60; day++) {
      await rotate()
      server.restart()
      const { answer } = await upload(phoneKeys(server.now, 1))
      tokens.push({ token: answer.revisionToken ?? '', madeAt: server.now })
      const alive = (await ages()).filter((age) => age !== null).length
      if (day > 30) expect([3, 4]).toContain(alive)
      const keyring = await readRevisionKeyring(await deps(), server.now)
      for (const { token, madeAt } of tokens) {
        if (server.now - madeAt > 15 * DAY) continue
        expect((await decryptToken(token, keyring)).ok).toBe(true)
      }
      at(DAY)
    }
  })

  test('a destroyed key opens nothing, its number is not given again', async () => {
    const keys = phoneKeys(server.now, 1)
    const first = await upload(keys, { reportType: 'likely' })
    await env.KEYSERVER_DB.exec('UPDATE revision_token_keys SET wrapped_key = NULL')
    server.restart()
    const { revisionToken } = first.answer
    expect((await upload(keys, { revisionToken })).answer.code).toBe('invalid_revision_token')
    // New keys are taken all the same, and a new key was made for their token.
    const { answer } = await upload(phoneKeys(server.now, 1), { revisionToken })
    expect(answer.revisionToken).toBeTypeOf('string')
    expect(await ages()).toEqual([0, null])
    const [deleted] = await readRevisionTokenKeys(server.db)
    await env.KEYSERVER_DB.exec('DELETE FROM revision_token_keys WHERE wrapped_key IS NOT NULL')
    await readRevisionKeyring(await deps(), server.now)
    const [next] = await readRevisionTokenKeys(server.db)
    expect(next?.kid).toBeGreaterThan(deleted?.kid ?? Number.POSITIVE_INFINITY)
  })

  test('two rotations at once make one key', async () => {
    await Promise.all([rotate(), rotate(), rotate()])
    expect(await ages()).toEqual([0])
    at(7 * DAY)
    await Promise.all([rotate(), rotate()])
    expect(await ages()).toEqual([0, 7])
  })

  test('first uploads at once make one key', async () => {
    const answers = await Promise.all(
      Array.from({ length: 5 }, () => upload(phoneKeys(server.now, 1))),
    )
    expect(answers.every(({ status }) => status === 200)).toBe(true)
    expect(await ages()).toEqual([0])
  })

  test('a running isolate takes up a new key within a minute', async () => {
    /** Field 1 of the message: a tag, a length, the key's number in digits. */
    const keyOf = (token: string | undefined) => {
      const message = Buffer.from(token ?? '', 'base64')
      return message.subarray(2, 2 + (message[1] ?? 0)).toString()
    }
    const first = keyOf((await upload(phoneKeys(server.now, 1))).answer.revisionToken)
    at(7 * DAY)
    await upload(phoneKeys(server.now, 1))
    await rotate()
    at(59)
    expect(keyOf((await upload(phoneKeys(server.now, 1))).answer.revisionToken)).toBe(first)
    at(1)
    expect(keyOf((await upload(phoneKeys(server.now, 1))).answer.revisionToken)).not.toBe(first)
  })

  test('another master key opens no keyring, and an upload is then refused without being stored', async () => {
    await rotate()
    await env.KEYSERVER_DB.exec(`UPDATE revision_token_keys SET wrapping_label = 'another'`)
    expect((await upload(phoneKeys(server.now, 1))).status).toBe(503)
    const { results } = await env.KEYSERVER_DB.prepare('SELECT 1 FROM diagnosis_keys').all()
    expect(results).toHaveLength(0)
  })
})
