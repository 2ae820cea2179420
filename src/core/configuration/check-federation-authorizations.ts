/** Who may fetch keys from here by Google's federation. Pure. */

import { readPublicKeyPem, readRsaPublicKeyPem } from '../crypto/public-key-pem.ts'
import type { FederationAuthorizationEntry } from './federation-entries.ts'
import {
  type CheckContext,
  type ConfigurationProblem,
  checkNames,
  checkRegions,
  checkUrl,
  effective,
  problem,
} from './problem.ts'

/** As tokens have it. */
const NAME = /^[!-~]{1,200}$/

export async function checkFederationAuthorizations(
  context: CheckContext,
): Promise<ConfigurationProblem[]> {
  const partners = new Set(effective(context, 'partners').map(({ name }) => name))
  const entries = context.document.federationAuthorizations ?? []
  const each = await Promise.all(
    entries.map(async (entry, index) => {
      const path = `federationAuthorizations[${index}]`
      return [
        ...checkTokenNames(entry, path),
        ...checkWhich(entry, path),
        ...checkPartner(entry, path, partners),
        ...(await checkKeys(entry, path, context.foreignRules.allowsLoopback)),
      ]
    }),
  )
  return [...each.flat(), ...checkLeftOut(context, partners)]
}

const checkTokenNames = (
  entry: FederationAuthorizationEntry,
  path: string,
): ConfigurationProblem[] =>
  (['issuer', 'subject', 'audience'] as const)
    .filter((member) => entry[member] !== undefined && !NAME.test(entry[member]))
    .map((member) => {
      const message = 'a name in tokens has 1 to 200 printable characters, without blanks'
      return problem(`${path}.${member}`, 'malformed', message)
    })

function checkWhich(
  { includeRegions, excludeRegions }: FederationAuthorizationEntry,
  path: string,
): ConfigurationProblem[] {
  const problems = [
    ...checkRegions(`${path}.includeRegions`, includeRegions),
    ...checkRegions(`${path}.excludeRegions`, excludeRegions),
  ]
  if (includeRegions.length === 0) {
    const message = 'name the regions whose keys it may have: without one it has none'
    problems.push(problem(`${path}.includeRegions`, 'required', message))
  }
  excludeRegions.forEach((region, index) => {
    if (!includeRegions.includes(region)) return
    const message = `"${region}" is both included and excluded`
    problems.push(problem(`${path}.excludeRegions[${index}]`, 'not_valid', message))
  })
  return problems
}

function checkPartner(
  { partnerName }: FederationAuthorizationEntry,
  path: string,
  known: ReadonlySet<string>,
): ConfigurationProblem[] {
  if (partnerName === undefined || known.has(partnerName)) return []
  const message = `there is no partner "${partnerName}": its own keys could go back to it`
  return [problem(`${path}.partnerName`, 'unknown_partner', message)]
}

async function checkKeys(
  { keys, jwksUri }: FederationAuthorizationEntry,
  path: string,
  allowsLoopback: boolean,
): Promise<ConfigurationProblem[]> {
  const each = await Promise.all(
    keys.map(async ({ publicKeyPem }, index) => {
      const isKey =
        (await readPublicKeyPem(publicKeyPem)) ?? (await readRsaPublicKeyPem(publicKeyPem))
      if (isKey !== undefined) return []
      const message =
        'this is not the PEM of a public key ("-----BEGIN PUBLIC KEY-----"), P-256 or RSA of 2048 bits or more'
      return [problem(`${path}.keys[${index}].publicKeyPem`, 'malformed', message)]
    }),
  )
  const kids = keys.map(({ kid }) => kid)
  const problems = [...each.flat(), ...checkNames(`${path}.keys`, kids, 'kid')]
  if (jwksUri !== undefined) {
    return [...problems, ...checkUrl(`${path}.jwksUri`, jwksUri, allowsLoopback)]
  }
  const message = 'no token of this caller could be verified: give a key, or jwksUri'
  return keys.length === 0
    ? [...problems, problem(`${path}.keys`, 'no_usable_key', message)]
    : problems
}

/** Callers that the document does not speak of go on being the partners that they are. */
function checkLeftOut(
  { document, present }: CheckContext,
  partners: ReadonlySet<string>,
): ConfigurationProblem[] {
  if (document.federationAuthorizations !== undefined || document.partners === undefined) return []
  return present.federationAuthorizations
    .filter(({ partnerName }) => partnerName !== undefined && !partners.has(partnerName))
    .map(({ issuer, partnerName }) =>
      problem(
        'partners',
        'in_use',
        `"${partnerName}" is left out, but the caller ${issuer} is it: its own keys could go back to it`,
      ),
    )
}
