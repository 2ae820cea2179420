/** Figures of a realm: pages on real storage, and the same numbers as files. */

import { env } from 'cloudflare:test'
import { describe, expect, test } from 'vitest'
import { SECONDS_PER_DAY } from '../../../src/core/time.ts'
import { startConsole, type TestConsole } from '../../support/console-codes.ts'
import { OPEN_REALM } from '../../support/verification.ts'

const REALMS = [OPEN_REALM, { ...OPEN_REALM, name: 'Other', regionCode: 'US-OTH' }]

const insert = (table: string, row: Readonly<Record<string, unknown>>) =>
  env.VERIFICATION_DB.prepare(
    `INSERT INTO ${table} (${Object.keys(row).join(', ')}) VALUES (${Object.keys(row)
      .map(() => '?')
      .join(', ')})`,
  )
    .bind(...Object.values(row))
    .run()

const midnight = (server: TestConsole, age: number) =>
  Math.floor(server.now / SECONDS_PER_DAY) * SECONDS_PER_DAY - age * SECONDS_PER_DAY

/** A realm of some years, without figures. */
async function start() {
  const server = await startConsole({ realms: REALMS })
  await env.VERIFICATION_DB.prepare('UPDATE realms SET created_at = 1700000000').run()
  for (const table of ['realm', 'user', 'sms_error'])
    await env.VERIFICATION_DB.prepare(`DELETE FROM ${table}_statistics`).run()
  const person = await server.person(['StatsRead'])
  const realmId = server.verification.realms[0]?.id ?? 0
  const otherId = server.verification.realms[1]?.id ?? 0
  return { server, person, realmId, otherId }
}

/** Cells of the table of a chart, the newest day first. */
function tableOf(html: string, id: string): readonly (readonly string[])[] {
  const figure = html.slice(html.indexOf(`aria-labelledby="${id}-name"`))
  const body = /<tbody[^>]*>(.*?)<\/tbody>/s.exec(figure)?.[1] ?? ''
  return [...body.matchAll(/<tr[^>]*>(.*?)<\/tr>/gs)].map(([, row = '']) =>
    [...row.matchAll(/<t[hd][^>]*>(.*?)<\/t[hd]>/gs)].map(([, cell = '']) =>
      cell.replaceAll(/<[^>]*>/g, ''),
    ),
  )
}

describe('codes', () => {
  test('are shown by day, with zeros between, and today as not over', async () => {
    const { server, person, realmId, otherId } = await start()
    const day = (age: number) => midnight(server, age)
    const counts = { codes_issued: 10, codes_claimed: 4, tokens_claimed: 3, user_reports_issued: 2 }
    await insert('realm_statistics', { realm_id: realmId, day: day(0), ...counts })
    await insert('realm_statistics', { realm_id: realmId, day: day(6), codes_issued: 1 })
    await insert('realm_statistics', { realm_id: realmId, day: day(7), codes_issued: 500 })
    await insert('realm_statistics', { realm_id: otherId, day: day(0), codes_issued: 9000 })
    for (const user_id of [person.userId, 999])
      await insert('user_statistics', { realm_id: realmId, user_id, day: day(0), codes_issued: 3 })
    const { status, html } = await person.get(server.path('stats?days=7'))
    expect(status).toBe(200)
    const rows = tableOf(html, 'counts')
    expect(rows.map((cells) => cells.slice(1))).toEqual([
      ['10', '4', '3', '40'],
      ...Array(5).fill(['0', '0', '0', '–']),
      ['1', '0', '0', '0'],
    ])
    expect(rows[0]?.[0]).toMatch(/^19 November 2026 \(not over\)$/)
    expect(rows[6]?.[0]).toBe('13 November 2026')
    expect(html).toContain('11 codes were made in these days, and 4 were used.')
    // Made by somebody who has left, too.
    expect(tableOf(html, 'ways')[0]?.slice(1)).toEqual(['6', '4', '2'])
    expect(html).not.toContain('9,000')
  })

  test.each([7, 30, 90])('of %i days are as many rows, in each chart', async (days) => {
    const { server, person } = await start()
    const { html } = await person.get(server.path(`stats?days=${days}`))
    for (const id of ['counts', 'shares', 'ways']) expect(tableOf(html, id)).toHaveLength(days)
    expect(html).toContain('Figures start on the first day a code is made.')
    expect(html).not.toMatch(/NaN|Infinity|style=/)
    expect(html.length).toBeLessThan(100 * 1024)
  })

  test('begin with the day on which the realm was made', async () => {
    const { server, person } = await start()
    await env.VERIFICATION_DB.prepare('UPDATE realms SET created_at = ?1')
      .bind(midnight(server, 2) + 60)
      .run()
    const { html } = await person.get(server.path('stats'))
    expect(tableOf(html, 'counts')).toHaveLength(3)
  })
})

