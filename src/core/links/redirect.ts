/** Where a link leads. Pure. Source: verification server pkg/controller/redirect, docs/link_handling.md. */

import {
  asBytes,
  escapeByte,
  escapeForm,
  escapePath,
  readFormQuery,
  unescapeBytes,
  writeFormQuery,
} from './form-query.ts'

/** An app that a region's links may lead to. */
export interface LinkApp {
  readonly os: 'ios' | 'android'
  /** "TEAMID.bundle.id" or a package name. */
  readonly appId: string
  /** '' for none. */
  readonly url: string
  readonly fingerprints: readonly string[]
  readonly disableRedirect: boolean
  readonly isHeadless: boolean
}

/** A realm as its links see it. */
export interface LinkRegion {
  /** Upper case. */
  readonly regionCode: string
  readonly enExpressEnabled: boolean
  /** Those in use, in the order in which they were added. */
  readonly apps: readonly LinkApp[]
}

export interface LinkRequest {
  readonly userAgent: string
  /** As it was sent, still escaped. */
  readonly path: string
  /** Without its "?". */
  readonly query: string
}

/** Known: the region, or that no realm has it. Undefined: the host stands for no region. */
export type KnownHost = LinkRegion | 'no_realm' | undefined

const ONBOARDING_ANDROID = 'ensonboarding://picker'
const ONBOARDING_IOS = 'ens://onboarding'
const ABOUT = 'https://www.google.com/covid19/exposurenotifications/'

export type Device = 'android' | 'ios' | 'other'

export function deviceOf(userAgent: string): Device {
  const agent = userAgent.toLowerCase()
  if (agent.includes('android')) return 'android'
  return agent.includes('iphone') || agent.includes('macintosh') ? 'ios' : 'other'
}

/** @returns undefined: there is nothing behind this link */
export function redirectTarget(host: KnownHost, request: LinkRequest): string | undefined {
  const device = deviceOf(request.userAgent)
  if (host === 'no_realm') return undefined
  if (host === undefined) {
    return { android: ONBOARDING_ANDROID, ios: ONBOARDING_IOS, other: undefined }[device]
  }
  const pairs = readFormQuery(request.query)
  const app = host.apps.find(({ os, disableRedirect }) => os === device && !disableRedirect)
  const link =
    pairs.length === 0
      ? undefined
      : deepLink(
          request.path,
          writeFormQuery([
            ...pairs.filter(([name]) => name !== 'r'),
            ['r', asBytes(host.regionCode.toUpperCase())],
          ]),
        )
  switch (device) {
    case 'android':
      return androidTarget(host, app, link)
    case 'ios':
      return iosTarget(host, app, link)
    case 'other':
      return link === undefined ? ABOUT : undefined
  }
}

function androidTarget(
  { regionCode }: LinkRegion,
  app: LinkApp | undefined,
  link: string | undefined,
): string {
  const picker = `${ONBOARDING_ANDROID}/${regionCode.toLowerCase()}`
  if (app === undefined || app.isHeadless || app.url === '') return picker
  if (link === undefined) return app.url
  if (app.appId === '') return picker
  const parts = [
    '#Intent',
    'scheme=ens',
    `package=${app.appId}`,
    'action=android.intent.action.VIEW',
    'category=android.intent.category.BROWSABLE',
    `S.browser_fallback_url=${escapeForm(asBytes(app.url))}`,
    'end',
  ]
  return `intent:${link}${parts.join(';')}`
}

function iosTarget(
  { enExpressEnabled }: LinkRegion,
  app: LinkApp | undefined,
  link: string | undefined,
): string | undefined {
  if (app !== undefined && app.url !== '') return app.url
  if (link === undefined) return ONBOARDING_IOS
  return enExpressEnabled ? `ens:${link}` : undefined
}

/** What follows the scheme. As Go prints it: without a path there are no slashes either. */
function deepLink(path: string, query: string): string {
  // ASCII only: in other scripts a letter's lower case may be of another length, and phones compare none.
  const plain = unescapeBytes(path)
    .replace(/^\//, '')
    .replaceAll(/[A-Z]/g, (letter) => letter.toLowerCase())
  if (plain === '') return `?${query}`
  // The first step of the path stands where a host does: none of it may be read as a user or a port.
  const [first = '', ...rest] = escapePath(plain).split('/')
  return `//${[first.replaceAll(/[:@]/g, escapeByte), ...rest].join('/')}?${query}`
}
