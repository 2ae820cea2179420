/** TANs and OTPs: what is asked, what an answer means, and what is lost where something fails between. */

import { env } from 'cloudflare:workers'
import { randomUUID } from 'node:crypto'
import { beforeEach, describe, expect, test, vi } from 'vitest'
import {
  aPayload,
  cwaKeys,
  encodePayload,
  SRS_URL,
  startCwa,
  type TestCwa,
} from '../../support/corona-warn-app-phone.ts'
import { NOON } from '../../support/keyserver.ts'
import { meterDatabase } from '../../support/metered-database.ts'
import { EffectRecorder, interruptEverywhere } from '../../support/recorded-effects.ts'

let cwa: TestCwa
beforeEach(async () => {
  cwa = await startCwa()
})

const countKeys = async (where = '1') =>
  await env.KEYSERVER_DB.prepare(
    `SELECT count(*) AS n FROM diagnosis_keys WHERE ${where}`,
  ).first<number>('n')

describe('a TAN', () => {
  test.each([
    ['no UUID', () => 'teleTAN', 0],
    ['empty', () => '', 0],
    ['not known', () => randomUUID(), 1],
    ['one for warnings by health authorities', () => cwa.verification.tan('EVENT'), 1],
  ])('that is %s is refused with 403', async (_name, tan, calls) => {
    const { status } = await cwa.submit(aPayload(), { 'cwa-authorization': tan() })
    expect([status, cwa.verification.asked.length, await countKeys()]).toEqual([403, calls, 0])
  })

  test('of another type is taken', async () => {
    const tan = cwa.verification.tan('TEST')
    expect((await cwa.submit(aPayload(), { 'cwa-authorization': tan })).status).toBe(200)
  })

  test('is good once', async () => {
    const headers = { 'cwa-authorization': cwa.verification.tan() }
    const statuses = []
    for (const _ of [1, 2])
      statuses.push((await cwa.submit(aPayload(cwaKeys(NOON, 1)), headers)).status)
    expect([statuses, await countKeys()]).toEqual([[200, 403], 1])
  })

  test('is asked about again while its server is away', async () => {
    cwa.verification.next.push('unreachable', 503, 'timeout', 500)
    expect((await cwa.submit(aPayload())).status).toBe(200)
    expect(cwa.verification.asked).toHaveLength(5)
    expect(cwa.verification.slept).toEqual([500, 750, 1125, 1687.5])
  })

  test('whose server stays away costs 500, and nothing is stored', async () => {
    cwa.verification.next.push(...Array.from({ length: 20 }, () => 'unreachable' as const))
    expect((await cwa.submit(aPayload())).status).toBe(500)
    expect(await countKeys()).toBe(0)
  })

  test('without a server to ask costs 500', async () => {
    cwa = await startCwa({ vars: { CWA_VERIFICATION_URL: '' } })
    cwa.verification.next.push('address_refused')
    expect((await cwa.submit(aPayload())).status).toBe(500)
  })

  test('is in no log line', async () => {
    const lines: string[] = []
    const spy = vi.spyOn(console, 'log').mockImplementation((...args) => {
      lines.push(args.map(String).join(' '))
    })
    const tans = [cwa.verification.tan(), randomUUID(), cwa.verification.tan()]
    try {
      for (const tan of tans) {
        if (tan === tans[2]) cwa.verification.next.push(400)
        await cwa.submit(aPayload(), { 'cwa-authorization': tan })
      }
    } finally {
      spy.mockRestore()
    }
    expect(lines).toHaveLength(3)
    for (const tan of tans) expect(lines.join('\n')).not.toContain(tan)
  })
})

describe('a TAN and the database', () => {
  test('a database that is away is met before the TAN is used up', async () => {
    const { meter, wrap } = meterDatabase()
    cwa = await startCwa({ wrapDatabase: wrap })
    meter.before = () => {
      throw new Error('D1_ERROR')
    }
    const headers = { 'cwa-authorization': cwa.verification.tan() }
    expect((await cwa.submit(aPayload(), headers)).status).toBe(500)
    expect(cwa.verification.asked).toEqual([])
    meter.before = () => undefined
    expect((await cwa.submit(aPayload(), headers)).status).toBe(200)
  })

  test('storing is tried again, since the TAN is used up by then', async () => {
    const { meter, wrap } = meterDatabase()
    cwa = await startCwa({ wrapDatabase: wrap })
    let failures = 2
    meter.before = () => {
      if (cwa.verification.asked.length > 0 && failures-- > 0) throw new Error('D1_ERROR')
    }
    expect((await cwa.submit(aPayload())).status).toBe(200)
    expect(await countKeys()).toBe(3)
  })

  test('a process that dies: keys are stored whole or not at all, and only between TAN and keys is a TAN lost', async () => {
    let recorder = new EffectRecorder()
    const keys = cwaKeys(NOON, 3)
    let tan = ''
    const statuses: (number | string)[] = []
    const report = await interruptEverywhere(
      {
        async prepare() {
          statuses.length = 0
          cwa = await startCwa({ wrapDatabase: (database) => switching(database, () => recorder) })
          tan = cwa.verification.tan()
          const { outbound } = cwa.verification.deps
          const { send } = outbound
          outbound.send = (url, request) => recorder.perform('tan', () => send(url, request))
        },
        async run(given) {
          recorder = given
          const { status } = await cwa.submit(aPayload(keys), { 'cwa-authorization': tan })
          statuses.push(status)
        },
        readState: async () => ({ keys: await countKeys(), statuses: [...statuses] }),
      },
      ['dies before', 'dies after'],
    )
    expect(report.effects.filter((name) => name === 'tan')).toHaveLength(1)
    const at = report.effects.indexOf('tan')
    expect(report.effects.slice(at + 1)).toHaveLength(1)
    for (const { name, end } of report.cases) {
      const isLost = name.startsWith('dies after effect') ? name.includes(': tan') : false
      const isLostBefore = name.startsWith(`dies before effect ${at + 1}:`)
      const isStored = name.startsWith(`dies after effect ${at + 1}:`)
      const expected =
        isLost || isLostBefore
          ? { keys: 0, statuses: [403] }
          : { keys: 3, statuses: [isStored ? 403 : 200] }
      expect([name, end]).toEqual([name, expected])
    }
  })
})