test('times to use and wrong tries are those of the rows', async () => {
  const { server, person, realmId } = await start()
  await insert('realm_statistics', {
    realm_id: realmId,
    day: midnight(server, 1),
    codes_claimed: 4,
    claim_age_seconds: 4 * 600,
    claim_age_1: 3,
    claim_age_10: 1,
    codes_invalid: 9,
    codes_invalid_ios: 4,
    codes_invalid_android: 2,
    codes_invalid_unknown_os: 3,
  })
  const { html } = await person.get(server.path('stats/codes'))
  expect(tableOf(html, 'times')).toEqual([
    ['1 min', '0', '0 %'],
    ['5 min', '3', '75 %'],
    ['15 min', '0', '0 %'],
    ['30 min', '0', '0 %'],
    ['1 h', '0', '0 %'],
    ['2 h', '0', '0 %'],
    ['3 h', '0', '0 %'],
    ['6 h', '0', '0 %'],
    ['12 h', '0', '0 %'],
    ['24 h', '0', '0 %'],
    ['14 d', '1', '25 %'],
  ])
  expect(html).toContain('75 % of the codes used were used within an hour.')
  expect(tableOf(html, 'means')[1]?.slice(1)).toEqual(['10'])
  expect(tableOf(html, 'means')[0]?.slice(1)).toEqual(['–'])
  expect(tableOf(html, 'tries')[1]?.slice(1)).toEqual(['4', '2', '3'])
})

describe('texts that failed', () => {
  test('are told by code, the most frequent first, in words', async () => {
    const { server, person, realmId, otherId } = await start()
    const row = (realm_id: number, error_code: string, age: number, quantity: number) =>
      insert('sms_error_statistics', { realm_id, error_code, day: midnight(server, age), quantity })
    await row(realmId, '30006', 0, 1)
    await row(realmId, '30003', 3, 5)
    await row(realmId, '30003', 4, 1)
    await row(realmId, '<b>x</b>', 2, 1)
    await row(realmId, '30007', 40, 70)
    await row(otherId, '30008', 1, 60)
    const { html } = await person.get(server.path('stats/sms'))
    expect(tableOf(html, 'errors').map((cells) => cells.slice(0, 4))).toEqual([
      ['30003', 'The phone is off or out of reach', '6', '75 %'],
      ['30006', 'A landline', '1', '13 %'],
      ['&lt;b&gt;x&lt;/b&gt;', 'Not known here', '1', '13 %'],
    ])
    const days = tableOf(html, 'error-days').map(([, count]) => Number(count))
    expect(days.slice(0, 6)).toEqual([1, 0, 1, 5, 1, 0])
    expect(days.reduce((sum, count) => sum + count, 0)).toBe(8)
    expect(html).not.toContain('<b>x')
  })

  test('are none where none was reported', async () => {
    const { server, person } = await start()
    const { html } = await person.get(server.path('stats/sms'))
    expect(html).toContain('The network has reported no text that failed.')
    expect(tableOf(html, 'error-days')).toHaveLength(30)
  })
})

describe('files', () => {
  test.each([
    ['stats/codes.csv', '/api/stats/realm.csv'],
    ['stats/codes.json', '/api/stats/realm.json'],
    ['stats/sms.csv', '/api/stats/realm/sms-errors.csv'],
    ['stats/sms.json', '/api/stats/realm/sms-errors.json'],
  ])('%s is what the API answers at %s', async (path, apiPath) => {
    const { server, person, realmId } = await start()
    const day = midnight(server, 1)
    await insert('realm_statistics', { realm_id: realmId, day, codes_issued: 7, codes_claimed: 2 })
    await insert('sms_error_statistics', {
      realm_id: realmId,
      day,
      error_code: '30003',
      quantity: 4,
    })
    const file = await person.get(server.path(path))
    const told = await server.verification.requestAdmin(apiPath, {
      headers: {
        accept: 'application/json',
        'x-api-key': server.verification.realms[0]?.apiKeys.stats ?? '',
      },
    })
    expect(file.status).toBe(200)
    expect(file.html).toBe(await told.text())
    expect(file.html).toContain('7')
    for (const name of ['content-type', 'content-disposition', 'cache-control'])
      expect([name, file.headers.get(name)]).toEqual([name, told.headers.get(name)])
  })

  test('add up to what the page shows', async () => {
    const { server, person, realmId } = await start()
    for (const age of [0, 1, 5, 89])
      await insert('realm_statistics', {
        realm_id: realmId,
        day: midnight(server, age),
        codes_issued: 11 * (age + 1),
      })
    const { html: csv } = await person.get(server.path('stats/codes.csv'))
    const { html } = await person.get(server.path('stats?days=90'))
    const inFile = csv
      .trim()
      .split('\n')
      .slice(1)
      .reduce((sum, line) => sum + Number(line.split(',')[1]), 0)
    const onPage = tableOf(html, 'counts').reduce((sum, cells) => sum + Number(cells[1]), 0)
    expect([inFile, onPage]).toEqual([1089, 1089])
  })
})

test('nobody sees them without the right, nor those of another realm', async () => {
  const { server } = await start()
  const worker = await server.person(['CodeIssue'])
  const person = await server.person(['StatsRead'])
  for (const page of ['stats', 'stats/codes', 'stats/sms', 'stats/codes.csv', 'stats/sms.json']) {
    expect((await worker.get(server.path(page))).status).toBe(403)
    expect((await person.get(server.path(page, 1))).status).toBe(404)
  }
})
