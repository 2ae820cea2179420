/** What who deploys may choose, in one schema: strings in, numbers and booleans out. Throws once, naming every problem. */

import * as z from 'zod'
import { MIN_RETENTION_SECONDS } from '../flows/delete-expired.ts'
import { count, DAY, duration, flag, HOST, HOUR, MINUTE, SECOND, text } from './config-fields.ts'
import { CORONAMELDER_VARIABLES } from './coronamelder-config.ts'
import { parseDurationMs } from './duration.ts'
import { FEDERATION_VARIABLES } from './federation-config.ts'
import { NHS_VARIABLES } from './nhs-config.ts'
import { CWA_SUBMISSION_VARIABLES } from './submission-config.ts'
import { VERIFICATION_VARIABLES } from './verification-config.ts'

/** Hours that a day of few uploads stays hidden. Zero and less are one thing, as in the original: it is never shown. */
const embargo = (initial: string, minMs: number, maxMs: number, description: string) =>
  z
    .string()
    .default(initial)
    .transform((text, context) => {
      const ms = parseDurationMs(text.replace(/^-/, ''))
      if (ms === undefined) {
        context.addIssue({ code: 'custom', message: 'is not a duration such as 48h, 0 or -1h' })
        return z.NEVER
      }
      return text.startsWith('-') ? 0 : ms
    })
    .pipe(z.literal(0).or(z.number().min(minMs).max(maxMs)))
    .describe(description)

export const ConfigSchema = z.object({
  JURISDICTION: text(
    '',
    /^(eu|fedramp)?$/,
    'Where Durable Objects may be: empty for anywhere. Can not be changed once there is data.',
  ),
  PUBLISH_HOST: text('', HOST, 'Host name of the publish surface; empty: any host, told by path.'),
  DISTRIBUTION_HOST: text('', HOST, 'Host name of the distribution surface; empty as above.'),
  JOBS_HOST: text('', HOST, 'Host name of the jobs surface; empty as above.'),
  VERIFICATION_API_HOST: text('', HOST, 'Host name of the verification API; empty as above.'),
  CONSOLE_HOST: text(
    '',
    HOST,
    'Host name of the console, which nothing else shares; empty: there is no console.',
  ),
  ADMIN_API_HOST: text('', HOST, 'Host name of the admin API; empty as above.'),
  MAINTENANCE_MODE: flag('Answers every upload with 429. Chaff is still answered.'),
  ENABLE_V1ALPHA1_API: flag('Serves the first version of the publish API at "/".'),
  DEFAULT_REGION: text('', /^[A-Z0-9_-]*$/, 'Region of uploads whose tenant names none.'),
  TRUNCATE_WINDOW: duration('1h', SECOND, DAY, 'Granularity of the times at which keys may leave.'),
  MIN_WINDOW_AGE: duration('2h', 0, DAY, 'Age that a window has when it is exported.'),
  CLEANUP_TTL: duration(
    '336h',
    MIN_RETENTION_SECONDS * SECOND,
    60 * DAY,
    'Age at which keys, files, batches and statistics are deleted.',
  ),
  AUDIT_TTL: duration(
    '2160h',
    7 * DAY,
    3650 * DAY,
    'Age at which entries of the audit log are deleted. The last one stays.',
  ),
  MAX_KEYS_ON_PUBLISH: count(30, 1, 300, 'Keys of one upload.'),
  MAX_SAME_START_INTERVAL_KEYS: count(3, 1, 144, 'Keys of one upload with the same start.'),
  MAX_INTERVAL_AGE_ON_PUBLISH: duration('360h', DAY, 60 * DAY, "Age of a key's expiry on upload."),
  MAX_SYMPTOM_ONSET_DAYS: count(14, 1, 14, 'Days either side of the onset that keys are taken of.'),
  MAX_VALID_SYMPTOM_ONSET_REPORT_DAYS: count(28, 1, 60, 'Days back that an onset is believed.'),
  DEFAULT_SYMPTOM_ONSET_DAYS_AGO: count(4, 0, 28, 'Days back of an onset that was not reported.'),
  ALLOW_PARTIAL_REVISIONS: flag('Passes over stored keys that a revision token does not name.'),
  REVISION_TOKEN_MIN_LENGTH: count(28, 1, 300, 'Entries that a revision token is padded to.'),
  NEW_KEY_PERIOD: duration('168h', HOUR, 60 * DAY, 'Age at which a revision key is superseded.'),
  DELETE_OLD_KEY_PERIOD: duration(
    '360h',
    HOUR,
    90 * DAY,
    'How long a superseded revision key still opens tokens.',
  ),
  RESPONSE_BYTES: count(4096, 1024, 65_536, 'Length of every publish answer, in bytes.'),
  RESPONSE_STEP: duration(
    '100ms',
    0,
    2 * SECOND,
    'Publish and statistics answers leave at multiples of it after the request, real ones and chaff. 0 turns it off.',
  ),
  STATS_AUDIENCE: text(
    'keyserver',
    /^[!-~]{1,200}$/,
    'Audience ("aud") of the tokens with which health authorities read their statistics.',
  ),
  STATS_UPLOAD_MINIMUM: count(10, 10, 1_000_000, 'Uploads of a day that is shown at once.'),
  STATS_EMBARGO_PERIOD: embargo(
    '48h',
    48 * HOUR,
    60 * DAY,
    'How long after its end a day of fewer uploads is hidden. 0, or less such as -1h: for ever.',
  ),
  STATS_RESPONSE_BYTES: count(
    16_384,
    4096,
    1_048_576,
    'Length of every statistics answer, in bytes. One that does not fit takes the next multiple.',
  ),
  EXPORT_FILE_MAX_RECORDS: count(500_000, 1, 500_000, 'Keys of one archive.'),
  BACKFILL_REPORT_TYPE: z
    .enum(['', 'confirmed', 'likely'])
    .default('confirmed')
    .describe('Report type of imported keys whose file names none; empty: they stay without.'),
  BACKFILL_DAYS_SINCE_ONSET: z
    .enum(['true', 'false'])
    .default('true')
    .transform((text) => text === 'true')
    .describe('Gives imported keys days since onset where their file names none.'),
  BACKFILL_DAYS_SINCE_ONSET_VALUE: count(10, 0, 14, 'The days that they get.'),
  INGEST: z
    .enum(['direct', 'group'])
    .default('direct')
    .describe(
      'How uploads are written: `direct`, each by its own request; `group`, gathered for a few milliseconds by one Durable Object, for more than a few hundred uploads a second.',
    ),
  TENANT_CACHE: duration(
    '30s',
    0,
    5 * MINUTE,
    'Longest that a revoked app, authority or key is still accepted.',
  ),
  ...NHS_VARIABLES,
  ...CWA_SUBMISSION_VARIABLES,
  ...VERIFICATION_VARIABLES,
  ...CORONAMELDER_VARIABLES,
  ...FEDERATION_VARIABLES,
})

export type Config = z.output<typeof ConfigSchema>

/** Reads the variables of a deployment. @throws naming all that is wrong */
export function readConfig(vars: Readonly<Record<string, unknown>>): Config {
  const parsed = ConfigSchema.safeParse(
    Object.fromEntries(Object.keys(ConfigSchema.shape).map((name) => [name, vars[name]])),
  )
  if (parsed.success) return parsed.data
  const problems = parsed.error.issues.map((issue) => `${issue.path.join('.')}: ${issue.message}`)
  throw new Error(`configuration: ${problems.join('; ')}`)
}

/** Milliseconds to whole seconds. */
export const secondsOf = (ms: number): number => Math.ceil(ms / SECOND)
