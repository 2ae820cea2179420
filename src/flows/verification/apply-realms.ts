/** Brings the realms to what a document says: whole or not at all, with entries of the audit log for each change. */

import type { FieldChange } from '../../core/configuration/difference.ts'
import { isSamePublicKey } from '../../core/configuration/document.ts'
import { type ConfigurationProblem, problem } from '../../core/configuration/problem.ts'
import { normalizeEmail } from '../../core/realms/email-address.ts'
import type {
  RealmDocument,
  RealmSectionName,
  SystemKeyEntry,
} from '../../core/realms/realm-document.ts'
import { settingProblem } from '../../core/realms/setting-problem.ts'
import type { RealmSettings } from '../../core/realms/settings.ts'
import { fail, type Result, succeed } from '../../core/result.ts'
import type { UnixSeconds } from '../../core/time.ts'
import {
  type RealmRows,
  readRealmRows,
  readUsersByEmail,
} from '../../db/verification/queries/realm-rows.ts'
import { SYSTEM_REALM_ID } from '../../db/verification/queries/realm-signing-keys.ts'
import { releaseRegions } from '../../db/verification/queries/realm-statements.ts'
import { changeRealms, nextIds, type RealmChange, type RealmDeps } from './change-realms.ts'
import type { CreatedApiKey } from './plan-api-keys.ts'
import { type PlanningContext, planRealm, wantedIdentity } from './plan-realm.ts'
import { checkTaken, identityOfRow, settingsOfRow } from './plan-settings.ts'
import { liveKeys, planActivation, planNewKey } from './plan-signing-keys.ts'
import { importRealmSigningKey, makeRealmSigningKey } from './realm-signing-keys.ts'
import { startQuota } from './realms.ts'

export interface RealmSectionChange {
  readonly section: RealmSectionName
  readonly action: 'create' | 'update'
  readonly name: string
  readonly fields: Readonly<Record<string, FieldChange>>
}

export interface NewApiKeyOfRealm {
  readonly realm: string
  readonly name: string
  readonly type: CreatedApiKey['type']
  /** Shown once: it is kept nowhere. */
  readonly key: string
}

export interface AppliedRealms {
  readonly changes: readonly RealmSectionChange[]
  readonly problems: readonly ConfigurationProblem[]
  readonly newApiKeys: readonly NewApiKeyOfRealm[]
}

interface DocumentPlan extends AppliedRealms {
  readonly writes: readonly RealmChange[]
  /** Settings before and after, by realm. */
  readonly settings: readonly {
    readonly realmId: number
    readonly before: RealmSettings | undefined
    readonly after: RealmSettings
  }[]
}

/** Statements of one batch, those of the audit log among them: a Worker may run a thousand. */
const MAX_STATEMENTS = 900

/** @param dryRun only compares @throws where a store fails: then nothing was written */
export async function applyRealms(
  deps: RealmDeps,
  document: RealmDocument,
  dryRun: boolean,
  now: UnixSeconds,
): Promise<AppliedRealms> {
  const nothing = { changes: [], problems: [], newApiKeys: [] }
  if (document.realms === undefined && document.systemCertificateKey === undefined) return nothing
  if (dryRun) {
    const rows = await readRealmRows(deps.db, undefined)
    const { changes, problems } = await planDocument(deps, rows, document, now)
    return { changes, problems, newApiKeys: [] }
  }
  const applied = await changeRealms<DocumentPlan, readonly ConfigurationProblem[]>(
    deps.db,
    undefined,
    now,
    async (rows) => {
      const plan = await planDocument(deps, rows, document, now)
      if (plan.problems.length > 0) return fail(plan.problems)
      const [first, ...rest] = plan.writes
      if (first === undefined) return succeed({ value: plan, changes: [] })
      const released = releaseRegions(deps.db, movingRegions(rows, plan))
      const changes = [{ ...first, statements: [released, ...first.statements] }, ...rest]
      return succeed({ value: plan, changes })
    },
  )
  if (!applied.ok) return { ...nothing, problems: applied.failure }
  const { changes, newApiKeys, settings } = applied.value
  for (const { realmId, before, after } of settings) {
    await startQuota(deps, realmId, before, after, now)
  }
  return { changes, problems: [], newApiKeys }
}

