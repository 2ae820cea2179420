import { createExecutionContext, createMessageBatch, getQueueResult } from 'cloudflare:test'
import { env } from 'cloudflare:workers'
import { beforeEach, describe, expect, test, vi } from 'vitest'
import type { SmsProvider } from '../../../src/core/realms/settings.ts'
import { readRealm } from '../../../src/db/verification/queries/realms.ts'
import type { Outbound } from '../../../src/flows/outbound.ts'
import type { RealmSeed } from '../../../src/flows/verification/seed.ts'
import { deliverEntry, giveUpEntry, smsSender } from '../../../src/flows/verification/send-sms.ts'
import { openEntry, sealEntry } from '../../../src/flows/verification/sms-entry.ts'
import { openSecretBox } from '../../../src/platform/secrets.ts'
import worker from '../../../src/workers/index.ts'
import { delayAfter } from '../../../src/workers/sms-queue.ts'
import { OPEN_REALM, startVerification, type TestVerification } from '../../support/verification.ts'

const PHONE = '+12068675309'
const TEXT = 'Your code is 12345678'
const TWILIO: SmsProvider = { kind: 'twilio', accountSid: 'AC1', from: '+15005550006' }

let server: TestVerification
const box = () => openSecretBox(env.MASTER_KEY)

async function setUp(
  provider: SmsProvider,
  answers: readonly (number | 'unreachable')[] = [],
  extra: Pick<RealmSeed, 'settings' | 'secrets'> = {},
) {
  server = await startVerification({
    realms: [
      {
        ...OPEN_REALM,
        settings: { ...OPEN_REALM.settings, smsProvider: provider, ...extra.settings },
        secrets: { smsAuthToken: 'the-auth-token', ...extra.secrets },
      },
    ],
  })
  const asked: { url: string; body: string; headers: Record<string, string> }[] = []
  const left = [...answers]
  const outbound: Outbound = {
    get: () => Promise.reject(new Error('nothing is fetched')),
    send: async (url, { body, headers }) => {
      asked.push({ url, body: String(body), headers: { ...headers } })
      const answer = left.shift() ?? 201
      if (answer === 'unreachable') return { ok: false, failure: { reason: 'unreachable' } }
      const value = { status: answer, headers: new Headers(), body: new Uint8Array() }
      return { ok: true, value }
    },
  }
  const entries: string[] = []
  const outcomes: string[] = []
  const deps = {
    secretBox: await box(),
    outbound,
    twilioUrl: 'https://twilio.example.org',
    system: undefined,
    enqueue: async (entry: string) => void entries.push(entry),
    db: server.db,
    events: { smsDelivered: (outcome: string) => void outcomes.push(outcome) },
  }
  const realm = await readRealm(server.db, server.realms[0]?.id ?? 0)
  if (realm === undefined) throw new Error('no realm')
  const message = {
    phone: PHONE,
    text: TEXT,
    isUserReport: false,
    expiresAt: (server.now + 900) as typeof server.now,
  }
  return { asked, entries, outcomes, deps, realm, message }
}

