/**
 * The development entry: every surface on one origin, told apart by path, with a clock that travels and a seed. Used by
 * `npm start`, the demo, the bench and tests only.
 */

import { SESSION_LIMITS } from '../core/console/session-limits.ts'
import type { ForeignRules } from '../core/foreign/foreign-rules.ts'
import { isLoopbackHost } from '../core/private-address.ts'
import { asUnixSeconds, type UnixSeconds } from '../core/time.ts'
import { openKeyserver } from '../db/keyserver/database.ts'
import { deleteEverything } from '../db/keyserver/queries/seed.ts'
import { readTenants } from '../db/keyserver/queries/tenants.ts'
import { openVerification } from '../db/verification/database.ts'
import { FederationPartnerObject } from '../durable/federation-partner.ts'
import { fillTestData, type TestDataOptions } from '../flows/fill-test-data.ts'
import { type GenerateDataOptions, generateData } from '../flows/generate-data.ts'
import { type JobRun, type RunJobsDeps, runJobNow } from '../flows/run-jobs.ts'
import { type Seed, seedKeyserver } from '../flows/seed.ts'
import { insertDirectly } from '../flows/store-upload.ts'
import type { VerificationSeed } from '../flows/verification/seed.ts'
import { type DevClock, devSurface } from '../http/dev/surface.ts'
import type { AnswerCache } from '../http/distribution/deps.ts'
import { isSubmissionPath } from '../http/submission/surface.ts'
import { readConfig } from '../platform/config.ts'
import { uploadQuota } from '../platform/quota.ts'
import { consoleTokenHash, openSecretBox, randomBytes } from '../platform/secrets.ts'
import { buildAdminApi, isAdminApiPath } from './admin-api.ts'
import { wallClock } from './clock.ts'
import { buildConsole, isConsolePath } from './console.ts'
import { devPeople, signInDirectly } from './dev-people.ts'
import { applyDocument, deleteObjects, realmSeeder } from './dev-seed.ts'
import { buildDistribution } from './distribution.ts'
import { buildFederation, type FederationEnv, isFederationRequest } from './federation.ts'
import { exchangeOf } from './federation-partner.ts'
import { buildJobs, isJobsPath } from './jobs.ts'
import { perEnv } from './memo.ts'
import { buildPublish, type PublishEnv, verificationOverNetwork } from './publish.ts'
import { publishSettings } from './publish-settings.ts'
import type { RealmApiEnv } from './realm-api.ts'
import { buildRedirect } from './redirect.ts'
import { buildVerificationApi, isVerificationApiPath } from './verification-api.ts'

export { Ingest } from '../durable/ingest.ts'
export { Quota } from '../durable/quota.ts'
export { RealmQuota } from '../durable/realm-quota.ts'

/** Partners are on this machine, too. */
export class FederationPartner extends FederationPartnerObject {
  constructor(state: DurableObjectState, env: DevEnv) {
    super(state, env, exchangeOf(env, DEVELOPMENT_RULES))
  }
}

type DevEnv = Env &
  PublishEnv &
  RealmApiEnv &
  FederationEnv & {
    readonly DEV_SEED: string
    /** Where texts and letters go. */
    readonly FAKE_PROVIDER_URL: string
  }

/** What development starts from. */
export interface DevSeed extends Seed {
  readonly verification: VerificationSeed
  /** A configuration document that is applied to the rest, as an operator would. */
  readonly document?: object
}

/** Partners are played on this machine, and their files need not be signed. */
const DEVELOPMENT_RULES: ForeignRules = { allowsLoopback: true, allowsUnsignedImports: true }

/** Whoever opens the system in a browser is told what it is. */
const firstPage = {
  fetch: () => new Response(null, { status: 303, headers: { location: '/dev/try' } }),
}

/** Lives as long as the isolate, which locally is as long as the system. */
function travellingClock(): DevClock {
  let offset = 0
  return {
    now: () => asUnixSeconds(wallClock() + offset),
    travelTo: (at) => {
      offset = at - wallClock()
    },
  }
}