async function planDocument(
  deps: RealmDeps,
  rows: RealmRows,
  document: RealmDocument,
  now: UnixSeconds,
): Promise<DocumentPlan> {
  const entries = document.realms ?? []
  const emails = entries.flatMap(({ members }) =>
    (members ?? []).map(({ email }) => normalizeEmail(email)),
  )
  const context: PlanningContext = {
    deps,
    actor: 'operator',
    rows,
    users: new Map(await readUsersByEmail(deps.db, emails)),
    nextId: nextIds(rows),
    now,
  }
  const system = await planSystemKey(context, document.systemCertificateKey)
  const problems: ConfigurationProblem[] = []
  const changes: RealmSectionChange[] = []
  const newApiKeys: NewApiKeyOfRealm[] = []
  const settings: DocumentPlan['settings'][number][] = []
  const writes: RealmChange[] = []
  if (system.ok) {
    writes.push(...system.value)
    const name = document.systemCertificateKey?.keyId ?? ''
    if (system.value.length > 0) {
      const fields = fieldsOf(system.value)
      changes.push({ section: 'systemCertificateKey', action: 'update', name, fields })
    }
  } else problems.push(system.failure)

  const planned = entries.map((entry) => {
    const folded = entry.name.trim().toLowerCase()
    const row = rows.realms.find((realm) => realm.foldedName === folded)
    const id = row?.id ?? context.nextId('realms')
    return { entry, row, id, identity: wantedIdentity(entry, row) }
  })
  for (const [index, { entry, row, id }] of planned.entries()) {
    const plan = await planRealm(context, entry, id, row)
    const taken = checkTaken(
      // A realm that stands there twice is found as its own name taken.
      planned.map((other, place) => ({ id: place, identity: other.identity })),
      index,
      planned[index]?.identity ?? identityOf(entry.name),
    )
    for (const { path, reason, message } of [...plan.problems, ...taken]) {
      problems.push(problem(`realms[${index}].${path}`, reason, message))
    }
    if (plan.changes.length === 0) continue
    writes.push(...plan.changes)
    const action = row === undefined ? 'create' : 'update'
    changes.push({ section: 'realms', action, name: entry.name, fields: fieldsOf(plan.changes) })
    for (const { name, type, key } of plan.newApiKeys) {
      newApiKeys.push({ realm: entry.name, name, type, key })
    }
    const before = row === undefined ? undefined : settingsOfRow(row)
    settings.push({ realmId: id, before, after: plan.settings })
  }
  if (document.realms !== undefined) problems.push(...leftOut(rows, planned))
  const statements = writes.reduce((sum, write) => sum + write.statements.length + 1, 0)
  if (statements > MAX_STATEMENTS) {
    const message = `${writes.length} changes are too many at once: apply some realms first`
    problems.push(problem('realms', 'too_many_changes', message))
  }
  return problems.length > 0
    ? { changes: [], problems, newApiKeys: [], writes: [], settings: [] }
    : { changes, problems, newApiKeys, writes, settings }
}

/** Realms that get another region. */
const movingRegions = (rows: RealmRows, { changes }: DocumentPlan): readonly number[] =>
  rows.realms
    .filter(({ foldedName }) =>
      changes.some(
        ({ section, name, fields }) =>
          section === 'realms' &&
          name.trim().toLowerCase() === foldedName &&
          'regionCode' in fields,
      ),
    )
    .map(({ id }) => id)

const identityOf = (name: string) => ({ name, regionCode: '', isE2e: false })

/** Codes of a realm may be out, and its apps in use: it goes only by its name. */
const leftOut = (
  rows: RealmRows,
  planned: readonly { readonly id: number }[],
): readonly ConfigurationProblem[] =>
  rows.realms
    .filter(({ id }) => !planned.some((realm) => realm.id === id))
    .map((row) => {
      const { name } = identityOfRow(row)
      const message = `"${name}" is left out: keep it, or put {"name": …, "retired": true} in its place`
      return problem('realms', 'left_out', message)
    })

const fieldsOf = (changes: readonly RealmChange[]): Readonly<Record<string, FieldChange>> =>
  Object.assign({}, ...changes.map(({ fields }) => fields))

async function planSystemKey(
  { deps, actor, rows, nextId, now }: PlanningContext,
  entry: SystemKeyEntry | undefined,
): Promise<Result<readonly RealmChange[], ConfigurationProblem>> {
  if (entry === undefined) return succeed([])
  const { keyId, privateKeyPem } = entry
  const refused = (message: string) => {
    const { reason } = settingProblem('', 'not_valid', message)
    return fail(problem('systemCertificateKey', reason, message))
  }
  const read =
    privateKeyPem === undefined
      ? undefined
      : await importRealmSigningKey(deps, SYSTEM_REALM_ID, 'certificate', keyId, privateKeyPem, now)
  if (read !== undefined && !read.ok) {
    return refused('this is not the PEM of a P-256 private key, PKCS #8 and not encrypted')
  }
  const known = rows.signingKeys.find((key) => key.keyId === keyId)
  const publicKeyPem = read?.value.publicKeyPem ?? entry.publicKeyPem
  if (known !== undefined) {
    if (known.realmId !== SYSTEM_REALM_ID || known.deletedAt !== null) {
      return refused(`"${keyId}" is or was the name of another key`)
    }
    if (publicKeyPem !== undefined && !isSamePublicKey(known.publicKeyPem, publicKeyPem)) {
      return refused(`"${keyId}" is another key`)
    }
    return succeed(known.isActive ? [] : [planActivation(deps, actor, known, now)])
  }
  if (read === undefined && !entry.generate) {
    return refused(`there is no key "${keyId}": generate it, or give privateKeyPem`)
  }
  const made =
    read?.value ?? (await makeRealmSigningKey(deps, SYSTEM_REALM_ID, 'certificate', keyId, now))
  const isFirst = !liveKeys(rows, SYSTEM_REALM_ID, 'certificate').some((key) => key.isActive)
  const { row, change } = planNewKey(deps, actor, made, isFirst, nextId)
  return succeed(isFirst ? [change] : [change, planActivation(deps, actor, row, now)])
}
