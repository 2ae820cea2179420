/** Bundles as a deployment would, without deploying; and what every production bundle must keep to. */

import { execFileSync } from 'node:child_process'
import { mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { gzipSync } from 'node:zlib'

const ROOT = join(import.meta.dirname, '..')
const MAX_GZIP_BYTES = 1024 * 1024

export const DEV_ENTRY = 'src/workers/dev.ts'
/** Text of the development surface, and of nothing else. */
export const DEV_MARKER = 'send {"now": unixSeconds}'

/** Text of the console's pages, and of nothing else. */
export const CONSOLE_MARKER = '/console/assets/'
/** What serves the console; in no other deployment is there any of it, least of all where phones ask. */
const CONSOLE_CONFIGS: readonly string[] = ['wrangler.toml', 'deploy/console.toml']

/** Every configuration that something is deployed with. */
export const productionConfigs = (): readonly string[] => [
  'wrangler.toml',
  ...readdirSync(join(ROOT, 'deploy'))
    .filter((file) => file.endsWith('.toml'))
    .map((file) => join('deploy', file)),
]

/** @param args of `wrangler deploy`: an entry, or options */
export function bundle(...args: string[]): Buffer {
  const outdir = mkdtempSync(join(tmpdir(), 'tocsin-bundle-'))
  try {
    execFileSync(
      // This very Node: the one that a shell finds may be too old for wrangler.
      process.execPath,
      [
        join(ROOT, 'node_modules/wrangler/bin/wrangler.js'),
        'deploy',
        '--dry-run',
        '--outdir',
        outdir,
        ...args,
      ],
      { cwd: ROOT, stdio: 'pipe', env: { ...process.env, CI: '1', WRANGLER_LOG_PATH: outdir } },
    )
    const [file] = readdirSync(outdir).filter((name) => name.endsWith('.js'))
    return readFileSync(join(outdir, file ?? ''))
  } finally {
    rmSync(outdir, { recursive: true, force: true })
  }
}

/** What a deployment with a configuration would send: it must build, stay small, and hold nothing of development and nothing of the console unless it serves it. */
export function checkProductionBundle(config: string): {
  readonly gzipBytes: number
  readonly problems: readonly string[]
} {
  const script = bundle('--minify', '-c', config)
  const gzipBytes = gzipSync(script).length
  const problems: string[] = []
  if (gzipBytes > MAX_GZIP_BYTES) problems.push('the bundle exceeds 1 MB gzip')
  if (script.includes(DEV_MARKER)) problems.push('the development entry is in the bundle')
  if (script.includes(CONSOLE_MARKER) && !CONSOLE_CONFIGS.includes(config))
    problems.push('the console is in the bundle')
  return { gzipBytes, problems }
}
