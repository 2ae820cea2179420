import { env } from 'cloudflare:workers'
import { describe, expect, test } from 'vitest'
import { openVerification } from '../../../src/db/verification/database.ts'
import type { Mail } from '../../../src/flows/verification/mail.ts'
import { mailAnomalies, mailSmsErrors } from '../../../src/flows/verification/mail-alarms.ts'
import { modelQuotas } from '../../../src/flows/verification/model-quotas.ts'
import { codeQuota } from '../../../src/platform/admission.ts'
import { interruptEverywhere } from '../../support/recorded-effects.ts'
import { OPEN_REALM, startVerification, type TestVerification } from '../../support/verification.ts'

const DAY = 86_400
const BOUNDS = { min: 10, max: 20_000 }
const CONFIRMED = { testType: 'confirmed' }

const realm = (settings: object = {}, rest: object = {}) => ({
  ...OPEN_REALM,
  ...rest,
  settings: {
    ...OPEN_REALM.settings,
    abusePreventionEnabled: true,
    contactEmailAddresses: ['head@example.org'],
    ...settings,
  },
})

const midnight = (server: TestVerification) => Math.floor(server.now / DAY) * DAY

async function putDays(
  server: TestVerification,
  issued: readonly (number | undefined)[],
  claimed: (n: number) => number = (n) => n,
) {
  const id = server.realms[0]?.id
  for (const [age, count] of issued.entries()) {
    // A day on which nothing happened has no row.
    if (count === undefined) continue
    await env.VERIFICATION_DB.prepare(
      'INSERT INTO realm_statistics (realm_id, day, codes_issued, codes_claimed) VALUES (?, ?, ?, ?)',
    )
      .bind(id, midnight(server) - age * DAY, count, claimed(count))
      .run()
  }
}

const quota = codeQuota(env.REALM_QUOTA, '')
const events = { requestFailed: () => undefined }
const run = (server: TestVerification) =>
  modelQuotas({ db: server.db, quota, events }, BOUNDS, server.now)
const limitOf = async () =>
  (
    await env.VERIFICATION_DB.prepare(
      "SELECT settings ->> 'abusePreventionLimit' AS n FROM realms",
    ).first<{ n: number | null }>()
  )?.n

describe('the modeler', () => {
  test('sets limit and quota, with the factor', async () => {
    const server = await startVerification({ realms: [realm({ abusePreventionFactor: 1.5 })] })
    // Newest first: the line falls towards the past.
    await putDays(
      server,
      Array.from({ length: 20 }, (_, age) => 20 - age),
    )
    expect(await run(server)).toEqual({ realms: 1, quotas: 1 })
    expect(await limitOf()).toBe(21)
    expect(await quota.read(server.realms[0]?.id ?? 0, server.now)).toEqual({
      limit: 32,
      remaining: 32,
    })
  })

  test('thirteen days change nothing, and a realm without abuse prevention has no quota', async () => {
    const few = await startVerification({ realms: [realm({ abusePreventionLimit: 77 })] })
    await putDays(few, Array(13).fill(50))
    await run(few)
    expect(await limitOf()).toBe(77)
    const open = await startVerification({ realms: [realm({ abusePreventionEnabled: false })] })
    await putDays(open, Array(20).fill(50))
    expect(await run(open)).toEqual({ realms: 1, quotas: 0 })
    expect(await limitOf()).toBeNull()
  })

  test('days count by their rows, however far apart they are', async () => {
    const server = await startVerification({ realms: [realm()] })
    await putDays(
      server,
      Array.from({ length: 170 }, (_, age) => (age % 10 === 0 ? 50 : undefined)),
    )
    expect(await run(server)).toEqual({ realms: 1, quotas: 1 })
    expect(await limitOf()).toBe(50)
  })

  test('a run every four hours does not fill the quota up again before the next day', async () => {
    const server = await startVerification({ realms: [realm()] })
    await putDays(server, [0, ...Array(20).fill(10)])
    await run(server)
    const id = server.realms[0]?.id ?? 0
    for (let i = 0; i < 4; i++) await server.admin('/api/issue', CONFIRMED)
    server.now = (server.now + 4 * 3600) as typeof server.now
    await run(server)
    expect((await quota.read(id, server.now))?.remaining).toBe(6)
    server.now = (server.now + DAY) as typeof server.now
    await run(server)
    const next = await quota.read(id, server.now)
    expect(next?.remaining).toBe(next?.limit)
  })

  test('what was added by hand lasts until the day ends', async () => {
    const server = await startVerification({ realms: [realm()] })
    await putDays(server, [0, ...Array(20).fill(10)])
    await run(server)
    const id = server.realms[0]?.id ?? 0
    await quota.burst(id, 100, server.now)
    await run(server)
    expect((await quota.read(id, server.now))?.remaining).toBe(110)
    server.now = (server.now + DAY) as typeof server.now
    expect((await quota.read(id, server.now))?.remaining).toBe(10)
  })

  test('also on the day on which the quota was switched on, for a week then', async () => {
    const server = await startVerification({ realms: [realm()] })
    await putDays(server, [0, ...Array(20).fill(10)])
    const id = server.realms[0]?.id ?? 0
    await quota.set(id, 10, 7 * DAY, server.now)
    await quota.burst(id, 100, server.now)
    await run(server)
    expect((await quota.read(id, server.now))?.remaining).toBe(110)
  })

  test('run twice is run once', async () => {
    const server = await startVerification({ realms: [realm()] })
    await putDays(server, Array(20).fill(30))
    await Promise.all([run(server), run(server)])
    const first = await env.VERIFICATION_DB.prepare('SELECT * FROM realms').first()
    await run(server)
    expect(await env.VERIFICATION_DB.prepare('SELECT * FROM realms').first()).toEqual(first)
  })
})

