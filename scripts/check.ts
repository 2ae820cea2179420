/** All that CI runs, in CI's order. Prints each step's time; ends with the first that fails. */

import { spawnSync } from 'node:child_process'
import { mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { gzipSync } from 'node:zlib'

const MAX_BUNDLE_GZIP_BYTES = 1024 * 1024
/** Stands in the development entry and nowhere else. */
const DEV_MARKER = 'send {"now": unixSeconds}'

const withTests = !process.argv.includes('--without-tests')
const configs = ['wrangler.toml', ...readdirSync('deploy').map((file) => join('deploy', file))]

step('lint', ['biome', 'check', '--error-on-warnings', '.'])
step('types of the whole', ['tsc', '-p', 'tsconfig.json'])
step('types of core alone', ['tsc', '-p', 'tsconfig.core.json'])
step('generated types', ['node', '--run', 'types:check'])
step('generated protobuf code', ['node', 'scripts/proto.ts', '--check'])
step('generated configuration page', ['node', 'scripts/config-docs.ts', '--check'])
step('generated migrations', ['node', 'scripts/check-migrations.ts'])
if (withTests) step('tests', ['vitest', 'run'])
for (const config of configs) dryRun(config)
step('demo', ['node', 'scripts/demo.ts'])

function step(name: string, [command = '', ...args]: string[]): void {
  const startedAt = performance.now()
  const { status, stdout, stderr } = spawnSync(command, args, { encoding: 'utf8' })
  const seconds = ((performance.now() - startedAt) / 1000).toFixed(1)
  console.log(`${status === 0 ? 'ok  ' : 'FAIL'} ${name} (${seconds} s)`)
  if (status === 0) return
  console.error(stdout, stderr)
  process.exit(1)
}

/** What a deployment would send: it must build, stay small and hold nothing of development. */
function dryRun(config: string): void {
  const outdir = mkdtempSync(join(tmpdir(), 'tocsin-check-'))
  step(`dry run of ${config}`, [
    'wrangler',
    'deploy',
    '--dry-run',
    '--minify',
    '--outdir',
    outdir,
    '-c',
    config,
  ])
  const [script = ''] = readdirSync(outdir).filter((file) => file.endsWith('.js'))
  const code = readFileSync(join(outdir, script))
  rmSync(outdir, { recursive: true })
  const gzip = gzipSync(code).length
  console.log(`     ${(gzip / 1024).toFixed(0)} KiB gzip`)
  if (gzip > MAX_BUNDLE_GZIP_BYTES) throw new Error(`${config}: the bundle exceeds 1 MB gzip`)
  if (code.includes(DEV_MARKER))
    throw new Error(`${config}: the development entry is in the bundle`)
}
