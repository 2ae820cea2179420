/** The verbs `inspect`, `verify` and `diff`: their options and help. */

import type { Command } from 'commander'
import { DEFAULT_MAX_KEY_AGE_DAYS } from '../core/export/check-keys.ts'
import {
  collect,
  type ExitCode,
  exitCodesHelp,
  JSON_OPTION,
  type JsonOption,
  type Terminal,
} from './command.ts'
import { type DiffOptions, diff } from './diff.ts'
import { inspect } from './inspect.ts'
import { LAYOUT_NAMES } from './layout-option.ts'
import { rulesHelp, type VerifyOptions, verify } from './verify.ts'

export function archiveVerbs(
  verb: (name: string, description: string, help: string) => Command,
  terminal: Terminal,
  done: (exitCode: ExitCode) => void,
): void {
  verb(
    'inspect',
    'Shows what an archive holds, without verifying it.',
    '\nExample:\n  tocsin inspect us/1784419200-1784433600-00001.zip\n' +
      exitCodesHelp('the archive could be read', 'it can not be read; the rule is named'),
  )
    .argument('<file>', 'an archive')
    .option(...JSON_OPTION)
    .action((file: string, options: JsonOption) => {
      done(inspect(terminal, file, options))
    })

  verb(
    'verify',
    'Checks an archive, or a downloaded tree of them, as phones and careful operators do.',
    '\nExample:\n  tocsin verify downloads/us --key 310.public.pem --key-id 310 --key-version v1\n' +
      exitCodesHelp('valid', 'a rule is broken; each is named') +
      rulesHelp(),
  )
    .argument('[path]', 'an archive, or a directory with a downloaded tree')
    .option('--from <address>', 'read the tree from a server, as an app does')
    .option('--layout <name>', `${LAYOUT_NAMES}; told by what is in the directory`)
    .requiredOption('--key <pem>', 'public key of a signer; several may be given', collect)
    .option('--key-id <id>', 'key id of that signer; any where left out', collect)
    .option('--key-version <version>', 'key version of that signer', collect)
    .option('--now <unix>', 'also check that keys were 2 hours old at this time')
    .option(
      '--max-key-age <days>',
      "days from a key's expiry to its window",
      String(DEFAULT_MAX_KEY_AGE_DAYS),
    )
    .option('--strict', 'take warnings for failures')
    .option('--region <code>', 'also ask for the files of this region; may be repeated', collect)
    .option('--offset-minutes <n>', 'nhs: minutes from a period to its window', '-15')
    .option('--header-key <pem>', 'nhs: public key of the signer of headers')
    .option(
      '--content-certificate <pem>',
      "coronamelder: certificate behind content.sig, or its root's",
    )
    .option(...JSON_OPTION)
    .action(async (path: string | undefined, options: VerifyOptions) => {
      done(await verify(terminal, path, options))
    })

  verb(
    'diff',
    'Compares two archives or two downloaded trees: headers and keys, not signatures.',
    `\nExample:\n  tocsin diff yesterday/us today/us\n${exitCodesHelp('the same', 'different', 'or read')}`,
  )
    .argument('<a>', 'an archive or a directory')
    .argument('<b>', 'another')
    .option('--layout <name>', `${LAYOUT_NAMES}; told by what is in the directories`)
    .option(...JSON_OPTION)
    .action(async (a: string, b: string, options: DiffOptions) => {
      done(await diff(terminal, a, b, options))
    })
}
