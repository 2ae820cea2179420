/** Realms: their list, a new one, and what a system administrator says of one that is there. */

import type { Realm, RealmSettings } from '../../../core/realms/settings.ts'
import {
  listRealms,
  type RealmFigures,
  readRealmFigures,
} from '../../../db/verification/queries/console-system.ts'
import { readRealm } from '../../../db/verification/queries/realms.ts'
import { createRealm, updateRealm } from '../../../flows/verification/realms.ts'
import type { FieldError } from '../../../ui/components/error-summary.tsx'
import { RealmPage } from '../../../ui/pages/system/realm.tsx'
import {
  NewRealmPage,
  type RealmField,
  type RealmForm,
  type SavedNow,
} from '../../../ui/pages/system/realm-form.tsx'
import { RealmListPage } from '../../../ui/pages/system/realm-list.tsx'
import { type ConsoleContext, signedIn } from '../context.ts'
import { errorPage } from '../errors.tsx'
import { readForm } from '../form.ts'
import { realmPath, systemPath } from '../navigation.ts'
import { onceOnly } from '../once.ts'
import { page, redirect } from '../page.tsx'
import { idOf, nextPageOf, PAGE_ROWS } from './lists.ts'
import { realmErrors } from './realm-problems.ts'

const PATH = systemPath('realms')
/** A name is not longer. */
const MAX_AFTER = 100

export const systemRealmPath = (realmId: number): string => `${PATH}/${realmId}`

export const realmsCrumb = (c: ConsoleContext) => ({
  href: PATH,
  label: c.get('copy').system.pages.realms,
})

export async function listAllRealms(c: ConsoleContext) {
  const after = (c.req.query('after') ?? '').slice(0, MAX_AFTER)
  const found = await listRealms(c.get('deps').realms.db, after, PAGE_ROWS + 1)
  const { rows, next } = nextPageOf(found, ({ foldedName }) => foldedName)
  return page(c, {
    title: c.get('copy').system.pages.realms,
    body: (
      <RealmListPage
        realms={rows}
        path={PATH}
        firstHref={after === '' ? undefined : PATH}
        nextHref={next === undefined ? undefined : `${PATH}?after=${encodeURIComponent(next)}`}
      />
    ),
  })
}

export const showNewRealm = (c: ConsoleContext) =>
  newRealmPage(c, { name: '', region: '', join: true }, [])

const newRealmPage = (
  c: ConsoleContext,
  form: Parameters<typeof NewRealmPage>[0]['form'],
  errors: readonly FieldError[],
) =>
  page(c, {
    title: c.get('copy').system.newRealm.title,
    status: errors.length === 0 ? 200 : 422,
    errors,
    body: <NewRealmPage form={form} errors={errors} />,
    breadcrumb: [realmsCrumb(c)],
  })

export const makeRealm = (c: ConsoleContext) =>
  onceOnly(c, async () => {
    const typed = readForm(c)
    const { deps, now, copy } = c.var
    const { viewer } = signedIn(c)
    const form = {
      name: typed.get('name') ?? '',
      region: typed.get('region') ?? '',
      join: typed.has('join'),
    }
    const identity = { name: form.name, regionCode: form.region, isE2e: false }
    const creator = form.join ? { creatorId: viewer.userId } : {}
    const made = await createRealm(deps.realms, viewer.email, { identity, ...creator }, now)
    if (made.ok) return redirect(c, systemRealmPath(made.value), 'system.realmMade')
    const { failure } = made
    if (failure.reason === 'no_such_realm') return errorPage(c, 'notFound')
    if (failure.reason === 'changed_meanwhile') return errorPage(c, 'conflict')
    return newRealmPage(c, form, realmErrors(copy, identity, failure.problems))
  })

/** @returns undefined where there is no realm of the path's id */
export async function findRealm(c: ConsoleContext): Promise<Realm | undefined> {
  const realmId = idOf(c)
  return realmId === undefined ? undefined : readRealm(c.get('deps').realms.db, realmId)
}

async function findRealmWithFigures(c: ConsoleContext) {
  const realm = await findRealm(c)
  if (realm === undefined) return undefined
  const figures = await readRealmFigures(c.get('deps').realms.db, realm.id)
  return figures === undefined ? undefined : { realm, figures }
}

export async function showRealm(c: ConsoleContext) {
  const found = await findRealmWithFigures(c)
  if (found === undefined) return errorPage(c, 'notFound')
  return realmPage(c, found, formOf(found.realm), {}, [], 200)
}

