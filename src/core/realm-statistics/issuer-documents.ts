/**
 * The documents of who issued, and of what the SMS provider reported. Names and order are the published server's. Pure. Source:
 * verification server pkg/database/*_stats.go.
 */

import { csvLines } from './csv.ts'
import { date, jsonDate, lazily, NOTHING, type StatisticsDocument } from './document.ts'
import {
  type ApiKeyDay,
  type Counted,
  emptyApiKeyDay,
  type StatisticsUser,
  type UserCount,
} from './rows.ts'
import { fillDays } from './window.ts'

/** Each on each day, with zeros where nothing happened. */
function countedDocument(
  realmId: number,
  days: readonly number[],
  counted: readonly Counted[],
  names: { readonly list: string; readonly count: string },
): StatisticsDocument {
  const [first] = counted
  if (first === undefined) return NOTHING
  return {
    json: {
      members: { realm_id: realmId },
      list: 'statistics',
      items: lazily(function* () {
        for (const [age, day] of days.entries()) {
          const data = counted.map(({ who, counts }) => ({ ...who, [names.count]: counts[age] }))
          yield { date: jsonDate(day), [names.list]: data }
        }
      }),
    },
    csv: csvLines(
      ['date', 'realm_id', ...Object.keys(first.who), names.count],
      lazily(function* () {
        for (const [age, day] of days.entries()) {
          for (const { who, counts } of counted) {
            yield [date(day), realmId, ...Object.values(who), counts[age] ?? 0]
          }
        }
      }),
    ),
  }
}

export const externalIssuersDocument = (
  realmId: number,
  days: readonly number[],
  issuers: readonly Counted[],
): StatisticsDocument =>
  countedDocument(realmId, days, issuers, { list: 'issuer_data', count: 'codes_issued' })

export const smsErrorsDocument = (
  realmId: number,
  days: readonly number[],
  errors: readonly Counted[],
): StatisticsDocument =>
  countedDocument(realmId, days, errors, { list: 'error_data', count: 'quantity' })

export const usersDocument = (
  realmId: number,
  days: readonly number[],
  users: readonly Counted[],
): StatisticsDocument =>
  countedDocument(realmId, days, users, { list: 'issuer_data', count: 'codes_issued' })

export function userDocument(
  realmId: number,
  days: readonly number[],
  { id, name, email }: StatisticsUser,
  rows: readonly UserCount[],
): StatisticsDocument {
  const counts = new Map(rows.map(({ day, count }) => [day, count]))
  return {
    json: {
      members: { realm_id: realmId, user_id: id, user_name: name, user_email: email },
      list: 'statistics',
      items: days.map((day) => ({
        date: jsonDate(day),
        data: { codes_issued: counts.get(day) ?? 0 },
      })),
    },
    csv: csvLines(
      ['date', 'realm_id', 'user_id', 'user_name', 'user_email', 'codes_issued'],
      days.map((day) => [date(day), realmId, id, name, email, counts.get(day) ?? 0]),
    ),
  }
}

export interface StatisticsApiKey {
  readonly id: number
  readonly name: string
  readonly type: string
}

export function apiKeyDocument(
  { id, name, type }: StatisticsApiKey,
  days: readonly number[],
  rows: readonly ApiKeyDay[],
): StatisticsDocument {
  const filled = fillDays(days, rows, emptyApiKeyDay)
  const data = (row: ApiKeyDay) => ({
    codes_issued: row.codesIssued,
    codes_claimed: row.codesClaimed,
    codes_invalid: row.codesInvalid,
    tokens_claimed: row.tokensClaimed,
    tokens_invalid: row.tokensInvalid,
  })
  return {
    json: {
      members: { authorized_app_id: id, authorized_app_name: name, authorized_app_type: type },
      list: 'statistics',
      items: filled.map((row) => ({ date: jsonDate(row.day), data: data(row) })),
    },
    csv: csvLines(
      [
        'date',
        'authorized_app_id',
        'authorized_app_name',
        'authorized_app_type',
        ...Object.keys(data(emptyApiKeyDay(0))),
      ],
      filled.map((row) => [date(row.day), id, name, type, ...Object.values(data(row))]),
    ),
  }
}
