/** The feed of apps: what it changes, what it leaves, and that a second run changes nothing. */

import { env } from 'cloudflare:workers'
import { expect, test } from 'vitest'
import { readAppFeed } from '../../../src/api/app-sync.ts'
import { utf8 } from '../../../src/core/bytes.ts'
import { fail, succeed } from '../../../src/core/result.ts'
import { openVerification } from '../../../src/db/verification/database.ts'
import type { JobFailure } from '../../../src/flows/job-failure.ts'
import type { OutboundReader } from '../../../src/flows/outbound.ts'
import { syncApps } from '../../../src/flows/verification/sync-apps.ts'
import { NOON } from '../../support/keyserver.ts'
import { interruptEverywhere } from '../../support/recorded-effects.ts'
import { OPEN_REALM, startVerification } from '../../support/verification.ts'

const FEED = { url: 'https://feed.example.org/apps', timeoutMs: 1000, maxBytes: 4_000_000 }
const print = (pair: string) => Array(32).fill(pair).join(':')
const ENTRY = {
  region: 'US-MAI',
  is_enx: true,
  android_target: {
    namespace: 'android_app',
    app_name: 'Main App',
    package_name: 'org.example.main',
    sha256_cert_fingerprints: `${print('bb')}, ${print('AA')}`,
  },
  agency_color: '#12abEF',
  agency_image: 'https://example.org/logo.png',
  default_locale: 'es',
  web_report_learn_more_url: 'https://example.org/more',
  localizations: [
    {
      msgid: 'agencyDisplayName',
      translations: [
        { lang: 'en-US', message: 'Agency' },
        { lang: 'es', message: 'Agencia' },
      ],
    },
    { msgid: 'with-dash', translations: [{ lang: 'en', message: 'no' }] },
  ],
  headless: true,
}

const d1 = env.VERIFICATION_DB
const rows = async (sql: string) => (await d1.prepare(sql).all()).results
const reading = (feed: unknown): OutboundReader => ({
  get: async () => succeed(utf8(typeof feed === 'string' ? feed : JSON.stringify(feed))),
})
const sync = (feed: unknown, database: D1Database = d1) =>
  syncApps(
    { db: openVerification(database), outbound: reading(feed), readFeed: readAppFeed },
    FEED,
    NOON,
  )
const state = async () => ({
  apps: await rows(
    'SELECT name, app_id, url, fingerprints, disable_redirect, is_headless, disabled_at FROM mobile_apps ORDER BY id',
  ),
  texts: await rows(
    'SELECT language, message_id, message FROM realm_translations ORDER BY language, message_id',
  ),
  settings: await rows('SELECT settings FROM realms ORDER BY id'),
  audit: await rows('SELECT actor, action, subject FROM audit_log ORDER BY id'),
})
const failureOf = async (run: Promise<unknown>) =>
  (await run.catch((error: unknown) => error)) as JobFailure

test('takes over an entry once, and leaves what is there', async () => {
  await startVerification()
  expect(await sync({ apps: [ENTRY, { ...ENTRY, region: 'US-ZZ' }] })).toEqual({ changed: 1 })
  const first = await state()
  expect(first.apps).toEqual([
    {
      name: 'Main App',
      app_id: 'org.example.main',
      url: 'https://play.google.com/store/apps/details?id=org.example.main',
      fingerprints: JSON.stringify([print('AA'), print('BB')]),
      disable_redirect: 1,
      is_headless: 1,
      disabled_at: null,
    },
  ])
  expect(first.texts).toEqual([
    { language: 'en', message_id: 'agencyDisplayName', message: 'Agency' },
    { language: 'es', message_id: 'agencyDisplayName', message: 'Agencia' },
  ])
  expect(JSON.parse(String(first.settings[0]?.['settings']))).toEqual({
    ...OPEN_REALM.settings,
    agencyColor: '#12abEF',
    agencyImage: 'https://example.org/logo.png',
    defaultLocale: 'es',
    userReportLearnMoreUrl: 'https://example.org/more',
  })
  expect(first.audit.map((row) => row['subject'])).toEqual([
    'realms/1/settings',
    'realms/1/translations',
    'realms/1/apps/Main App',
  ])
  expect(await sync({ apps: [ENTRY] })).toEqual({ changed: 0 })
  expect(await state()).toEqual(first)
  await d1.prepare('UPDATE mobile_apps SET disabled_at = 1').run()
  expect(await sync({ apps: [ENTRY] }), 'a disabled app counts').toEqual({ changed: 0 })
})

test('texts are changed and deleted; a name that is taken gets a number', async () => {
  await startVerification()
  await sync({ apps: [ENTRY] })
  const other = {
    ...ENTRY,
    android_target: { ...ENTRY.android_target, sha256_cert_fingerprints: print('cc') },
    localizations: [
      { msgid: 'agencyDisplayName', translations: [{ lang: 'en', message: 'Board' }] },
    ],
  }
  expect(await sync({ apps: [other] })).toEqual({ changed: 1 })
  const { apps, texts } = await state()
  expect(apps.map((row) => row['name'])).toEqual(['Main App', 'Main App 2'])
  expect(texts).toEqual([{ language: 'en', message_id: 'agencyDisplayName', message: 'Board' }])
})

test('what is malformed is not taken over, and a bad entry stops no other', async () => {
  await startVerification()
  const bad = {
    region: 'US-MAI',
    agency_color: 'red',
    agency_image: 'http://example.org/x',
    default_locale: '<b>',
    web_report_learn_more_url: 'javascript:alert(1)',
    android_target: { ...ENTRY.android_target, package_name: 'a;b.c' },
  }
  expect(await sync({ apps: [bad, null, 'x', {}] })).toEqual({ changed: 0 })
  const failure = await failureOf(sync({ apps: [{ ...ENTRY, headless: 'yes' }, ENTRY] }))
  expect(failure.reason).toBe('apps_failed')
  expect((await state()).apps).toHaveLength(1)
})

test('a feed that is not to be had changes nothing', async () => {
  await startVerification()
  const before = await state()
  for (const feed of ['', '{', '[]', '{"apps":{}}']) {
    expect((await failureOf(sync(feed))).reason, feed).toBe('apps_failed')
  }
  const outbound: OutboundReader = { get: async () => fail({ reason: 'timeout' }) }
  const db = openVerification(d1)
  expect(
    (await failureOf(syncApps({ db, outbound, readFeed: readAppFeed }, FEED, NOON))).message,
  ).toContain('timeout')
  expect(
    await syncApps({ db, outbound, readFeed: readAppFeed }, { ...FEED, url: '' }, NOON),
  ).toEqual({ changed: 0 })
  expect(await state()).toEqual(before)
})

test('a run may die anywhere', async () => {
  const report = await interruptEverywhere(
    {
      prepare: async () => {
        await startVerification()
      },
      run: (recorder) => sync({ apps: [ENTRY] }, recorder.database(d1)),
      readState: async () => {
        const { audit: _audit, ...rest } = await state()
        return rest
      },
    },
    ['dies before', 'dies after', 'stalls before'],
  )
  for (const { name, end } of report.cases) expect(end, name).toEqual(report.undisturbed)
})