describe('sending', () => {
  test.each([
    [201, { ok: true, value: 'sent' }, 0],
    [400, { ok: false, failure: { reason: 'refused' } }, 0],
    [503, { ok: true, value: 'queued' }, 1],
    ['unreachable', { ok: true, value: 'queued' }, 1],
  ] as const)('the provider answers %s', async (answer, expected, queued) => {
    const { deps, realm, message, entries, asked } = await setUp(TWILIO, [answer])
    expect(await smsSender(deps).send(realm, message)).toEqual(expected)
    expect(entries).toHaveLength(queued)
    expect(asked).toHaveLength(1)
    expect(asked[0]?.headers['authorization']).toBe(`Basic ${btoa('AC1:the-auth-token')}`)
  })

  test('a report goes out from its own number', async () => {
    const provider = { ...TWILIO, userReportFrom: '+15005550007' } as SmsProvider
    const { deps, realm, message, asked } = await setUp(provider)
    await smsSender(deps).send(realm, { ...message, isUserReport: true })
    expect(new URLSearchParams(asked[0]?.body).get('From')).toBe('+15005550007')
  })

  test.each([
    [true, 'uk', true],
    [false, 'uk', false],
    [true, 'fr', false],
  ])(
    'the shared account: allowed %s, number %s',
    async (canUseSystemSms, systemSmsFrom, isSent) => {
      const { deps, realm, message, asked } = await setUp({ kind: 'noop-fail' })
      const system = { accountSid: 'AC9', authToken: 'shared', from: { uk: '+442071838750' } }
      const settings = { ...realm.settings, useSystemSms: true, canUseSystemSms, systemSmsFrom }
      const sent = await smsSender({ ...deps, system }).send({ ...realm, settings }, message)
      expect(sent.ok).toBe(isSent)
      expect(asked.map(({ body }) => new URLSearchParams(body).get('From'))).toEqual(
        isSent ? ['+442071838750'] : [],
      )
    },
  )

  test('a gateway of the realm gets signed JSON', async () => {
    const url = 'https://gateway.example.org/sms'
    const { deps, realm, message, asked } = await setUp({ kind: 'webhook', url }, [200])
    await smsSender(deps).send(realm, message)
    expect(asked[0]).toMatchObject({ url, body: JSON.stringify({ to: PHONE, body: TEXT }) })
    expect(asked[0]?.headers['x-signature']).toMatch(/^[0-9a-f]{128}$/)
  })

  test('a queue that takes no more is told', async () => {
    const { deps, realm, message } = await setUp(TWILIO, [503])
    const full = { ...deps, enqueue: () => Promise.reject(new Error('too many')) }
    const failure = { ok: false, failure: { reason: 'queue_full' } }
    expect(await smsSender(full).send(realm, message)).toEqual(failure)
    expect(await smsSender(full).post(realm, undefined)).toEqual(failure)
  })

  test('a decoy is as long as a text, and neither can be read', async () => {
    const { deps, realm, message, entries, asked } = await setUp(TWILIO)
    await smsSender(deps).post(realm, message)
    await smsSender(deps).post(realm, undefined)
    expect(asked).toEqual([])
    expect(entries[0]?.length).toBe(entries[1]?.length)
    for (const entry of entries) {
      expect(entry).not.toContain(PHONE)
      expect(atob(entry)).not.toContain(TEXT)
    }
  })
})

describe('the queue', () => {
  test.each([
    [[201], 'done', ['sent']],
    [[503], 'retry', ['passing']],
    [['unreachable'], 'retry', ['passing']],
    [[400], 'done', ['refused']],
  ] as const)('the provider answers %j', async (answers, fate, told) => {
    const { deps, realm, message, outcomes } = await setUp(TWILIO, answers)
    const entry = await sealEntry(deps.secretBox, { realmId: realm.id, message })
    expect(await deliverEntry(deps, entry, server.now)).toBe(fate)
    expect(outcomes).toEqual(told)
    const { results } = await env.VERIFICATION_DB.prepare(
      'SELECT * FROM sms_error_statistics',
    ).all()
    expect(results).toHaveLength(told[0] === 'refused' ? 1 : 0)
  })

  test.each([
    [[200], 'https://a.example.org/', 'done', ['sent']],
    [[202], 'https://a.example.org/', 'retry', ['passing']],
    [[500], 'https://a.example.org/', 'retry', ['passing']],
    [['unreachable'], 'https://a.example.org/', 'retry', ['passing']],
    [[], undefined, 'done', ['refused']],
  ] as const)('an authority answers %j to a report', async (answers, url, fate, told) => {
    const { deps, realm, message, outcomes, asked } = await setUp(TWILIO, answers, {
      settings: { userReportWebhookUrl: url },
      secrets: { userReportWebhookSecret: 'supersecret12' },
    })
    const { expiresAt } = message
    const report = {
      uuid: 'u',
      code: '12345678',
      expiresAt,
      longExpiresAt: expiresAt,
      generated: { text: TEXT, phone: PHONE },
    }
    const entry = await sealEntry(deps.secretBox, {
      realmId: realm.id,
      message: { report, expiresAt },
    })
    expect(await deliverEntry(deps, entry, server.now)).toBe(fate)
    expect(outcomes).toEqual(told)
    expect(asked.map((call) => call.url)).toEqual(url === undefined ? [] : [url])
    expect(await deliverEntry(deps, entry, expiresAt)).toBe('done')
    expect(outcomes.at(-1)).toBe('expired')
  })

  test('a text whose code has expired is not sent, and a decoy is nothing', async () => {
    const { deps, realm, message, asked, outcomes } = await setUp(TWILIO)
    const late = await sealEntry(deps.secretBox, { realmId: realm.id, message })
    expect(await deliverEntry(deps, late, message.expiresAt)).toBe('done')
    const decoy = await sealEntry(deps.secretBox, { realmId: realm.id, message: undefined })
    expect(await deliverEntry(deps, decoy, server.now)).toBe('done')
    expect(asked).toEqual([])
    expect(outcomes).toEqual(['expired'])
  })

  test('what it gave up is counted, a decoy is not', async () => {
    const { deps, realm, message } = await setUp(TWILIO)
    for (const one of [message, message, undefined]) {
      const entry = await sealEntry(deps.secretBox, { realmId: realm.id, message: one })
      await giveUpEntry(deps, entry, server.now)
    }
    const { results } = await env.VERIFICATION_DB.prepare(
      'SELECT * FROM sms_error_statistics',
    ).all()
    expect(results).toMatchObject([{ error_code: 'undelivered', quantity: 2 }])
  })

  test('an entry comes back as it was', async () => {
    const { deps, realm, message } = await setUp(TWILIO)
    const entry = await sealEntry(deps.secretBox, { realmId: realm.id, message })
    expect(await openEntry(deps.secretBox, entry)).toEqual({ realmId: realm.id, message })
  })
})

