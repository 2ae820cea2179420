/** The pages of codes on real storage, with people who are signed in already. */

import { createExecutionContext, env, waitOnExecutionContext } from 'cloudflare:test'
import { PRODUCTION_RULES } from '../../src/core/foreign/foreign-rules.ts'
import { type Permission, permissionBits } from '../../src/core/realms/permissions.ts'
import type { UnixSeconds } from '../../src/core/time.ts'
import { onceStore } from '../../src/flows/console/once.ts'
import type { Session } from '../../src/flows/console/sessions.ts'
import type { Mail } from '../../src/flows/verification/mail.ts'
import { SESSION_COOKIE } from '../../src/http/console/cookies.ts'
import { consoleSurface } from '../../src/http/console/surface.ts'
import { readConfig } from '../../src/platform/config.ts'
import { lazyTextHash } from '../../src/platform/secrets.ts'
import { buildConsoleCodes } from '../../src/workers/console-codes.ts'
import { buildConsoleRealms } from '../../src/workers/console-realms.ts'
import { settingsOf } from '../../src/workers/console-settings.ts'
import { buildSignIn } from '../../src/workers/console-sign-in.ts'
import { buildIssuing, buildRealmApi } from '../../src/workers/realm-api.ts'
import { CONSOLE_ORIGIN, consoleDepsOf, hiddenField, sessionOf, viewerOf } from './console-deps.ts'
import {
  startVerification,
  type TestVerification,
  type VerificationOptions,
} from './verification.ts'

export interface Page {
  readonly status: number
  readonly location: string | null
  readonly html: string
  readonly headers: Headers
}

export interface TestPerson {
  get(path: string, headers?: Record<string, string>): Promise<Page>
  /** With the hidden fields of the page at `from`, or of one that was loaded before. */
  post(
    path: string,
    fields: Fields,
    form?: string | Page,
    headers?: Record<string, string>,
  ): Promise<Page>
  readonly userId: number
}

type Fields = Readonly<Record<string, string | readonly string[]>>

export interface TestConsole {
  readonly verification: TestVerification
  now: UnixSeconds
  /** Path of a realm's page: the first realm's, where no other is given. */
  path(page: string, realm?: number): string
  /** Somebody with these rights in a realm: the first, where no other is given. */
  person(
    rights: readonly Permission[],
    options?: { name?: string; realm?: number },
  ): Promise<TestPerson>
  /** Another browser of the same person. */
  secondSession(person: TestPerson): TestPerson
}

interface ConsoleOptions extends VerificationOptions {
  /** Where letters go; undefined: none are sent. */
  readonly mails?: Mail[]
}

export async function startConsole(options: ConsoleOptions = {}): Promise<TestConsole> {
  const verification = await startVerification(options)
  await env.VERIFICATION_DB.batch(
    ['console_one_time', 'memberships', 'users'].map((table) =>
      env.VERIFICATION_DB.prepare(`DELETE FROM ${table}`),
    ),
  )
  const testEnv = {
    ...env,
    RATE_LIMIT_TOKENS: '1000000',
    ...options.vars,
    ...options.env,
  } as unknown as Parameters<typeof buildRealmApi>[0] & Env
  const config = readConfig({ ...testEnv })
  const realmApi = buildRealmApi(testEnv, config)
  const hashText = lazyTextHash(env.MASTER_KEY, 'console tokens')
  const issue = buildIssuing(testEnv, config, realmApi, PRODUCTION_RULES)
  const sessions: Record<string, Session> = {}
  const deps = consoleDepsOf(sessions, {
    once: onceStore({ db: verification.db, hashText }),
    codes: buildConsoleCodes(testEnv, config, realmApi, issue, hashText),
    people: buildSignIn(testEnv, {
      db: verification.db,
      mailer: options.mails && {
        send: async (mail) => {
          options.mails?.push(mail)
          return true
        },
      },
      origin: CONSOLE_ORIGIN,
      later: () => undefined,
    }),
    realms: buildConsoleRealms(testEnv, config, realmApi, PRODUCTION_RULES),
    settings: settingsOf(config),
  })
  const surface = consoleSurface(() => ({ deps, now: verification.now }))
  const request = async (cookie: string, path: string, init: RequestInit = {}): Promise<Page> => {
    const ctx = createExecutionContext()
    const headers = new Headers(init.headers)
    headers.set('cookie', `${SESSION_COOKIE}=${cookie}`)
    const url = new URL(path, CONSOLE_ORIGIN)
    const response = await surface.fetch(new Request(url, { ...init, headers }), testEnv, ctx)
    const html = await response.text()
    await waitOnExecutionContext(ctx)
    const location = response.headers.get('location')
    return { status: response.status, location, html, headers: response.headers }
  }
  const browser = (cookie: string, userId: number): TestPerson => {
    const get: TestPerson['get'] = (path, headers = {}) => request(cookie, path, { headers })
    return {
      userId,
      get,
      async post(path, fields, form = path, extra = {}) {
        const page = typeof form === 'string' ? await get(form) : form
        const body = new URLSearchParams({
          csrf: hiddenField(page.html, 'csrf'),
          once: hiddenField(page.html, 'once'),
        })
        for (const [name, values] of Object.entries(fields)) {
          for (const value of [values].flat()) body.append(name, value)
        }
        const headers = { origin: CONSOLE_ORIGIN, 'sec-fetch-site': 'same-origin', ...extra }
        return request(cookie, path, { method: 'POST', headers, body })
      },
    }
  }
  const keyOf = (realm: number) => options.realms?.[realm]?.regionCode ?? 'US-MAI'
  let count = 0
  return {
    verification,
    get now() {
      return verification.now
    },
    set now(at) {
      verification.now = at
    },
    path: (page, realm = 0) => `/console/r/${keyOf(realm)}/${page}`,
    async person(rights, { name = 'Ana Ruiz', realm = 0 } = {}) {
      const { id: realmId } = verification.realms[realm] ?? { id: 0 }
      const email = `person-${++count}@example.org`
      const permissions = permissionBits(rights)
      const row = await env.VERIFICATION_DB.prepare(
        'INSERT INTO users (email, name, is_system_admin, created_at, updated_at) VALUES (?1, ?2, 0, 0, 0) RETURNING id',
      )
        .bind(email, name)
        .first<{ id: number }>()
      const userId = row?.id ?? 0
      await env.VERIFICATION_DB.prepare(
        'INSERT INTO memberships (user_id, realm_id, permissions, created_at, updated_at) VALUES (?1, ?2, ?3, 0, 0)',
      )
        .bind(userId, realmId, permissions)
        .run()
      const memberships = [{ realmId, realmKey: keyOf(realm), realmName: 'Main', permissions }]
      const provedAt = verification.now
      const viewer = viewerOf({ userId, email, name, memberships, provedAt })
      sessions[`cookie-${userId}`] = sessionOf(`cookie-${userId}`, viewer)
      return browser(`cookie-${userId}`, userId)
    },
    secondSession({ userId }) {
      const first = sessions[`cookie-${userId}`]
      if (first === undefined) throw new Error('nobody is signed in')
      const cookie = `cookie-${userId}-again`
      // Another cookie gives another key.
      sessions[cookie] = { ...sessionOf(cookie, first.viewer), sessionKey: '11'.repeat(32) }
      return browser(cookie, userId)
    },
  }
}