function buildDev(env: DevEnv) {
  const clock = travellingClock()
  const jobs = buildJobs(env, clock.now, DEVELOPMENT_RULES)
  const db = openKeyserver(env.KEYSERVER_DB)
  // Caches of rows live with the surfaces: a reset builds those anew.
  let publish = buildPublish(env, clock.now, verificationOverNetwork(true))
  let distribution = buildDistribution(env, freshCache(), clock.now)
  let realmApis = buildRealmApis(env, clock.now)
  let federation = buildFederation(env, clock.now, true)
  const seedRealms = realmSeeder(env)
  /** Links in its letters lead to where it was first asked: a system on this machine learns its port then. */
  let console: ReturnType<typeof buildConsole> | undefined
  const consoleAt = (origin: string) => {
    console ??= buildConsole(env, {
      clock: clock.now,
      rules: DEVELOPMENT_RULES,
      origin,
      isDemo: true,
    })
    return console
  }
  let hasTicked = false
  const tick = async () => {
    hasTicked = true
    return [...(await jobs.tick()), ...(await catchUp(jobs.run, clock.now()))]
  }
  const reset = async () => {
    await deleteEverything(db)
    await fetch(env.FAKE_PROVIDER_URL, { method: 'DELETE' })
    await deleteObjects(env)
    const seed: DevSeed = JSON.parse(env.DEV_SEED)
    await seedKeyserver(db, await openSecretBox(env.MASTER_KEY), seed, clock.now())
    if (seed.document !== undefined) await applyDocument(jobs.surface, env, seed.document)
    const realms = await seedRealms(seed.verification, clock.now())
    publish = buildPublish(env, clock.now, verificationOverNetwork(true))
    distribution = buildDistribution(env, freshCache(), clock.now)
    realmApis = buildRealmApis(env, clock.now)
    federation = buildFederation(env, clock.now, true)
    hasTicked = false
    return realms
  }
  const config = readConfig({ ...env })
  const generate = async (options: Omit<GenerateDataOptions, 'healthAuthority'>) => {
    const seed: Seed = JSON.parse(env.DEV_SEED)
    const healthAuthority = (await readTenants(db)).healthAuthority(seed.authority.issuer)
    if (healthAuthority === undefined) throw new Error("the seed's authority is not there")
    const quota = uploadQuota(env.QUOTA, config.JURISDICTION)
    const insert = insertDirectly(db)
    const deps = { db, insert, quota, randomBytes, settings: publishSettings(config) }
    return generateData(deps, { ...options, healthAuthority }, clock.now())
  }
  /** What was taken, newest first. */
  const inbox = async (kind: 'sms' | 'mail') =>
    (await fetch(`${env.FAKE_PROVIDER_URL}/${kind}`)).json()
  const testData = (options: TestDataOptions) => fillTestData(db, options, clock.now())
  const [firstRealm] = (JSON.parse(env.DEV_SEED) as DevSeed).verification.realms
  const people = {
    db: openVerification(env.VERIFICATION_DB),
    randomBytes,
    hashText: consoleTokenHash(env.MASTER_KEY),
    limits: SESSION_LIMITS,
  }
  const dev = devSurface({
    clock,
    tick,
    run: jobs.run,
    reset,
    generate,
    fillTestData: testData,
    inbox,
    people: devPeople(firstRealm?.regionCode ?? ''),
    signIn: (email) => signInDirectly(people, email, clock.now()),
  })
  return {
    /**
     * A system that phones upload to has been running: windows begin, and padding too, with the first tick. So the first
     * upload after a start or a reset finds one tick behind it, at its own time.
     */
    async beforeUpload() {
      if (!hasTicked) await tick()
    },
    deliver: jobs.deliver,
    surfaceFor(url: URL, method: string) {
      const { hostname, pathname } = url
      if (pathname.startsWith('/dev/')) return dev
      if (pathname === '/' && method === 'GET') return firstPage
      // A host that is not this machine's is one of links: all else is told apart by path.
      if (!isLoopbackHost(hostname)) return realmApis.redirect
      if (isConsolePath(pathname)) return consoleAt(url.origin)
      if (isFederationRequest(url, env)) return federation
      if (isVerificationApiPath(pathname)) return realmApis.verification
      if (isAdminApiPath(pathname)) return realmApis.admin
      if (/^\/(\.well-known\/|report(\/|$))/.test(pathname)) return realmApis.redirect
      if (isJobsPath(pathname)) return jobs.surface
      if (isSubmissionPath(pathname)) return publish
      const isRead = method === 'GET' || method === 'HEAD'
      const isPublish =
        !isRead || pathname === '/health' || /^\/v1\/(publish|stats|openapi\.json)/.test(pathname)
      return isPublish ? publish : distribution
    },
  }
}

const buildRealmApis = (env: DevEnv, now: () => UnixSeconds) => ({
  verification: buildVerificationApi(env, now, DEVELOPMENT_RULES),
  admin: buildAdminApi(env, now, DEVELOPMENT_RULES),
  redirect: buildRedirect(env, now, DEVELOPMENT_RULES),
})

/** A clock that leapt over days leaves more slots to pad and to publish than one run takes; ticks of a minute would have. */
async function catchUp(run: RunJobsDeps, now: UnixSeconds): Promise<readonly JobRun[]> {
  const runs: JobRun[] = []
  const isDoneWith = (jobRun: JobRun) => jobRun.outcome !== 'done' || jobRun.report['slots'] === 0
  for (;;) {
    const padded = await runJobNow(run, 'pad-slots', now)
    if (isDoneWith(padded)) break
    runs.push(padded)
    for (const job of ['close-windows', 'write-exports'] as const) {
      runs.push(await runJobNow(run, job, now))
    }
  }
  for (;;) {
    const published = await runJobNow(run, 'publish-layouts', now)
    runs.push(published)
    if (isDoneWith(published)) return runs
  }
}

/** A cache that knows nothing of what was there before: after a reset the same names may have other contents. */
function freshCache(): AnswerCache {
  const generation = crypto.randomUUID()
  const keyOf = ({ url }: Request) =>
    new Request(`https://cache.invalid/${generation}${new URL(url).pathname}`)
  return {
    match: (request) => caches.default.match(keyOf(request)),
    put: (request, response) => caches.default.put(keyOf(request), response),
  }
}

const devOf = perEnv(buildDev)

export default {
  async fetch(request, env, ctx) {
    const url = new URL(request.url)
    const { pathname } = url
    const isUpload =
      request.method === 'POST' &&
      /^\/(v1\/publish|(submission|version\/v1)\/diagnosis-keys)?$/.test(pathname)
    if (isUpload) await devOf(env).beforeUpload()
    return devOf(env).surfaceFor(url, request.method).fetch(request, env, ctx)
  },
  async queue(batch, env) {
    await devOf(env).deliver(batch)
  },
} satisfies ExportedHandler<DevEnv>
