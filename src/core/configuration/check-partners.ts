/** Servers that we exchange keys with as their client. Pure. */

import { isKnownCountry } from '../codes/countries-of-interest.ts'
import { checkCredentials } from '../federation/partner-credentials.ts'
import { checkPartnerSettings } from '../federation/partner-settings.ts'
import { LOCAL_BASE_URL } from '../federation/protocols.ts'
import type { PartnerEntry } from './federation-entries.ts'
import {
  type CheckContext,
  type ConfigurationProblem,
  checkPeriod,
  checkRegion,
  checkRegions,
  checkUrl,
  effective,
  problem,
} from './problem.ts'

const NAME = /^[a-z0-9][a-z0-9-]{0,63}$/
/** Part of the names of its objects. */
const PREFIX = /^[a-z0-9-]{1,64}$/
/** Where the NHS layout has what phones uploaded. */
const PHONES_PREFIX = 'mobile'
const LOCAL_PATH = /^(\/[a-z0-9-]+)*$/

export async function checkPartners(context: CheckContext): Promise<ConfigurationProblem[]> {
  const partners = context.document.partners ?? []
  const names = new Set(partners.map(({ name }) => name))
  const signers = new Set(effective(context, 'contentSigners').map(({ name }) => name))
  const each = await Promise.all(
    partners.map(async (entry, index) => {
      const path = `partners[${index}]`
      return [
        ...checkPlace(entry, path, context),
        ...checkRegionsOf(entry, path),
        ...checkDirections(entry, path),
        ...checkGateway(entry, path, names),
        ...checkSigner(entry, path, signers, context.now),
        ...checkPeriod(path, { ...entry }, 'activeFrom', 'activeThru'),
        ...checkPartnerSettings(entry.protocol, entry.settings).map((found) =>
          problem(memberOf(`${path}.settings`, found.path), 'malformed', found.problem),
        ),
        ...(await checkCredentials(entry.credentials ?? {})).map((found) =>
          problem(memberOf(`${path}.credentials`, found.path), 'malformed', found.problem),
        ),
        ...checkFixed(entry, path, context),
      ]
    }),
  )
  return [...each.flat(), ...checkPrefixes(context), ...checkLeftOut(context, signers)]
}

const memberOf = (path: string, member: string): string =>
  member === '' || member.startsWith('[') ? `${path}${member}` : `${path}.${member}`

function checkPlace(
  { name, baseUrl, prefix }: PartnerEntry,
  path: string,
  { foreignRules }: CheckContext,
): ConfigurationProblem[] {
  const problems: ConfigurationProblem[] = []
  if (!NAME.test(name)) {
    const message = 'a name has 1 to 64 lower-case letters, digits or "-", and begins without "-"'
    problems.push(problem(`${path}.name`, 'malformed', message))
  }
  if (!PREFIX.test(prefix)) {
    const message = 'a prefix has 1 to 64 lower-case letters, digits or "-"'
    problems.push(problem(`${path}.prefix`, 'malformed', message))
  }
  if (prefix === PHONES_PREFIX) {
    const message = `"${PHONES_PREFIX}" is where phones' own uploads lie`
    problems.push(problem(`${path}.prefix`, 'reserved', message))
  }
  return [...problems, ...checkBaseUrl(baseUrl, `${path}.baseUrl`, foreignRules.allowsLoopback)]
}

