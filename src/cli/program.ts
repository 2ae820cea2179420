/** The operators' command line: verbs, their options and help. Each verb's work stands in a file of its own. */

import { Command, CommanderError } from 'commander'
import { type ApplyOptions, apply, exportConfig } from './apply.ts'
import { archiveVerbs } from './archive-verbs.ts'
import { type AuditOptions, audit } from './audit.ts'
import { type CertificateOptions, certificate } from './certificate.ts'
import {
  CommandFailure,
  collect,
  EXIT_OK,
  EXIT_USAGE,
  type ExitCode,
  exitCodesHelp,
  JSON_OPTION,
  type Terminal,
} from './command.ts'
import { documentVerb } from './document-verb.ts'
import { ADMIN_KEY_VARIABLE, DEVICE_KEY_VARIABLE, type E2eOptions, e2e } from './e2e.ts'
import { type ExplainOptions, explain } from './explain.ts'
import { type KeygenOptions, keygen } from './keygen.ts'
import {
  DEFAULT_URL,
  type OperatorOptions,
  TOKEN_HELP,
  TOKEN_VARIABLE,
  URL_OPTION,
} from './operator-client.ts'
import { partnerVerbs } from './partner-verbs.ts'
import { realmVerbs } from './realm-verbs.ts'
import { type ReconcileOptions, reconcile } from './reconcile.ts'
import { type WhyOptions, why } from './why.ts'
import { type WithdrawOptions, withdraw } from './withdraw.ts'

/**
 * Runs one command. Every failure ends in one line on the error output.
 * @param args without the program's own name
 * @returns the exit code
 */
