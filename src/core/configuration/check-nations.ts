/** Who may call our server of the UK protocol. Pure. */

import { parseUuid } from '../codes/uuid.ts'
import type { NationEntry } from './federation-entries.ts'
import { type CheckContext, type ConfigurationProblem, checkPublicKey, problem } from './problem.ts'

/** A code such as GB-SCT, though names were taken too: something that can be seen. */
const REGION = /^\S(.{0,62}\S)?$/u

export async function checkNations({ document }: CheckContext): Promise<ConfigurationProblem[]> {
  const each = await Promise.all(
    (document.nations ?? []).map((entry, index) => checkNation(entry, `nations[${index}]`)),
  )
  return each.flat()
}

async function checkNation(entry: NationEntry, path: string): Promise<ConfigurationProblem[]> {
  const { uuid, region, publicKeysPem, gatewayOrigins, revoked, withholdsKeys } = entry
  const keys = await Promise.all(
    publicKeysPem.map((pem, index) => checkPublicKey(`${path}.publicKeysPem[${index}]`, pem)),
  )
  const malformed = (member: string, message: string, isWrong: boolean) =>
    isWrong ? [problem(`${path}.${member}`, 'malformed', message)] : []
  const form = 'an origin has 1 to 64 characters and no blank at either end'
  return [
    ...malformed('uuid', 'a nation is named by a UUID in lower case', parseUuid(uuid) !== uuid),
    ...malformed('region', form, !REGION.test(region)),
    ...gatewayOrigins.flatMap((origin, index) =>
      malformed(`gatewayOrigins[${index}]`, form, !REGION.test(origin)),
    ),
    ...keys.flat(),
    ...(withholdsKeys && !revoked
      ? [
          problem(
            `${path}.withholdsKeys`,
            'needs_another_setting',
            'keys are withheld of a nation that is revoked: set revoked too',
          ),
        ]
      : []),
  ]
}