describe('the consumer', () => {
  beforeEach(() => void vi.restoreAllMocks())

  async function consume(queue: string, bodies: readonly string[]) {
    const batch = createMessageBatch(
      queue,
      bodies.map((body, index) => ({
        id: String(index),
        timestamp: new Date(server.now * 1000),
        attempts: 1,
        body,
      })),
    )
    const context = createExecutionContext()
    await worker.queue?.(batch, env as never)
    return getQueueResult(batch, context)
  }

  test('tries for longer than any code lives, and one bad entry stops no other', async () => {
    const waits = Array.from({ length: 100 }, (_, index) => delayAfter(index + 1))
    expect(waits.reduce((sum, wait) => sum + wait, 0)).toBeGreaterThan(24 * 3600)
    expect(Math.max(...waits)).toBe(1000)
    const { realm, message } = await setUp({ kind: 'noop' })
    const good = { ...message, expiresAt: 4e9 as typeof server.now }
    const entry = await sealEntry(await box(), { realmId: realm.id, message: good })
    const result = await consume('tocsin-sms', ['nonsense', entry])
    expect(result.explicitAcks).toEqual(['1'])
    expect(result.retryMessages).toEqual([{ msgId: '0' }])
  })

  test('delivers, and has the rest tried again', async () => {
    const { realm, message } = await setUp({ kind: 'noop' })
    // The worker runs by the wall clock: the code is good for long.
    const good = { ...message, expiresAt: 4e9 as typeof server.now }
    const entry = await sealEntry(await box(), { realmId: realm.id, message: good })
    const result = await consume('tocsin-sms', [entry])
    expect(result.explicitAcks).toEqual(['0'])
    const away = await setUp(TWILIO)
    const again = await sealEntry(await box(), { realmId: away.realm.id, message: good })
    // No test may call out: the provider answers 599.
    const retried = await consume('tocsin-sms', [again])
    expect(retried.retryMessages).toEqual([{ msgId: '0' }])
    await consume('tocsin-sms-undelivered', [again])
    const { results } = await env.VERIFICATION_DB.prepare(
      'SELECT * FROM sms_error_statistics',
    ).all()
    expect(results).toMatchObject([{ error_code: 'undelivered', quantity: 1 }])
  })

  test('no line of the log tells of a phone, a text or what opens them', async () => {
    const { realm, message } = await setUp(TWILIO)
    const good = { ...message, expiresAt: 4e9 as typeof server.now }
    const entry = await sealEntry(await box(), { realmId: realm.id, message: good })
    const lines: string[] = []
    for (const level of ['log', 'info', 'warn', 'error', 'debug'] as const) {
      vi.spyOn(console, level).mockImplementation(
        (...line) => void lines.push(JSON.stringify(line)),
      )
    }
    await consume('tocsin-sms', ['nonsense', entry])
    await consume('tocsin-sms-undelivered', [entry])
    expect(lines.length).toBeGreaterThanOrEqual(3)
    const log = lines.join('\n')
    for (const secret of [PHONE, PHONE.slice(1), TEXT, '12345678', 'the-auth-token', entry]) {
      expect(log).not.toContain(secret)
    }
  })
})
