/** The pages of the system's administrators on real storage, with real sessions. */

import { env } from 'cloudflare:test'
import { PRODUCTION_RULES } from '../../src/core/foreign/foreign-rules.ts'
import { onceStore } from '../../src/flows/console/once.ts'
import { readSession } from '../../src/flows/console/sessions.ts'
import { SESSION_COOKIE } from '../../src/http/console/cookies.ts'
import { consoleSurface } from '../../src/http/console/surface.ts'
import { readConfig } from '../../src/platform/config.ts'
import { aboutOf } from '../../src/workers/console-about.ts'
import { buildConsoleRealms } from '../../src/workers/console-realms.ts'
import { buildRealmApi } from '../../src/workers/realm-api.ts'
import { type SignInOptions, startAsAdmin, startSignIn, type TestSignIn } from './console.ts'
import { CONSOLE_ORIGIN, consoleDepsOf, hiddenField } from './console-deps.ts'
import { NOON } from './keyserver.ts'

export interface SystemPage {
  readonly status: number
  readonly location: string | null
  readonly html: string
}

export interface TestBrowser {
  get(path: string): Promise<SystemPage>
  /** With the hidden fields of the page at `from`, or of one that was loaded before. */
  post(
    path: string,
    fields?: Readonly<Record<string, string>>,
    from?: string | SystemPage,
  ): Promise<SystemPage>
}

export interface TestSystem {
  readonly server: TestSignIn
  /** The first system administrator. */
  readonly admin: TestBrowser
  now: number
  browser(cookie: string): TestBrowser
  userIdOf(email: string): Promise<number>
}

export async function startSystem(options: SignInOptions = {}): Promise<TestSystem> {
  const server = await startSignIn(options)
  const { cookie } = await startAsAdmin(server)
  const testEnv = env as unknown as Parameters<typeof buildRealmApi>[0]
  const config = readConfig({ ...env })
  const realmApi = buildRealmApi(testEnv, config)
  const system = { now: NOON as number }
  const deps = consoleDepsOf(
    {},
    {
      people: server.deps,
      realms: buildConsoleRealms(testEnv, config, realmApi, PRODUCTION_RULES),
      about: aboutOf(env),
      once: onceStore({ db: server.db, hashText: server.deps.hashText }),
      readSession: (text, now, isActivity) => readSession(server.deps, text, now, { isActivity }),
    },
  )
  const surface = consoleSurface(() => ({ deps, now: system.now as typeof NOON }))
  const browser = (of: string): TestBrowser => {
    const request = async (path: string, init: RequestInit = {}): Promise<SystemPage> => {
      const headers = new Headers(init.headers)
      headers.set('cookie', `${SESSION_COOKIE}=${of}`)
      const response = await surface.request(new URL(path, CONSOLE_ORIGIN), { ...init, headers })
      const location = response.headers.get('location')
      return { status: response.status, location, html: await response.text() }
    }
    return {
      get: (path) => request(path),
      async post(path, fields = {}, from = path) {
        const form = typeof from === 'string' ? await request(from) : from
        const body = new URLSearchParams({
          csrf: hiddenField(form.html, 'csrf'),
          once: hiddenField(form.html, 'once'),
          ...fields,
        })
        const headers = { origin: CONSOLE_ORIGIN, 'sec-fetch-site': 'same-origin' }
        return request(path, { method: 'POST', headers, body })
      },
    }
  }
  return {
    server,
    admin: browser(cookie),
    get now() {
      return system.now
    },
    set now(at) {
      system.now = at
    },
    browser,
    async userIdOf(email) {
      const row = await env.VERIFICATION_DB.prepare('SELECT id FROM users WHERE email = ?1')
        .bind(email)
        .first<{ id: number }>()
      return row?.id ?? 0
    },
  }
}
