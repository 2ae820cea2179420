/** `why`: where one key is, in a running system. */

import { type ExportState, readKeyText, WhyAnswer } from '../api/why.ts'
import { toBase64 } from '../core/bytes.ts'
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

export interface WhyOptions extends JsonOption, OperatorOptions {}

export async function why(
  terminal: Terminal,
  given: string,
  options: WhyOptions,
): Promise<ExitCode> {
  const text = given === '-' ? new TextDecoder().decode(terminal.readStdin()) : given
  const keyData = readKeyText(text)
  if (keyData === undefined) throw new CommandFailure('the key is not 16 bytes in base64 or hex')
  const { status, body } = await callOperator(options, '/operator/why', { key: toBase64(keyData) })
  const answer = WhyAnswer.safeParse(body)
  if (status !== 200 || !answer.success) {
    throw new CommandFailure(`the system answers ${status} and not where the key is`)
  }
  if (options.json) json(terminal, answer.data)
  else print(terminal, answer.data)
  return isOut(answer.data) ? EXIT_OK : EXIT_BROKEN
}

function isOut(answer: WhyAnswer): boolean {
  if (!answer.isStored) return false
  const states = answer.releases
    .flatMap(({ exports }) => exports)
    .filter(({ state }) => state !== 'not_selected')
  return states.length > 0 && states.every(({ state }) => state === 'exported')
}

const time = (at: number): string =>
  `${at} (${new Date(at * 1000).toISOString().replace('.000', '')})`

function print(terminal: Terminal, answer: WhyAnswer): void {
  if (!answer.isStored) {
    const days = answer.retentionSeconds / 86_400
    line(terminal, `unknown: never stored, or deleted, as keys are after ${days} days`)
    return
  }
  const { provenance, regions, traveler } = answer
  line(terminal, `stored, ${provenance}, for ${regions.join(', ')}${traveler ? ', traveler' : ''}`)
  for (const { list, at, exports } of answer.releases) {
    const what = list === 'keys' ? 'first published' : 'its revision'
    line(terminal, `${what}: may leave at ${time(at)}`)
    if (exports.length === 0) line(terminal, '  there is no export')
    for (const state of exports) line(terminal, `  ${state.filenameRoot}: ${describe(state)}`)
  }
}

const BECAUSE = {
  other_region: 'it is for other regions',
  excluded_region: 'one of its regions is excluded',
  traveler: "it is a traveler's",
} as const

function describe(state: ExportState): string {
  switch (state.state) {
    case 'not_selected':
      return `not taken: ${BECAUSE[state.because]}`
    case 'export_not_active':
      return 'the export has not begun, or has ended'
    case 'before_first_window':
      return 'never: its window was over before the export began'
    case 'under_embargo':
      return `under embargo until ${time(state.until)}: the key was still in use`
    case 'window_open':
      return `its window is open until ${time(state.until)}`
    case 'window_too_young':
      return `its window is over, and is closed at ${time(state.until)}`
    case 'waiting_for_padding':
      return `its window waits for the padding of ${state.regions.join(', ')}`
    case 'no_usable_signer':
      return 'its window waits: no signer of the export is in force'
    case 'to_be_closed':
      return 'its window is closed by the next run of close-windows'
    case 'batch_open':
      return `batch ${state.batchId} is written by the next run of write-exports`
    case 'batch_leased':
      return `batch ${state.batchId} is being written, or is tried again after ${time(state.until)}`
    case 'exported': {
      const files = state.files.map(({ filename, status }) =>
        status === 'published' ? filename : `${filename} (${status})`,
      )
      const index = state.isIndexCurrent ? '' : ', and the index is not written yet'
      return `in ${files.join(', ')}${index}`
    }
    case 'not_in_files':
      return `batch ${state.batchId} is complete and no file of it holds the key`
    case 'files_not_searched':
      return `batch ${state.batchId} has ${state.fileCount} files, too many to look into`
  }
}
