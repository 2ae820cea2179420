import { expect, test } from 'vitest'
import {
  bundle,
  checkProductionBundle,
  DEV_ENTRY,
  DEV_MARKER,
  productionConfigs,
} from '../../scripts/bundle.ts'

test('the development entry carries the mark that it is known by', () => {
  expect(bundle('--minify', DEV_ENTRY).includes(DEV_MARKER)).toBe(true)
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
  'a deployment of %s is small and holds nothing of development',
  (config) => {
    expect(checkProductionBundle(config).problems).toEqual([])
  },
)
