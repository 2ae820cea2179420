/** Brings the configuration to what a document says: whole or not at all, with a row of the audit log for each change. */

import type { AuditEntry } from '../core/audit/chain.ts'
import { checkConfiguration } from '../core/configuration/check.ts'
import { keyDiffers } from '../core/configuration/check-exports.ts'
import { type ConfigurationChange, differenceOf } from '../core/configuration/difference.ts'
import {
  type Configuration,
  type ConfigurationDocument,
  isSamePublicKey,
  type SectionName,
} from '../core/configuration/document.ts'
import { type ConfigurationProblem, problem } from '../core/configuration/problem.ts'
import type { ForeignRules } from '../core/foreign/foreign-rules.ts'
import { formatIsoTime } from '../core/iso-time.ts'
import type { UnixSeconds } from '../core/time.ts'
import { auditedBatch } from '../db/audit/queries.ts'
import { isRefusal, unchangedSince } from '../db/audit/unchanged-since.ts'
import type { KeyserverDatabase } from '../db/keyserver/database.ts'
import {
  type ConfigurationRows,
  hasHistory,
  readConfigurationRows,
} from '../db/keyserver/queries/configuration.ts'
import { isFilenameRootTaken } from '../db/keyserver/queries/export-configs.ts'
import { hasPartnerHistory } from '../db/keyserver/queries/federation-configuration.ts'
import type { NewSigningKey } from '../db/keyserver/queries/signing-keys.ts'
import type { ArchiveStore } from './archive-store.ts'
import { removalsOf } from './configuration-removals.ts'
import { newContentSignersOf } from './content-signers.ts'
import { emptyMirror } from './empty-mirror.ts'
import { newPartnerCredentialsOf } from './partner-credentials.ts'
import { configurationOf } from './read-configuration.ts'
import type { SecretBox } from './secret-box.ts'
import { makeSigningKey, readSigningKey } from './signing-keys.ts'
import { statementsOf } from './write-configuration.ts'

export interface ApplyConfigurationDeps {
  readonly db: KeyserverDatabase
  readonly secretBox: SecretBox
  /** Where mirrors published: what one that is left out published goes. */
  readonly archives: Pick<ArchiveStore, 'remove'>
  /** What is allowed of others' files: more in development only. */
  readonly foreignRules: ForeignRules
  /** PEM of what signs certificates of our gateway's members; undefined or '' where there is no gateway. */
  readonly efgsTrustAnchorPem?: string | undefined
}

export interface AppliedConfiguration {
  /** What was changed, or would be; none where there are problems. */
  readonly changes: readonly ConfigurationChange[]
  /** Everything that is wrong with the document; then nothing was written. */
  readonly problems: readonly ConfigurationProblem[]
}

/** Statements of one batch, those of the audit log among them: a Worker may run a thousand. */
const MAX_STATEMENTS = 900
/** How often it is begun anew where somebody else changed something meanwhile. */
const MAX_ATTEMPTS = 5

export async function readConfiguration(db: KeyserverDatabase): Promise<Configuration> {
  return configurationOf(await readConfigurationRows(db))
}

/**
 * @param dryRun only compares
 * @throws where a store fails: then no row of the configuration was written. A mirror that was to go may have lost objects
 *   by then: the next run of the mirrors puts them back, or the next call takes the rest away.
 */
export async function applyConfiguration(
  deps: ApplyConfigurationDeps,
  document: ConfigurationDocument,
  dryRun: boolean,
  now: UnixSeconds,
): Promise<AppliedConfiguration> {
  for (let attempt = 1; ; attempt++) {
    const rows = await readConfigurationRows(deps.db)
    const plan = await planOf(deps, rows, document, now)
    if (dryRun || plan.problems.length > 0 || plan.changes.length === 0) {
      return { changes: plan.changes, problems: plan.problems }
    }
    const { changes, statements } = plan
    for (const { section, action, name } of changes) {
      const mirror = rows.mirrors.find(({ indexUrl }) => indexUrl === name)
      if (section !== 'mirrors' || action !== 'delete' || mirror === undefined) continue
      await emptyMirror(deps, mirror)
    }
    try {
      await auditedBatch(deps.db, now, changes.map(auditEntryOf), [
        unchangedSince(deps.db, rows.auditHead),
        ...statements,
      ])
      return { changes, problems: [] }
    } catch (error) {
      if (!isRefusal(error) || attempt === MAX_ATTEMPTS) throw error
    }
  }
}

