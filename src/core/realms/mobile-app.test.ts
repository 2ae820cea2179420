import { expect, test } from 'vitest'
import { checkApp, type MobileApp, normalizeApp } from './mobile-app.ts'

const HEX = '0123456789abcdef'.repeat(4)
const FINGERPRINT = (HEX.toUpperCase().match(/../g) ?? []).join(':')
const APP: MobileApp = {
  name: 'App',
  os: 'android',
  appId: 'org.example',
  url: '',
  fingerprints: [FINGERPRINT],
  disableRedirect: false,
  isHeadless: false,
}
const paths = (app: Partial<MobileApp>) =>
  checkApp(normalizeApp({ ...APP, ...app }), false).map(({ path }) => path)

test('fingerprints are 95 characters in capital letters, however they are pasted', () => {
  expect(FINGERPRINT).toHaveLength(95)
  const pasted = [` ${FINGERPRINT.toLowerCase()} ,\n${HEX}`, FINGERPRINT]
  expect(normalizeApp({ ...APP, fingerprints: pasted }).fingerprints).toEqual([FINGERPRINT])
})

test('what an app must have', () => {
  expect(paths({})).toEqual([])
  expect(paths({ os: 'ios', fingerprints: [] })).toEqual([])
  expect(paths({ fingerprints: [] })).toEqual(['fingerprints'])
  expect(paths({ fingerprints: [FINGERPRINT.slice(3)] })).toEqual(['fingerprints[0]'])
  expect(paths({ name: ' ' })).toEqual(['name'])
  expect(paths({ appId: '' })).toEqual(['appId'])
  expect(paths({ url: 'https://play.google.com/store/apps/details?id=org.example' })).toEqual([])
  expect(paths({ url: 'http://play.google.com/' })).toEqual(['url'])
})
