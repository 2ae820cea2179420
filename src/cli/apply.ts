/** `apply` and `export-config`: the configuration of a running system as one document. */

import * as z from 'zod'
import type { ConfigurationChange, FieldChange } from '../core/configuration/difference.ts'
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
import { readTextFile } from './files.ts'
import { callOperator, type OperatorOptions } from './operator-client.ts'

const PATH = '/operator/configuration'
const MAX_VALUE = 80

export interface ApplyOptions extends OperatorOptions, JsonOption {
  readonly dryRun?: boolean
}

const FieldSchema = z.object({ from: z.unknown().optional(), to: z.unknown().optional() })
const AnswerSchema = z.object({
  changes: z.array(
    z.object({
      section: z.string(),
      action: z.enum(['create', 'update', 'delete', 'end']),
      name: z.string(),
      fields: z.record(z.string(), FieldSchema),
    }),
  ),
  problems: z.array(z.object({ path: z.string(), reason: z.string(), message: z.string() })),
  newApiKeys: z
    .array(z.object({ realm: z.string(), name: z.string(), type: z.string(), key: z.string() }))
    .default([]),
})

type Answer = z.output<typeof AnswerSchema>

export async function apply(
  terminal: Terminal,
  file: string,
  options: ApplyOptions,
): Promise<ExitCode> {
  const dryRun = options.dryRun === true
  const document = readJson(terminal, file)
  const { status, body } = await callOperator(options, PATH, { document, dryRun })
  const answer = AnswerSchema.safeParse(body)
  if (!answer.success || (status !== 200 && status !== 422)) {
    throw new CommandFailure(`the system answers ${status}, and no comparison`)
  }
  if (options.json) json(terminal, answer.data)
  else print(terminal, answer.data, dryRun)
  return answer.data.problems.length > 0 ? EXIT_BROKEN : EXIT_OK
}

function readJson(terminal: Terminal, file: string): unknown {
  const bytes = file === '-' ? terminal.readStdin() : readTextFile(file)
  try {
    return JSON.parse(new TextDecoder().decode(bytes))
  } catch (cause) {
    throw new CommandFailure(`${file}: is no JSON`, undefined, cause)
  }
}

function print(
  terminal: Terminal,
  { changes, problems, newApiKeys }: Answer,
  dryRun: boolean,
): void {
  for (const { path, message } of problems) {
    line(terminal, `${path === '' ? 'document' : path}: ${message}`)
  }
  if (problems.length > 0) {
    line(terminal, `refused: ${counted(problems.length, 'problem')}, nothing was changed`)
    return
  }
  for (const change of changes) printChange(terminal, change)
  if (changes.length === 0) line(terminal, 'nothing to do')
  else
    line(terminal, `${counted(changes.length, 'change')} ${dryRun ? 'to be applied' : 'applied'}`)
  if (newApiKeys.length === 0) return
  line(terminal, 'new API keys, shown here and never again:')
  json(terminal, newApiKeys)
}

const counted = (count: number, noun: string): string => `${count} ${noun}${count === 1 ? '' : 's'}`

const SIGNS: Readonly<Record<ConfigurationChange['action'], string>> = {
  create: '+',
  update: '~',
  delete: '−',
  end: '~',
}

function printChange(terminal: Terminal, change: Answer['changes'][number]): void {
  const { section, action, name, fields } = change
  const end = action === 'end' ? ' (ends: history refers to it)' : ''
  line(terminal, `${SIGNS[action]} ${section} ${name}${end}`)
  // What goes needs no list of what it was; the log has it.
  if (action === 'delete') return
  for (const [field, { from, to }] of Object.entries(fields)) {
    line(terminal, `    ${field}: ${fieldText({ from, to })}`)
  }
}

const fieldText = ({ from, to }: FieldChange): string =>
  from === undefined ? valueText(to) : `${valueText(from)} → ${valueText(to)}`

function valueText(value: unknown): string {
  if (value === undefined) return 'none'
  const text = JSON.stringify(value)
  return text.length > MAX_VALUE ? `${text.slice(0, MAX_VALUE)}…` : text
}

export async function exportConfig(
  terminal: Terminal,
  options: OperatorOptions,
): Promise<ExitCode> {
  const { status, body } = await callOperator(options, PATH)
  if (status !== 200) throw new CommandFailure(`the system answers ${status}`)
  json(terminal, body)
  return EXIT_OK
}
