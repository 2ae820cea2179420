/** The verbs `realm`, `api-key`, `start-link` and `quota`: their options and help. */

import type { Command } from 'commander'
import {
  CommandFailure,
  type ExitCode,
  exitCodesHelp,
  JSON_OPTION,
  type Terminal,
} from './command.ts'
import { TOKEN_HELP, URL_OPTION } from './operator-client.ts'
import { burstQuota, listRealms, type RealmOptions, showRealm, switchApiKey } from './realms.ts'
import { type StartLinkOptions, startLink } from './start-link.ts'

export function realmVerbs(
  verb: (name: string, description: string, help: string) => Command,
  terminal: Terminal,
  done: (exitCode: ExitCode) => void,
): void {
  verb(
    'realm',
    'Lists the realms of a running system, or shows one: its keys and what is left of its quota.',
    `\nExample:\n  tocsin realm show Main\n${TOKEN_HELP}` +
      exitCodesHelp('shown', 'there is no such realm', 'or asked'),
  )
    .argument('<action>', 'list or show')
    .argument('[realm]', 'its name or region code')
    .option(...URL_OPTION)
    .option(...JSON_OPTION)
    .action(async (action: string, realm: string | undefined, options: RealmOptions) => {
      if (action === 'list') done(await listRealms(terminal, options))
      else if (action === 'show' && realm !== undefined) {
        done(await showRealm(terminal, realm, options))
      } else throw new CommandFailure('realm list, or realm show <realm>')
    })

  verb(
    'api-key',
    'Disables an API key of a realm from the next request on, or enables it again.',
    `\nExample:\n  tocsin api-key disable Main portal\n${TOKEN_HELP}` +
      exitCodesHelp('done, or it was so', 'there is no such realm or key', 'or asked'),
  )
    .argument('<action>', 'disable or enable')
    .argument('<realm>', 'its name or region code')
    .argument('<name>', 'of the key')
    .option(...URL_OPTION)
    .option(...JSON_OPTION)
    .action(async (action: string, realm: string, name: string, options: RealmOptions) => {
      if (action !== 'disable' && action !== 'enable') {
        throw new CommandFailure('api-key disable or api-key enable')
      }
      done(await switchApiKey(terminal, action, realm, name, options))
    })

  verb(
    'start-link',
    'Makes the link by which the first system administrator of the console comes.',
    `\nExample:\n  tocsin start-link --console https://console.example.org\n${TOKEN_HELP}` +
      exitCodesHelp('made', 'there is a system administrator', 'or asked'),
  )
    .option('--console <url>', 'address of the console, which the link is printed with')
    .option(...URL_OPTION)
    .option(...JSON_OPTION)
    .action(async (options: StartLinkOptions) => {
      done(await startLink(terminal, options))
    })

  verb(
    'quota',
    "Adds codes to what is left of a realm's quota, until it is filled up again.",
    `\nExample:\n  tocsin quota burst Main 500\n${TOKEN_HELP}` +
      exitCodesHelp('added', 'there is no such realm, or it has no quota', 'or asked'),
  )
    .argument('<action>', 'burst')
    .argument('<realm>', 'its name or region code')
    .argument('<codes>', 'how many')
    .option(...URL_OPTION)
    .option(...JSON_OPTION)
    .action(async (action: string, realm: string, codes: string, options: RealmOptions) => {
      if (action !== 'burst') throw new CommandFailure('quota burst <realm> <codes>')
      done(await burstQuota(terminal, realm, codes, options))
    })
}
