/** Making one code: the form, and what is sent with it. */

import { isKnownCountry } from '../../../core/codes/countries-of-interest.ts'
import { makeUuid } from '../../../core/codes/uuid.ts'
import {
  type DraftForm,
  offeredTemplates,
  offeredTypes,
  problemsOf,
} from '../../../core/console/draft-form.ts'
import { readWelcome } from '../../../core/console/welcome-text.ts'
import { DEFAULT_COUNTRIES } from '../../../core/countries.ts'
import type { Realm } from '../../../core/realms/settings.ts'
import { readPermissionHolders } from '../../../db/verification/queries/permission-holders.ts'
import { isStopped, issueByHand } from '../../../flows/console/issue-by-hand.ts'
import { lowQuota, type QuotaLeft } from '../../../flows/console/quota-left.ts'
import type { FieldError } from '../../../ui/components/error-summary.tsx'
import { formatOf } from '../../../ui/format.ts'
import { type NewCode, NewCodePage } from '../../../ui/pages/codes/new-code.tsx'
import { type ConsoleContext, membershipOf, signedIn } from '../context.ts'
import { readForm, readFormValues } from '../form.ts'
import { onceOnly } from '../once.ts'
import { page, redirect } from '../page.tsx'
import { codePath } from './paths.ts'
import { countryName, failureTextOf, pastDaysOf, textOf } from './problem-texts.ts'
import { realmOf } from './realm.ts'

const NONE_CHOSEN = { choice: '', date: '' }
/** Far above the countries that there are. */
const MAX_COUNTRIES = 300
const MAX_NAMES = 3

export async function showNewCode(c: ConsoleContext) {
  const realm = await realmOf(c)
  const asked = c.req.query('type') ?? ''
  const form: DraftForm = {
    testType: offeredTypes(realm).find((type) => type === asked) ?? '',
    test: NONE_CHOSEN,
    symptoms: NONE_CHOSEN,
    phone: '',
    template: '',
    countries: [],
  }
  const quota = await lowQuota(c.get('deps').codes.quota, realm, c.get('now'))
  return formPage(c, realm, form, { quota, errors: [], isFirst: asked === '' })
}

export async function makeCode(c: ConsoleContext) {
  const realm = await realmOf(c)
  const { deps, now } = c.var
  const form = readDraftForm(c)
  const refuse = (status: 422 | 429 | 500 | 503, errors: readonly FieldError[]) =>
    formPage(c, realm, form, { status, errors, isFirst: false })
  if (isStopped(deps.codes, realm)) {
    return refuse(503, [{ field: undefined, text: c.get('copy').codes.maintenance }])
  }
  // Before the form counts as sent: whoever sends it twice is shown twice what is wrong.
  const problems = problemsOf(realm, form, deps.codes.issue, now)
  if (problems.length > 0) {
    return refuse(
      422,
      problems.map((problem) => textOf(c, realm, form, problem)),
    )
  }
  const session = signedIn(c)
  const uuid = makeUuid(deps.randomBytes)
  const path = codePath(membershipOf(c).realmKey, uuid)
  const work = async () => {
    const by = { realm, userId: session.viewer.userId, session }
    const behind = (sending: Promise<void>) => c.executionCtx.waitUntil(sending)
    const made = await issueByHand(deps.codes, by, { form, uuid }, behind, now)
    if (made.ok) return redirect(c, path)
    const { failure } = made
    if (failure.reason === 'quota_exceeded') {
      return refuse(429, [{ field: undefined, text: await quotaGone(c, realm) }])
    }
    if (failure.reason === 'too_many_requests') {
      const time = formatOf(c.get('language'), zoneOf(c)).time(failure.resetAt)
      c.header('retry-after', String(Math.max(1, failure.resetAt - now)))
      return refuse(429, [{ field: undefined, text: c.get('copy').codes.problems.tooMany(time) }])
    }
    const { error, status } = failureTextOf(c, failure)
    return refuse(status, [error])
  }
  return onceOnly(c, work, path)
}