function realmPage(
  c: ConsoleContext,
  { realm, figures }: { readonly realm: Realm; readonly figures: RealmFigures },
  form: RealmForm,
  savedNow: SavedNow,
  errors: readonly FieldError[],
  status: 200 | 409 | 422,
) {
  const membership = signedIn(c).viewer.memberships.find(({ realmId }) => realmId === realm.id)
  return page(c, {
    title: realm.name,
    status,
    errors,
    body: (
      <RealmPage
        realmId={realm.id}
        people={figures.people}
        path={systemRealmPath(realm.id)}
        memberHref={membership && realmPath(membership.realmKey, 'codes')}
        form={form}
        savedNow={savedNow}
        version={figures.updatedAt}
        errors={errors}
      />
    ),
    breadcrumb: [realmsCrumb(c)],
  })
}

export async function saveRealm(c: ConsoleContext) {
  const found = await findRealmWithFigures(c)
  if (found === undefined) return errorPage(c, 'notFound')
  const { realm, figures } = found
  const { deps, now, copy } = c.var
  const typed = readForm(c)
  const form = typedForm(typed)
  if (typed.get('version') !== String(figures.updatedAt)) {
    const errors = [{ field: undefined, text: copy.system.realm.conflict }]
    return realmPage(c, found, form, savedBeside(c, form, formOf(realm)), errors, 409)
  }
  const identity = { name: form.name, regionCode: form.region, isE2e: realm.isE2e }
  const by = { actor: signedIn(c).viewer.email, who: 'system' } as const
  const update = { identity, settings: settingsOf(form) }
  const saved = await updateRealm(deps.realms, by, realm.id, update, now)
  const path = systemRealmPath(realm.id)
  if (saved.ok) return redirect(c, path, 'system.realmSaved')
  const { failure } = saved
  if (failure.reason === 'no_such_realm') return errorPage(c, 'notFound')
  if (failure.reason === 'changed_meanwhile') return errorPage(c, 'conflict')
  return realmPage(c, found, form, {}, realmErrors(copy, identity, failure.problems), 422)
}

const formOf = ({ name, regionCode, settings }: Realm): RealmForm => ({
  name,
  region: regionCode,
  issuer: settings.certificateIssuer,
  audience: settings.certificateAudience,
  certificateSeconds: String(settings.certificateDurationSeconds),
  maxMinutes: String(settings.shortCodeMaxMinutes),
  systemSms: settings.canUseSystemSms,
  systemMail: settings.canUseSystemEmail,
  generatedSms: settings.allowGeneratedSms,
  expiry: settings.enxCodeExpirationConfigurable,
  maintenance: settings.maintenanceMode,
})

const typedForm = (typed: ReadonlyMap<string, string>): RealmForm => ({
  name: typed.get('name') ?? '',
  region: typed.get('region') ?? '',
  issuer: typed.get('issuer') ?? '',
  audience: typed.get('audience') ?? '',
  certificateSeconds: typed.get('certificateSeconds') ?? '',
  maxMinutes: typed.get('maxMinutes') ?? '',
  systemSms: typed.has('systemSms'),
  systemMail: typed.has('systemMail'),
  generatedSms: typed.has('generatedSms'),
  expiry: typed.has('expiry'),
  maintenance: typed.has('maintenance'),
})

const settingsOf = (form: RealmForm): Partial<RealmSettings> => ({
  certificateIssuer: form.issuer,
  certificateAudience: form.audience,
  certificateDurationSeconds: wholeOf(form.certificateSeconds),
  shortCodeMaxMinutes: wholeOf(form.maxMinutes),
  canUseSystemSms: form.systemSms,
  canUseSystemEmail: form.systemMail,
  allowGeneratedSms: form.generatedSms,
  enxCodeExpirationConfigurable: form.expiry,
  maintenanceMode: form.maintenance,
})

/** What is no number is out of every range. */
const wholeOf = (text: string): number =>
  /^\d{1,6}$/.test(text.trim()) ? Number(text.trim()) : Number.NaN

/** What is saved, where it is not what was typed. */
function savedBeside(c: ConsoleContext, typed: RealmForm, saved: RealmForm): SavedNow {
  const { common, system } = c.get('copy')
  const inWords = (value: string | boolean) =>
    typeof value === 'string' ? value : value ? common.yes : common.no
  const fields = Object.keys(saved) as RealmField[]
  return Object.fromEntries(
    fields
      .filter((field) => saved[field] !== typed[field])
      .map((field) => [field, system.realm.now(inWords(saved[field]))]),
  )
}
