/** Decisions about slots, the synthetic keys that follow from them, and the shapes that are counted meanwhile. */

import { and, eq } from 'drizzle-orm'
import { toHex } from '../../../core/bytes.ts'
import type { SyntheticUpload } from '../../../core/padding/draw.ts'
import { REVISION_MARK } from '../../../core/padding/revision-shape.ts'
import { numberFromReportType } from '../../../core/report-type.ts'
import { asUnixSeconds, SECONDS_PER_DAY, type UnixSeconds } from '../../../core/time.ts'
import {
  FEDERATION_CONSENTS,
  type FederationConsent,
} from '../../../core/verification/health-authority.ts'
import type { KeyserverDatabase } from '../database.ts'
import { paddingSlots } from '../schema/padding.ts'
import { PROVENANCE, regionsText } from './diagnosis-keys.ts'

export interface PaddingPolicy {
  readonly region: string
  readonly minimumUploads: number
  /** Keys that a slot's uploads should come to; null where their number does not matter. */
  readonly minimumKeys: number | null
  /** By which rule its uploads leave the country: that of the region's real ones. */
  readonly federationConsent: FederationConsent
  /** Newest slot up to which all are done; undefined before the first run. */
  readonly paddedThrough: UnixSeconds | undefined
}

export type PaddingSlot = typeof paddingSlots.$inferSelect

export async function readPaddingPolicies(
  db: KeyserverDatabase,
): Promise<readonly PaddingPolicy[]> {
  const { results } = await db.d1
    .prepare(
      `SELECT region, minimum_uploads AS minimumUploads, minimum_keys AS minimumKeys,
        federation_consent AS federationConsent, (SELECT max(slot) FROM padding_slots AS done
        WHERE done.region = policy.region AND completed_at IS NOT NULL) AS paddedThrough
      FROM padding_policies AS policy ORDER BY region`,
    )
    .all<Omit<PaddingPolicy, 'paddedThrough'> & { paddedThrough: number | null }>()
  return results.map((row) => ({
    ...row,
    paddedThrough: row.paddedThrough === null ? undefined : asUnixSeconds(row.paddedThrough),
  }))
}

/** Notes that padding begins after this slot: nothing is decided about it and nothing comes of it. */
export async function beginPadding(
  db: KeyserverDatabase,
  region: string,
  slot: UnixSeconds,
  now: UnixSeconds,
): Promise<void> {
  await db.orm
    .insert(paddingSlots)
    .values({
      region,
      slot,
      wrappedSecret: '',
      syntheticUploads: 0,
      modelId: null,
      completedAt: now,
    })
    .onConflictDoNothing()
}

export async function readPaddingSlot(
  db: KeyserverDatabase,
  region: string,
  slot: UnixSeconds,
): Promise<PaddingSlot | undefined> {
  const [row] = await db.orm
    .select()
    .from(paddingSlots)
    .where(and(eq(paddingSlots.region, region), eq(paddingSlots.slot, slot)))
  return row
}

/** First uploads of a slot that are for a region. */
export async function countRealUploads(
  db: KeyserverDatabase,
  region: string,
  slot: UnixSeconds,
): Promise<number> {
  const row = await db.d1
    .prepare(
      `SELECT total(uploads) AS uploads FROM upload_shapes
      WHERE slot = ?1 AND instr(regions, ?2) > 0 AND shape NOT LIKE ?3`,
    )
    .bind(slot, regionsText([region]), `${REVISION_MARK}%`)
    .first<{ uploads: number }>()
  return row?.uploads ?? 0
}

/**
 * Writes down what is decided about a slot, unless something is.
 * @returns what stands now
 */
export async function decideSlot(
  db: KeyserverDatabase,
  decision: Omit<PaddingSlot, 'completedAt'>,
): Promise<PaddingSlot> {
  const { region, slot } = decision
  await db.orm
    .insert(paddingSlots)
    .values({ ...decision, completedAt: null })
    .onConflictDoNothing()
  const stands = await readPaddingSlot(db, region, asUnixSeconds(slot))
  if (stands === undefined) throw new Error(`slot ${slot} of ${region} was deleted meanwhile`)
  return stands
}

