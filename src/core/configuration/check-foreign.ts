/** Foreign exports: those whose keys are taken in, and those that are published again. Pure. */

import { isFilenameRoot } from '../export/config.ts'
import type { ForeignRules } from '../foreign/foreign-rules.ts'
import { isRewritePattern } from '../foreign/mirror-names.ts'
import type { ImportEntry, MirrorEntry } from './document.ts'
import {
  type CheckContext,
  type ConfigurationProblem,
  checkNames,
  checkPeriod,
  checkPublicKey,
  checkRegion,
  checkUrl,
  effective,
  problem,
} from './problem.ts'

/** Printable ASCII, as others' files have it. */
const KEY_NAME = /^[!-~]{1,100}$/
/** Signatures of one file cost a hash of it for each key that may have made them. */
const MAX_IMPORT_KEYS = 20

export async function checkImports({
  document,
  foreignRules,
}: CheckContext): Promise<ConfigurationProblem[]> {
  const each = await Promise.all(
    (document.imports ?? []).map((entry, index) =>
      checkImport(entry, `imports[${index}]`, foreignRules),
    ),
  )
  return each.flat()
}

async function checkImport(
  entry: ImportEntry,
  path: string,
  rules: ForeignRules,
): Promise<ConfigurationProblem[]> {
  const isUnsigned = entry.requiresSignature && entry.keys.length === 0
  return [
    ...checkUrls(entry, path, rules),
    ...checkRegion(`${path}.region`, entry.region),
    ...checkPeriod(path, { ...entry }, 'activeFrom', 'activeThru'),
    ...(await checkKeys(entry.keys, `${path}.keys`)),
    ...(isUnsigned
      ? [
          problem(
            `${path}.keys`,
            'no_usable_key',
            'no file of this export could be verified: give the public key that it is signed with',
          ),
        ]
      : []),
    ...(entry.requiresSignature || rules.allowsUnsignedImports
      ? []
      : [
          problem(
            `${path}.requiresSignature`,
            'unsigned_imports_not_allowed',
            'files that nobody signed are taken in development only',
          ),
        ]),
  ]
}

async function checkKeys(keys: ImportEntry['keys'], path: string): Promise<ConfigurationProblem[]> {
  if (keys.length > MAX_IMPORT_KEYS) {
    const message = `an import has at most ${MAX_IMPORT_KEYS} keys, not ${keys.length}`
    return [problem(path, 'too_many_keys', message)]
  }
  const each = await Promise.all(
    keys.map(async (key, index) => {
      const at = `${path}[${index}]`
      return [
        ...checkKeyName(`${at}.keyId`, key.keyId),
        ...checkKeyName(`${at}.keyVersion`, key.keyVersion),
        ...(await checkPublicKey(`${at}.publicKeyPem`, key.publicKeyPem)),
        ...checkPeriod(at, { ...key }, 'validFrom', 'validThru'),
      ]
    }),
  )
  const names = keys.map(({ keyId, keyVersion }) => `${keyId}-${keyVersion}`)
  return [...each.flat(), ...checkNames(path, names, 'key')]
}

const checkKeyName = (path: string, name: string): ConfigurationProblem[] =>
  KEY_NAME.test(name)
    ? []
    : [
        problem(
          path,
          'malformed',
          'names of keys are 1 to 100 printable characters, without spaces',
        ),
      ]

export function checkMirrors(context: CheckContext): ConfigurationProblem[] {
  const mirrors = effective(context, 'mirrors')
  const roots = mirrors.map(({ filenameRoot }) => filenameRoot.toLowerCase())
  const exportRoots = new Set(
    effective(context, 'exports').map(({ filenameRoot }) => filenameRoot.toLowerCase()),
  )
  const owned = (context.document.mirrors ?? []).flatMap((entry, index) =>
    checkMirror(entry, `mirrors[${index}]`, context.foreignRules),
  )
  const taken = mirrors.flatMap((entry, index) => {
    const root = roots[index] ?? ''
    const isTaken = roots.indexOf(root) < index || exportRoots.has(root)
    if (!isTaken) return []
    const path =
      context.document.mirrors === undefined ? 'exports' : `mirrors[${index}].filenameRoot`
    return [
      problem(
        path,
        'root_taken',
        `the root "${entry.filenameRoot}" belongs to an export or another mirror: two would write one index`,
      ),
    ]
  })
  const moved = (context.document.mirrors ?? []).flatMap((entry, index) => {
    const before = context.present.mirrors.find(({ indexUrl }) => indexUrl === entry.indexUrl)
    if (before === undefined || before.filenameRoot === entry.filenameRoot) return []
    const message = `its files lie under "${before.filenameRoot}": take the mirror away first, then add it with another root`
    return [problem(`mirrors[${index}].filenameRoot`, 'root_is_fixed', message)]
  })
  return [...owned, ...taken, ...moved]
}

function checkMirror(
  entry: MirrorEntry,
  path: string,
  rules: ForeignRules,
): ConfigurationProblem[] {
  const problems = checkUrls(entry, path, rules)
  if (!isFilenameRoot(entry.filenameRoot)) {
    problems.push(
      problem(
        `${path}.filenameRoot`,
        'malformed',
        'a root is path segments without a slash at either end',
      ),
    )
  }
  if (entry.filenameRewrite !== undefined && !isRewritePattern(entry.filenameRewrite)) {
    problems.push(
      problem(
        `${path}.filenameRewrite`,
        'malformed',
        'a pattern needs [timestamp] or [uuid]: without one all files would have one name',
      ),
    )
  }
  return problems
}

const checkUrls = (
  entry: { readonly indexUrl: string; readonly exportRootUrl: string },
  path: string,
  { allowsLoopback }: ForeignRules,
): ConfigurationProblem[] => [
  ...checkUrl(`${path}.indexUrl`, entry.indexUrl, allowsLoopback),
  ...checkUrl(`${path}.exportRootUrl`, entry.exportRootUrl, allowsLoopback),
]
