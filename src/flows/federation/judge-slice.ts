/** What becomes of the keys of a slice: which are stored, which revise, which are refused and why. */

import { toHex } from '../../core/bytes.ts'
import { readExchangeSettings } from '../../core/federation/exchange-settings.ts'
import { type IngressRules, judgeReceivedKey } from '../../core/federation/ingress.ts'
import type { ReceivedKey } from '../../core/federation/received-key.ts'
import { storedKeyOf } from '../../core/federation/stored-key.ts'
import { judgeImportedRevision } from '../../core/foreign/imported-keys.ts'
import type { DiagnosisKey } from '../../core/temporary-exposure-key.ts'
import type { UnixSeconds } from '../../core/time.ts'
import type { KeyserverDatabase } from '../../db/keyserver/database.ts'
import { readCountries } from '../../db/keyserver/queries/countries.ts'
import {
  insertFederatedKeys,
  noteSightings,
  readFederatedKeys,
  reviseFederatedKeys,
} from '../../db/keyserver/queries/federated-keys.ts'
import type { Slice, SliceOutcome } from '../../db/keyserver/queries/incoming-slices.ts'
import { failureName, type PartnerRun } from './exchange-deps.ts'

/** The part of a slice's outcome that its keys decide. */
export type JudgedSlice = Pick<SliceOutcome, 'write' | 'acceptedKeys' | 'after'> & {
  /** By reason. */
  readonly rejected: Readonly<Record<string, number>>
}

/** The rules of a partner's keys, with the list of countries as it is now. */
export async function readIngressRules(
  db: KeyserverDatabase,
  { partner }: Pick<PartnerRun, 'partner'>,
): Promise<IngressRules> {
  const settings = readExchangeSettings(partner.protocol, partner.settings)
  const accepted =
    settings.acceptedOrigins ??
    (await readCountries(db)).flatMap(({ code, acceptable }) => (acceptable ? [code] : []))
  return { ...settings, ownOrigin: partner.ownOrigin, acceptedOrigins: new Set(accepted) }
}

export async function judgeSlice(
  db: KeyserverDatabase,
  run: PartnerRun,
  rules: IngressRules,
  slice: Slice,
  now: UnixSeconds,
): Promise<JudgedSlice> {
  const rejected: Record<string, number> = {}
  const accepted: ReceivedKey[] = []
  /** Those that the partner has, whether or not we take them from it. */
  const seen: ReceivedKey[] = []
  for (const key of slice.keys) {
    const reason = judgeReceivedKey(key, rules, now) ?? run.adapter.ingress(key, now)
    if (reason === undefined) accepted.push(key)
    else addOne(rejected, failureName(reason))
    if (reason === undefined || reason === 'origin_own') seen.push(key)
  }
  return slice.isRevisions
    ? judgeRevisions(db, run, accepted, rejected, now)
    : storeNew(db, run, accepted, seen, rejected, now)
}

function storeNew(
  db: KeyserverDatabase,
  { partner, adapter, settings }: PartnerRun,
  accepted: readonly ReceivedKey[],
  seen: readonly ReceivedKey[],
  rejected: Readonly<Record<string, number>>,
  now: UnixSeconds,
): JudgedSlice {
  const keys = accepted.map((key) => ({
    ...storedKeyOf(key, adapter.storedRisk(key), settings.truncateWindowSeconds, now),
    reportTypeNumber: key.reportType,
    origin: key.origin,
    visitedCountries: key.visitedCountries,
    traveler: partner.traveler || key.traveler,
  }))
  const source = { partnerId: partner.id, regions: partner.regions }
  return {
    write: insertFederatedKeys(db, source, keys),
    acceptedKeys: keys.length,
    after: seen.length === 0 ? [] : [noteSightings(db, partner.id, seen, now)],
    rejected,
  }
}

/** A revision of a key that the partner never brought, or that others brought, is none. */
async function judgeRevisions(
  db: KeyserverDatabase,
  { partner, adapter, settings }: PartnerRun,
  accepted: readonly ReceivedKey[],
  rejected: Record<string, number>,
  now: UnixSeconds,
): Promise<JudgedSlice> {
  const known = await readFederatedKeys(db, partner.id, accepted)
  const revised = new Map<string, DiagnosisKey>()
  let acceptedKeys = 0
  for (const key of accepted) {
    const name = toHex(key.keyData)
    const stored = known.get(name)
    const revision = storedKeyOf(key, adapter.storedRisk(key), settings.truncateWindowSeconds, now)
    const judgement = stored && judgeImportedRevision(revision, stored)
    if (judgement === undefined) addOne(rejected, 'revision_without_key')
    else if (judgement === 'refused') addOne(rejected, 'revision_refused')
    else acceptedKeys++
    // Of a key that stands there twice the first counts.
    if (judgement === 'revise' && !revised.has(name)) revised.set(name, revision)
  }
  return {
    write: reviseFederatedKeys(db, partner.id, [...revised.values()]),
    acceptedKeys,
    after: [],
    rejected,
  }
}

function addOne(counts: Record<string, number>, name: string): void {
  counts[name] = (counts[name] ?? 0) + 1
}
