/** Keys of a batch that was fetched, on their way into staging: together with the batch's row, or not at all. */

import { toHex } from '../../../core/bytes.ts'
import type { ReceivedKey } from '../../../core/federation/received-key.ts'
import type { UnixSeconds } from '../../../core/time.ts'
import type { KeyserverDatabase } from '../database.ts'
import { requireChanges } from './diagnosis-keys.ts'
import type { BatchPlace, IncomingBatch } from './incoming-batches.ts'

/** What a fetched batch turned out to be. */
export interface StagedBatch extends BatchPlace {
  /** Of this staging: rows are added under it alone. */
  readonly token: string
  readonly objectName: string
  /** Empty where it is not to be taken in. */
  readonly keys: readonly ReceivedKey[]
  /** Why it is not to be taken in; undefined where it is. */
  readonly quarantine: string | undefined
}

/** Characters of one parameter: the platform takes a megabyte. */
const PARAMETER_CHARACTERS = 400_000
/** Keys a statement: a fifth of what the platform takes as one parameter. */
const KEYS_A_STATEMENT = 5000

const INSERT_STAGED = `
INSERT INTO staged_keys (batch_id, position, key_data, rolling_start_interval_number, rolling_period, origin,
  visited_countries, origin_transmission_risk_level, report_type, days_since_onset_of_symptoms, traveler, test_type, is_revision)
SELECT batch.id, value->>0, unhex(value->>1), value->>2, value->>3, value->>4, value->>5, value->>6, value->>7, value->>8,
  value->>9, value->>10, value->>11
FROM incoming_batches AS batch CROSS JOIN json_each(?1)
WHERE batch.partner_id = ?2 AND batch.batch_date = ?3 AND batch.batch_tag = ?4 AND batch.completion_token = ?5
  AND batch.status = 'downloaded'`

const TAKEN = `status = ?5, object_name = ?6, total_keys = ?7, total_countries = ?8, completion_token = ?9, last_failure = ?10,
  completed_at = ?11, started_at = NULL, accepted_keys = 0, known_keys = 0, rejected_keys = '{}', next_attempt_at = ?4`

/**
 * A batch that a poll brought. One that is known already is left alone, unless it was only announced so far.
 * @returns statements of one batch
 */
export function stagePolled(
  db: KeyserverDatabase,
  staged: StagedBatch,
  now: UnixSeconds,
): D1PreparedStatement[] {
  const { partnerId, date, tag } = staged
  const values = takenValues(staged, now)
  const insert = db.d1
    .prepare(
      `INSERT INTO incoming_batches (partner_id, batch_date, batch_tag, created_at, next_attempt_at, status, object_name,
        total_keys, total_countries, completion_token, last_failure, completed_at, rejected_keys)
      VALUES (?1, ?2, ?3, ?4, ?4, ?5, ?6, ?7, ?8, ?9, ?10, ?11, '{}')
      ON CONFLICT DO UPDATE SET ${TAKEN}
      WHERE status IN ('registered', 'downloading') OR (status = 'failed' AND object_name IS NULL)`,
    )
    .bind(partnerId, date, tag, now, ...values)
  return [insert, ...keyStatements(db, staged)]
}

/** A batch that was announced and is held. The batch of statements is undone where it is held no more. */
export function stageAnnounced(
  db: KeyserverDatabase,
  staged: StagedBatch,
  now: UnixSeconds,
): D1PreparedStatement[] {
  const { partnerId, date, tag, token } = staged
  const update = db.d1
    .prepare(
      `UPDATE incoming_batches SET ${TAKEN}
      WHERE partner_id = ?1 AND batch_date = ?2 AND batch_tag = ?3 AND completion_token = ?12 AND status = 'downloading'`,
    )
    .bind(partnerId, date, tag, now, ...takenValues(staged, now), token)
  return [update, requireChanges(db, 1), ...keyStatements(db, staged)]
}

/** A batch that ended, once more from its raw bytes. */
export function stageAgain(
  db: KeyserverDatabase,
  batch: Pick<IncomingBatch, 'id'>,
  staged: StagedBatch,
  now: UnixSeconds,
): D1PreparedStatement[] {
  const { partnerId, date, tag } = staged
  const update = db.d1
    .prepare(
      `UPDATE incoming_batches SET ${TAKEN}, retry_count = 0
      WHERE partner_id = ?1 AND batch_date = ?2 AND batch_tag = ?3 AND status IN ('processed', 'failed')`,
    )
    .bind(partnerId, date, tag, now, ...takenValues(staged, now))
  return [
    update,
    requireChanges(db, 1),
    db.d1.prepare('DELETE FROM staged_keys WHERE batch_id = ?1').bind(batch.id),
    ...keyStatements(db, staged),
  ]
}

const takenValues = (staged: StagedBatch, now: UnixSeconds) => [
  staged.quarantine === undefined ? 'downloaded' : 'failed',
  staged.objectName,
  staged.keys.length,
  new Set(staged.keys.map(({ origin }) => origin)).size,
  staged.token,
  staged.quarantine ?? null,
  staged.quarantine === undefined ? null : now,
]

function keyStatements(db: KeyserverDatabase, staged: StagedBatch): D1PreparedStatement[] {
  const { partnerId, date, tag, token } = staged
  return parametersOf(staged.keys).map((rows) =>
    db.d1.prepare(INSERT_STAGED).bind(rows, partnerId, date, tag, token),
  )
}

/** The keys as JSON, in as few parameters as the platform takes: what a partner sends may be long. */
function parametersOf(keys: readonly ReceivedKey[]): readonly string[] {
  const parameters: string[] = []
  let rows: string[] = []
  let length = 0
  for (const [position, key] of keys.entries()) {
    const row = JSON.stringify(rowOf(key, position))
    if (rows.length === KEYS_A_STATEMENT || length + row.length > PARAMETER_CHARACTERS) {
      if (rows.length > 0) parameters.push(`[${rows.join()}]`)
      rows = []
      length = 0
    }
    rows.push(row)
    length += row.length
  }
  if (rows.length > 0) parameters.push(`[${rows.join()}]`)
  return parameters
}

// What is too long for any rule to take is cut where it is still too long: no key may keep its batch from being staged.
const MOST_BYTES = 64
const MOST_CHARACTERS = 16
const MOST_COUNTRIES = 100

const rowOf = (key: ReceivedKey, position: number) => [
  position,
  toHex(key.keyData.subarray(0, MOST_BYTES)),
  key.rollingStartIntervalNumber,
  key.rollingPeriod,
  key.origin.slice(0, MOST_CHARACTERS),
  key.visitedCountries
    .slice(0, MOST_COUNTRIES)
    .map((country) => country.slice(0, MOST_CHARACTERS))
    .join(','),
  key.transmissionRiskLevel ?? null,
  key.reportType,
  key.daysSinceOnsetOfSymptoms ?? null,
  key.traveler ? 1 : 0,
  key.testType ?? null,
  key.isRevision === true ? 1 : 0,
]
