/** `reconcile`: brings the record of files in line with the archives that are out. */

import {
  EXIT_BROKEN,
  EXIT_OK,
  type ExitCode,
  type JsonOption,
  json,
  line,
  type Terminal,
} from './command.ts'
import { callOperator, type OperatorOptions } from './operator-client.ts'
import { refusal } from './withdraw.ts'

export interface ReconcileOptions extends JsonOption, OperatorOptions {
  readonly dryRun?: boolean
}

interface Window {
  readonly filenameRoot: string
  readonly start: number
  readonly end: number
}

interface ReconcilePage {
  readonly batches: readonly Window[]
  readonly files: readonly string[]
  readonly incomplete: readonly Window[]
  readonly unknown: readonly { readonly name: string; readonly because: string }[]
  readonly missing: readonly string[]
  readonly opened: readonly Window[]
  readonly waiting: number
  readonly next: object | null
}

/** @returns 1 where something is left that a person must look at */
export async function reconcile(terminal: Terminal, options: ReconcileOptions): Promise<ExitCode> {
  const dryRun = options.dryRun ?? false
  const pages: ReconcilePage[] = []
  for (let cursor: object | null = {}; cursor !== null; ) {
    const body = pages.length === 0 ? { dryRun } : { dryRun, cursor }
    const answer = await callOperator(options, '/operator/reconcile', body)
    if (answer.status !== 200) throw refusal(answer.status, answer.body)
    const page = answer.body as ReconcilePage
    pages.push(page)
    cursor = page.next
  }
  const report = {
    restoredBatches: pages.flatMap((page) => page.batches),
    restoredFiles: pages.flatMap((page) => page.files),
    incompleteWindows: pages.flatMap((page) => page.incomplete),
    unknownObjects: pages.flatMap((page) => page.unknown),
    missingObjects: pages.flatMap((page) => page.missing),
    openedWindows: pages.flatMap((page) => page.opened),
    waitingWindows: pages.reduce((sum, page) => sum + page.waiting, 0),
    dryRun,
  }
  if (options.json) json(terminal, report)
  else print(terminal, report)
  const { incompleteWindows, unknownObjects, missingObjects, waitingWindows } = report
  const isClean =
    incompleteWindows.length + unknownObjects.length + missingObjects.length + waitingWindows === 0
  return isClean ? EXIT_OK : EXIT_BROKEN
}

function print(
  terminal: Terminal,
  report: {
    readonly restoredBatches: readonly Window[]
    readonly restoredFiles: readonly string[]
    readonly incompleteWindows: readonly Window[]
    readonly unknownObjects: ReconcilePage['unknown']
    readonly missingObjects: readonly string[]
    readonly openedWindows: readonly Window[]
    readonly waitingWindows: number
    readonly dryRun: boolean
  },
): void {
  const would = report.dryRun ? 'would be ' : ''
  for (const name of report.restoredFiles) line(terminal, `${would}restored   ${name}`)
  for (const window of report.openedWindows) line(terminal, `${would}opened     ${nameOf(window)}`)
  for (const window of report.incompleteWindows) line(terminal, `incomplete ${nameOf(window)}`)
  for (const { name, because } of report.unknownObjects)
    line(terminal, `unknown    ${name}: ${because}`)
  for (const name of report.missingObjects) line(terminal, `missing    ${name}`)
  if (report.waitingWindows > 0) {
    line(
      terminal,
      `${report.waitingWindows} windows wait for padding or a signer: run this again later`,
    )
  }
  line(
    terminal,
    `${report.restoredBatches.length} windows and ${report.restoredFiles.length} files ${would}restored`,
  )
}

const nameOf = ({ filenameRoot, start, end }: Window): string => `${filenameRoot}/${start}-${end}`
