/**
 * The page on which a person reports a positive test: an app opens it with its key and a nonce, and the cookie carries both to
 * the form. Source: verification server pkg/controller/redirect and pkg/controller/userreport.
 */

import type { Context, Hono, Next } from 'hono'
import { effectiveQuota, type Realm } from '../../../core/realms/settings.ts'
import { baseLanguage, chooseLocale } from '../../../core/report/choose-language.ts'
import { readNonce } from '../../../core/report/nonce.ts'
import {
  openSession,
  type ReportSession,
  SESSION_COOKIE,
  SESSION_SECONDS,
  sealSession,
} from '../../../core/report/report-session.ts'
import { SECONDS_PER_DAY } from '../../../core/time.ts'
import { type ApiClient, readApiClientById } from '../../../db/verification/queries/api-keys.ts'
import { readRealmTexts } from '../../../db/verification/queries/realm-texts.ts'
import { authenticate } from '../../../flows/verification/authenticate.ts'
import { type ReportFailure, reportUser } from '../../../flows/verification/report-user.ts'
import { readBody } from '../../read-body.ts'
import { jsonAnswer, unauthorized } from '../../realm-api/answer.ts'
import { tooManyRequests } from '../../realm-api/rate-headers.ts'
import { admit, clientAddress } from '../../realm-api/surface.ts'
import type { RedirectSurface } from '../deps.ts'
import { EMPTY_FORM, type FormProblem, type FormValues, formPage } from './form-page.tsx'
import { problemPage, successPage } from './message-page.tsx'
import { type PageContent, pageAnswer } from './page.tsx'
import { MAX_FORM_BYTES, readForm } from './read-form.ts'
import { type Wording, wordingOf } from './wording.ts'

type ReportContext = Context<RedirectSurface>

export function reportRoutes(app: Hono<RedirectSurface>): void {
  app.get('/report', onReportHost, openPage)
  app.post('/report', onReportHost, openPage)
  // A GET of it is a link like any other.
  app.post('/report/issue', onReportHost, submitForm)
}

/** Everywhere else the page is nobody's. */
async function onReportHost(c: ReportContext, next: Next): Promise<Response | undefined> {
  const { domain } = c.get('deps').hosts
  const { hostname } = new URL(c.req.url)
  if (domain === '' || hostname.toLowerCase() !== domain) return unauthorized(c.req.raw.headers)
  await next()
  return undefined
}

async function openPage(c: ReportContext): Promise<Response> {
  const { report } = c.get('deps')
  const now = c.get('now')
  const given = (header: string, parameter: string) =>
    c.req.header(header) ?? (report.allowsDebugQuery ? c.req.query(parameter) : undefined)
  const client = await authenticate(report, given('x-api-key', 'apikey'), now)
  if (client?.apiKeyType !== 'device') return unauthorized(c.req.raw.headers)
  const { realm } = client
  if (!mayReport(realm)) return notFound()
  const limited = await limit(c, client)
  if (limited !== undefined) return limited
  const wording = await readWording(c, realm)
  const nonce = readNonce(given('x-nonce', 'nonce') ?? '')
  if (!nonce.ok) return page(c, problemPage(wording, 'errorRequest'))
  // An app that holds its reports back for a while sends none on purpose.
  if (nonce.value === '') return page(c, problemPage(wording, 'unavailable'))
  const session = { apiKeyId: client.apiKeyId, nonce: nonce.value }
  return page(c, form(c, realm, wording, EMPTY_FORM, []), 200, await cookieOf(c, session))
}

async function submitForm(c: ReportContext): Promise<Response> {
  const { db, report } = c.get('deps')
  const now = c.get('now')
  const session = await readSession(c)
  if (session === undefined || session.nonce === '') return notFound()
  // A key that was disabled meanwhile ends its sessions.
  const client = await readApiClientById(db, session.apiKeyId)
  if (client === undefined || !mayReport(client.realm)) return notFound()
  const { realm } = client
  const wording = await readWording(c, realm)
  const body = await readBody(c.req.raw, MAX_FORM_BYTES)
  const values = readForm(c.req.header('content-type') ?? '', body)
  if (values === undefined || !values.agreement) {
    // Whatever goes further is counted with the code that it takes.
    const limited = await limit(c, client)
    if (limited !== undefined) return limited
  }
  if (values === undefined) return page(c, problemPage(wording, 'errorRequest'), 422)
  const again = (problem: FormProblem) => page(c, form(c, realm, wording, values, [problem]), 200)
  if (!values.agreement) return again({ field: 'agreement', text: 'errorAgreement' })
  const { rate, result } = await reportUser(
    report.issue,
    client,
    { symptomDate: '', testDate: values.testDate, phone: values.phone, nonce: session.nonce },
    realm.settings.userReportWebhookUrl !== undefined,
    (codes) => ask(c, client, realm.settings.abusePreventionEnabled ? codes : 0),
    now,
  )
  if (result === undefined) return tooManyRequests(rate)
  c.get('deps').events.userReported(result.ok ? 'ok' : result.failure.reason)
  if (!result.ok) {
    const problem = problemOf(result.failure)
    return problem === undefined ? page(c, problemPage(wording, 'errorInternal')) : again(problem)
  }
  // The page is not to be sent again by mistake. Who keeps the old cookie may, for as long as it lives and within the limits.
  return page(c, successPage(wording), 200, await cookieOf(c, { ...session, nonce: '' }))
}

