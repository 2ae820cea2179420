/**
 * Development only: clock travel, run-a-job-now, reset to the seed. Part of the development entry and of no production
 * bundle; a test proves it.
 */

import { createFactory } from 'hono/factory'
import { isJobName } from '../../core/jobs.ts'
import { asUnixSeconds, type UnixSeconds } from '../../core/time.ts'
import type { TestDataOptions } from '../../flows/fill-test-data.ts'
import {
  DEFAULT_GENERATED,
  type GenerateDataOptions,
  type GeneratedData,
  MAX_GENERATED_UPLOADS,
} from '../../flows/generate-data.ts'
import { type JobRun, type RunJobsDeps, runJobNow } from '../../flows/run-jobs.ts'
import type { SeededRealm } from '../../flows/verification/seed.ts'
import { goNotFound } from '../not-found.ts'
import { type TryItDeps, tryItSurface } from './try-it.tsx'

export interface DevClock {
  now(): UnixSeconds
  travelTo(at: UnixSeconds): void
}

export interface DevDeps extends TryItDeps {
  readonly clock: DevClock
  readonly tick: () => Promise<readonly JobRun[]>
  readonly run: RunJobsDeps
  /** Empties everything, then seeds. */
  readonly reset: () => Promise<readonly SeededRealm[]>
  /** Texts and letters that would have been sent. */
  readonly inbox: (kind: 'sms' | 'mail') => Promise<unknown>
  /** Stores drawn uploads, of the seed's authority. */
  /** Fills hours without keys with made-up ones. */
  readonly fillTestData: (options: TestDataOptions) => Promise<{ hours: number; keys: number }>
  readonly generate: (
    options: Omit<GenerateDataOptions, 'healthAuthority'>,
  ) => Promise<GeneratedData>
}

export function devSurface(deps: DevDeps) {
  const app = createFactory().createApp().basePath('/dev')
  app.route('/', tryItSurface(deps))
  app.get('/clock', (c) => c.json({ now: deps.clock.now() }))
  app.post('/clock', async (c) => {
    const to: { now?: unknown; advanceSeconds?: unknown } = await c.req.json()
    if (typeof to.now === 'number') deps.clock.travelTo(asUnixSeconds(to.now))
    else if (typeof to.advanceSeconds === 'number') {
      deps.clock.travelTo(asUnixSeconds(deps.clock.now() + to.advanceSeconds))
    } else return c.json({ error: 'send {"now": unixSeconds} or {"advanceSeconds": n}' }, 400)
    return c.json({ now: deps.clock.now() })
  })
  app.post('/tick', async (c) => c.json({ now: deps.clock.now(), jobs: await deps.tick() }))
  app.post('/jobs/:name', async (c) => {
    const name = c.req.param('name')
    if (!isJobName(name)) return c.json({ error: 'no such job' }, 404)
    return c.json(await runJobNow(deps.run, name, deps.clock.now()))
  })
  for (const kind of ['sms', 'mail'] as const) {
    app.get(`/${kind}`, async () => Response.json(await deps.inbox(kind)))
  }
  app.post('/reset', async (c) => {
    // API keys are shown when they are made, and never again.
    return c.json({ ok: true, realms: await deps.reset() })
  })
  app.post('/generate', async (c) => {
    const body: Record<string, unknown> = await c.req.json()
    const options = readGenerateOptions(body)
    return options === undefined
      ? c.json({ error: GENERATE_USAGE }, 400)
      : c.json(await deps.generate(options))
  })
  app.post('/testdata', async (c) => {
    const { region = 'DE', countries = ['DE', 'FR', 'NL'], era = 'head' } = await c.req.json()
    if (!isTestDataOptions(region, countries, era)) return c.json({ error: TEST_DATA_USAGE }, 400)
    return c.json(await deps.fillTestData({ region, countries, era }))
  })
  app.notFound(goNotFound)
  app.onError((cause, c) => c.json({ error: String(cause) }, 500))
  return app
}

const TEST_DATA_USAGE =
  'send {"region"?: "DE", "countries"?: ["DE", "FR"], "era"?: "head" or "seed"}'

const isTestDataOptions = (region: unknown, countries: unknown, era: unknown): boolean =>
  typeof region === 'string' &&
  /^[A-Z0-9_-]{1,32}$/.test(region) &&
  Array.isArray(countries) &&
  countries.length > 0 &&
  countries.length <= 30 &&
  countries.every((country) => /^[A-Z]{2}$/.test(String(country))) &&
  (era === 'head' || era === 'seed')

const GENERATE_USAGE = `send {"region"?: "US", "uploads"?: 1 to ${MAX_GENERATED_UPLOADS}, "keysPerUpload"?: 2 to 14,
  "revise"?: 0 to 1, "travelers"?: 0 to 1}`

function readGenerateOptions({
  region = 'US',
  uploads = DEFAULT_GENERATED.uploads,
  keysPerUpload = DEFAULT_GENERATED.keysPerUpload,
  revise = DEFAULT_GENERATED.revisedShare,
  travelers = DEFAULT_GENERATED.travelerShare,
}: Record<string, unknown>): Omit<GenerateDataOptions, 'healthAuthority'> | undefined {
  if (typeof region !== 'string' || !/^[A-Z0-9_-]{1,32}$/.test(region)) return undefined
  if (!isWhole(uploads, 1, MAX_GENERATED_UPLOADS) || !isWhole(keysPerUpload, 2, 14))
    return undefined
  if (!isShare(revise) || !isShare(travelers)) return undefined
  return { region, uploads, keysPerUpload, revisedShare: revise, travelerShare: travelers }
}

const isWhole = (value: unknown, min: number, max: number): value is number =>
  typeof value === 'number' && Number.isInteger(value) && value >= min && value <= max

const isShare = (value: unknown): value is number =>
  typeof value === 'number' && value >= 0 && value <= 1
