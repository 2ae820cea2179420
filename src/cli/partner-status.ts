/** `partner status`, `batches`, `replay` and `run`: the exchange of a running system with its partners. */

import type * as z from 'zod'
import {
  PartnerAnswer,
  PartnerBatchesAnswer,
  PartnerRunAnswer,
  PartnersAnswer,
  ReplayAnswer,
} from '../api/partners.ts'
import type { Expiry } from '../core/federation/expiries.ts'
import { formatIsoTime } from '../core/iso-time.ts'
import { SECONDS_PER_HOUR } from '../core/time.ts'
import {
  EXIT_BROKEN,
  EXIT_OK,
  type ExitCode,
  type JsonOption,
  json,
  line,
  parseWhole,
  type Terminal,
} from './command.ts'
import { callOperator, type OperatorOptions } from './operator-client.ts'
import { refusal } from './withdraw.ts'

export type PartnerOptions = OperatorOptions & JsonOption

const PATH = '/operator/partners'
const MAX_ID = 999_999_999_999_999

export const partnerPath = (partner: string): string => `${PATH}/${encodeURIComponent(partner)}`

/** @throws CommandFailure where the system refuses: 1 by its reason */
export async function askOperator<Schema extends z.ZodType>(
  options: PartnerOptions,
  path: string,
  schema: Schema,
  body?: object,
): Promise<z.output<Schema>> {
  const answer = await callOperator(options, path, body)
  const parsed = schema.safeParse(answer.body)
  if (answer.status !== 200 || !parsed.success) throw refusal(answer.status, answer.body)
  return parsed.data
}

export async function partnerStatus(
  terminal: Terminal,
  partner: string | undefined,
  options: PartnerOptions,
): Promise<ExitCode> {
  const partners =
    partner === undefined
      ? (await askOperator(options, PATH, PartnersAnswer)).partners
      : [await askOperator(options, partnerPath(partner), PartnerAnswer)]
  const now = terminal.now()
  if (options.json) json(terminal, { partners })
  else {
    for (const one of partners) print(terminal, one, now)
    if (partners.length === 0) line(terminal, 'no partners')
  }
  return partners.some((one) => complaintsOf(one, now).length > 0) ? EXIT_BROKEN : EXIT_OK
}

/** What somebody has to look at. */
function complaintsOf(partner: PartnerAnswer, now: number): readonly string[] {
  if (!partner.isActive) return []
  const { directions, incoming, outgoing, expiries } = partner
  const waits = [incoming, outgoing].flatMap(({ oldestWaitingAt }) =>
    oldestWaitingAt !== null && now - oldestWaitingAt > SECONDS_PER_HOUR
      ? [`a batch waits since ${formatIsoTime(oldestWaitingAt)}`]
      : [],
  )
  return [
    ...directions.flatMap(({ direction, lastFailure, consecutiveFailures }) =>
      lastFailure === null
        ? []
        : [`${direction} failed ${consecutiveFailures} times: ${lastFailure}`],
    ),
    ...waits,
    ...['failed', 'rejected'].flatMap((status) => {
      const count = (incoming.byStatus[status] ?? 0) + (outgoing.byStatus[status] ?? 0)
      return count === 0 ? [] : [`${count} batches ${status}`]
    }),
    ...expiries.flatMap(expiryComplaint),
  ]
}

export function expiryComplaint({ what, state, endsAt, daysLeft }: Expiry): readonly string[] {
  if (state === 'fine') return []
  const when = state === 'ended' ? 'ended' : `ends in ${daysLeft} days,`
  return [`${what} ${when} ${formatIsoTime(endsAt)}`]
}

function print(terminal: Terminal, partner: PartnerAnswer, now: number): void {
  const { name, protocol, baseUrl, isActive, importsKeys, exportsKeys } = partner
  const does = [importsKeys && 'imports', exportsKeys && 'exports'].filter(Boolean).join(', ')
  line(terminal, `${name}  ${protocol}  ${baseUrl}  ${isActive ? does || 'off' : 'not active'}`)
  for (const { direction, lastSuccessAt, nextAttemptAt } of partner.directions) {
    const nothing = direction === 'export' ? 'has sent nothing yet' : 'never worked'
    const last = lastSuccessAt === null ? nothing : `worked ${formatIsoTime(lastSuccessAt)}`
    const next = nextAttemptAt > now ? `, next ${formatIsoTime(nextAttemptAt)}` : ''
    line(terminal, `  ${direction.padEnd(8)} ${last}${next}`)
  }
  for (const direction of ['incoming', 'outgoing'] as const) {
    const counts = Object.entries(partner[direction].byStatus)
    if (counts.length === 0) continue
    const text = counts.map(([status, count]) => `${count} ${status}`).join(', ')
    line(terminal, `  ${direction} ${text}`)
  }
  for (const complaint of complaintsOf(partner, now)) line(terminal, `  ! ${complaint}`)
}

export async function partnerBatches(
  terminal: Terminal,
  partner: string,
  options: PartnerOptions & { readonly outgoing?: boolean; readonly before?: string },
): Promise<ExitCode> {
  const query = new URLSearchParams({ direction: options.outgoing ? 'outgoing' : 'incoming' })
  if (options.before !== undefined) {
    query.set('before', String(parseWhole('--before', options.before, 0, MAX_ID)))
  }
  const page = await askOperator(
    options,
    `${partnerPath(partner)}/batches?${query}`,
    PartnerBatchesAnswer,
  )
  if (options.json) {
    json(terminal, page)
    return EXIT_OK
  }
  for (const {
    id,
    createdAt,
    status,
    batchTag,
    totalKeys,
    acceptedKeys,
    lastFailure,
  } of page.batches) {
    const keys = `${totalKeys} keys${acceptedKeys === null ? '' : `, ${acceptedKeys} taken`}`
    const failure = lastFailure === null ? '' : `  ${lastFailure}`
    line(terminal, `${id}  ${formatIsoTime(createdAt)}  ${status}  ${batchTag}  ${keys}${failure}`)
  }
  if (page.batches.length === 0) line(terminal, 'no batches')
  if (page.next !== null) line(terminal, `more: --before ${page.next}`)
  return EXIT_OK
}

export async function replayBatch(
  terminal: Terminal,
  partner: string,
  batch: string,
  options: PartnerOptions,
): Promise<ExitCode> {
  const id = parseWhole('batch', batch, 0, MAX_ID)
  const path = `${partnerPath(partner)}/batches/${id}/replay`
  const answer = await askOperator(options, path, ReplayAnswer, {})
  if (options.json) json(terminal, answer)
  else line(terminal, `batch ${id} of ${partner} is taken in again`)
  return EXIT_OK
}

export async function runPartner(
  terminal: Terminal,
  partner: string,
  options: PartnerOptions,
): Promise<ExitCode> {
  const answer = await askOperator(options, `${partnerPath(partner)}/run`, PartnerRunAnswer, {})
  const { failures } = answer
  if (options.json) json(terminal, answer)
  else line(terminal, failures.length === 0 ? 'done' : `failed: ${failures.join(', ')}`)
  return failures.length === 0 ? EXIT_OK : EXIT_BROKEN
}
