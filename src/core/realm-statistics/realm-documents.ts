/**
 * The documents of a realm and its key server. Names, order and accidents are the published server's, since
 * programs read them. Pure. Source: verification server pkg/database/*_stats.go.
 */

import { type Cell, csvLines } from './csv.ts'
import { date, jsonDate, NOTHING, type StatisticsDocument } from './document.ts'
import { emptyKeyServerDay, emptyRealmDay, type KeyServerDay, type RealmDay } from './rows.ts'
import { fillDays } from './window.ts'

const meanAge = ({ claimAgeSeconds, codesClaimed }: RealmDay): number =>
  codesClaimed === 0 ? 0 : Math.floor(claimAgeSeconds / codesClaimed)

const REALM_COLUMNS: readonly (readonly [string, (day: RealmDay) => Cell])[] = [
  ['codes_issued', (day) => day.codesIssued],
  ['codes_claimed', (day) => day.codesClaimed],
  ['codes_invalid', (day) => day.codesInvalid],
  ['tokens_claimed', (day) => day.tokensClaimed],
  ['tokens_invalid', (day) => day.tokensInvalid],
  ['code_claim_mean_age_seconds', meanAge],
  ['code_claim_age_distribution', (day) => day.claimAges.join('|')],
]

/** @param plural the names differ by a letter between two documents */
const reportColumns = (
  plural: 's' | '',
): readonly (readonly [string, (day: RealmDay) => Cell])[] => [
  ['user_reports_issued', (day) => day.userReportsIssued],
  ['user_reports_claimed', (day) => day.userReportsClaimed],
  ['user_report_tokens_claimed', (day) => day.userReportTokensClaimed],
  ['codes_invalid_unknown_os', (day) => day.codesInvalidUnknownOs],
  ['codes_invalid_ios', (day) => day.codesInvalidIos],
  ['codes_invalid_android', (day) => day.codesInvalidAndroid],
  ['user_reports_invalid_nonce', (day) => day.userReportsInvalidNonce],
  [`user_report${plural}_invalid_nonce_unknown_os`, (day) => day.userReportsInvalidNonceUnknownOs],
  [`user_report${plural}_invalid_nonce_ios`, (day) => day.userReportsInvalidNonceIos],
  [`user_report${plural}_invalid_nonce_android`, (day) => day.userReportsInvalidNonceAndroid],
]

const realmJson = (day: RealmDay) => ({
  codes_issued: day.codesIssued,
  codes_claimed: day.codesClaimed,
  codes_invalid: day.codesInvalid,
  codes_invalid_by_os: {
    unknown_os: day.codesInvalidUnknownOs,
    ios: day.codesInvalidIos,
    android: day.codesInvalidAndroid,
  },
  user_reports_issued: day.userReportsIssued,
  user_reports_claimed: day.userReportsClaimed,
  user_reports_invalid_nonce: day.userReportsInvalidNonce,
  user_reports_invalid_nonce_by_os: {
    unknown_os: day.userReportsInvalidNonceUnknownOs,
    ios: day.userReportsInvalidNonceIos,
    android: day.userReportsInvalidNonceAndroid,
  },
  tokens_claimed: day.tokensClaimed,
  tokens_invalid: day.tokensInvalid,
  user_report_tokens_claimed: day.userReportTokensClaimed,
  code_claim_mean_age_seconds: meanAge(day),
  code_claim_age_distribution: day.claimAges,
})

/** @param days the window, newest first, as below */
export function realmDocument(
  realmId: number,
  days: readonly number[],
  rows: readonly RealmDay[],
): StatisticsDocument {
  const filled = fillDays(days, rows, emptyRealmDay)
  const columns = [...REALM_COLUMNS, ...reportColumns('')]
  return {
    json: {
      members: { realm_id: realmId },
      list: 'statistics',
      items: filled.map((row) => ({ date: jsonDate(row.day), data: realmJson(row) })),
    },
    csv: csvLines(
      ['date', ...columns.map(([name]) => name)],
      filled.map((row) => [date(row.day), ...columns.map(([, cell]) => cell(row))]),
    ),
  }
}

