/** What a region's entry in the feed of apps changes in its realm. Pure. Source: pkg/controller/appsync. */

import { isFingerprint, splitFingerprints } from '../realms/mobile-app.ts'
import type { RealmSettings } from '../realms/settings.ts'

/** An entry of the feed, in our words; undefined: it says nothing of it. */
export interface SyncEntry {
  readonly region: string
  readonly agencyColor: string | undefined
  readonly agencyImage: string | undefined
  readonly defaultLocale: string | undefined
  readonly learnMoreUrl: string | undefined
  readonly translations: readonly Translation[] | undefined
  readonly android:
    | { readonly name: string; readonly packageName: string; readonly fingerprints: string }
    | undefined
  readonly isHeadless: boolean
}

/** What the feed has of a region; undefined: it can't be read. */
export interface FeedItem {
  readonly region: string
  readonly entry: SyncEntry | undefined
}

export interface Translation {
  readonly language: string
  readonly messageId: string
  readonly message: string
}

export interface SyncedRealm {
  /** Upper case. */
  readonly regionCode: string
  readonly settings: Partial<RealmSettings>
  /** Android only, those that are disabled too. */
  readonly apps: readonly { readonly name: string; readonly fingerprints: readonly string[] }[]
  readonly translations: readonly Translation[]
}

export type SyncedSettings = Partial<
  Pick<RealmSettings, 'agencyColor' | 'agencyImage' | 'defaultLocale' | 'userReportLearnMoreUrl'>
>

export interface NewApp {
  readonly name: string
  readonly appId: string
  readonly url: string
  /** Sorted. */
  readonly fingerprints: readonly string[]
  readonly isHeadless: boolean
}

export interface SyncPlan {
  readonly settings: SyncedSettings
  /** New, or with another text. */
  readonly setTranslations: readonly Translation[]
  readonly deleteTranslations: readonly Translation[]
  readonly app: NewApp | undefined
}

export function planAppSync(entry: SyncEntry, realm: SyncedRealm): SyncPlan {
  const wanted = entry.translations === undefined ? undefined : usable(entry.translations)
  const keyOf = ({ language, messageId }: Translation) => `${language} ${messageId}`
  const stored = new Map(realm.translations.map((one) => [keyOf(one), one.message]))
  const kept = new Set(wanted?.map(keyOf))
  return {
    settings: changedSettings(entry, realm.settings),
    setTranslations: (wanted ?? []).filter((one) => stored.get(keyOf(one)) !== one.message),
    deleteTranslations:
      wanted === undefined ? [] : realm.translations.filter((one) => !kept.has(keyOf(one))),
    app: newApp(entry, realm),
  }
}

export const isEmptyPlan = (plan: SyncPlan): boolean =>
  Object.keys(plan.settings).length === 0 &&
  plan.setTranslations.length === 0 &&
  plan.deleteTranslations.length === 0 &&
  plan.app === undefined

/** What the feed leaves out or has malformed stays as it is. */
function changedSettings(entry: SyncEntry, settings: Partial<RealmSettings>): SyncedSettings {
  const valid: SyncedSettings = {
    ...(isColor(entry.agencyColor) && { agencyColor: entry.agencyColor }),
    ...(isHttps(entry.agencyImage) && { agencyImage: entry.agencyImage }),
    ...(isLocale(entry.defaultLocale) && { defaultLocale: entry.defaultLocale }),
    ...(isHttps(entry.learnMoreUrl) && { userReportLearnMoreUrl: entry.learnMoreUrl }),
  }
  return Object.fromEntries(
    Object.entries(valid).filter(
      ([name, value]) => settings[name as keyof SyncedSettings] !== value,
    ),
  )
}

const isColor = (text: string | undefined): text is string =>
  text !== undefined && /^#[0-9A-Fa-f]{6}$/.test(text)
const isHttps = (text: string | undefined): text is string =>
  text !== undefined && text.length <= 500 && /^https:\/\/[!-~]+$/.test(text) && URL.canParse(text)
const isLocale = (text: string | undefined): text is string =>
  text !== undefined && /^[A-Za-z]{2,3}([_-][A-Za-z0-9]{2,8})*$/.test(text)

/** Two-letter languages; ids with a dash are texts of other pages. Of two variants of a language the first counts. */
function usable(translations: readonly Translation[]): readonly Translation[] {
  const byKey = new Map<string, Translation>()
  for (const { language, messageId, message } of translations) {
    const short = language.slice(0, 2).toLowerCase()
    if (!/^[a-z]{2}$/.test(short) || !/^[A-Za-z0-9_.]{1,100}$/.test(messageId)) continue
    const key = `${short} ${messageId}`
    if (!byKey.has(key)) byKey.set(key, { language: short, messageId, message })
  }
  return [...byKey.values()]
}

const PACKAGE_NAME = /^[A-Za-z]\w*(\.[A-Za-z]\w*)+$/

function newApp(entry: SyncEntry, realm: SyncedRealm): NewApp | undefined {
  const { android } = entry
  if (android === undefined || !PACKAGE_NAME.test(android.packageName)) return undefined
  const fingerprints = normalizedFingerprints(android.fingerprints)
  if (fingerprints === undefined) return undefined
  const same = fingerprints.join()
  const isKnown = realm.apps.some((app) => [...app.fingerprints].sort().join() === same)
  if (isKnown) return undefined
  const wished = android.name.trim().slice(0, 200)
  const name = wished === '' ? `${realm.regionCode} Android App` : wished
  return {
    name: freeName(name, new Set(realm.apps.map((app) => app.name))),
    appId: android.packageName,
    url: `https://play.google.com/store/apps/details?id=${android.packageName}`,
    fingerprints,
    isHeadless: entry.isHeadless,
  }
}

/** @returns undefined where there is none, or one is malformed */
function normalizedFingerprints(text: string): readonly string[] | undefined {
  const found = [...new Set(splitFingerprints(text))].sort()
  return found.length > 0 && found.every(isFingerprint) ? found : undefined
}

function freeName(name: string, taken: ReadonlySet<string>): string {
  let free = name
  for (let number = 2; taken.has(free); number++) free = `${name} ${number}`
  return free
}
