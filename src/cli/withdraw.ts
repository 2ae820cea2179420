/** `withdraw`: takes published files back, and has their windows written again under new names. */

import {
  CommandFailure,
  EXIT_BROKEN,
  EXIT_OK,
  type ExitCode,
  type JsonOption,
  json,
  line,
  parseWhole,
  type Terminal,
} from './command.ts'
import { callOperator, type OperatorAnswer, type OperatorOptions } from './operator-client.ts'

const MAX_UNIX = 999_999_999_999

export interface WithdrawOptions extends JsonOption, OperatorOptions {
  readonly from?: string
  readonly to?: string
  readonly signer?: string
  readonly file?: string
  readonly reissue?: boolean
  readonly belowIssue?: string
  readonly reason: string
  readonly dryRun?: boolean
}

interface WithdrawPage {
  readonly files: readonly { readonly filename: string; readonly keyCount: number }[]
  readonly windows: readonly {
    readonly start: number
    readonly end: number
    readonly issue: number
  }[]
  readonly removed: number
  readonly next: number | null
}

export async function withdraw(
  terminal: Terminal,
  filenameRoot: string,
  options: WithdrawOptions,
): Promise<ExitCode> {
  const body = {
    filenameRoot,
    selection: selectionOf(options),
    reissue: options.reissue ?? false,
    ...(options.belowIssue !== undefined && {
      belowIssue: parseWhole('--below-issue', options.belowIssue, 1, 86_400),
    }),
    reason: options.reason,
    dryRun: options.dryRun ?? false,
  }
  const pages: WithdrawPage[] = []
  for (let after: number | null = 0; after !== null; ) {
    const answer = await callOperator(options, '/operator/withdraw', { ...body, after })
    const page: WithdrawPage = pageOf(answer)
    pages.push(page)
    after = page.next
  }
  const report = {
    files: pages.flatMap((page) => page.files),
    windows: pages.flatMap((page) => page.windows),
    removed: pages.reduce((sum, page) => sum + page.removed, 0),
    dryRun: body.dryRun,
  }
  if (options.json) json(terminal, report)
  else {
    const verb = body.dryRun ? 'would withdraw' : 'withdrew'
    for (const { filename, keyCount } of report.files) {
      line(terminal, `${verb} ${filename}, ${keyCount} keys`)
    }
    for (const { start, end, issue } of report.windows) {
      const will = body.dryRun ? 'would be' : 'will be'
      line(terminal, `window ${start}-${end} ${will} written under ${start + issue}-${end + issue}`)
    }
    line(terminal, `${report.files.length} files, ${report.removed} objects removed`)
  }
  return EXIT_OK
}

function selectionOf({ from, to, signer, file }: WithdrawOptions): object {
  const isWindow = from !== undefined && to !== undefined
  if ((from === undefined) !== (to === undefined)) {
    throw new CommandFailure('--from and --to go together')
  }
  if (Number(isWindow) + Number(signer !== undefined) + Number(file !== undefined) !== 1) {
    throw new CommandFailure('give one of --from and --to, --signer, --file')
  }
  if (isWindow) {
    const bounds = {
      from: parseWhole('--from', from, 0, MAX_UNIX),
      to: parseWhole('--to', to, 0, MAX_UNIX),
    }
    if (bounds.from >= bounds.to) throw new CommandFailure('--from must be before --to')
    return { kind: 'window', ...bounds }
  }
  if (file !== undefined) return { kind: 'file', filename: file }
  const [, keyId, keyVersion] = /^([A-Za-z0-9_]+)-([A-Za-z0-9_]+)$/.exec(signer ?? '') ?? []
  if (keyId === undefined) throw new CommandFailure('--signer must be <key id>-<key version>')
  return { kind: 'signer', keyId, keyVersion }
}

/** @throws CommandFailure where the system refuses: 1 by its reason */
function pageOf({ status, body }: OperatorAnswer): WithdrawPage {
  if (status === 200) return body as WithdrawPage
  throw refusal(status, body)
}

/** What a refused call ends with. */
export function refusal(status: number, body: unknown): CommandFailure {
  const isNamed = typeof body === 'object' && body !== null && 'error' in body
  const reason = isNamed ? String(body.error) : ''
  return new CommandFailure(`refused with ${status}: ${reason}`, EXIT_BROKEN)
}
