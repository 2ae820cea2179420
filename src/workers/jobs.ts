/** The jobs as a Worker: the clock runs them, an operator may. */

import { type ForeignRules, PRODUCTION_RULES } from '../core/foreign/foreign-rules.ts'
import { JOB_LEASE_SECONDS } from '../core/jobs.ts'
import { reportTypeFromClaim } from '../core/report-type.ts'
import type { UnixSeconds } from '../core/time.ts'
import { openKeyserver } from '../db/keyserver/database.ts'
import { readTenants } from '../db/keyserver/queries/tenants.ts'
import { openVerification } from '../db/verification/database.ts'
import { closeWindows } from '../flows/close-windows.ts'
import { releaseCoronaMelderKeys } from '../flows/coronamelder/release-keys.ts'
import { deleteExpired } from '../flows/delete-expired.ts'
import { importFiles } from '../flows/import-files.ts'
import { publishLayouts } from '../flows/layouts/publish-layouts.ts'
import { padSlots } from '../flows/pad-slots.ts'
import { pollJwks } from '../flows/poll-jwks.ts'
import { refreshUploadModel } from '../flows/refresh-upload-model.ts'
import { rotateRevisionKeys } from '../flows/revision-keyring.ts'
import { type JobTable, runDueJobs } from '../flows/run-jobs.ts'
import { runMirrors } from '../flows/run-mirrors.ts'
import { scheduleImports } from '../flows/schedule-imports.ts'
import { readSecretKeyring } from '../flows/verification/secret-keyring.ts'
import { writeExports } from '../flows/write-exports.ts'
import { type JobsSurfaceDeps, jobsSurface } from '../http/jobs/surface.ts'
import { operatorSurface } from '../http/operator/surface.ts'
import { codeQuota } from '../platform/admission.ts'
import { r2ArchiveStore } from '../platform/archive-store.ts'
import { compressor } from '../platform/compressor.ts'
import { type Config, readConfig, secondsOf } from '../platform/config.ts'
import { events } from '../platform/events.ts'
import { md5 } from '../platform/md5.ts'
import { outbound } from '../platform/outbound.ts'
import { partnerControl } from '../platform/partner-control.ts'
import {
  consoleTokenHash,
  isOperatorToken,
  lazySecretBox,
  nationTokenKey,
  randomBytes,
} from '../platform/secrets.ts'
import { type Clock, wallClock } from './clock.ts'
import { type FederationJobsEnv, federationJobs } from './federation-jobs.ts'
import { openPartnerHttp } from './federation-partner.ts'
import { perEnv } from './memo.ts'
import { publishSettings } from './publish-settings.ts'
import { smsConsumer } from './sms-queue.ts'
import { submissionTokenHash } from './submission.ts'
import { type VerificationJobsEnv, verificationJobs } from './verification-jobs.ts'

export { FederationPartner } from './federation-partner.ts'

export type JobsEnv = VerificationJobsEnv &
  FederationJobsEnv &
  Pick<Env, 'EXPORTS' | 'OPERATOR_TOKEN'>

/** Paths of this surface, where it shares a host with others. */
export const isJobsPath = (pathname: string): boolean =>
  /^\/(jobs|health\/jobs|operator)(\/|$)/.test(pathname)

/** As the original's worker timeout. */
const BATCH_LEASE_SECONDS = 300
const IMPORT_FILE_LEASE_SECONDS = 300
/** Longer than a run with a backlog takes. */
const LAYOUT_LEASE_SECONDS = 300
/** Shorter than the job's lease by more than what one download may take. */
const MIRROR_RUN_SECONDS = 200
/** Within the grace that padding gives uploads of a slot. */
const RELEASE_RUN_SECONDS = 30

const importSettings = (config: Config) => ({
  backfillReportType:
    config.BACKFILL_REPORT_TYPE === ''
      ? undefined
      : reportTypeFromClaim(config.BACKFILL_REPORT_TYPE),
  backfillDaysSinceOnset: config.BACKFILL_DAYS_SINCE_ONSET
    ? config.BACKFILL_DAYS_SINCE_ONSET_VALUE
    : undefined,
  truncateWindowSeconds: secondsOf(config.TRUNCATE_WINDOW),
  leaseSeconds: IMPORT_FILE_LEASE_SECONDS,
  maxRunSeconds: JOB_LEASE_SECONDS['import-files'],
})

