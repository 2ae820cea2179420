/** Apps that a region's links lead to: what they must have. Pure. Source: verification server pkg/database/mobile_app.go. */

import { isForeignAddress } from '../foreign/foreign-address.ts'
import { atMost, type SettingProblem, unless } from './setting-problem.ts'

export interface MobileApp {
  readonly name: string
  readonly os: 'ios' | 'android'
  /** "TEAMID.bundle.id" or a package name. */
  readonly appId: string
  /** Page of the store; '' for none. */
  readonly url: string
  /** SHA-256 of the signing certificates. */
  readonly fingerprints: readonly string[]
  readonly disableRedirect: boolean
  readonly isHeadless: boolean
}

const MAX_TEXT = 255
const MAX_FINGERPRINTS = 20
const FINGERPRINT = /^[0-9A-F]{2}(:[0-9A-F]{2}){31}$/

/** "AA:BB:…" of bare hex, any case, blanks around. */
function normalizeFingerprint(text: string): string {
  const upper = text.trim().toUpperCase()
  return /^[0-9A-F]{64}$/.test(upper) ? (upper.match(/../g)?.join(':') ?? upper) : upper
}

/** @param text normalized */
export const isFingerprint = (text: string): boolean => FINGERPRINT.test(text)

/** @param text as people paste them: commas or line breaks between */
export const splitFingerprints = (text: string): readonly string[] =>
  text
    .split(/[,\n]/)
    .map(normalizeFingerprint)
    .filter((fingerprint) => fingerprint !== '')

export const normalizeApp = (app: MobileApp): MobileApp => ({
  ...app,
  name: app.name.trim(),
  appId: app.appId.trim(),
  url: app.url.trim(),
  fingerprints: [...new Set(app.fingerprints.flatMap(splitFingerprints))].sort(),
})

/** @param app normalized */
export const checkApp = (app: MobileApp, allowsLoopback: boolean): readonly SettingProblem[] => [
  ...unless(app.name !== '', 'name', 'required', 'an app needs a name'),
  ...atMost('name', app.name, MAX_TEXT),
  ...unless(app.appId !== '', 'appId', 'required', 'TEAMID.bundle.id, or the name of the package'),
  ...atMost('appId', app.appId, MAX_TEXT),
  ...unless(
    app.url === '' || isForeignAddress(app.url, allowsLoopback),
    'url',
    'not_valid',
    'an https address of a public host',
  ),
  ...unless(
    app.os === 'ios' || app.fingerprints.length > 0,
    'fingerprints',
    'required',
    'an Android app needs the SHA-256 fingerprint of its signing certificate',
  ),
  ...unless(
    app.fingerprints.length <= MAX_FINGERPRINTS,
    'fingerprints',
    'out_of_range',
    `at most ${MAX_FINGERPRINTS}`,
  ),
  ...app.fingerprints.flatMap((fingerprint, index) =>
    unless(
      FINGERPRINT.test(fingerprint),
      `fingerprints[${index}]`,
      'not_valid',
      'SHA-256 as 32 bytes in hex with colons between, 95 characters',
    ),
  ),
]
