/** The verb `partner`: its actions, their options and help. */

import { existsSync } from 'node:fs'
import type { Command } from 'commander'
import { collect, type ExitCode, exitCodesHelp, JSON_OPTION, type Terminal } from './command.ts'
import { TOKEN_HELP, URL_OPTION } from './operator-client.ts'
import { addPartner, type PartnerAddOptions } from './partner-add.ts'
import { checkPartnerFiles, type PartnerCheckOptions, probePartner } from './partner-check.ts'
import { hubMembers, type NationTokenOptions, nationToken } from './partner-members.ts'
import {
  type PartnerOptions,
  partnerBatches,
  partnerStatus,
  replayBatch,
  runPartner,
} from './partner-status.ts'

export function partnerVerbs(
  verb: (name: string, description: string, help: string) => Command,
  terminal: Terminal,
  done: (exitCode: ExitCode) => void,
): void {
  const partner = verb(
    'partner',
    'Adds partners that keys are exchanged with, checks what they send, shows how the exchange stands.',
    '\nExample:\n  tocsin partner status efgs --url https://jobs.example\n' +
      '\nEvery action has --help with an example; all but add have --json.\n' +
      exitCodesHelp('all is well', 'something is to be looked at; it is named', 'or asked'),
  )
  const action = (name: string, description: string, help: string): Command =>
    partner.command(name).description(description).addHelpText('after', help)
  addAction(action, terminal, done)
  checkAction(action, terminal, done)
  askingActions(action, terminal, done)
  memberActions(action, terminal, done)
}

type Action = (name: string, description: string, help: string) => Command
type Done = (exitCode: ExitCode) => void

function addAction(action: Action, terminal: Terminal, done: Done): void {
  action(
    'add',
    "Prints a partner's entry of the configuration document, or the document with it. Changes no system: apply does.",
    '\nExample:\n  tocsin partner add nearform --protocol uk --base-url https://federation.example \\\n' +
      '    --own-origin GB-EAW --region GB-EAW --imports --exports --signing-key uk.private.pem --token token.txt \\\n' +
      '    --into configuration.json > next.json\n' +
      '\nThe output holds the credentials: keep it secret.\n' +
      exitCodesHelp('printed', 'the entry would be refused; all that is wrong is named'),
  )
    .argument('<name>', 'lower-case letters, digits and hyphens')
    .requiredOption('--protocol <protocol>', 'efgs, uk or google')
    .requiredOption('--base-url <address>', 'https, or local: and a path for a hub of our own')
    .requiredOption('--own-origin <region>', 'country or region that we are to it')
    .option('--prefix <prefix>', 'of its objects; the name where left out')
    .option('--region <region>', 'that its keys get; may be repeated', collect)
    .option('--export-region <region>', 'whose keys are sent; may be repeated; all', collect)
    .option('--imports', 'take its keys')
    .option('--exports', 'send it keys')
    .option('--gateway-from <partner>', 'whose keys are forwarded to it; may be repeated', collect)
    .option('--traveler', "its keys count as travelers'")
    .option('--content-signer <name>', 'efgs: what signs batches')
    .option('--setting <name=value>', 'JSON, or a text; may be repeated', collect)
    .option('--binding <name>', 'of the platform, with our client certificate')
    .option(
      '--client-certificate <pem>',
      'the same certificate, to watch its end; for local: who we are',
    )
    .option('--signing-key <pem>', 'uk, google: private key that signs')
    .option('--token <file>', 'uk: bearer token; "-" is standard input')
    .option('--into <document>', 'print this document with the entry in it')
    .action(async (name: string, options: PartnerAddOptions) => {
      done(await addPartner(terminal, name, options))
    })
}