/** @param rules what is allowed with others' files: more in development only */
export function buildJobs(
  env: JobsEnv,
  clock: Clock = wallClock,
  rules: ForeignRules = PRODUCTION_RULES,
) {
  const config = readConfig({ ...env })
  const db = openKeyserver(env.KEYSERVER_DB)
  const archives = r2ArchiveStore(env.EXPORTS)
  const secretBox = lazySecretBox(env.MASTER_KEY)
  const lifetimeSeconds = secondsOf(config.CLEANUP_TTL)
  const windows = {
    minWindowAgeSeconds: secondsOf(config.MIN_WINDOW_AGE),
    truncateWindowSeconds: secondsOf(config.TRUNCATE_WINDOW),
    maxRecords: config.EXPORT_FILE_MAX_RECORDS,
  }
  const verification = openVerification(env.VERIFICATION_DB)
  const secretKeyring = (now: UnixSeconds) =>
    readSecretKeyring({ db: verification, secretBox, randomBytes }, now)
  const foreign = outbound(rules.allowsLoopback)
  const jobs: JobTable = {
    'refresh-upload-model': (now) => refreshUploadModel({ db, randomBytes }, now),
    'release-coronamelder-keys': async () => ({
      ...(await releaseCoronaMelderKeys(
        { db, tenants: () => readTenants(db) },
        {
          app: config.CORONAMELDER_APP,
          country: config.CORONAMELDER_COUNTRY,
          defaultRegion: config.DEFAULT_REGION,
          truncateWindowSeconds: secondsOf(config.TRUNCATE_WINDOW),
          maxRunSeconds: RELEASE_RUN_SECONDS,
        },
        clock,
      )),
    }),
    'pad-slots': async (now) => ({
      ...(await padSlots(
        { db, secretBox, randomBytes },
        { limits: publishSettings(config), retentionSeconds: lifetimeSeconds },
        now,
      )),
    }),
    'close-windows': (now) => closeWindows({ db }, windows, now),
    'write-exports': async () => ({
      ...(await writeExports(
        { db, archives, secretBox, compressor },
        {
          leaseSeconds: BATCH_LEASE_SECONDS,
          maxRunSeconds: JOB_LEASE_SECONDS['write-exports'],
          fileLifetimeSeconds: lifetimeSeconds,
        },
        clock,
      )),
    }),
    'publish-layouts': async () => ({
      ...(await publishLayouts(
        {
          db,
          archives,
          secretBox,
          compressor,
          md5,
          sleep: (milliseconds) => scheduler.wait(milliseconds),
        },
        {
          truncateWindowSeconds: windows.truncateWindowSeconds,
          leaseSeconds: LAYOUT_LEASE_SECONDS,
        },
        clock,
      )),
    }),
    'delete-expired': (now) =>
      deleteExpired({ db, archives }, lifetimeSeconds, now, secondsOf(config.AUDIT_TTL)),
    'rotate-revision-keys': (now) =>
      rotateRevisionKeys(
        { db, secretBox, randomBytes },
        {
          newKeySeconds: secondsOf(config.NEW_KEY_PERIOD),
          deleteOldKeySeconds: secondsOf(config.DELETE_OLD_KEY_PERIOD),
        },
        now,
      ),
    'poll-jwks': async (now) => ({ ...(await pollJwks({ db, outbound: foreign }, now)) }),
    'schedule-imports': (now) => scheduleImports({ db, outbound: foreign }, lifetimeSeconds, now),
    'import-files': async () => ({
      ...(await importFiles(
        { db, outbound: foreign },
        { ...importSettings(config), allowsUnsignedImports: rules.allowsUnsignedImports },
        clock,
      )),
    }),
    'run-mirrors': async () => ({
      ...(await runMirrors(
        { db, archives, outbound: foreign, randomBytes },
        MIRROR_RUN_SECONDS,
        clock,
      )),
    }),
    ...federationJobs(env, config, rules, clock),
    ...verificationJobs(env, config, foreign),
  }
  const run = { db, jobs, onFailure: events.jobFailed }
  const isOperator = (token: string) => isOperatorToken(env.OPERATOR_TOKEN, token)
  const deps: JobsSurfaceDeps = {
    run,
    events,
    isOperator,
    probe: () => env.KEYSERVER_DB.prepare('SELECT 1').first(),
    readBypasses: async () => (await readTenants(db)).bypassingApps(),
  }
  const surface = jobsSurface(() => ({ deps, now: clock() }))
  const exportSettings = { ...windows, fileLifetimeSeconds: lifetimeSeconds }
  const operatorDeps = {
    db,
    archives,
    secretBox,
    compressor,
    md5,
    randomBytes,
    events,
    isOperator,
    publishSettings: publishSettings(config),
    releaseSettings: windows,
    retentionSeconds: lifetimeSeconds,
    foreignRules: rules,
    exportSettings,
    submissionTokenHash: submissionTokenHash(env.MASTER_KEY),
    realms: {
      db: verification,
      secretBox,
      randomBytes,
      secretKeyring,
      quota: codeQuota(env.REALM_QUOTA, config.JURISDICTION),
      allowsLoopback: rules.allowsLoopback,
    },
    partners: {
      control: partnerControl(env.FEDERATION_PARTNER, config.JURISDICTION),
      openHttp: openPartnerHttp(env, rules, clock),
    },
    nationTokenKey: nationTokenKey(env.MASTER_KEY),
    consoleTokenHash: consoleTokenHash(env.MASTER_KEY),
    efgsTrustAnchorPem: config.EFGS_HUB_TRUST_ANCHOR,
  }
  surface.route(
    '/',
    operatorSurface(() => ({ deps: operatorDeps, now: clock() })),
  )
  return {
    surface,
    run,
    deliver: smsConsumer(env, config, rules, clock),
    async tick() {
      const runs = await runDueJobs(run, clock)
      for (const { job, outcome, report } of runs) {
        if (outcome === 'done') events.jobDone(job, report)
      }
      return runs
    },
  }
}

const jobsOf = perEnv((env: JobsEnv) => buildJobs(env))

export default {
  fetch: (request, env, ctx) => jobsOf(env).surface.fetch(request, env, ctx),
  async scheduled(_event, env) {
    await jobsOf(env).tick()
  },
  async queue(batch, env) {
    await jobsOf(env).deliver(batch)
  },
} satisfies ExportedHandler<JobsEnv>
