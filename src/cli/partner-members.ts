/** `partner members` and `partner token`: those who call the hubs of a running system. */

import {
  type EfgsMemberAnswer,
  EfgsMembersAnswer,
  type NationAnswer,
  NationsAnswer,
  NationTokenAnswer,
} from '../api/members.ts'
import { formatIsoTime } from '../core/iso-time.ts'
import { EXIT_BROKEN, EXIT_OK, type ExitCode, json, line, type Terminal } from './command.ts'
import { askOperator, expiryComplaint, type PartnerOptions } from './partner-status.ts'

/** Tries of one batch after which somebody has to look: the first few fail for many reasons. */
const TOLERATED_TRIES = 3

export async function hubMembers(terminal: Terminal, options: PartnerOptions): Promise<ExitCode> {
  const { nations } = await askOperator(options, '/operator/nations', NationsAnswer)
  const { members } = await askOperator(options, '/operator/efgs-members', EfgsMembersAnswer)
  if (options.json) json(terminal, { nations, members })
  else {
    for (const nation of nations) printNation(terminal, nation)
    for (const member of members) printMember(terminal, member)
    if (nations.length + members.length === 0) line(terminal, 'no members')
  }
  const complaints = [...nations.flatMap(nationComplaints), ...members.flatMap(memberComplaints)]
  return complaints.length > 0 ? EXIT_BROKEN : EXIT_OK
}

const at = (time: number | null): string => (time === null ? 'never' : formatIsoTime(time))

const nationComplaints = ({ isRevoked, token }: NationAnswer): readonly string[] => {
  if (isRevoked) return []
  return token === null ? ['no token was given out yet'] : expiryComplaint(token)
}

function printNation(terminal: Terminal, nation: NationAnswer): void {
  const { uuid, region, isRevoked, withholdsKeys, uploads, sentKeys, lastUploadAt } = nation
  const standing = isRevoked ? (withholdsKeys ? 'revoked, keys withheld' : 'revoked') : 'may call'
  line(terminal, `${region}  uk  ${uuid}  ${standing}`)
  line(terminal, `  uploaded ${at(lastUploadAt)}, ${uploads} uploads of ${sentKeys} keys`)
  for (const complaint of nationComplaints(nation)) line(terminal, `  ! ${complaint}`)
}

function memberComplaints({ certificates, callbacks }: EfgsMemberAnswer): readonly string[] {
  return [
    ...certificates.flatMap(({ isRevoked, type, thumbprint, expiry }) => {
      if (isRevoked) return []
      const what = `${type} ${thumbprint.slice(0, 16)}`
      if (expiry === null) return [`${what} can not be read`]
      return expiryComplaint({ ...expiry, what })
    }),
    ...callbacks.flatMap(({ callbackId, failedTries, waiting }) =>
      failedTries > TOLERATED_TRIES
        ? [`callback ${callbackId} failed ${failedTries} times, ${waiting} batches wait`]
        : [],
    ),
  ]
}

function printMember(terminal: Terminal, member: EfgsMemberAnswer): void {
  const { country, certificates, lastUploadAt, lastDownloadAt } = member
  line(terminal, `${country}  efgs  uploaded ${at(lastUploadAt)}, downloaded ${at(lastDownloadAt)}`)
  for (const { type, thumbprint, isRevoked, lastUsedAt } of certificates) {
    const standing = isRevoked ? 'revoked' : `used ${at(lastUsedAt)}`
    line(terminal, `  ${type.padEnd(14)} ${thumbprint}  ${standing}`)
  }
  for (const complaint of memberComplaints(member)) line(terminal, `  ! ${complaint}`)
}

export interface NationTokenOptions extends PartnerOptions {
  readonly callsBack?: boolean
}

/** The token alone, so that it can go straight into a file. */
export async function nationToken(
  terminal: Terminal,
  nation: string,
  options: NationTokenOptions,
): Promise<ExitCode> {
  const path = `/operator/nations/${encodeURIComponent(nation)}/token`
  const body = { callsBack: options.callsBack === true }
  const answer = await askOperator(options, path, NationTokenAnswer, body)
  if (options.json) json(terminal, answer)
  else line(terminal, answer.token)
  return EXIT_OK
}
