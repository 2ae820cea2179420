import { expect, test } from 'vitest'
import {
  bundle,
  CONSOLE_MARKER,
  checkProductionBundle,
  DEV_ENTRY,
  DEV_MARKER,
  productionConfigs,
} from '../../scripts/bundle.ts'

test('the development entry carries the marks that it and the console are known by', () => {
  const script = bundle('--minify', DEV_ENTRY)
  for (const mark of [DEV_MARKER, CONSOLE_MARKER])
    expect([mark, script.includes(mark)]).toEqual([mark, true])
})

test('every surface that can be deployed alone is looked at', () => {
  expect([...productionConfigs()].sort()).toEqual([
    'deploy/admin-api.toml',
    'deploy/console.toml',
    'deploy/distribution.toml',
    'deploy/federation.toml',
    'deploy/jobs.toml',
    'deploy/publish.toml',
    'deploy/redirect.toml',
    'deploy/verification-api.toml',
    'wrangler.toml',
  ])
})

test.each(productionConfigs())(
  'a deployment of %s is small and holds nothing that it does not serve',
  (config) => {
    expect(checkProductionBundle(config).problems).toEqual([])
  },
)