// OR IGNORE: a run that is repeated derives the very same keys.
const INSERT_SYNTHETIC_KEYS = `
INSERT OR IGNORE INTO diagnosis_keys (key_data, rolling_start_interval_number, rolling_period, transmission_risk_level,
  report_type, days_since_onset_of_symptoms, created_at, traveler, revised_at, revised_report_type,
  revised_days_since_onset_of_symptoms, revised_transmission_risk_level, filled_in, regions, provenance,
  federation_consent, visited_countries)
SELECT unhex(value->>0), value->>1, value->>2, value->>3, value->>4, value->>5, value->>6, value->>7, value->>8, value->>9,
  value->>10, value->>11, value->>12, ?2, ?3, ?4, value->>13
FROM json_each(?1)`

/**
 * Stores synthetic uploads beside the real ones, with all that is to become of them; those that are there stay.
 * Where the policy lets them leave the country, they do as real ones: else whoever compares a partner's files with ours learns
 * that what is in both is real (docs/adr/0003). No authority vouched for them, so no authority's counts hold them.
 */
export async function insertSyntheticUploads(
  db: KeyserverDatabase,
  { region, federationConsent }: Pick<PaddingPolicy, 'region' | 'federationConsent'>,
  uploads: readonly SyntheticUpload[],
): Promise<void> {
  const rows = uploads.flatMap(({ traveler, visitedCountries, keys }) =>
    keys.map(({ key, revision }) => [
      toHex(key.keyData),
      key.rollingStartIntervalNumber,
      key.rollingPeriod,
      key.transmissionRiskLevel,
      numberFromReportType(key.reportType),
      key.daysSinceOnsetOfSymptoms ?? null,
      key.createdAt,
      traveler ? 1 : 0,
      ...(revision === undefined
        ? [null, null, null, null]
        : [
            revision.createdAt,
            numberFromReportType(revision.reportType),
            revision.daysSinceOnsetOfSymptoms ?? null,
            revision.transmissionRiskLevel,
          ]),
      key.filledIn,
      visitedCountries?.join(',') ?? null,
    ]),
  )
  await db.d1
    .prepare(INSERT_SYNTHETIC_KEYS)
    .bind(
      JSON.stringify(rows),
      regionsText([region]),
      PROVENANCE.synthetic,
      FEDERATION_CONSENTS.indexOf(federationConsent),
    )
    .run()
}

// A row may be folded once every policy that counts it has done its slot.
const IS_FOLDABLE = `slot < ?1 AND NOT EXISTS (SELECT 1 FROM padding_policies AS policy
  WHERE instr(upload_shapes.regions, ',' || policy.region || ',') > 0
  AND coalesce((SELECT max(done.slot) FROM padding_slots AS done
    WHERE done.region = policy.region AND done.completed_at IS NOT NULL), -1) < upload_shapes.slot)`

function foldStatements(db: KeyserverDatabase, before: UnixSeconds): D1PreparedStatement[] {
  return [
    db.d1
      .prepare(
        `INSERT INTO upload_shape_days SELECT slot - slot % ?2, regions, shape, sum(uploads) FROM upload_shapes
        WHERE ${IS_FOLDABLE} GROUP BY 1, 2, 3 ON CONFLICT DO UPDATE SET uploads = uploads + excluded.uploads`,
      )
      .bind(before, SECONDS_PER_DAY),
    db.d1.prepare(`DELETE FROM upload_shapes WHERE ${IS_FOLDABLE}`).bind(before),
  ]
}

/** Marks a slot as done and folds the shapes that nobody has to count any more into their days, together. */
export async function completeSlot(
  db: KeyserverDatabase,
  region: string,
  slot: UnixSeconds,
  before: UnixSeconds,
  now: UnixSeconds,
): Promise<void> {
  const complete = db.d1
    .prepare(
      `UPDATE padding_slots SET completed_at = ?3 WHERE region = ?1 AND slot = ?2 AND completed_at IS NULL`,
    )
    .bind(region, slot, now)
  await db.d1.batch([complete, ...foldStatements(db, before)])
}

/**
 * Folds the shapes of slots that are over into their days.
 * @param before start of the oldest slot that is not over
 */
export async function foldShapes(db: KeyserverDatabase, before: UnixSeconds): Promise<void> {
  await db.d1.batch(foldStatements(db, before))
}