function readDraftForm(c: ConsoleContext): DraftForm {
  const fields = readForm(c)
  const field = (name: string) => fields.get(name) ?? ''
  const countries = readFormValues(c, 'country').filter(isKnownCountry)
  return {
    testType: field('type'),
    test: { choice: field('test'), date: field('testDate') },
    symptoms: { choice: field('symptoms'), date: field('symptomDate') },
    phone: field('phone'),
    template: field('template'),
    countries: countries.slice(0, MAX_COUNTRIES),
  }
}

interface FormState {
  readonly status?: 422 | 429 | 500 | 503
  readonly errors: readonly FieldError[]
  readonly quota?: QuotaLeft | undefined
  /** Not one of many in a row. */
  readonly isFirst: boolean
}

async function formPage(
  c: ConsoleContext,
  realm: Realm,
  form: DraftForm,
  { status, errors, quota, isFirst }: FormState,
) {
  const { codes } = c.get('copy')
  const isClosed = status === undefined && isStopped(c.get('deps').codes, realm)
  const notices: NewCode['notices'][number][] = []
  if (isClosed) notices.push({ tone: 'warning', text: codes.maintenance })
  else if (quota?.remaining === 0)
    notices.push({ tone: 'warning', text: await quotaGone(c, realm) })
  else if (quota !== undefined)
    notices.push({ tone: 'note', text: codes.quotaLeft(quota.remaining) })
  const props: NewCode = {
    form,
    errors,
    types: offeredTypes(realm),
    requiresDate: realm.settings.requireDate,
    pastDays: pastDaysOf(c),
    texts: textsOf(c, realm, form),
    countries: countriesOf(c, realm, form),
    notices,
    isStopped: isClosed,
    welcome: readWelcome(realm.settings.welcomeMessage),
    opensWelcome: isFirst,
    now: c.get('now'),
  }
  return page(c, {
    title: codes.form.title,
    body: <NewCodePage {...props} />,
    errors,
    ...(status !== undefined && { status }),
  })
}

function textsOf(c: ConsoleContext, realm: Realm, form: DraftForm): NewCode['texts'] {
  const { parsePhone, hasSmsProvider } = c.get('deps').codes.issue
  if (!hasSmsProvider(realm)) return undefined
  const { smsCountry } = realm.settings
  return {
    country: countryName(c, smsCountry),
    readAs: form.phone === '' ? undefined : parsePhone(form.phone, smsCountry),
    templates: offeredTemplates(realm),
  }
}

function countriesOf(c: ConsoleContext, realm: Realm, form: DraftForm): NewCode['countries'] {
  const asked = realm.settings.countriesOfInterest
  if (asked === undefined) return undefined
  const collator = new Intl.Collator(c.get('language'))
  const choices = DEFAULT_COUNTRIES.filter(
    ({ code, acceptable }) => acceptable && code !== asked.ownCountry,
  )
    .map(({ code }) => ({
      code,
      name: countryName(c, code),
      isChosen: form.countries.includes(code),
    }))
    .sort((a, b) => collator.compare(a.name, b.name))
  return { own: countryName(c, asked.ownCountry), choices }
}

async function quotaGone(c: ConsoleContext, realm: Realm): Promise<string> {
  const { deps, copy, now } = c.var
  const quota = await lowQuota(deps.codes.quota, realm, now)
  if (quota === undefined) return copy.codes.problems.failed
  const format = formatOf(c.get('language'), zoneOf(c))
  const db = deps.codes.issue.db
  const names = await readPermissionHolders(db, realm.id, 'SettingsWrite', MAX_NAMES)
  const gone = copy.codes.quotaGone(quota.limit, format.time(quota.renewedAt))
  return names.length === 0 ? gone : `${gone} ${copy.codes.whoCanRaise(format.anyOf(names))}`
}

const zoneOf = (c: ConsoleContext): string => c.get('viewer')?.timeZone ?? 'UTC'
