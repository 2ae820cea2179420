/** Signing keys, signers, exports and padding. Pure. */

import {
  checkExportConfig,
  type ExportConfigFailure,
  MAX_RECORDS,
  MAX_SIGNERS,
} from '../export/config.ts'
import { parseIsoTime } from '../iso-time.ts'
import { asUnixSeconds } from '../time.ts'
import {
  type ExportEntry,
  isSamePublicKey,
  type SigningKeyEntry,
  signerNameOf,
} from './document.ts'
import {
  type CheckContext,
  type ConfigurationProblem,
  checkPeriod,
  checkPublicKey,
  checkRegion,
  checkRegions,
  effective,
  problem,
} from './problem.ts'

export async function checkSigningKeys(context: CheckContext): Promise<ConfigurationProblem[]> {
  const each = await Promise.all(
    (context.document.signingKeys ?? []).map((entry, index) =>
      checkSigningKey(context, entry, `signingKeys[${index}]`),
    ),
  )
  return each.flat()
}

async function checkSigningKey(
  { present }: CheckContext,
  entry: SigningKeyEntry,
  path: string,
): Promise<ConfigurationProblem[]> {
  const before = present.signingKeys.find(({ name }) => name === entry.name)
  const { publicKeyPem, privateKeyPem } = entry
  const isMade = entry.generate === true || privateKeyPem !== undefined
  if (entry.generate === true && privateKeyPem !== undefined) {
    return [problem(path, 'malformed', 'a key is either generated or imported: leave one out')]
  }
  if (before === undefined && !isMade) {
    return [
      problem(
        path,
        'no_private_key',
        'this key is not here: add "generate": true, or its private half as privateKeyPem',
      ),
    ]
  }
  if (publicKeyPem === undefined) return []
  const unreadable = await checkPublicKey(`${path}.publicKeyPem`, publicKeyPem)
  if (unreadable.length > 0 || before === undefined) return unreadable
  return isSamePublicKey(publicKeyPem, before.publicKeyPem ?? '') ? [] : [keyDiffers(path)]
}

export const keyDiffers = (path: string): ConfigurationProblem =>
  problem(
    path,
    'key_differs',
    'another key has this name; a key is never replaced: give the new one a name of its own',
  )

/** Phones join id and version by a hyphen and operators list them with commas between: neither may hold one. */
const KEY_NAME_PART = /^[A-Za-z0-9_]{1,64}$/

export function checkSigners(context: CheckContext): ConfigurationProblem[] {
  const keyNames = new Set(effective(context, 'signingKeys').map(({ name }) => name))
  const problems = (context.document.signers ?? []).flatMap((entry, index) => {
    const path = `signers[${index}]`
    const found = checkPeriod(path, { ...entry }, 'activatesAt', 'retiresAt')
    for (const part of ['keyId', 'keyVersion'] as const) {
      if (KEY_NAME_PART.test(entry[part])) continue
      found.push(
        problem(`${path}.${part}`, 'malformed', `${part} has 1 to 64 letters, digits or "_"`),
      )
    }
    if (!keyNames.has(entry.signingKeyName)) {
      found.push(
        problem(
          `${path}.signingKeyName`,
          'unknown_signing_key',
          `there is no signing key "${entry.signingKeyName}"`,
        ),
      )
    }
    const before = context.present.signers.find(
      (signer) => signerNameOf(signer) === signerNameOf(entry),
    )
    if (before !== undefined && before.signingKeyName !== entry.signingKeyName) {
      found.push(
        problem(
          `${path}.signingKeyName`,
          'key_differs',
          'phones know this signer by its key: give the new key a new keyVersion',
        ),
      )
    }
    return found
  })
  return [...problems, ...checkLeftOutKeys(context, keyNames)]
}

function checkLeftOutKeys(
  { document, present }: CheckContext,
  keyNames: ReadonlySet<string>,
): ConfigurationProblem[] {
  if (document.signers !== undefined || document.signingKeys === undefined) return []
  return present.signers
    .filter(({ signingKeyName }) => !keyNames.has(signingKeyName))
    .map((signer) =>
      problem(
        'signingKeys',
        'in_use',
        `"${signer.signingKeyName}" is left out, but the signer ${signerNameOf(signer)} signs with it`,
      ),
    )
}

