/** `audit`: the log of changes of a running system, and whether its chain holds. */

import * as z from 'zod'
import { firstBrokenEntry, type SealedEntry } from '../core/audit/chain.ts'
import { formatIsoTime } from '../core/iso-time.ts'
import {
  CommandFailure,
  EXIT_BROKEN,
  EXIT_OK,
  type ExitCode,
  type JsonOption,
  json,
  line,
  type Terminal,
} from './command.ts'
import { callOperator, type OperatorOptions } from './operator-client.ts'

const PAGE = 500

export interface AuditOptions extends OperatorOptions, JsonOption {
  readonly verify?: boolean
  /** The verification server's log. */
  readonly realms?: boolean
}

const PageSchema = z.object({
  entries: z.array(
    z.object({
      id: z.number().int(),
      at: z.number().int().nonnegative(),
      actor: z.string(),
      action: z.string(),
      subject: z.string(),
      detail: z.string(),
      previousHash: z.string(),
      hash: z.string(),
    }),
  ),
})

export async function audit(terminal: Terminal, options: AuditOptions): Promise<ExitCode> {
  const kept: SealedEntry[] = []
  let last: SealedEntry | undefined
  let count = 0
  let brokenAt: number | undefined
  for (;;) {
    const entries: readonly SealedEntry[] = await readPage(options, last?.id ?? 0)
    // With the last entry of the page before: the chain runs across pages.
    const linked = last === undefined ? entries : [last, ...entries]
    brokenAt ??= await firstBrokenEntry(linked)
    count += entries.length
    if (options.json && !options.verify) kept.push(...entries)
    else if (!options.verify) for (const entry of entries) line(terminal, textOf(entry))
    last = entries.at(-1)
    if (last === undefined || entries.length < PAGE) break
  }
  const counted = `${count} ${count === 1 ? 'entry' : 'entries'}`
  const isWhole = brokenAt === undefined
  if (options.json) {
    const entries = options.verify ? {} : { entries: kept }
    json(terminal, { ...entries, count, isWhole, ...(!isWhole && { brokenAt }) })
  } else {
    line(
      terminal,
      isWhole
        ? `${counted}, unbroken`
        : `${counted}; the chain is broken at entry ${brokenAt}: it was altered, or one before it is gone`,
    )
  }
  return isWhole ? EXIT_OK : EXIT_BROKEN
}

async function readPage(options: AuditOptions, after: number): Promise<readonly SealedEntry[]> {
  const { status, body } = await callOperator(
    options,
    `/operator/audit?after=${after}&limit=${PAGE}${options.realms ? '&log=verification' : ''}`,
  )
  const page = PageSchema.safeParse(body)
  if (status !== 200 || !page.success) {
    throw new CommandFailure(`the system answers ${status}, and no page of its log`)
  }
  return page.data.entries
}

const textOf = ({ id, at, actor, action, subject, detail }: SealedEntry): string =>
  `${id}  ${formatIsoTime(at)}  ${actor}  ${action}  ${JSON.stringify(subject)}  ${detail}`