export async function run(args: readonly string[], terminal: Terminal): Promise<number> {
  let exitCode: number = EXIT_OK
  const program = new Command('tocsin')
    .description(
      'Looks at export archives, verifies them, makes keys and test certificates, explains refusals.',
    )
    .exitOverride()
    .configureOutput({ writeOut: terminal.out, writeErr: terminal.err })
  const verb = (name: string, description: string, help: string): Command =>
    program.command(name).description(description).addHelpText('after', help)

  const done = (code: ExitCode): void => {
    exitCode = code
  }
  archiveVerbs(verb, terminal, done)

  verb(
    'certificate',
    'Signs a verification certificate for keys, as a test health authority.',
    '\nExample:\n  tocsin certificate --key ha.private.pem --issuer https://ha.example --audience keys \\\n' +
      '    --kid v1 --keys publish.json --body --health-authority com.example.app\n' +
      exitCodesHelp('signed', 'not used'),
  )
    .requiredOption('--key <pem>', 'private key of the health authority')
    .requiredOption('--issuer <iss>', 'claim iss')
    .requiredOption('--audience <aud>', 'claim aud')
    .requiredOption('--kid <kid>', "the key's version at the key server")
    .requiredOption('--keys <file>', 'JSON with temporaryExposureKeys; "-" is standard input')
    .option('--hmac-key <base64>', 'secret of the HMAC; random where left out')
    .option('--report-type <type>', 'confirmed, likely, user-report or negative', 'confirmed')
    .option('--onset <interval>', 'interval number of the onset of symptoms')
    .option('--lifetime <seconds>', 'how long the certificate is valid', '900')
    .option('--now <unix>', 'when it was issued; the clock where left out')
    .option('--body', 'print the whole body of the upload')
    .option('--health-authority <id>', 'healthAuthorityID of the body')
    .option(...JSON_OPTION)
    .action(async (options: CertificateOptions) => {
      exitCode = await certificate(terminal, options)
    })

  verb(
    'keygen',
    'Makes a P-256 key pair as PEM, PKCS#8 and SubjectPublicKeyInfo.',
    '\nExample:\n  tocsin keygen --out keys --name 310-v1 --master-key\n' +
      exitCodesHelp('made', 'a file of that name is there already; nothing was overwritten'),
  )
    .option('--out <directory>', 'write <name>.private.pem and <name>.public.pem there')
    .option('--name <name>', 'name of the files', 'signing')
    .option('--master-key', 'also print values for MASTER_KEY and OPERATOR_TOKEN')
    .option(...JSON_OPTION)
    .action(async (options: KeygenOptions) => {
      exitCode = await keygen(terminal, options)
    })

  verb(
    'apply',
    "Brings a running system's configuration to what a document says, whole or not at all.",
    `\nExample:\n  tocsin apply docs/examples/configuration.json --dry-run\n${TOKEN_HELP}` +
      exitCodesHelp('applied, or nothing to do', 'refused; all that is wrong is named'),
  )
    .argument('<file>', 'the document, JSON; "-" is standard input')
    .option(...URL_OPTION)
    .option('--dry-run', 'show what would change, and change nothing')
    .option(...JSON_OPTION)
    .action(async (file: string, options: ApplyOptions) => {
      exitCode = await apply(terminal, file, options)
    })

  verb(
    'export-config',
    "Writes a running system's configuration as a document that apply reads. Public keys only.",
    `\nExample:\n  tocsin export-config > configuration.json\n${TOKEN_HELP}` +
      exitCodesHelp('written', 'not used'),
  )
    .option(...URL_OPTION)
    .option('--json', 'JSON, as always')
    .action(async (options: OperatorOptions) => {
      exitCode = await exportConfig(terminal, options)
    })

  verb(
    'audit',
    'Shows who changed what, and whether the log is whole.',
    `\nExample:\n  tocsin audit --verify\n${TOKEN_HELP}` +
      exitCodesHelp('the log is whole', 'an entry was altered, or one is missing'),
  )
    .option(...URL_OPTION)
    .option('--verify', 'only say whether it is whole')
    .option('--realms', 'the log of the verification server: realms, their keys and members')
    .option(...JSON_OPTION)
    .action(async (options: AuditOptions) => {
      exitCode = await audit(terminal, options)
    })

  verb(
    'e2e',
    'Walks a running system from a code to an upload, step by step.',
    '\nExample:\n  tocsin e2e --url http://127.0.0.1:8787 --link-host us-demo.links.localhost\n' +
      `\nAPI keys of the realm are read from ${ADMIN_KEY_VARIABLE} and ${DEVICE_KEY_VARIABLE}.\n` +
      exitCodesHelp('every walk went through', 'one did not; the step is named'),
  )
    .option(...URL_OPTION)
    .option('--admin-api <address>', 'where another surface than --url has it')
    .option('--verification-api <address>', 'the same')
    .option('--key-server <address>', 'the same')
    .option('--redirect <address>', 'the same')
    .option(
      '--link-host <host>',
      'Host to send to the redirect, where its name does not lead there',
    )
    .option('--android-target <text>', 'what the link of an Android phone holds', 'android')
    .option('--ios-target <text>', 'what the link of an iPhone holds', 'ios')
    .option('--index <address>', 'index of an export whose newest archive is read too')
    .option('--health-authority-id <app>', 'app that uploads', 'com.example.android.app')
    .option('--phone <number>', 'phone that codes are texted to; none where left out')
    .option('--only <walk>', 'default, revise, user-report or redirect; may be repeated', collect)
    .option(...JSON_OPTION)
    .action(async (options: E2eOptions) => {
      exitCode = await e2e(terminal, options)
    })

  verb(
    'explain',
    'Says why an upload would be refused: every check in its order, the first broken one explained.',
    '\nExample:\n  tocsin explain publish.json --authority authority.json\n' +
      `  ${TOKEN_VARIABLE}=… tocsin explain publish.json --url https://jobs.example\n` +
      exitCodesHelp('it would be accepted, wholly or in part', 'it would be refused'),
  )
    .argument('<file>', 'the body of the upload; "-" is standard input')
    .option('--url <url>', 'ask this system; the local one where left out')
    .option('--authority <file>', 'ask no system: JSON with issuer, audience, keys, appPackageName')
    .option('--api-version <version>', 'v1 or v1alpha1', 'v1')
    .option('--content-type <type>', 'content type of the upload', 'application/json')
    .option('--now <unix>', 'when it would be sent; the clock where left out')
    .option(...JSON_OPTION)
    .action(async (path: string, options: ExplainOptions) => {
      exitCode = await explain(terminal, path, options)
    })

  verb(
    'why',
    'Says where a key is, or why it is not out yet. The question is recorded, the key is not.',
    `\nExample:\n  tocsin why - --url https://jobs.example < key.txt\n${TOKEN_HELP}` +
      exitCodesHelp('it is in a file of every export that takes it', 'it is not, or not yet'),
  )
    .argument(
      '<key>',
      '16 bytes in base64 or hex; "-" is standard input, where nobody else sees it',
    )
    .option('--url <url>', 'ask this system; the local one where left out')
    .option(...JSON_OPTION)
    .action(async (key: string, options: WhyOptions) => {
      exitCode = await why(terminal, key, options)
    })

  verb(
    'withdraw',
    'Takes published files back; with --reissue their windows are written again under new names.',
    '\nExample:\n  tocsin withdraw us --signer 310-v1 --reissue --reason "key v1 was stolen" --dry-run\n' +
      exitCodesHelp('done', 'refused; the reason is named', 'or asked'),
  )
    .argument('<export>', 'filename root of the export')
    .option('--from <unix>', 'files of windows that have an instant from here')
    .option('--to <unix>', 'up to here')
    .option('--signer <id-version>', 'all files that this signer signed')
    .option('--file <name>', 'one file, by its name in the index')
    .option('--reissue', 'write the windows again, by other signers where --signer is given')
    .option('--below-issue <n>', 'leave alone windows that were issued again n times or more')
    .requiredOption('--reason <text>', 'for the audit log')
    .option('--dry-run', 'only tell what would happen')
    .option('--url <url>', `of the operator surface; ${DEFAULT_URL} where left out`)
    .option(...JSON_OPTION)
    .action(async (root: string, options: WithdrawOptions) => {
      exitCode = await withdraw(terminal, root, options)
    })

  verb(
    'reconcile',
    'Rebuilds the record of batches and files from the archives that are out.',
    '\nExample:\n  tocsin reconcile --dry-run\n' +
      exitCodesHelp(
        'all is on record',
        'something is left to be looked at; it is named',
        'or asked',
      ),
  )
    .option('--dry-run', 'only tell what would happen')
    .option('--url <url>', `of the operator surface; ${DEFAULT_URL} where left out`)
    .option(...JSON_OPTION)
    .action(async (options: ReconcileOptions) => {
      exitCode = await reconcile(terminal, options)
    })

  realmVerbs(verb, terminal, done)
  documentVerb(verb, terminal, done)
  partnerVerbs(verb, terminal, done)

  try {
    await program.parseAsync(args, { from: 'user' })
    return exitCode
  } catch (cause) {
    return exitCodeOf(cause, terminal)
  }
}

/** Commander has said its own line already. */
function exitCodeOf(cause: unknown, terminal: Terminal): number {
  if (cause instanceof CommanderError) return cause.exitCode === 0 ? EXIT_OK : EXIT_USAGE
  const message = cause instanceof Error ? cause.message : String(cause)
  terminal.err(`tocsin: ${message.replaceAll(/\s*\n\s*/g, ' ')}\n`)
  return cause instanceof CommandFailure ? cause.exitCode : EXIT_USAGE
}
