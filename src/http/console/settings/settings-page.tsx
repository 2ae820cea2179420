/** A form of settings at an address of its own: shown, previewed, refused, or saved. */

import type { Child } from 'hono/jsx'
import { toHex, utf8 } from '../../../core/bytes.ts'
import type {
  RealmState,
  SettingsForm,
  SettingsTab,
} from '../../../core/console/settings/settings-form.ts'
import { sha256 } from '../../../core/crypto/sha256.ts'
import { mayDo } from '../../../core/realms/realm-actions.ts'
import { normalizeIdentity } from '../../../core/realms/realm-name.ts'
import type { SettingProblem } from '../../../core/realms/setting-problem.ts'
import type { Realm } from '../../../core/realms/settings.ts'
import { readRealm } from '../../../db/verification/queries/realms.ts'
import { updateRealm } from '../../../flows/verification/realms.ts'
import type { FieldError } from '../../../ui/components/error-summary.tsx'
import { SettingsFrame, type SettingsProps } from '../../../ui/pages/settings/settings-frame.tsx'
import { type ConsoleContext, membershipOf, signedIn } from '../context.ts'
import { readForm, readFormValues } from '../form.ts'
import { realmPath } from '../navigation.ts'
import { onceOnly } from '../once.ts'
import { page, redirect } from '../page.tsx'

export interface SettingsPage {
  readonly tab: SettingsTab
  /** Below the realm. */
  readonly path: string
  readonly title: (c: ConsoleContext) => string
  /** The fields. */
  readonly body: (c: ConsoleContext, props: SettingsProps) => Child | Promise<Child>
  /** What stands below the form. */
  readonly below?: (c: ConsoleContext, props: SettingsProps) => Child | Promise<Child>
  readonly hasPreview?: boolean
  /** Problems that the settings alone don't have. */
  readonly check?: (c: ConsoleContext, form: SettingsForm) => readonly FieldError[]
  /** Why this person may not change them now; undefined: they may. */
  readonly obstacle?: (c: ConsoleContext) => Child | undefined
}

/** Far above what a tab has fields of one name. */
const MAX_VALUES = 20

export async function realmOf(c: ConsoleContext): Promise<Realm> {
  const realm = await readRealm(c.get('deps').realms.db, membershipOf(c).realmId)
  if (realm === undefined) throw new Error('a membership without its realm')
  return realm
}

export const stateOf = ({ settings, name, regionCode, isE2e }: Realm): RealmState => ({
  settings,
  identity: { name, regionCode, isE2e },
})

/** Of the values that a form shows: what jobs and other forms write beside them is no conflict, as a time of change would make it. */
const versionOf = async ({ formOf }: SettingsTab, state: RealmState): Promise<string> =>
  toHex(await sha256(utf8(JSON.stringify(formOf(state))))).slice(0, 32)

export const showSettings = (spec: SettingsPage) => async (c: ConsoleContext) => {
  const realm = await realmOf(c)
  return settingsPage(c, spec, realm, spec.tab.formOf(stateOf(realm)), {})
}

export const saveSettings = (spec: SettingsPage) => async (c: ConsoleContext) => {
  const form = readSettingsForm(c, spec.tab)
  const fields = readForm(c)
  if (fields.get('act') === 'preview') {
    return settingsPage(c, spec, await realmOf(c), form, {
      version: fields.get('version'),
      isPreview: true,
    })
  }
  const obstacle = spec.obstacle?.(c)
  const errors = spec.check?.(c, form) ?? []
  const version = fields.get('version')
  if (errors.length > 0 || obstacle !== undefined) {
    const status = obstacle === undefined ? 422 : 403
    return settingsPage(c, spec, await realmOf(c), form, { status, errors, version })
  }
  return onceOnly(c, () => save(c, spec, form, version))
}

async function save(
  c: ConsoleContext,
  spec: SettingsPage,
  form: SettingsForm,
  version: string | undefined,
) {
  const { tab } = spec
  const { realmId, realmKey } = membershipOf(c)
  const by = { actor: signedIn(c).viewer.email, who: 'realm' } as const
  let key = realmKey
  const saved = await updateRealm(
    c.get('deps').realms,
    by,
    realmId,
    async (settings, identity) => {
      const state = { settings, identity }
      if ((await versionOf(tab, state)) !== version) return undefined
      const update = tab.updateOf(form, state)
      const { regionCode } = normalizeIdentity({ ...identity, ...update.identity })
      key = regionCode === '' ? String(realmId) : regionCode
      return update
    },
    c.get('now'),
  )
  // To rename the region is to move the page.
  if (saved.ok) return redirect(c, realmPath(key, spec.path), 'settings.saved')
  const realm = await realmOf(c)
  const { failure } = saved
  if (failure.reason === 'not_valid') {
    const errors = errorsOf(c, tab, form, failure.problems)
    return settingsPage(c, spec, realm, form, { status: 422, errors, version })
  }
  if (failure.reason === 'no_such_realm') throw new Error('a membership without its realm')
  return settingsPage(c, spec, realm, form, { status: 409 })
}

function readSettingsForm(c: ConsoleContext, { fields }: SettingsTab): SettingsForm {
  const form: Record<string, string> = {}
  for (const name of fields) {
    const values = readFormValues(c, name)
    // Browsers send line ends of two characters.
    const text = values.slice(0, MAX_VALUES).join('\n').replaceAll('\r\n', '\n')
    if (values.length > 0) form[name] = text
  }
  return form
}

/** One for each field, in the order of the checks. */
function errorsOf(
  c: ConsoleContext,
  tab: SettingsTab,
  form: SettingsForm,
  problems: readonly SettingProblem[],
): readonly FieldError[] {
  const { settings } = c.get('copy')
  const errors = new Map<string, FieldError>()
  for (const { path, message } of problems) {
    const field = tab.fieldOf(path, form)
    const text =
      field === undefined
        ? settings.otherProblem(path, message)
        : (settings.problems[field] ?? settings.texts.rule(message))
    const key = field ?? path
    if (!errors.has(key)) errors.set(key, { field, text })
  }
  return [...errors.values()]
}

export interface Outcome {
  readonly status?: 403 | 409 | 422
  readonly errors?: readonly FieldError[]
  /** The one that the form came with; undefined: that of the realm as it is. */
  readonly version?: string | undefined
  readonly isPreview?: boolean
}

export async function settingsPage(
  c: ConsoleContext,
  spec: SettingsPage,
  realm: Realm,
  form: SettingsForm,
  { status, errors = [], version, isPreview = false }: Outcome,
) {
  const { tab } = spec
  const mayChange = mayDo(membershipOf(c).permissions, 'change settings')
  const obstacle = mayChange ? spec.obstacle?.(c) : undefined
  const state = stateOf(realm)
  const props: SettingsProps = {
    realm,
    action: realmPath(membershipOf(c).realmKey, spec.path),
    form,
    errors,
    version: version ?? (await versionOf(tab, state)),
    mayChange: mayChange && obstacle === undefined,
    obstacle,
    saved: status === 409 && errors.length === 0 ? tab.formOf(state) : undefined,
    hasPreview: spec.hasPreview ?? false,
    isPreview,
  }
  return page(c, {
    title: spec.title(c),
    body: (
      <>
        <SettingsFrame {...props}>{await spec.body(c, props)}</SettingsFrame>
        {await spec.below?.(c, props)}
      </>
    ),
    errors,
    ...(status !== undefined && { status }),
    ...(errors.length === 0 && { focus: 'heading' as const }),
  })
}