export function checkExports(context: CheckContext): ConfigurationProblem[] {
  const names = new Set(effective(context, 'signers').map(signerNameOf))
  const problems = (context.document.exports ?? []).flatMap((entry, index) =>
    checkExport(entry, `exports[${index}]`, names),
  )
  if (context.document.exports !== undefined || context.document.signers === undefined) {
    return problems
  }
  const left = context.present.exports.flatMap((entry) =>
    entry.signers
      .filter((signer) => !names.has(signer))
      .map((signer) =>
        problem(
          'signers',
          'in_use',
          `"${signer}" is left out, but the export ${entry.filenameRoot} is signed with it`,
        ),
      ),
  )
  return [...problems, ...left]
}

function checkExport(
  entry: ExportEntry,
  path: string,
  signers: ReadonlySet<string>,
): ConfigurationProblem[] {
  const regions = [
    ...checkRegion(`${path}.outputRegion`, entry.outputRegion),
    ...checkRegions(`${path}.inputRegions`, entry.inputRegions),
    ...checkRegions(`${path}.excludeRegions`, entry.excludeRegions),
  ]
  const { activeFrom, activeThru, signers: _names, ...draft } = entry
  const checked = checkExportConfig({
    ...draft,
    // Those of the document are judged above, where each can be pointed at.
    outputRegion: 'X',
    activeFrom: parseIsoTime(activeFrom) ?? asUnixSeconds(0),
    activeThru: undefined,
    signatureInfoIds: entry.signers.map((_, index) => index),
    maxRecordsOverride: entry.maxRecordsOverride,
  })
  const failures = checked.ok ? [] : checked.failure
  return [
    ...regions,
    ...checkPeriod(path, { activeFrom, activeThru }, 'activeFrom', 'activeThru'),
    ...failures.flatMap((failure) => exportProblem(path, failure)),
    ...checkSignerNames(entry, path, signers),
  ]
}

function exportProblem(path: string, failure: ExportConfigFailure): ConfigurationProblem[] {
  const malformed = (member: string, message: string) => [
    problem(`${path}.${member}`, 'malformed', message),
  ]
  switch (failure.reason) {
    case 'malformed_filename_root':
      return malformed(
        'filenameRoot',
        'a root is path segments of letters, digits, ".", "_", "~" and "-", without a slash at either end',
      )
    case 'period_does_not_divide_a_day':
      return [
        problem(
          `${path}.periodSeconds`,
          'period_does_not_divide_a_day',
          `${failure.periodSeconds} seconds do not divide a day, so windows would not meet at midnight: try 3600, 14400 or 86400`,
        ),
      ]
    case 'too_many_regions':
      return malformed(failure.member, 'too many regions')
    case 'traveler_flags_contradict':
      return malformed(
        'onlyNonTravelers',
        'includeTravelers and onlyNonTravelers exclude each other: set one to false',
      )
    case 'too_many_signers':
      return malformed('signers', `phones may ignore more than ${MAX_SIGNERS} signatures`)
    case 'max_records_out_of_range':
      return malformed('maxRecordsOverride', `a file has 1 to ${MAX_RECORDS} keys`)
    // Judged where each can be pointed at.
    case 'malformed_region':
    case 'ends_before_it_starts':
      return []
  }
}

function checkSignerNames(
  entry: ExportEntry,
  path: string,
  signers: ReadonlySet<string>,
): ConfigurationProblem[] {
  if (entry.signers.length === 0) {
    return [
      problem(
        `${path}.signers`,
        'unknown_signer',
        'name at least one signer: without one nothing is published',
      ),
    ]
  }
  return entry.signers.flatMap((name, index) =>
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
}

export const checkPaddingPolicies = ({ document }: CheckContext): ConfigurationProblem[] =>
  (document.paddingPolicies ?? []).flatMap(({ region }, index) =>
    checkRegion(`paddingPolicies[${index}].region`, region),
  )