function checkBaseUrl(
  baseUrl: string,
  path: string,
  allowsLoopback: boolean,
): ConfigurationProblem[] {
  if (baseUrl.startsWith(LOCAL_BASE_URL)) {
    if (LOCAL_PATH.test(baseUrl.slice(LOCAL_BASE_URL.length))) return []
    const message = `a hub of our own is "${LOCAL_BASE_URL}" and its path, such as "${LOCAL_BASE_URL}/federation/efgs"`
    return [problem(path, 'malformed', message)]
  }
  if (/[?#]|\/$/.test(baseUrl)) {
    const message = 'a base address has no query, no fragment and no slash at its end'
    return [problem(path, 'malformed', message)]
  }
  return checkUrl(path, baseUrl, allowsLoopback)
}

function checkRegionsOf(entry: PartnerEntry, path: string): ConfigurationProblem[] {
  const problems = [
    ...checkRegion(`${path}.ownOrigin`, entry.ownOrigin),
    ...checkRegions(`${path}.regions`, entry.regions),
    ...checkRegions(`${path}.exportRegions`, entry.exportRegions),
  ]
  if (entry.protocol === 'efgs' && !isKnownCountry(entry.ownOrigin)) {
    const message = 'to a gateway we are a country of ISO 3166-1 in two capital letters'
    problems.push(problem(`${path}.ownOrigin`, 'malformed', message))
  }
  if (entry.importsKeys && entry.regions.length === 0) {
    const message = 'name the regions that its keys get: without one no export has them'
    problems.push(problem(`${path}.regions`, 'required', message))
  }
  return problems
}

function checkDirections(entry: PartnerEntry, path: string): ConfigurationProblem[] {
  if (entry.protocol !== 'google' || !entry.exportsKeys) return []
  const message =
    'in this protocol the other side fetches: let it by an entry of federationAuthorizations'
  return [problem(`${path}.exportsKeys`, 'not_permitted', message)]
}

function checkGateway(
  { name, gatewayFrom }: PartnerEntry,
  path: string,
  names: ReadonlySet<string>,
): ConfigurationProblem[] {
  return gatewayFrom.flatMap((from, index) => {
    const at = `${path}.gatewayFrom[${index}]`
    if (from === name) {
      return [problem(at, 'unknown_partner', 'what came from a partner never goes back to it')]
    }
    return names.has(from)
      ? []
      : [problem(at, 'unknown_partner', `no partner of this document has the name "${from}"`)]
  })
}

function checkSigner(
  { protocol, exportsKeys, contentSigner, activeThru }: PartnerEntry,
  path: string,
  known: ReadonlySet<string>,
  now: string,
): ConfigurationProblem[] {
  const at = `${path}.contentSigner`
  if (protocol !== 'efgs') {
    if (contentSigner === undefined) return []
    return [problem(at, 'malformed', 'only batches for a gateway are signed by one: leave it out')]
  }
  if (contentSigner === undefined) {
    const message = 'name a content signer: a gateway takes no batch that none signed'
    const isOver = activeThru !== undefined && activeThru <= now
    return exportsKeys && !isOver ? [problem(at, 'unknown_signer', message)] : []
  }
  if (known.has(contentSigner)) return []
  return [problem(at, 'unknown_signer', `there is no content signer "${contentSigner}"`)]
}

/** Where the exchange with a partner stands is told in its protocol's words, and its objects lie under its prefix. */
function checkFixed(
  entry: PartnerEntry,
  path: string,
  { present }: CheckContext,
): ConfigurationProblem[] {
  const before = present.partners.find(({ name }) => name === entry.name)
  if (before === undefined) return []
  return (['protocol', 'prefix'] as const)
    .filter((member) => before[member] !== entry[member])
    .map((member) =>
      problem(
        `${path}.${member}`,
        'is_fixed',
        `a partner keeps its ${member}, "${before[member]}": end this one and add another`,
      ),
    )
}

/** Also a partner that is left out has its prefix for as long as its row stays. */
function checkPrefixes({ document, present }: CheckContext): ConfigurationProblem[] {
  const partners = document.partners ?? []
  return partners.flatMap(({ name, prefix }, index) => {
    const owner =
      partners.slice(0, index).find((other) => other.prefix === prefix) ??
      present.partners.find((other) => other.prefix === prefix && other.name !== name)
    if (owner === undefined) return []
    const message = `the partner "${owner.name}" has this prefix`
    return [problem(`partners[${index}].prefix`, 'prefix_taken', message)]
  })
}

/** Partners that the document does not speak of keep the signer that they name. */
function checkLeftOut(
  { document, present }: CheckContext,
  signers: ReadonlySet<string>,
): ConfigurationProblem[] {
  if (document.partners !== undefined || document.contentSigners === undefined) return []
  return present.partners
    .filter(({ contentSigner }) => contentSigner !== undefined && !signers.has(contentSigner))
    .map(({ name, contentSigner }) =>
      problem(
        'contentSigners',
        'in_use',
        `"${contentSigner}" is left out, but batches for the partner ${name} are signed with it`,
      ),
    )
}
