/** `partner check`: what a partner sent, held to every rule; or whether a partner answers. */

import { ProbeAnswer } from '../api/partners.ts'
import { readCertificates } from '../core/crypto/certificates.ts'
import {
  checkPartnerFile,
  PARTNER_FILE_RULES,
  type PartnerFileQuestion,
  type PartnerFileReport,
} from '../core/federation/partner-files.ts'
import { formatIsoTime } from '../core/iso-time.ts'
import { asUnixSeconds } from '../core/time.ts'
import {
  CommandFailure,
  EXIT_BROKEN,
  EXIT_OK,
  type ExitCode,
  type JsonOption,
  json,
  line,
  parseWhole,
  type Terminal,
} from './command.ts'
import { readTextFile } from './files.ts'
import { callOperator, type OperatorOptions } from './operator-client.ts'
import { partnerPath } from './partner-status.ts'
import { refusal } from './withdraw.ts'

export interface PartnerCheckOptions extends JsonOption {
  readonly country?: string
  readonly host?: string
  readonly trustAnchor?: string
  readonly signature?: string
  readonly registered?: boolean
  readonly now?: string
}

const MAX_UNIX = 999_999_999_999

export async function checkPartnerFiles(
  terminal: Terminal,
  files: readonly string[],
  options: PartnerCheckOptions,
): Promise<ExitCode> {
  const question = questionOf(options)
  const now = asUnixSeconds(
    options.now === undefined ? terminal.now() : parseWhole('--now', options.now, 0, MAX_UNIX),
  )
  const reports: { readonly file: string; readonly report: PartnerFileReport }[] = []
  for (const file of files) {
    reports.push({ file, report: await checkPartnerFile(textOf(file), question, now) })
  }
  if (options.json) {
    json(
      terminal,
      reports.map(({ file, report: { findings, ...report } }) => ({
        file,
        ...report,
        findings: findings.map((name) => ({ name, ...PARTNER_FILE_RULES[name] })),
      })),
    )
  } else for (const { file, report } of reports) print(terminal, file, report)
  return reports.some(({ report }) => isBroken(report)) ? EXIT_BROKEN : EXIT_OK
}

const isBroken = ({ findings }: PartnerFileReport): boolean =>
  findings.some((name) => PARTNER_FILE_RULES[name].severity === 'error')

const textOf = (file: string): string => new TextDecoder().decode(readTextFile(file))

function questionOf(options: PartnerCheckOptions): PartnerFileQuestion {
  const { country, host, trustAnchor, signature } = options
  if (country !== undefined && !/^[A-Z]{2}$/.test(country)) {
    throw new CommandFailure('--country is two capital letters')
  }
  if (signature !== undefined && trustAnchor === undefined) {
    throw new CommandFailure('--signature goes with --trust-anchor')
  }
  const [anchor] = trustAnchor === undefined ? [] : (readCertificates(textOf(trustAnchor)) ?? [])
  if (trustAnchor !== undefined && anchor === undefined) {
    throw new CommandFailure(`${trustAnchor}: no certificate in PEM`)
  }
  return {
    country,
    host: host?.toLowerCase(),
    trustAnchor: anchor,
    signature: signature === undefined ? undefined : textOf(signature).trim(),
    isRegistered: options.registered === true,
  }
}

function print(terminal: Terminal, file: string, report: PartnerFileReport): void {
  const { kind, fingerprint, country, expiry, findings } = report
  line(terminal, `${file}: ${isBroken(report) ? 'not to be taken' : 'fine'}`)
  if (fingerprint !== '') line(terminal, `  ${kind.replace('_', ' ')} SHA-256 ${fingerprint}`)
  if (country !== undefined) line(terminal, `  country ${country}`)
  if (expiry !== undefined) {
    line(terminal, `  ends ${formatIsoTime(expiry.endsAt)}, ${expiry.daysLeft} days left`)
  }
  for (const name of findings) {
    const { severity, says } = PARTNER_FILE_RULES[name]
    line(terminal, `  ${severity} ${name}: ${says}`)
  }
}

/** Has a running system ask the partner one harmless question. */
export async function probePartner(
  terminal: Terminal,
  partner: string,
  options: OperatorOptions & JsonOption,
): Promise<ExitCode> {
  const { status, body } = await callOperator(options, `${partnerPath(partner)}/probe`, {})
  const answer = ProbeAnswer.safeParse(body)
  if (status !== 200 || !answer.success) throw refusal(status, body)
  const { outcome } = answer.data
  if (options.json) json(terminal, answer.data)
  else {
    const code = answer.data.status === null ? '' : ` (${answer.data.status})`
    line(terminal, `${partner}: ${outcome}${code}`)
  }
  return outcome === 'answers' ? EXIT_OK : EXIT_BROKEN
}
