/** Exports in the layouts of other systems. Pure. */

import { isFilenameRoot, MAX_SIGNERS } from '../export/config.ts'
import { checkLayoutSettings } from '../layouts/check-settings.ts'
import { type LayoutExportEntry, signerNameOf } from './document.ts'
import {
  type CheckContext,
  type ConfigurationProblem,
  checkPeriod,
  checkRegions,
  effective,
  problem,
} from './problem.ts'

const NAME = /^[A-Za-z0-9][A-Za-z0-9_-]{0,63}$/

export function checkLayoutExports(context: CheckContext): ConfigurationProblem[] {
  const signers = new Set(effective(context, 'signers').map(signerNameOf))
  const contentSigners = new Set(effective(context, 'contentSigners').map(({ name }) => name))
  const entries = context.document.layoutExports ?? []
  const problems = entries.flatMap((entry, index) => [
    ...checkLayoutExport(entry, `layoutExports[${index}]`, signers),
    ...checkContentSigner(entry, `layoutExports[${index}]`, contentSigners),
    ...checkPlace(context, entry, index),
  ])
  if (context.document.layoutExports !== undefined || context.document.signers === undefined) {
    return problems
  }
  const left = context.present.layoutExports.flatMap((entry) =>
    entry.signers
      .filter((signer) => !signers.has(signer))
      .map((signer) =>
        problem(
          'signers',
          'in_use',
          `"${signer}" is left out, but the layout ${entry.name} is signed with it`,
        ),
      ),
  )
  return [...problems, ...left]
}

function checkLayoutExport(
  entry: LayoutExportEntry,
  path: string,
  signers: ReadonlySet<string>,
): ConfigurationProblem[] {
  const problems: ConfigurationProblem[] = []
  if (!NAME.test(entry.name)) {
    problems.push(
      problem(`${path}.name`, 'malformed', 'a name has 1 to 64 letters, digits, "_" or "-"'),
    )
  }
  if (entry.prefix !== '' && !isFilenameRoot(entry.prefix)) {
    problems.push(
      problem(
        `${path}.prefix`,
        'malformed',
        'a prefix is path segments of letters, digits, ".", "_", "~" and "-", without a slash at either end',
      ),
    )
  }
  problems.push(
    ...checkRegions(`${path}.inputRegions`, entry.inputRegions),
    ...checkRegions(`${path}.excludeRegions`, entry.excludeRegions),
    ...checkPeriod(path, { ...entry }, 'activeFrom', 'activeThru'),
    ...checkSigners(entry, path, signers),
    ...checkLayoutSettings(entry.layout, entry.settings).map(({ path: member, message }) =>
      problem(`${path}.settings${member === '' ? '' : `.${member}`}`, 'malformed', message),
    ),
  )
  return problems
}

function checkSigners(
  entry: LayoutExportEntry,
  path: string,
  signers: ReadonlySet<string>,
): ConfigurationProblem[] {
  const unknown = entry.signers.flatMap((name, index) =>
    signers.has(name)
      ? []
      : [
          problem(
            `${path}.signers[${index}]`,
            'unknown_signer',
            `there is no signer "${name}"; a signer is named by keyId-keyVersion`,
          ),
        ],
  )
  if (entry.signers.length === 0 || entry.signers.length > MAX_SIGNERS) {
    const message = `name 1 to ${MAX_SIGNERS} signers: without one nothing is published`
    unknown.push(problem(`${path}.signers`, 'unknown_signer', message))
  }
  return unknown
}

function checkContentSigner(
  { layout, contentSigner }: LayoutExportEntry,
  path: string,
  known: ReadonlySet<string>,
): ConfigurationProblem[] {
  const at = `${path}.contentSigner`
  if (layout !== 'coronamelder') {
    if (contentSigner === undefined) return []
    return [problem(at, 'malformed', 'only CoronaMelder signs whole contents: leave it out')]
  }
  if (contentSigner === undefined) {
    const message = 'name a content signer: apps read nothing that none signed'
    return [problem(at, 'unknown_signer', message)]
  }
  if (known.has(contentSigner)) return []
  return [problem(at, 'unknown_signer', `there is no content signer "${contentSigner}"`)]
}

/** Where an export publishes is fixed once it has: what phones have seen never changes its meaning. */
function checkPlace(
  { document, present }: CheckContext,
  entry: LayoutExportEntry,
  index: number,
): ConfigurationProblem[] {
  const path = `layoutExports[${index}]`
  const before = present.layoutExports.find(
    ({ name }) => name.toLowerCase() === entry.name.toLowerCase(),
  )
  const isMoved =
    before !== undefined && (before.prefix !== entry.prefix || before.layout !== entry.layout)
  const moved = isMoved
    ? [
        problem(
          `${path}.prefix`,
          'root_is_fixed',
          'layout and prefix can not be changed: end this export and begin another',
        ),
      ]
    : []
  const taken = (document.layoutExports ?? [])
    .slice(0, index)
    .some((other) => other.layout === entry.layout && other.prefix === entry.prefix)
  return taken
    ? [
        ...moved,
        problem(`${path}.prefix`, 'root_taken', 'another export of this layout has this prefix'),
      ]
    : moved
}