function checkAction(action: Action, terminal: Terminal, done: Done): void {
  action(
    'check',
    'Holds certificates and public keys of a partner to every rule; or has a system ask a partner whether it answers.',
    '\nExample:\n  tocsin partner check nb-tls.pem nb-bs.pem --country DE\n' +
      '  tocsin partner check callback.pem --country DE --host callback.example\n' +
      '  tocsin partner check nb-bs.pem --trust-anchor anchor.pem --signature nb-bs.sig --registered\n' +
      `  tocsin partner check efgs --url https://jobs.example\n${TOKEN_HELP}` +
      exitCodesHelp(
        'all is well',
        'a rule is broken, or the partner does not answer; each is named',
      ),
  )
    .argument('<what...>', 'PEM files, or the name of a partner')
    .option('--country <code>', 'country of the partner; that of the certificate where left out')
    .option('--host <name>', "of the partner's callback, whose certificate it is")
    .option('--trust-anchor <pem>', "certificate of the gateway's operator")
    .option('--signature <file>', "the operator's signature on the certificate, base64")
    .option('--registered', 'it is registered already: less than three months may be left')
    .option('--now <unix>', 'at this time; the clock where left out')
    .option(...URL_OPTION)
    .option(...JSON_OPTION)
    .action(async (what: readonly string[], options: PartnerCheckOptions & PartnerOptions) => {
      const [name = ''] = what
      const isPartner = what.length === 1 && /^[a-z0-9-]+$/.test(name) && !existsSync(name)
      done(
        isPartner
          ? await probePartner(terminal, name, options)
          : await checkPartnerFiles(terminal, what, options),
      )
    })
}

/** Of a running system. */
const askingBy =
  (action: Action) =>
  (name: string, description: string, example: string, codes: string): Command =>
    action(name, description, `\nExample:\n  tocsin partner ${example}\n${TOKEN_HELP}${codes}`)
      .option(...URL_OPTION)
      .option(...JSON_OPTION)

function askingActions(action: Action, terminal: Terminal, done: Done): void {
  const asking = askingBy(action)
  asking(
    'status',
    'Shows how the exchange with all partners or one stands, and what is about to end.',
    'status --json',
    exitCodesHelp('all is well', 'something is to be looked at; it is named', 'or asked'),
  )
    .argument('[name]', 'one partner')
    .action(async (name: string | undefined, options: PartnerOptions) => {
      done(await partnerStatus(terminal, name, options))
    })

  asking(
    'batches',
    'Lists batches that came from a partner, or were sent to it, newest first.',
    'batches efgs --outgoing',
    exitCodesHelp('listed', 'there is no such partner', 'or asked'),
  )
    .argument('<name>', 'the partner')
    .option('--outgoing', 'those that were sent')
    .option('--before <id>', 'older than this one')
    .action(
      async (
        name: string,
        options: PartnerOptions & { readonly outgoing?: boolean; readonly before?: string },
      ) => {
        done(await partnerBatches(terminal, name, options))
      },
    )

  asking(
    'replay',
    'Takes a stored batch in again: its counters are replaced, its keys are stored once.',
    'replay efgs 41',
    exitCodesHelp('it is taken in again', 'refused; the reason is named', 'or asked'),
  )
    .argument('<name>', 'the partner')
    .argument('<batch>', 'id, as batches lists it')
    .action(async (name: string, batch: string, options: PartnerOptions) => {
      done(await replayBatch(terminal, name, batch, options))
    })

  asking(
    'run',
    'Imports and exports at once, also what waits for a later attempt.',
    'run nearform',
    exitCodesHelp('all went well', 'something failed; it is named', 'or asked'),
  )
    .argument('<name>', 'the partner')
    .action(async (name: string, options: PartnerOptions) => {
      done(await runPartner(terminal, name, options))
    })
}

function memberActions(action: Action, terminal: Terminal, done: Done): void {
  const asking = askingBy(action)
  asking(
    'members',
    'Shows those who call our hubs, what they did last, and what of theirs is about to end.',
    'members --json',
    exitCodesHelp('all is well', 'something is to be looked at; it is named', 'or asked'),
  ).action(async (options: PartnerOptions) => {
    done(await hubMembers(terminal, options))
  })

  asking(
    'token',
    'Gives out a token to a nation that calls our server of the UK protocol: valid for a year, shown this once.',
    'token 01234567-89ab-4cde-8f01-23456789abcd > scotland.token',
    exitCodesHelp('given out', 'there is no such nation, or it was revoked', 'or asked'),
  )
    .argument('<nation>', 'its UUID, as the configuration has it')
    .option('--calls-back', 'every token before is worth nothing from now on')
    .action(async (nation: string, options: NationTokenOptions) => {
      done(await nationToken(terminal, nation, options))
    })
}
