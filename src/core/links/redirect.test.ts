import * as fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { asBytes, readFormQuery, writeFormQuery } from './form-query.ts'
import { type KnownHost, type LinkApp, redirectTarget } from './redirect.ts'

const ANDROID = 'Dalvik (ANDROID 11)'
const IOS = ['iPhone', 'Macintosh']
const OTHER = ['', 'iPad', 'Windows', 'dalvik']

const app = (os: LinkApp['os'], more: Partial<LinkApp> = {}): LinkApp => ({
  os,
  appId: 'app.id',
  url: `https://${os}.example.org/`,
  fingerprints: [],
  disableRedirect: false,
  isHeadless: false,
  ...more,
})
const region = (apps: readonly LinkApp[], enExpressEnabled = false): KnownHost => ({
  regionCode: 'US-WA',
  enExpressEnabled,
  apps,
})
const target = (host: KnownHost, userAgent: string, query: string, path = '/V') =>
  redirectTarget(host, { userAgent, path, query })

const INTENT =
  'intent://v?c=1&r=US-WA#Intent;scheme=ens;package=app.id;action=android.intent.action.VIEW;' +
  'category=android.intent.category.BROWSABLE;S.browser_fallback_url=https%3A%2F%2Fandroid.example.org%2F;end'
const PICKER = 'ensonboarding://picker/us-wa'
const ABOUT = 'https://www.google.com/covid19/exposurenotifications/'
const NO_QUERY = ['', '&', 'c=%zz', 'c=1;d=2']
const ANY = [...NO_QUERY, 'c=1']
const BOTH = [app('android'), app('ios')]

/** The table of the original's behaviour, a row a line: host, agents, queries, target. */
const ROWS: readonly (readonly [
  string,
  KnownHost,
  readonly string[],
  readonly string[],
  string | undefined,
])[] = [
  ['unknown host', undefined, [ANDROID], ANY, 'ensonboarding://picker'],
  ['unknown host', undefined, IOS, ANY, 'ens://onboarding'],
  ['unknown host', undefined, OTHER, ANY, undefined],
  ['no realm', 'no_realm', [ANDROID, ...IOS, ...OTHER], ANY, undefined],
  ['headless', region([app('android', { isHeadless: true })]), [ANDROID], ANY, PICKER],
  ['app', region(BOTH), [ANDROID], NO_QUERY, 'https://android.example.org/'],
  ['app', region(BOTH), [ANDROID, `${ANDROID} iPhone`], ['c=1', 'r=x&c=1'], INTENT],
  ['no app', region([]), [ANDROID], ANY, PICKER],
  ['no URL', region([app('android', { url: '' })]), [ANDROID], ANY, PICKER],
  ['no id', region([app('android', { appId: '' })]), [ANDROID], ['c=1'], PICKER],
  ['off', region([app('android', { disableRedirect: true })]), [ANDROID], ANY, PICKER],
  ['app', region(BOTH), IOS, ANY, 'https://ios.example.org/'],
  ['no app', region([]), IOS, NO_QUERY, 'ens://onboarding'],
  ['no app', region([]), IOS, ['c=1'], undefined],
  ['EN Express', region([], true), IOS, ['c=1'], 'ens://v?c=1&r=US-WA'],
  ['EN Express', region([app('ios', { url: '' })], true), IOS, ['c=1'], 'ens://v?c=1&r=US-WA'],
  ['any', region(BOTH, true), OTHER, NO_QUERY, ABOUT],
  ['any', region(BOTH, true), OTHER, ['c=1'], undefined],
]

describe.each(ROWS)('%s', (_name, host, agents, queries, expected) => {
  test.each(agents)('%s', (agent) => {
    for (const query of queries) expect(target(host, agent, query), query).toBe(expected)
  })
})

test.each([
  ['/', 'c=1', 'ens:?c=1&r=US-WA'],
  ['/a%2FB', 'c=1', 'ens://a/b?c=1&r=US-WA'],
  ['/v', 'd=2&c=2&c=1', 'ens://v?c=2&c=1&d=2&r=US-WA'],
  ['/v', 'c=a+b%2B&R=1', 'ens://v?R=1&c=a+b%2B&r=US-WA'],
  ['/v', 'c', 'ens://v?c=&r=US-WA'],
  ['/v%20(x)', 'c=~*', 'ens://v%20%28x%29?c=~%2A&r=US-WA'],
])('deep link of %s?%s', (path, query, expected) => {
  expect(target(region([], true), 'iphone', query, path)).toBe(expected)
})

test('nobody chooses where a link leads: only rows and constants do', () => {
  const hosts = [undefined, 'no_realm', region(BOTH), region([], true), region([])] as const
  const hostile = [
    '//evil.example',
    '/\\evil.example',
    '/%2F%2Fevil.example',
    '/https:evil.example',
  ]
  const paths = fc.oneof(
    fc.constantFrom(...hostile),
    fc.webPath().map((path) => `/${path}`),
  )
  void fc.assert(
    fc.property(
      fc.constantFrom(...hosts),
      fc.constantFrom(ANDROID, 'iphone', 'other'),
      paths,
      fc.oneof(fc.webQueryParameters(), fc.string(), fc.constant('url=https://evil.example')),
      (host, agent, path, query) => {
        const to = target(host, agent, query, path)
        if (to === undefined) return
        expect(URL.canParse(to), to).toBe(true)
        const { protocol, host: authority } = new URL(to)
        expect(['ens:', 'intent:', 'ensonboarding:', 'https:']).toContain(protocol)
        if (protocol !== 'https:') return
        expect(['android.example.org', 'ios.example.org', 'www.google.com']).toContain(authority)
      },
    ),
  )
})

test('a query that was written reads the same', () => {
  void fc.assert(
    fc.property(fc.array(fc.tuple(fc.string({ minLength: 1 }), fc.string())), (pairs) => {
      const bytes = pairs.map(([a, b]): [string, string] => [asBytes(a), asBytes(b)])
      const sorted = [...bytes].sort(([a], [b]) => (a < b ? -1 : a > b ? 1 : 0))
      expect(readFormQuery(writeFormQuery(bytes))).toEqual(sorted)
    }),
  )
})
