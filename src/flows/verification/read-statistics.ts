/** A realm's statistics, by the name of the document. */

import type { StatisticsDocument } from '../../core/realm-statistics/document.ts'
import {
  apiKeyDocument,
  externalIssuersDocument,
  smsErrorsDocument,
  userDocument,
  usersDocument,
} from '../../core/realm-statistics/issuer-documents.ts'
import {
  compositeDocument,
  keyServerDocument,
  realmDocument,
} from '../../core/realm-statistics/realm-documents.ts'
import { statisticsDays } from '../../core/realm-statistics/window.ts'
import type { Realm } from '../../core/realms/settings.ts'
import type { UnixSeconds } from '../../core/time.ts'
import type { VerificationDatabase } from '../../db/verification/database.ts'
import * as rows from '../../db/verification/queries/statistics.ts'

/** What is asked for, as its path says; ids as they are written there. */
export type StatisticsName =
  | { readonly document: 'realm' }
  | { readonly document: 'composite' }
  | { readonly document: 'users' }
  | { readonly document: 'user'; readonly id: string }
  | { readonly document: 'api-key'; readonly id: string }
  | { readonly document: 'external-issuers' }
  | { readonly document: 'sms-errors' }
  | { readonly document: 'key-server' }

export interface NamedDocument extends StatisticsDocument {
  /** Of the file, without its time and ending. */
  readonly fileName: string
}

/** @returns undefined where the realm has nobody of that id */
export async function readRealmStatistics(
  db: VerificationDatabase,
  { id: realmId, settings }: Realm,
  name: StatisticsName,
  now: UnixSeconds,
): Promise<NamedDocument | undefined> {
  const days = statisticsDays(now)
  const from = days.at(-1) ?? now
  switch (name.document) {
    case 'realm': {
      const document = realmDocument(realmId, days, await rows.readRealmDays(db, realmId, from))
      return { fileName: 'realm-stats', ...document }
    }
    case 'composite': {
      const { realm, keyServer } = await rows.readCompositeDays(db, realmId, from)
      const asked = settings.keyServerStats === undefined ? undefined : keyServer
      return { fileName: 'composite-stats', ...compositeDocument(realmId, days, realm, asked) }
    }
    case 'users': {
      const users = await rows.readUserCounts(db, realmId, days)
      return { fileName: 'user-stats', ...usersDocument(realmId, days, users) }
    }
    case 'user': {
      const found = isId(name.id)
        ? await rows.readUserDays(db, realmId, Number(name.id), from)
        : undefined
      if (found === undefined) return undefined
      const document = userDocument(realmId, days, found.user, found.counts)
      return { fileName: slugOf(found.user.name), ...document }
    }
    case 'api-key': {
      const found = isId(name.id)
        ? await rows.readApiKeyDays(db, realmId, Number(name.id), from)
        : undefined
      if (found === undefined) return undefined
      return { fileName: slugOf(found.key.name), ...apiKeyDocument(found.key, days, found.days) }
    }
    case 'external-issuers': {
      const issuers = await rows.readExternalIssuerCounts(db, realmId, days)
      const document = externalIssuersDocument(realmId, days, issuers)
      return { fileName: 'external-issuer-stats', ...document }
    }
    case 'sms-errors': {
      const errors = await rows.readSmsErrorCounts(db, realmId, days)
      return { fileName: 'sms-error-stats', ...smsErrorsDocument(realmId, days, errors) }
    }
    case 'key-server': {
      const found = await rows.readKeyServerDays(db, realmId, from)
      return { fileName: 'key-server-stats', ...keyServerDocument(days, found) }
    }
  }
}

const isId = (text: string): boolean => /^[1-9]\d{0,14}$/.test(text)

/** A name as part of a file's: letters and digits, with hyphens between. */
const slugOf = (name: string): string =>
  name
    .toLowerCase()
    .replaceAll(/[^a-z0-9]+/g, '-')
    .replaceAll(/^-|-$/g, '') || 'statistics'