interface Plan extends AppliedConfiguration {
  readonly statements: readonly D1PreparedStatement[]
}

async function planOf(
  deps: ApplyConfigurationDeps,
  rows: ConfigurationRows,
  document: ConfigurationDocument,
  now: UnixSeconds,
): Promise<Plan> {
  const present = configurationOf(rows)
  const context = {
    document,
    present,
    now: formatIsoTime(now),
    foreignRules: deps.foreignRules,
    efgsTrustAnchorPem: deps.efgsTrustAnchorPem,
  }
  const partners = await newPartnerCredentialsOf(deps.secretBox, document, rows, now)
  const usedPartners = await partnersInUse(deps.db, rows, document)
  const changes = differenceOf(
    present,
    document,
    removalsOf(rows, document, now, usedPartners),
    (section, name) => (section === 'partners' ? (partners.fields.get(name) ?? {}) : {}),
  )
  const made = await newSigningKeysOf(deps, document, present, now)
  const content = await newContentSignersOf(deps.secretBox, document, rows, now)
  const problems = [
    ...(await checkConfiguration(context)),
    ...made.problems,
    ...content.problems,
    ...partners.problems,
    ...(await checkRoots(deps.db, rows, document)),
    ...(await checkMirrorRoots(deps.db, rows, document, changes)),
    ...(await checkHistory(deps.db, rows, changes)),
  ]
  if (problems.length > 0) return { changes: [], problems, statements: [] }
  const write = {
    db: deps.db,
    rows,
    document,
    newSigningKeys: made.keys,
    newContentSigners: content.signers,
    partnerCredentials: partners,
    now,
  }
  const statements = statementsOf(write, changes)
  if (statements.length + changes.length <= MAX_STATEMENTS) {
    return { changes, problems, statements }
  }
  const message = `${changes.length} changes are too many at once: apply some sections first`
  return { changes: [], problems: [problem('', 'too_many_changes', message)], statements: [] }
}

/** Ids of partners that the document leaves out and that something refers to. */
async function partnersInUse(
  db: KeyserverDatabase,
  rows: ConfigurationRows,
  { partners }: ConfigurationDocument,
): Promise<ReadonlySet<number>> {
  const used = new Set<number>()
  if (partners === undefined) return used
  const names = new Set(partners.map(({ name }) => name))
  for (const { id, name } of rows.partners) {
    if (!names.has(name) && (await hasPartnerHistory(db, id))) used.add(id)
  }
  return used
}

/** Keys to be made or imported; and those that are imported under the name of another. */
async function newSigningKeysOf(
  { secretBox }: ApplyConfigurationDeps,
  document: ConfigurationDocument,
  present: Configuration,
  now: UnixSeconds,
): Promise<{ keys: ReadonlyMap<string, NewSigningKey>; problems: ConfigurationProblem[] }> {
  const known = new Map(present.signingKeys.map((key) => [key.name, key.publicKeyPem ?? '']))
  const keys = new Map<string, NewSigningKey>()
  const problems: ConfigurationProblem[] = []
  for (const [index, entry] of (document.signingKeys ?? []).entries()) {
    const path = `signingKeys[${index}]`
    const { name, privateKeyPem, publicKeyPem } = entry
    const knownPem = known.get(name)
    if (privateKeyPem === undefined) {
      if (knownPem === undefined && entry.generate === true) {
        keys.set(name, await makeSigningKey(secretBox, name, now))
      }
      continue
    }
    const key = await readSigningKey(secretBox, name, privateKeyPem, now)
    if (!key.ok) {
      const message = 'this is not the PEM of a P-256 private key, PKCS #8 and not encrypted'
      problems.push(problem(`${path}.privateKeyPem`, 'not_a_p256_key', message))
      continue
    }
    const expected = knownPem ?? publicKeyPem
    if (expected !== undefined && !isSamePublicKey(expected, key.value.publicKeyPem)) {
      problems.push(keyDiffers(`${path}.privateKeyPem`))
    } else if (knownPem === undefined) keys.set(name, key.value)
  }
  return { keys, problems }
}

