/** The record of a realm: what is in it, found and paged on real storage. */

import { describe, expect, test } from 'vitest'
import type { AuditEntry } from '../../../src/core/audit/chain.ts'
import { addSeconds, SECONDS_PER_DAY } from '../../../src/core/time.ts'
import { auditedBatch } from '../../../src/db/audit/queries.ts'
import { startConsole } from '../../support/console-codes.ts'
import { OPEN_REALM } from '../../support/verification.ts'

const REALMS = [OPEN_REALM, { ...OPEN_REALM, name: 'Other', regionCode: 'US-OTH' }]

async function start() {
  const server = await startConsole({ realms: REALMS })
  const { db, realms } = server.verification
  await db.d1.prepare('DELETE FROM audit_log').run()
  const person = await server.person(['AuditRead'])
  const ids = realms.map(({ id }) => id)
  /** @param realm of the entry, by its place @param days ago */
  const note = (changes: Partial<AuditEntry>, path = 'settings', realm = 0, days = 0) => {
    const subject = `realms/${ids[realm]}${path === '' ? '' : `/${path}`}`
    const entry = { actor: 'ana@example.org', action: 'realm_settings.update', subject, detail: {} }
    return auditedBatch(
      db,
      addSeconds(server.now, -days * SECONDS_PER_DAY),
      [{ ...entry, ...changes }],
      [],
    )
  }
  return { server, person, note, ids }
}

const rowsOf = (html: string): readonly string[] =>
  [...html.matchAll(/<tr role="row">(.*?)<\/tr>/gs)]
    .slice(1)
    .map(([, row = '']) => row.replaceAll(/<[^>]*>/g, ' ').replaceAll(/\s+/g, ' '))

describe('the record', () => {
  test('tells who did what to what, and what was there before', async () => {
    const { server, person, note } = await start()
    await note({ detail: { codeLength: { from: 8, to: 7 }, requireDate: { to: true } } })
    await note({ action: 'weather.change', actor: 'operator' }, '')
    const { status, html } = await person.get(server.path('audit'))
    expect(status).toBe(200)
    const [first, second] = rowsOf(html)
    expect(first).toMatch(/operator weather\.change The place itself/)
    expect(second).toMatch(
      /ana@example\.org Changed settings settings codeLength : 8 → 7 requireDate : not set → true/,
    )
    expect(html).toContain('Entries are kept for 30 days.')
  })

  test('has nothing of other realms, also where a number begins alike', async () => {
    const { server, person, note, ids } = await start()
    await note({ actor: 'other@example.org' }, 'settings', 1)
    await note({ actor: 'alike@example.org', subject: `realms/${ids[0]}0/settings` })
    await note({ actor: 'people@example.org', subject: 'people/x@example.org' })
    const { html } = await person.get(server.path('audit'))
    expect(rowsOf(html)).toEqual([])
    expect(html).toContain('Nothing has been done here')
    expect((await person.get(server.path('audit', 1))).status).toBe(404)
    expect((await person.get(server.path('audit.csv', 1))).status).toBe(404)
  })

  test('holds markup as text', async () => {
    const { server, person, note } = await start()
    await note({ actor: '<b>x', detail: { '<i>': { from: '<s>', to: '"><script>' } } }, '<u>')
    const { html } = await person.get(server.path('audit?who=%22%3E%3Cscript%3E'))
    expect(html).not.toMatch(/"><script>/)
    const all = (await person.get(server.path('audit'))).html
    expect(all).toContain('&lt;b&gt;x')
    expect(all).not.toMatch(/<[bisu]>/)
  })

  test('is found by day, person, deed and target', async () => {
    const { server, person, note } = await start()
    await note({ actor: 'ana@example.org' }, 'settings', 0, 0)
    await note({ actor: 'Jo@example.org', action: 'api_key.create' }, 'api-keys/7', 0, 1)
    await note({ actor: 'eva@example.org', action: 'code.expire' }, 'codes/ab-12', 0, 5)
    const actors = async (query: string) =>
      rowsOf((await person.get(server.path(`audit?${query}`))).html).map(
        (row) => /(\w+)@example/.exec(row)?.[1],
      )
    expect(await actors('')).toEqual(['eva', 'Jo', 'ana'])
    expect(await actors('who=jo')).toEqual(['Jo'])
    expect(await actors('action=Code')).toEqual(['eva'])
    expect(await actors('target=keys')).toEqual(['Jo'])
    // It is 19 November at noon.
    expect(await actors('from=2026-11-18')).toEqual(['Jo', 'ana'])
    expect(await actors('from=2026-11-18&to=2026-11-18')).toEqual(['Jo'])
    expect(await actors('to=2026-11-14&who=eva')).toEqual(['eva'])
    expect(await actors('who=%25')).toEqual([])
    // The realm's own number is no part of a target.
    expect(await actors('target=realms')).toEqual([])
  })

  test('says what is wrong with the days, and between which nothing happened', async () => {
    const { server, person } = await start()
    const wrong = await person.get(server.path('audit?from=2026-11-19&to=2026-11-01&who=ana'))
    expect(wrong.status).toBe(422)
    expect(wrong.html).toContain('The first day is after the last one.')
    expect(wrong.html).toContain('value="ana"')
    expect((await person.get(server.path('audit.csv?from=x'))).status).toBe(422)
    const none = await person.get(server.path('audit?from=2026-11-01&to=2026-11-02'))
    expect(none.html).toContain('Nothing happened between 2026-11-01 and 2026-11-02.')
    expect(none.html).toContain(`href="${server.path('audit')}"`)
  })

  test('is paged without losing or repeating any, while more is written', async () => {
    const { server, person, note, ids } = await start()
    const entries = Array.from({ length: 120 }, (_, index) => ({
      actor: `person-${index}`,
      action: 'realm.update',
      subject: `realms/${ids[0]}`,
      detail: {},
    }))
    await auditedBatch(server.verification.db, server.now, entries, [])
    const seen: string[] = []
    let path: string | undefined = server.path('audit?action=realm')
    while (path !== undefined) {
      const { html } = await person.get(path)
      seen.push(...rowsOf(html).map((row) => /person-\d+/.exec(row)?.[0] ?? ''))
      path = /<a href="([^"]*)" rel="next"/.exec(html)?.[1]?.replaceAll('&amp;', '&')
      if (path !== undefined) expect(path).toContain('action=realm&after=')
      await note({ action: 'realm.update', actor: 'late' })
    }
    expect(seen).toEqual(entries.map(({ actor }) => actor).toReversed())
  })

  test('can be kept as a table, in which no name is a formula', async () => {
    const { server, person, note } = await start()
    await note({ actor: '=1+1', detail: { reason: 'a,"b"' } })
    await note({ actor: 'jo@example.org' }, 'members/1')
    const file = await person.get(server.path('audit.csv?target=settings'))
    expect(file.headers.get('content-type')).toBe('text/csv; charset=utf-8')
    expect(file.headers.get('cache-control')).toBe('no-store')
    expect(file.html).toBe(
      'time,actor,action,target,detail\n' +
        `2026-11-19T10:20:00Z,'=1+1,realm_settings.update,settings,"{""reason"":""a,\\""b\\""""}"\n`,
    )
  })

  test('nobody sees it without the right', async () => {
    const { server } = await start()
    const worker = await server.person(['CodeIssue', 'StatsRead', 'SettingsWrite'])
    expect((await worker.get(server.path('audit'))).status).toBe(403)
    expect((await worker.get(server.path('audit.csv'))).status).toBe(403)
  })
})
