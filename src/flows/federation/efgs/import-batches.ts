/** Downloads a gateway's batches, day by day and tag by tag or as they are announced, and proves them where that is asked for. */

import type { Certificate } from 'pkijs'
import { type AuditEntry, readAudit, verifyAudit } from '../../../core/federation/efgs/audit.ts'
import { decodeBatch } from '../../../core/federation/efgs/batch-codec.ts'
import { batchFromJson } from '../../../core/federation/efgs/batch-json.ts'
import type { EfgsKey } from '../../../core/federation/efgs/diagnosis-key.ts'
import {
  afterBatch,
  afterNothing,
  afterTooOld,
  type CursorStep,
  type DownloadCursor,
  dateOfTag,
  firstCursor,
  isBatchTag,
  readCursor,
  requestedTag,
} from '../../../core/federation/efgs/download-cursor.ts'
import { receivedFromEfgs } from '../../../core/federation/efgs/map-keys.ts'
import type { EfgsSettings } from '../../../core/federation/efgs/settings.ts'
import type { ReceivedKey } from '../../../core/federation/received-key.ts'
import { fail, type Result, succeed } from '../../../core/result.ts'
import { addSeconds, SECONDS_PER_DAY, type UnixSeconds, utcDateOf } from '../../../core/time.ts'
import type { AnswerHead, OutboundAnswer } from '../../outbound.ts'
import type { FetchedBatch, ImportAdapter, ImportStep, PartnerFailure } from '../protocol.ts'
import { type Gateway, type GatewayFailure, isTransientStatus, statusFailure } from './gateway.ts'
import { registerCallback } from './register-callback.ts'

export interface EfgsImport {
  readonly gateway: Gateway
  readonly settings: EfgsSettings
  readonly ownCountry: string
  /** Read when a batch is proved, not before: most runs have none. */
  readonly trustAnchor: () => Certificate | undefined
}

/** The pipeline has a limit of its own, which can be raised; this one is what a body can hold at all. */
const MAX_KEYS = 100_000

export function efgsImporter(partner: EfgsImport): ImportAdapter {
  const { gateway, settings } = partner
  return {
    async poll(kept, now) {
      const cursor = readCursor(kept) ?? firstCursor(settings.daysToDownload, now)
      if (!settings.pollsBatches) return succeed({ batch: undefined, cursor, hasMore: false })
      return poll(partner, cursor, now)
    },
    async fetch(date, tag, now) {
      const answer = await gateway.download(date, tag)
      if (!answer.ok) return answer
      const { status } = answer.value
      // What was just announced may not be there yet on every server of the gateway.
      if (status === 404) return fail({ ...statusFailure(status), isTransient: true })
      if (status !== 200) return fail(statusFailure(status))
      const named = tagsOf(answer.value, tag)
      return named.ok ? batchOf(partner, answer.value, { date, tag }, now) : named
    },
    ...(settings.callbackUrl !== '' && { register: () => registerCallback(gateway, settings) }),
    read: readBatch,
  }
}

async function poll(
  partner: EfgsImport,
  cursor: DownloadCursor,
  now: UnixSeconds,
): Promise<Result<ImportStep, PartnerFailure>> {
  const asked = requestedTag(cursor)
  const answer = await partner.gateway.download(cursor.date, asked)
  if (!answer.ok) return missed(cursor, asked, answer.failure, now)
  const { status } = answer.value
  if (status === 404) return succeed(withoutBatch(afterNothing(cursor, now)))
  if (status === 410) {
    const step = afterTooOld(cursor, now)
    return step === undefined ? fail(statusFailure(status)) : succeed(withoutBatch(step))
  }
  if (status !== 200) return fail(statusFailure(status))
  const named = tagsOf(answer.value, asked)
  if (!named.ok) return named
  const { tag, next } = named.value
  const step = afterBatch(cursor, tag, next, now)
  // The last one, asked for again to see what follows it.
  if (tag === cursor.lastTag) return succeed(withoutBatch(step))
  const where = { date: dateOfTag(tag) ?? cursor.date, tag }
  const batch = await batchOf(partner, answer.value, where, now)
  if (batch.ok) return succeed({ ...step, batch: batch.value })
  // Whoever may not see an audit gets to see none.
  if (batch.failure.status === 403) return batch
  return succeed({ ...withoutBatch(step), missed: { ...where, failure: batch.failure } })
}

/** A batch whose headers came, and whose body did not or was too large: what follows it is known. */
function missed(
  cursor: DownloadCursor,
  asked: string | undefined,
  failure: GatewayFailure,
  now: UnixSeconds,
): Result<ImportStep, PartnerFailure> {
  const named = failure.head?.status === 200 ? tagsOf(failure.head, asked) : undefined
  if (named?.ok !== true) return fail(failure)
  const { tag, next } = named.value
  const step = withoutBatch(afterBatch(cursor, tag, next, now))
  if (tag === cursor.lastTag) return succeed(step)
  return succeed({ ...step, missed: { date: dateOfTag(tag) ?? cursor.date, tag, failure } })
}