test('a quota that is not reached does not stop another, and the job says so', async () => {
  const server = await startVerification({
    realms: [realm(), realm({}, { name: 'Second', regionCode: 'US-SEC' })],
  })
  const [first, second] = server.realms.map(({ id }) => id)
  await putDays(server, Array(20).fill(50))
  await env.VERIFICATION_DB.prepare(
    `INSERT INTO realm_statistics (realm_id, day, codes_issued)
    SELECT ?, day, codes_issued FROM realm_statistics WHERE realm_id = ?`,
  )
    .bind(second, first)
    .run()
  const renewed: number[] = []
  const broken: typeof quota = {
    ...quota,
    renewDaily: async (id) => {
      if (id === first) throw new Error('the object is away')
      renewed.push(id)
    },
  }
  const ran = modelQuotas({ db: server.db, quota: broken, events }, BOUNDS, server.now)
  await expect(ran).rejects.toMatchObject({ reason: 'quotas_failed' })
  expect(renewed).toEqual([second])
})

test('a run of the modeler may die anywhere', async () => {
  let server: TestVerification
  const report = await interruptEverywhere(
    {
      prepare: async () => {
        server = await startVerification({ realms: [realm()] })
        await putDays(server, [0, ...Array(20).fill(30)])
        await quota.set(server.realms[0]?.id ?? 0, 10, 7 * DAY, server.now)
        for (let i = 0; i < 4; i++) await server.admin('/api/issue', CONFIRMED)
      },
      run: (recorder) =>
        modelQuotas(
          {
            db: openVerification(recorder.database(env.VERIFICATION_DB)),
            quota: recorder.object('quota', quota),
            events,
          },
          BOUNDS,
          server.now,
        ),
      readState: async () => ({
        limit: await limitOf(),
        quota: await quota.read(server.realms[0]?.id ?? 0, server.now),
      }),
    },
    ['dies before', 'dies after', 'stalls before'],
  )
  expect(report.effects.length).toBeGreaterThan(3)
  expect(report.undisturbed).toMatchObject({
    quota: { remaining: (report.undisturbed.limit ?? 0) - 4 },
  })
  for (const { name, end } of report.cases) expect(end, name).toEqual(report.undisturbed)
})

