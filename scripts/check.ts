/** All that CI runs, in CI's order. Prints each step's time; ends with the first that fails. */

import { spawnSync } from 'node:child_process'
import { checkProductionBundle, productionConfigs } from './bundle.ts'

const withTests = !process.argv.includes('--without-tests')

step('lint', ['biome', 'check', '--error-on-warnings', '.'])
step('types of the whole', ['tsc', '-p', 'tsconfig.json'])
step('types of core alone', ['tsc', '-p', 'tsconfig.core.json'])
step('generated types', ['node', '--run', 'types:check'])
step('assets of the console', ['node', 'scripts/console-assets.ts', '--check'])
step('generated protobuf code', ['node', 'scripts/proto.ts', '--check'])
step('generated configuration page', ['node', 'scripts/config-docs.ts', '--check'])
step('generated tables of layouts', ['node', 'scripts/layout-docs.ts', '--check'])
step('generated tables of federation', ['node', 'scripts/federation-docs.ts', '--check'])
step('generated configuration schema', ['node', 'scripts/configuration-schema.ts', '--check'])
step('generated API documents', ['node', 'scripts/api-docs.ts', '--check'])
step('generated migrations', ['node', 'scripts/check-migrations.ts'])
step('signatures with OpenSSL', ['node', 'scripts/check-openssl-cms.ts'])
if (withTests) step('tests', ['node', '--run', 'test'])
for (const config of productionConfigs()) dryRun(config)
step('demo', ['node', 'scripts/demo.ts'])
step('demo of three countries', ['node', 'scripts/demo-federation.ts'])

function step(name: string, [command = '', ...args]: string[]): void {
  const startedAt = performance.now()
  const { status, stdout, stderr } = spawnSync(command, args, { encoding: 'utf8' })
  const seconds = ((performance.now() - startedAt) / 1000).toFixed(1)
  console.log(`${status === 0 ? 'ok  ' : 'FAIL'} ${name} (${seconds} s)`)
  if (status === 0) return
  console.error(stdout, stderr)
  process.exit(1)
}

function dryRun(config: string): void {
  const startedAt = performance.now()
  const { gzipBytes, problems } = checkProductionBundle(config)
  const seconds = ((performance.now() - startedAt) / 1000).toFixed(1)
  const verdict = problems.length === 0 ? 'ok  ' : 'FAIL'
  console.log(
    `${verdict} dry run of ${config} (${seconds} s), ${(gzipBytes / 1024).toFixed(0)} KiB gzip`,
  )
  if (problems.length === 0) return
  console.error(problems.join('\n'))
  process.exit(1)
}
