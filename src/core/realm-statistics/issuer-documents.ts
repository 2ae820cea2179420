/**
 * The documents of who issued, and of what the SMS provider reported. Names and order are the published server's. Pure. Source:
 * verification server pkg/database/*_stats.go.
 */

import { csvLines } from './csv.ts'
import { date, jsonDate, lazily, NOTHING, type StatisticsDocument } from './document.ts'
import {
  type ApiKeyDay,
  emptyApiKeyDay,
  type NamedCount,
  type StatisticsUser,
  type UserCount,
} from './rows.ts'
import { fillDays } from './window.ts'

/** Each name on each day, with zeros where nothing happened. */
function namedDocument(
  realmId: number,
  days: readonly number[],
  rows: readonly NamedCount[],
  names: { readonly list: string; readonly name: string; readonly count: string },
): StatisticsDocument {
  if (rows.length === 0) return NOTHING
  const known = [...new Set(rows.map(({ name }) => name))].sort()
  const counts = new Map(rows.map(({ day, name, count }) => [`${day} ${name}`, count]))
  const countOf = (day: number, name: string) => counts.get(`${day} ${name}`) ?? 0
  return {
    json: {
      members: { realm_id: realmId },
      list: 'statistics',
      items: lazily(function* () {
        for (const day of days) {
          const counted = known.map((name) => ({
            [names.name]: name,
            [names.count]: countOf(day, name),
          }))
          yield { date: jsonDate(day), [names.list]: counted }
        }
      }),
    },
    csv: csvLines(
      ['date', 'realm_id', names.name, names.count],
      lazily(function* () {
        for (const day of days) {
          for (const name of known) yield [date(day), realmId, name, countOf(day, name)]
        }
      }),
    ),
  }
}

export const externalIssuersDocument = (
  realmId: number,
  days: readonly number[],
  rows: readonly NamedCount[],
): StatisticsDocument =>
  namedDocument(realmId, days, rows, {
    list: 'issuer_data',
    name: 'issuer_id',
    count: 'codes_issued',
  })

export const smsErrorsDocument = (
  realmId: number,
  days: readonly number[],
  rows: readonly NamedCount[],
): StatisticsDocument =>
  namedDocument(realmId, days, rows, { list: 'error_data', name: 'error_code', count: 'quantity' })

/** @param users of whom there are counts */
export function usersDocument(
  realmId: number,
  days: readonly number[],
  users: readonly StatisticsUser[],
  rows: readonly UserCount[],
): StatisticsDocument {
  // People whose rows are gone are nobody any more.
  if (rows.length === 0 || users.length === 0) return NOTHING
  const counts = new Map(rows.map(({ day, userId, count }) => [`${day} ${userId}`, count]))
  const countOf = (day: number, id: number) => counts.get(`${day} ${id}`) ?? 0
  return {
    json: {
      members: { realm_id: realmId },
      list: 'statistics',
      items: days.map((day) => ({
        date: jsonDate(day),
        issuer_data: users.map(({ id, name, email }) => ({
          user_id: id,
          name,
          email,
          codes_issued: countOf(day, id),
        })),
      })),
    },
    csv: csvLines(
      ['date', 'realm_id', 'user_id', 'name', 'email', 'codes_issued'],
      days.flatMap((day) =>
        users.map(({ id, name, email }) => [date(day), realmId, id, name, email, countOf(day, id)]),
      ),
    ),
  }
}

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