describe('letters', () => {
  function postOffice(isOpen = true) {
    const mails: Mail[] = []
    const mailer = {
      send: async (mail: Mail) => {
        if (isOpen) mails.push(mail)
        return isOpen
      },
    }
    return { mails, mailer }
  }

  test('a realm whose codes are used less than usual is told once a day', async () => {
    const server = await startVerification({ realms: [realm()] })
    await putDays(server, [0, ...Array(20).fill(10)], (n) => n)
    // Yesterday nobody used a code.
    await env.VERIFICATION_DB.prepare('UPDATE realm_statistics SET codes_claimed = 1 WHERE day = ?')
      .bind(midnight(server) - DAY)
      .run()
    await run(server)
    const { mails, mailer } = postOffice()
    const tell = () => mailAnomalies({ db: server.db, mailer }, 2, server.now)
    expect(await tell()).toEqual({ alarms: 1, mailed: 1 })
    expect(await tell()).toEqual({ alarms: 1, mailed: 0 })
    expect(mails).toMatchObject([{ to: ['head@example.org'] }])
    expect(mails[0]?.text).toContain('10 %')
    server.now = (server.now + DAY) as typeof server.now
    expect(await tell()).toEqual({ alarms: 1, mailed: 1 })
  })

  test('a usual day, a realm for walks, one without an address: no letter', async () => {
    for (const [seed, used] of [
      [realm(), 10],
      [realm({}, { isE2e: true }), 1],
      [realm({ contactEmailAddresses: [] }), 1],
    ] as const) {
      const server = await startVerification({ realms: [seed] })
      await putDays(server, [0, ...Array(20).fill(10)])
      await env.VERIFICATION_DB.prepare(
        'UPDATE realm_statistics SET codes_claimed = ? WHERE day = ?',
      )
        .bind(used, midnight(server) - DAY)
        .run()
      await run(server)
      const { mails, mailer } = postOffice()
      await mailAnomalies({ db: server.db, mailer }, 2, server.now)
      expect(mails).toEqual([])
    }
  })

  const putErrors = (server: TestVerification, code: string, quantity: number) =>
    env.VERIFICATION_DB.prepare('INSERT INTO sms_error_statistics VALUES (?, ?, ?, ?)')
      .bind(server.realms[0]?.id, code, midnight(server), quantity)
      .run()
  const SETTINGS = { threshold: 50, ignoredCodes: ['30003'] }

  test('errors of texts from the threshold on, the ignored ones aside', async () => {
    const server = await startVerification({ realms: [realm()] })
    await putErrors(server, '30003', 500)
    await putErrors(server, '21211', 50)
    const { mails, mailer } = postOffice()
    const tell = () => mailSmsErrors({ db: server.db, mailer }, SETTINGS, server.now)
    expect(await tell()).toEqual({ alarms: 0, mailed: 0 })
    await putErrors(server, '30007', 1)
    expect(await tell()).toEqual({ alarms: 1, mailed: 1 })
    expect(await tell()).toEqual({ alarms: 1, mailed: 0 })
    expect(mails[0]?.text).toContain('51 texts')
  })

  test('a closed gateway fails the job, and the letter goes out when it is open again', async () => {
    const server = await startVerification({ realms: [realm()] })
    await putErrors(server, '21211', 60)
    const closed = postOffice(false)
    await expect(
      mailSmsErrors({ db: server.db, mailer: closed.mailer }, SETTINGS, server.now),
    ).rejects.toMatchObject({ reason: 'mail_failed' })
    const open = postOffice()
    await mailSmsErrors({ db: server.db, mailer: open.mailer }, SETTINGS, server.now)
    expect(open.mails).toHaveLength(1)
  })

  test('without a gateway nothing is sent, and that is no failure', async () => {
    const server = await startVerification({ realms: [realm()] })
    await putErrors(server, '21211', 60)
    expect(await mailSmsErrors({ db: server.db, mailer: undefined }, SETTINGS, server.now)).toEqual(
      {
        alarms: 1,
        mailed: 0,
      },
    )
  })

  test('a run may die anywhere: no letter is lost, one that was under way may come twice', async () => {
    let server: TestVerification
    let office = postOffice()
    const report = await interruptEverywhere(
      {
        prepare: async () => {
          server = await startVerification({
            realms: [realm(), realm({}, { name: 'Second', regionCode: 'US-SEC' })],
          })
          for (const { id } of server.realms) {
            await env.VERIFICATION_DB.prepare(
              'INSERT INTO sms_error_statistics VALUES (?, ?, ?, ?)',
            )
              .bind(id, '21211', midnight(server), 60)
              .run()
          }
          await env.VERIFICATION_DB.prepare(
            'UPDATE realms SET claim_ratio_last = 0.1, claim_ratio_mean = 0.9, claim_ratio_deviation = 0.1',
          ).run()
          office = postOffice()
        },
        run: async (recorder) => {
          const deps = {
            db: openVerification(recorder.database(env.VERIFICATION_DB)),
            mailer: recorder.object('mailer', office.mailer),
          }
          await mailAnomalies(deps, 2, server.now)
          await mailSmsErrors(deps, SETTINGS, server.now)
        },
        readState: async () => {
          const { results } = await env.VERIFICATION_DB.prepare(
            "SELECT action, subject, count(*) AS n FROM audit_log WHERE action LIKE 'mail.%' GROUP BY action, subject ORDER BY action, subject",
          ).all()
          const letters = Map.groupBy(office.mails, ({ subject }) => subject)
          expect(office.mails.length).toBeLessThanOrEqual(5)
          return {
            told: results.map(({ action, subject }) => `${action} ${subject}`),
            letters: [...letters.keys()].sort(),
          }
        },
      },
      ['dies before', 'dies after'],
    )
    expect(report.undisturbed.told).toHaveLength(4)
    expect(report.undisturbed.letters).toHaveLength(4)
    for (const { name, end } of report.cases) expect(end, name).toEqual(report.undisturbed)
  })
})