const switching = (database: D1Database, recorder: () => EffectRecorder): D1Database =>
  new Proxy(database, {
    get: (target, member) => {
      const value: unknown = Reflect.get(recorder().database(target), member)
      return value
    },
  })

describe('a self report', () => {
  const selfReport = (keys = cwaKeys(NOON, 3), submissionType = 3) =>
    aPayload(keys, { submissionType: submissionType as 3 })
  const withOtp = (otp = cwa.verification.otp()) => ({ 'cwa-otp': otp })
  beforeEach(async () => {
    cwa = await startCwa({ vars: { CWA_SRS_URL: SRS_URL } })
  })

  test.each([3, 4, 5, 6, 7, 8, 9])('of type %i is stored as such', async (type) => {
    const otp = cwa.verification.otp()
    const answer = await cwa.submit(selfReport(cwaKeys(NOON, 2), type), withOtp(otp))
    expect([answer.status, await countKeys('report_type = 3')]).toEqual([200, 2])
    expect(cwa.verification.asked).toEqual([
      { url: `${SRS_URL}/version/v1/srs`, body: JSON.stringify({ otp }) },
    ])
  })

  test.each([0, 1, 2, 10])('of type %i is refused with 400', async (type) => {
    expect((await cwa.submit(selfReport(undefined, type), withOtp())).status).toBe(400)
  })

  test.each([
    ['no UUID', () => 'otp'],
    ['not known', () => randomUUID()],
    ['redeemed', () => cwa.verification.otp('redeemed')],
    ['expired', () => cwa.verification.otp('expired')],
  ])('whose OTP is %s is refused with 403', async (_name, otp) => {
    expect((await cwa.submit(selfReport(), withOtp(otp()))).status).toBe(403)
    expect(await countKeys()).toBe(0)
  })

  test('is refused with 403 where nobody gives out OTPs', async () => {
    cwa = await startCwa()
    expect((await cwa.submit(selfReport(), withOtp())).status).toBe(403)
    expect(cwa.verification.asked).toEqual([])
  })

  test('with a key that is stored is refused before its OTP is used up', async () => {
    const keys = cwaKeys(NOON, 2)
    await cwa.submit(selfReport(keys), withOtp())
    const { status, headers } = await cwa.submit(selfReport(keys), withOtp())
    expect([status, headers.get('cwa-error-code')]).toEqual([400, 'KEYS_ALREADY_EXIST'])
    expect(cwa.verification.asked).toHaveLength(1)
  })

  test('is cut to the days that count, and says so', async () => {
    cwa = await startCwa({ vars: { CWA_SRS_URL: SRS_URL, CWA_SRS_DAYS: '5' } })
    const { status, headers } = await cwa.submit(selfReport(cwaKeys(NOON, 10)), withOtp())
    expect([status, headers.get('cwa-keys-truncated'), await countKeys()]).toEqual([200, '5', 5])
    const whole = await cwa.submit(selfReport(cwaKeys(NOON, 5)), withOtp())
    expect(whole.headers.has('cwa-keys-truncated')).toBe(false)
  })

  test('meets 429 once as many keys came as are taken in a day', async () => {
    cwa = await startCwa({
      vars: { CWA_SRS_URL: SRS_URL, CWA_MAX_SELF_REPORTED_KEYS_PER_DAY: '3' },
    })
    expect((await cwa.submit(selfReport(cwaKeys(NOON, 3)), withOtp())).status).toBe(200)
    cwa.server.restart()
    expect((await cwa.submit(selfReport(cwaKeys(NOON, 1)), withOtp())).status).toBe(429)
    expect((await cwa.submit(aPayload())).status).toBe(200)
  })
})

describe('a warning on behalf of others', () => {
  const PATH = '/version/v1/submission-on-behalf'
  const warning = (submissionType = 2) =>
    encodePayload({
      submissionType: submissionType as 2,
      checkIns: [new Uint8Array(5), new Uint8Array(5)],
    })
  const headers = (tan: string) => ({ 'cwa-fake': '0', 'cwa-authorization': tan })

  test('is answered, and told that nothing was saved', async () => {
    const answer = await cwa.send(warning(), headers(cwa.verification.tan('EVENT')), PATH)
    expect([answer.status, answer.headers.get('cwa-filtered-checkins')]).toEqual([200, '2'])
    expect(answer.headers.get('cwa-saved-checkins')).toBe('0')
    expect(await countKeys()).toBe(0)
  })

  test('needs a TAN for it', async () => {
    expect((await cwa.send(warning(), headers(cwa.verification.tan()), PATH)).status).toBe(403)
    expect((await cwa.send(warning(), headers(randomUUID()), PATH)).status).toBe(403)
  })

  test('of another type is refused with 400', async () => {
    const tan = cwa.verification.tan('EVENT')
    expect((await cwa.send(warning(0), headers(tan), PATH)).status).toBe(400)
  })

  test('that is a fake is answered with 200', async () => {
    expect((await cwa.send(warning(), { 'cwa-fake': '1' }, PATH)).status).toBe(200)
    expect(cwa.verification.asked).toEqual([])
  })
})
