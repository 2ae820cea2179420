/** `document`: what phones download beside keys, given to a running system or listed. */

import {
  DocumentsAnswer,
  MAX_DOCUMENT_BYTES,
  PutDocumentAnswer,
  readRelease,
} from '../api/documents.ts'
import { formatIsoTime } from '../core/iso-time.ts'
import {
  CommandFailure,
  EXIT_OK,
  type ExitCode,
  type JsonOption,
  json,
  line,
  type Terminal,
} from './command.ts'
import { readTextFile } from './files.ts'
import { callOperator, type OperatorOptions, putToOperator } from './operator-client.ts'
import { refusal } from './withdraw.ts'

export interface DocumentOptions extends JsonOption, OperatorOptions {
  readonly release?: string
}

export async function putDocument(
  terminal: Terminal,
  [layoutExport, kind, file]: readonly [string, string, string],
  options: DocumentOptions,
): Promise<ExitCode> {
  const release = readRelease(options.release)
  if (!release.ok) throw new CommandFailure(`--${release.failure}`)
  const content = file === '-' ? terminal.readStdin() : readTextFile(file)
  if (content.length > MAX_DOCUMENT_BYTES) {
    throw new CommandFailure(`${file}: longer than ${MAX_DOCUMENT_BYTES} bytes`)
  }
  const query = options.release === undefined ? '' : `?release=${options.release}`
  const path = `${pathOf(layoutExport)}/${encodeURIComponent(kind)}${query}`
  const { status, body } = await putToOperator(options, path, content)
  const answer = PutDocumentAnswer.safeParse(body)
  if (!answer.success || (status !== 200 && status !== 201)) throw refusal(status, body)
  const { isNew, objectName, releaseAt } = answer.data
  if (options.json) json(terminal, answer.data)
  else {
    const what = isNew ? 'stored' : 'there already:'
    line(terminal, `${what} ${objectName}, in force after ${formatIsoTime(releaseAt)}`)
  }
  return EXIT_OK
}

export async function listDocuments(
  terminal: Terminal,
  layoutExport: string,
  options: DocumentOptions,
): Promise<ExitCode> {
  const documents: DocumentsAnswer['documents'] = []
  let next: number | null | undefined
  do {
    const query = next === undefined ? '' : `?before=${next}`
    const { status, body } = await callOperator(options, `${pathOf(layoutExport)}${query}`)
    const page = DocumentsAnswer.safeParse(body)
    if (status !== 200 || !page.success) throw refusal(status, body)
    documents.push(...page.data.documents)
    next = page.data.next
  } while (next !== null)
  if (options.json) json(terminal, { documents })
  else {
    for (const { kind, id, releaseAt, byteLength, isInForce } of documents) {
      const state = isInForce ? ', in force' : ''
      line(terminal, `${formatIsoTime(releaseAt)}  ${kind}  ${id}  ${byteLength} bytes${state}`)
    }
    if (documents.length === 0) line(terminal, 'no documents')
  }
  return EXIT_OK
}

const pathOf = (layoutExport: string): string =>
  `/operator/documents/${encodeURIComponent(layoutExport)}`