/** What the person can mend; undefined: nothing that was typed could help. */
function problemOf({ reason }: ReportFailure): FormProblem | undefined {
  switch (reason) {
    case 'missing_date':
    case 'malformed_date':
    case 'date_out_of_range':
      return { field: 'testDate', text: 'errorDate' }
    case 'missing_phone':
      return { field: 'phone', text: 'errorPhoneMissing' }
    case 'phone_invalid':
      return { field: 'phone', text: 'errorPhoneInvalid' }
    case 'sms_failure':
    case 'sms_queue_full':
    case 'no_sms_provider':
      return { field: undefined, text: 'errorSms' }
    case 'quota_exceeded':
      return { field: undefined, text: 'errorQuota' }
    default:
      return undefined
  }
}

const mayReport = ({ settings }: Realm): boolean =>
  settings.allowUserReportWebView && settings.allowedTestTypes.includes('user-report')

async function limit(c: ReportContext, client: ApiClient): Promise<Response | undefined> {
  const { rate } = await ask(c, client, 0)
  return rate.isAllowed ? undefined : tooManyRequests(rate)
}

function ask(c: ReportContext, client: Pick<ApiClient, 'realm' | 'apiKeyId'>, codes: number) {
  const { report } = c.get('deps')
  const codeLimit = effectiveQuota(client.realm.settings)
  const requester = { deps: report, client, address: clientAddress(c), now: c.get('now') }
  return admit(requester, 'redirect', { requests: 1, codes, codeLimit })
}

/** Our texts, with the realm's own in their place. */
async function readWording(c: ReportContext, realm: Realm): Promise<Wording> {
  const { defaultLocale } = realm.settings
  const locale = chooseLocale(c.req.query('lang'), c.req.header('accept-language'), defaultLocale)
  const languages = [...new Set([baseLanguage(locale), baseLanguage(defaultLocale)])]
  return wordingOf(realm, await readRealmTexts(c.get('deps').db, realm.id, languages), locale)
}

const form = (
  c: ReportContext,
  realm: Realm,
  wording: Wording,
  values: FormValues,
  problems: readonly FormProblem[],
): PageContent =>
  formPage({
    wording,
    values,
    problems,
    requiresDate: realm.settings.requireDate,
    learnMoreUrl: realm.settings.userReportLearnMoreUrl,
    pastDays: Math.floor(c.get('deps').report.issue.pastSeconds / SECONDS_PER_DAY),
    now: c.get('now'),
  })

const page = (
  c: ReportContext,
  content: PageContent,
  status = 200,
  headers: Readonly<Record<string, string>> = {},
): Response => pageAnswer(content, { status, headers }, c.get('deps').report.issue.randomBytes)

const notFound = (): Response => jsonAnswer({ error: 'not found' }, 404)

async function cookieOf(c: ReportContext, session: ReportSession) {
  const { report } = c.get('deps')
  const now = c.get('now')
  const { cookieKeys } = await report.secretKeyring(now)
  const sealed = await sealSession(cookieKeys, session, report.issue.randomBytes, now)
  return {
    'set-cookie': `${SESSION_COOKIE}=${sealed}; Path=/report; Max-Age=${SESSION_SECONDS}; Secure; HttpOnly; SameSite=Strict`,
  }
}

async function readSession(c: ReportContext): Promise<ReportSession | undefined> {
  const { report } = c.get('deps')
  const now = c.get('now')
  const [, cookie] = /(?:^|;\s*)en-user-report=([^;]*)/.exec(c.req.header('cookie') ?? '') ?? []
  if (cookie === undefined) return undefined
  return openSession((await report.secretKeyring(now)).cookieKeys, cookie, now)
}