const withoutBatch = (step: CursorStep): ImportStep => ({ ...step, batch: undefined })

/** What a gateway writes where no batch follows. */
const NO_TAG = 'null'

/** @param asked the tag that was asked for; undefined: any */
function tagsOf(
  { status, headers }: AnswerHead,
  asked: string | undefined,
): Result<{ readonly tag: string; readonly next: string | undefined }, PartnerFailure> {
  const tag = headers.get('batchTag') ?? ''
  const next = headers.get('nextBatchTag') ?? NO_TAG
  const follows = next !== NO_TAG && next !== ''
  // A gateway that loses headers on the way may have them tomorrow.
  if (tag === '') return fail({ reason: 'batch_tag_missing', status, isTransient: true })
  if (!isBatchTag(tag) || (follows && !isBatchTag(next))) {
    return fail({ reason: 'batch_tag_malformed', status, isTransient: true })
  }
  if (asked !== undefined && tag !== asked) {
    return fail({ reason: 'other_batch', status, isTransient: true })
  }
  return succeed({ tag, next: follows ? next : undefined })
}

/** What does not read or does not prove is quarantined with its name; a gateway that does not answer is asked again. */
async function batchOf(
  partner: EfgsImport,
  { body, headers }: OutboundAnswer,
  { date, tag }: { readonly date: string; readonly tag: string },
  now: UnixSeconds,
): Promise<Result<FetchedBatch, PartnerFailure>> {
  const contentType = headers.get('content-type') ?? ''
  const batch = { date, tag, raw: body, contentType }
  const keys = readEfgsKeys(body)
  if (!keys.ok) return succeed({ ...batch, evidence: undefined, keys })
  const received = keys.value.map(receivedFromEfgs)
  // A batch of our own keys alone is empty, and so is one whose keys are deleted: there is nothing to prove.
  if (!partner.settings.auditsBatches || received.length === 0) {
    return succeed({ ...batch, evidence: undefined, keys: succeed(received) })
  }
  const entries = await auditOf(partner, { date, tag }, now)
  if (!entries.ok) return entries
  if (typeof entries.value === 'string') {
    return succeed({ ...batch, evidence: undefined, keys: fail(entries.value) })
  }
  const { ownCountry, settings } = partner
  const rules = {
    ownCountry,
    trustAnchor: partner.trustAnchor(),
    gatewayOrigins: settings.gatewayOrigins,
  }
  const proof = await verifyAudit(entries.value, keys.value, rules, now)
  return succeed({
    ...batch,
    evidence: entries.value,
    keys: proof.ok ? succeed(received) : fail(`audit_${proof.failure}`),
  })
}

/** @returns a text: why the batch can't be proved, now or later */
async function auditOf(
  { gateway }: EfgsImport,
  { date, tag }: { readonly date: string; readonly tag: string },
  now: UnixSeconds,
): Promise<Result<readonly AuditEntry[] | string, PartnerFailure>> {
  for (const day of auditDates(date, tag, now)) {
    const answer = await gateway.audit(day, tag)
    if (!answer.ok) return answer
    const { status, body } = answer.value
    if (status === 200) return succeed(readAudit(textOf(body)) ?? 'audit_malformed')
    if (status === 403 || isTransientStatus(status)) return fail(statusFailure(status))
    if (status !== 404) return succeed('audit_refused')
  }
  return succeed('audit_not_found')
}

const MAX_AUDIT_DAYS = 15

/** An audit is asked for by the very day of the batch. Its name tells it, or else it is one from the day that was asked with on. */
function auditDates(date: string, tag: string, now: UnixSeconds): readonly string[] {
  const named = dateOfTag(tag)
  if (named !== undefined) return [named]
  return Array.from({ length: MAX_AUDIT_DAYS }, (_, days) =>
    utcDateOf(addSeconds(now, -days * SECONDS_PER_DAY)),
  )
    .filter((day) => day >= date)
    .reverse()
}

const readBatch = (raw: Uint8Array<ArrayBuffer>): Result<readonly ReceivedKey[], string> => {
  const keys = readEfgsKeys(raw)
  return keys.ok ? succeed(keys.value.map(receivedFromEfgs)) : keys
}

const OPENING_BRACE = 0x7b

/** No message of protobuf begins as JSON does: that would be the beginning of a group. */
const readEfgsKeys = (raw: Uint8Array<ArrayBuffer>): Result<readonly EfgsKey[], string> =>
  raw[0] === OPENING_BRACE
    ? batchFromJson(textOf(raw), { maxKeys: MAX_KEYS })
    : decodeBatch(raw, { maxKeys: MAX_KEYS })

const textOf = (body: Uint8Array): string => new TextDecoder().decode(body)
