/** `inspect`: what an archive holds. Believes nothing and verifies nothing. */

import { derToP1363 } from '../core/crypto/ecdsa.ts'
import { ARCHIVE_RULES, quoted } from '../core/export/archive-rules.ts'
import type { ReadArchive } from '../core/export/read-archive.ts'
import { readArchive } from '../core/export/read-archive.ts'
import type { ExportedKey } from '../core/export/read-export.ts'
import { archiveJson, reportTypeName, timeText } from './archive-json.ts'
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
import { readArchiveFile } from './files.ts'

export function inspect(terminal: Terminal, path: string, options: JsonOption): ExitCode {
  const read = readArchive(readArchiveFile(path))
  if (!read.ok) {
    const { rule, detail } = read.failure
    const { says } = ARCHIVE_RULES[rule]
    throw new CommandFailure(`${path}: ${rule}: ${says} (${detail})`, EXIT_BROKEN)
  }
  if (options.json) json(terminal, archiveJson(read.value))
  else writeText(terminal, path, read.value)
  return EXIT_OK
}

function writeText(terminal: Terminal, path: string, archive: ReadArchive): void {
  const { message, signatures } = archive
  const row = (name: string, text: string) => line(terminal, `${name.padEnd(14)}${text}`)
  row('file', path)
  for (const { name, method, size, compressedSize } of archive.entries) {
    row('entry', `${name}, ${method}, ${size} bytes, ${compressedSize} in the zip`)
  }
  row('start', timeText(message.startTimestamp))
  row('end', timeText(message.endTimestamp))
  row('region', message.region === undefined ? 'absent' : quoted(message.region))
  row('batch', `${message.batchNum ?? 'absent'} of ${message.batchSize ?? 'absent'}`)
  for (const { info, signature } of signatures ?? []) {
    const names = [info?.keyId, info?.keyVersion, info?.algorithm]
    const text = names.map((name) => (name === undefined ? 'absent' : quoted(name))).join(' ')
    const isDer = derToP1363(signature) !== undefined
    row('signature', `${text}, ${signature.length} bytes${isDer ? '' : ', not DER'}`)
  }
  if (signatures === undefined) row('signature', 'none: there is no export.sig')
  row('keys', countText(message.keys))
  row('revised keys', countText(message.revisedKeys))
  for (const { rule, detail } of archive.warnings) row('warning', `${rule}: ${detail}`)
}

/** Their number, and what kinds of report are behind them. */
function countText(keys: readonly ExportedKey[]): string {
  const counts = Map.groupBy(keys, (key) => key.reportTypeNumber)
  const kinds = [...counts]
    .sort(([a], [b]) => a - b)
    .map(([type, list]) => `${list.length} ${reportTypeName(type)}`)
  return keys.length === 0 ? '0' : `${keys.length} (${kinds.join(', ')})`
}
