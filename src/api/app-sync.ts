/** The feed of apps, as its publisher writes it. Source: verification server internal/clients/app_sync.go. */

import * as z from 'zod'
import type { FeedItem, SyncEntry } from '../core/links/app-sync.ts'

/** Entries are read one by one, so that a bad one keeps no other from being used. */
const AppFeed = z.object({ apps: z.array(z.unknown()).max(10_000) })

const text = z.string().max(5000)

const AppFeedEntry = z.object({
  region: z.string().max(100),
  android_target: z
    .object({
      app_name: text.nullish(),
      package_name: text.nullish(),
      /** With commas or line breaks between. */
      sha256_cert_fingerprints: text.nullish(),
    })
    .nullish(),
  agency_color: text.nullish(),
  agency_image: text.nullish(),
  default_locale: text.nullish(),
  web_report_learn_more_url: text.nullish(),
  localizations: z
    .array(
      z.object({
        msgid: text,
        translations: z
          .array(z.object({ lang: text, message: text }))
          .max(1000)
          .nullish(),
      }),
    )
    .max(1000)
    .nullish(),
  headless: z.boolean().nullish(),
})
type AppFeedEntry = z.output<typeof AppFeedEntry>

/** @returns undefined where it is no feed at all */
export function readAppFeed(body: Uint8Array): readonly FeedItem[] | undefined {
  let value: unknown
  try {
    value = JSON.parse(new TextDecoder().decode(body))
  } catch {
    return undefined
  }
  const feed = AppFeed.safeParse(value)
  if (!feed.success) return undefined
  return feed.data.apps.map((raw) => {
    const entry = AppFeedEntry.safeParse(raw)
    return { region: regionOf(raw), entry: entry.success ? syncEntryOf(entry.data) : undefined }
  })
}

function regionOf(raw: unknown): string {
  if (typeof raw !== 'object' || raw === null || !('region' in raw)) return ''
  return String(raw.region)
}

const syncEntryOf = (entry: AppFeedEntry): SyncEntry => ({
  region: entry.region,
  agencyColor: entry.agency_color ?? undefined,
  agencyImage: entry.agency_image ?? undefined,
  defaultLocale: entry.default_locale ?? undefined,
  learnMoreUrl: entry.web_report_learn_more_url ?? undefined,
  translations: entry.localizations?.flatMap(({ msgid, translations }) =>
    (translations ?? []).map(({ lang, message }) => ({
      language: lang,
      messageId: msgid,
      message,
    })),
  ),
  android:
    entry.android_target == null
      ? undefined
      : {
          name: entry.android_target.app_name ?? '',
          packageName: entry.android_target.package_name ?? '',
          fingerprints: entry.android_target.sha256_cert_fingerprints ?? '',
        },
  isHeadless: entry.headless ?? false,
})
