/**
 * Documents that apps download beside keys: which kinds a layout has, and where they lie. Each is stored once under the id of its
 * content; the Corona-Warn-App asks for fixed names besides, which hold the one in force. Pure.
 * Sources: minvws/nl-covid19-notification-app-backend ContentApi; corona-warn-app/cwa-server distribution.
 */

import { MANIFEST_KINDS, type ManifestKind } from './coronamelder/content.ts'
import { type DocumentKind, objectNameOf } from './coronamelder/paths.ts'
import type { Layout } from './layouts.ts'

/** Path segments by kind; `{country}` stands for the export's own country. */
const CORONA_WARN_APP_NAMES: Readonly<Record<string, string>> = {
  app_config: 'version/v1/configuration/country/{country}/app_config',
  app_config_android: 'version/v1/app_config_android',
  app_config_ios: 'version/v1/app_config_ios',
  v2_app_config_android: 'version/v2/app_config_android',
  v2_app_config_ios: 'version/v2/app_config_ios',
  stats: 'version/v1/stats',
  ...Object.fromEntries(
    [1, 2, 3, 4, 5, 6, 7].map((group) => [
      `local_stats_${group}`,
      `version/v1/local_stats_${group}`,
    ]),
  ),
  qr_code_poster_template_android: 'version/v1/qr_code_poster_template_android',
  qr_code_poster_template_ios: 'version/v1/qr_code_poster_template_ios',
}

const KINDS: Readonly<Record<Layout, readonly string[]>> = {
  'corona-warn-app': Object.keys(CORONA_WARN_APP_NAMES),
  nhs: [],
  coronamelder: MANIFEST_KINDS,
}

/** Empty where a layout has no documents. */
export const documentKindsOf = (layout: Layout): readonly string[] => KINDS[layout]

const PATH_KIND: Readonly<Record<ManifestKind, DocumentKind>> = {
  appConfig: 'appconfig',
  riskCalculationParameters: 'riskcalculationparameters',
  resourceBundle: 'resourcebundle',
}

/** Where a document is for ever. @param kind of CoronaMelder's */
export const coronaMelderDocumentName = (prefix: string, kind: string, id: string): string =>
  objectNameOf(prefix, { kind: PATH_KIND[kind as ManifestKind], id })

/** The same of the Corona-Warn-App's, whose apps do not ask there. */
export const coronaWarnAppDocumentName = (prefix: string, id: string): string =>
  under(prefix, `documents/${id}`)

/** Where the Corona-Warn-App finds the one in force. @returns undefined for a kind that there is not */
export function currentDocumentName(
  prefix: string,
  kind: string,
  country: string,
): string | undefined {
  const name = Object.hasOwn(CORONA_WARN_APP_NAMES, kind) ? CORONA_WARN_APP_NAMES[kind] : undefined
  return name && under(prefix, name.replace('{country}', country))
}

const under = (prefix: string, name: string): string => (prefix === '' ? name : `${prefix}/${name}`)