const KEY_SERVER_COLUMNS: readonly (readonly [string, (day: KeyServerDay) => Cell])[] = [
  ['publish_requests_unknown', (day) => day.publishUnknown],
  ['publish_requests_android', (day) => day.publishAndroid],
  ['publish_requests_ios', (day) => day.publishIos],
  ['total_teks_published', (day) => day.teksPublished],
  ['requests_with_revisions', (day) => day.requestsWithRevisions],
  ['requests_missing_onset_date', (day) => day.requestsMissingOnsetDate],
  ['tek_age_distribution', (day) => day.tekAges.join('|')],
  ['onset_to_upload_distribution', (day) => day.onsetAges.join('|')],
]

const publishRequests = ({ publishUnknown, publishAndroid, publishIos }: KeyServerDay) => ({
  unknown: publishUnknown,
  android: publishAndroid,
  ios: publishIos,
})

/** A bare list. */
export function keyServerDocument(
  days: readonly number[],
  rows: readonly KeyServerDay[],
): StatisticsDocument {
  const filled = fillDays(days, rows, emptyKeyServerDay)
  return {
    json: {
      members: {},
      list: undefined,
      items: filled.map((row) => ({
        day: jsonDate(row.day),
        publish_requests: publishRequests(row),
        total_teks_published: row.teksPublished,
        requests_with_revisions: row.requestsWithRevisions,
        tek_age_distribution: row.tekAges,
        onset_to_upload_distribution: row.onsetAges,
        requests_missing_onset_date: row.requestsMissingOnsetDate,
      })),
    },
    csv: csvLines(
      ['day', ...KEY_SERVER_COLUMNS.map(([name]) => name)],
      filled.map((row) => [date(row.day), ...KEY_SERVER_COLUMNS.map(([, cell]) => cell(row))]),
    ),
  }
}

/**
 * Realm and key server side by side. With a key server the table is oldest first and begins with the first day on which
 * anything happened; JSON is newest first.
 * @param keyServer undefined: the realm does not ask its key server
 */
export function compositeDocument(
  realmId: number,
  days: readonly number[],
  realmRows: readonly RealmDay[],
  keyServer: readonly KeyServerDay[] | undefined,
): StatisticsDocument {
  const realm = fillDays(days, realmRows, emptyRealmDay)
  const uploads = fillDays(days, keyServer ?? [], emptyKeyServerDay)
  const joined = realm.map((row, index) => ({
    row,
    uploads: uploads[index] ?? emptyKeyServerDay(row.day),
  }))
  const isBusy = (one: (typeof joined)[number]) => hasCounts(one.row) || hasCounts(one.uploads)
  if (!joined.some(isBusy)) return NOTHING
  const oldest = joined.findLastIndex(isBusy)
  const shown = keyServer === undefined ? joined : joined.slice(0, oldest + 1)
  const ordered = keyServer === undefined ? shown : shown.toReversed()
  const reports = reportColumns('s')
  return {
    json: {
      members: { realm_id: realmId, has_key_server_stats: keyServer !== undefined },
      list: 'statistics',
      items: shown.map(({ row, uploads: { tekAges, onsetAges, ...upload } }) => ({
        date: jsonDate(row.day),
        data: {
          ...realmJson(row),
          day: '0001-01-01T00:00:00Z',
          publish_requests: publishRequests({ ...upload, tekAges, onsetAges }),
          total_teks_published: upload.teksPublished,
          requests_with_revisions: upload.requestsWithRevisions,
          tek_age_distribution: keyServer === undefined ? null : tekAges,
          onset_to_upload_distribution: keyServer === undefined ? null : onsetAges,
          requests_missing_onset_date: upload.requestsMissingOnsetDate,
          total_publish_requests: upload.publishUnknown + upload.publishAndroid + upload.publishIos,
        },
      })),
    },
    csv: csvLines(
      [
        'date',
        ...REALM_COLUMNS.map(([name]) => name),
        ...KEY_SERVER_COLUMNS.map(([name]) => name),
        ...reports.map(([name]) => name),
      ],
      ordered.map(({ row, uploads: upload }) => [
        date(row.day),
        ...REALM_COLUMNS.map(([, cell]) => cell(row)),
        ...KEY_SERVER_COLUMNS.map(([, cell]) => (keyServer === undefined ? '' : cell(upload))),
        ...reports.map(([, cell]) => cell(row)),
      ]),
    ),
  }
}

const hasCounts = ({ day: _, ...counts }: RealmDay | KeyServerDay): boolean =>
  Object.values(counts).some((count) =>
    typeof count === 'number' ? count > 0 : count.some((one: number) => one > 0),
  )