/** Roots of new exports under which others have published: names are for ever. */
async function checkRoots(
  db: KeyserverDatabase,
  rows: ConfigurationRows,
  document: ConfigurationDocument,
): Promise<ConfigurationProblem[]> {
  const known = new Set(rows.exports.map((row) => row.filenameRoot.toLowerCase()))
  const problems: ConfigurationProblem[] = []
  for (const [index, { filenameRoot }] of (document.exports ?? []).entries()) {
    if (known.has(filenameRoot.toLowerCase())) continue
    if (!(await isFilenameRootTaken(db, filenameRoot, undefined))) continue
    const message = `another export has published files under "${filenameRoot}"`
    problems.push(problem(`exports[${index}].filenameRoot`, 'root_taken', message))
  }
  return problems
}

/** The same of new mirrors, unless their root is that of an export that is deleted along with it. */
async function checkMirrorRoots(
  db: KeyserverDatabase,
  rows: ConfigurationRows,
  document: ConfigurationDocument,
  changes: readonly ConfigurationChange[],
): Promise<ConfigurationProblem[]> {
  const known = new Set(
    [...rows.mirrors, ...(document.exports ?? rows.exports)].map((row) =>
      row.filenameRoot.toLowerCase(),
    ),
  )
  const problems: ConfigurationProblem[] = []
  for (const [index, { filenameRoot }] of (document.mirrors ?? []).entries()) {
    const root = filenameRoot.toLowerCase()
    if (known.has(root)) continue
    const isDeleted = changes.some(
      ({ section, action, name }) => section === 'exports' && action === 'delete' && name === root,
    )
    const row = rows.exports.find((entry) => entry.filenameRoot.toLowerCase() === root)
    if (!(await isFilenameRootTaken(db, filenameRoot, isDeleted ? row?.id : undefined))) continue
    const message = `an export has published files under "${filenameRoot}"`
    problems.push(problem(`mirrors[${index}].filenameRoot`, 'root_taken', message))
  }
  return problems
}

/** Authorities that are left out although uploads name them. */
async function checkHistory(
  db: KeyserverDatabase,
  rows: ConfigurationRows,
  changes: readonly ConfigurationChange[],
): Promise<ConfigurationProblem[]> {
  const problems: ConfigurationProblem[] = []
  for (const { section, action, name } of changes) {
    if (section !== 'healthAuthorities' || action !== 'delete') continue
    const row = rows.authorities.find(({ issuer }) => issuer === name)
    if (row === undefined || !(await hasHistory(db, row.id))) continue
    const message = `"${name}" is left out, but uploads name it: keep it and end its keys (validThru)`
    problems.push(problem('healthAuthorities', 'in_use', message))
  }
  return problems
}

const NOUN: Readonly<Record<SectionName, string>> = {
  healthAuthorities: 'health_authority',
  authorizedApps: 'authorized_app',
  signingKeys: 'signing_key',
  signers: 'signer',
  exports: 'export_config',
  layoutExports: 'layout_export',
  paddingPolicies: 'padding_policy',
  imports: 'import',
  mirrors: 'mirror',
  contentSigners: 'content_signer',
  countries: 'country',
  partners: 'federation_partner',
  federationAuthorizations: 'federation_authorization',
  nations: 'uk_hub_nation',
  efgsCertificates: 'efgs_certificate',
}

const auditEntryOf = ({ section, action, name, fields }: ConfigurationChange): AuditEntry => ({
  actor: 'operator',
  action: `${NOUN[section]}.${action}`,
  subject: name,
  detail: { ...fields },
})
