/** `start-link`: the link by which the first system administrator of the console comes. */

import { StartLinkAnswer } from '../api/start-link.ts'
import { formatIsoTime } from '../core/iso-time.ts'
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
import { callOperator, type OperatorOptions } from './operator-client.ts'

export interface StartLinkOptions extends OperatorOptions, JsonOption {
  readonly console?: string
}

const CONFLICT = 409

export async function startLink(terminal: Terminal, options: StartLinkOptions): Promise<ExitCode> {
  const { status, body } = await callOperator(options, '/operator/console/start-link', {})
  if (status === CONFLICT) {
    if (options.json) json(terminal, { error: 'system_administrator_exists' })
    else line(terminal, 'there is a system administrator, who invites all others')
    return EXIT_BROKEN
  }
  const answer = StartLinkAnswer.safeParse(body)
  if (status !== 200 || !answer.success) {
    throw new CommandFailure(`the system answers ${status}, and no link`)
  }
  const { path, endsAt } = answer.data
  if (options.json) json(terminal, answer.data)
  else {
    line(terminal, `${options.console ?? ''}${path}`)
    line(terminal, `opens once, until ${formatIsoTime(endsAt)}`)
  }
  return EXIT_OK
}
