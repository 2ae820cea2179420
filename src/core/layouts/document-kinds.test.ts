import { expect, test } from 'vitest'
import {
  coronaMelderDocumentName,
  coronaWarnAppDocumentName,
  currentDocumentName,
  documentKindsOf,
} from './document-kinds.ts'

test.each([
  ['app_config', 'version/v1/configuration/country/DE/app_config'],
  ['app_config_android', 'version/v1/app_config_android'],
  ['app_config_ios', 'version/v1/app_config_ios'],
  ['v2_app_config_android', 'version/v2/app_config_android'],
  ['v2_app_config_ios', 'version/v2/app_config_ios'],
  ['stats', 'version/v1/stats'],
  ['local_stats_7', 'version/v1/local_stats_7'],
  ['qr_code_poster_template_ios', 'version/v1/qr_code_poster_template_ios'],
])("the Corona-Warn-App's %s lies at %s", (kind, name) => {
  expect(documentKindsOf('corona-warn-app')).toContain(kind)
  expect(currentDocumentName('', kind, 'DE')).toBe(name)
  expect(currentDocumentName('cwa', kind, 'DE')).toBe(`cwa/${name}`)
})

test('there are no others', () => {
  for (const kind of ['', 'appConfig', 'local_stats_8', 'constructor', '__proto__']) {
    expect(currentDocumentName('', kind, 'DE')).toBeUndefined()
  }
  expect(documentKindsOf('corona-warn-app')).toHaveLength(15)
  expect(documentKindsOf('nhs')).toEqual([])
})

test.each([
  ['appConfig', 'v6/appconfig/ab'],
  ['riskCalculationParameters', 'v6/riskcalculationparameters/ab'],
  ['resourceBundle', 'v6/resourcebundle/ab'],
])("CoronaMelder's %s lies at %s", (kind, name) => {
  expect(documentKindsOf('coronamelder')).toContain(kind)
  expect(coronaMelderDocumentName('v6', kind, 'ab')).toBe(name)
})

test('a document that the Corona-Warn-App does not ask for by name lies beside its tree', () => {
  expect(coronaWarnAppDocumentName('', 'ab')).toBe('documents/ab')
  expect(coronaWarnAppDocumentName('cwa', 'ab')).toBe('cwa/documents/ab')
})
