/** `realm`, `api-key` and `quota`: realms of a running system, and what can't wait for the configuration document. */

import type * as z from 'zod'
import { QuotaAnswer, RealmAnswer, RealmsAnswer } from '../api/realms.ts'
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
import { callOperator, type OperatorOptions } from './operator-client.ts'

export type RealmOptions = OperatorOptions & JsonOption

const PATH = '/operator/realms'
const MAX_BURST = 1_000_000

const pathOf = (realm: string, rest = ''): string => `${PATH}/${encodeURIComponent(realm)}${rest}`

/** @returns undefined where the system refuses; the reason is told */
async function ask<Schema extends z.ZodType>(
  terminal: Terminal,
  options: RealmOptions,
  path: string,
  schema: Schema,
  body?: unknown,
): Promise<z.output<Schema> | undefined> {
  const answer = await callOperator(options, path, body)
  if (answer.status === 200) {
    const parsed = schema.safeParse(answer.body)
    if (parsed.success) {
      if (options.json) json(terminal, parsed.data)
      return parsed.data
    }
  }
  const { error } = (answer.body ?? {}) as { readonly error?: unknown }
  if (![400, 404, 409].includes(answer.status) || typeof error !== 'string') {
    throw new CommandFailure(`the system answers ${answer.status}`)
  }
  if (options.json) json(terminal, { error })
  else line(terminal, `refused: ${error}`)
  return undefined
}

export async function listRealms(terminal: Terminal, options: RealmOptions): Promise<ExitCode> {
  const answer = await ask(terminal, options, PATH, RealmsAnswer)
  if (answer === undefined) return EXIT_BROKEN
  if (options.json) return EXIT_OK
  for (const { id, name, regionCode, isE2e, maintenanceMode } of answer.realms) {
    const notes = [isE2e ? 'end-to-end tests' : '', maintenanceMode ? 'maintenance' : '']
    line(
      terminal,
      [String(id), name, regionCode, ...notes].filter((text) => text !== '').join('  '),
    )
  }
  return EXIT_OK
}

export async function showRealm(
  terminal: Terminal,
  realm: string,
  options: RealmOptions,
): Promise<ExitCode> {
  const answer = await ask(terminal, options, pathOf(realm), RealmAnswer)
  if (answer === undefined) return EXIT_BROKEN
  if (options.json) return EXIT_OK
  line(terminal, `realm    ${answer.id} "${answer.name}" ${answer.regionCode}`.trimEnd())
  const { quota } = answer
  line(
    terminal,
    `quota    ${quota === null ? 'none' : `${quota.remaining} of ${quota.limit} left`}`,
  )
  line(terminal, `members  ${answer.memberCount}`)
  for (const { name, type, disabled } of answer.apiKeys) {
    line(terminal, `api key  ${type} "${name}"${disabled ? ' disabled' : ''}`)
  }
  for (const { keyId, publicKeyPem, isActive } of answer.certificateKeys) {
    line(terminal, `signs    ${keyId}${isActive ? ' active' : ''}`)
    line(terminal, publicKeyPem.trimEnd())
  }
  return EXIT_OK
}

export async function switchApiKey(
  terminal: Terminal,
  action: 'disable' | 'enable',
  realm: string,
  name: string,
  options: RealmOptions,
): Promise<ExitCode> {
  const path = pathOf(realm, `/api-keys/${encodeURIComponent(name)}/${action}`)
  const answer = await ask(terminal, options, path, RealmAnswer.shape.apiKeys.element, {})
  if (answer === undefined) return EXIT_BROKEN
  if (!options.json) {
    line(
      terminal,
      `${answer.type} "${answer.name}" is ${answer.disabled ? 'disabled' : 'in force'}`,
    )
  }
  return EXIT_OK
}

export async function burstQuota(
  terminal: Terminal,
  realm: string,
  codes: string,
  options: RealmOptions,
): Promise<ExitCode> {
  const body = { codes: parseWhole('codes', codes, 1, MAX_BURST) }
  const answer = await ask(terminal, options, pathOf(realm, '/quota/burst'), QuotaAnswer, body)
  if (answer === undefined) return EXIT_BROKEN
  if (!options.json) line(terminal, `${answer.remaining} codes left`)
  return EXIT_OK
}
