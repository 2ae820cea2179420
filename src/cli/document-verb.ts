/** The verb `document`: its options and help. */

import type { Command } from 'commander'
import {
  CommandFailure,
  type ExitCode,
  exitCodesHelp,
  JSON_OPTION,
  type Terminal,
} from './command.ts'
import { type DocumentOptions, listDocuments, putDocument } from './document.ts'
import { TOKEN_HELP, URL_OPTION } from './operator-client.ts'

export function documentVerb(
  verb: (name: string, description: string, help: string) => Command,
  terminal: Terminal,
  done: (exitCode: ExitCode) => void,
): void {
  verb(
    'document',
    'Signs a document and has phones download it, or lists those of an export in a layout.',
    '\nExample:\n  tocsin document put nl appConfig app-config.json --release 2026-11-20T06:00:00Z\n' +
      `  tocsin document list nl\n${TOKEN_HELP}` +
      exitCodesHelp('stored, or there already; listed', 'refused; the reason is named', 'or asked'),
  )
    .argument('<action>', 'put or list')
    .argument('<export>', 'name of the export in a layout')
    .argument('[kind]', 'put: what it is to the apps')
    .argument('[file]', 'put: the document as it is to be signed; "-" is standard input')
    .option('--release <time>', 'put: in force after it; at once where left out')
    .option(...URL_OPTION)
    .option(...JSON_OPTION)
    .action(
      async (
        action: string,
        layoutExport: string,
        kind: string | undefined,
        file: string | undefined,
        options: DocumentOptions,
      ) => {
        if (action === 'list' && kind === undefined && options.release === undefined) {
          done(await listDocuments(terminal, layoutExport, options))
        } else if (action === 'put' && kind !== undefined && file !== undefined) {
          done(await putDocument(terminal, [layoutExport, kind, file], options))
        } else {
          throw new CommandFailure('document put <export> <kind> <file>, or document list <export>')
        }
      },
    )
}
