/**
 * The system under measurement, in a process of its own so that it can have a core of its own. Speaks over the channel that
 * `fork` opens; `startServer` is the other end.
 */

import { execFileSync, fork } from 'node:child_process'
import { once } from 'node:events'
import { existsSync } from 'node:fs'
import { cpus } from 'node:os'
import { LINK_HOST } from '../scripts/identity.ts'
import { dev, startRuntime } from '../scripts/runtime.ts'
import type { ApiKeyType } from '../src/core/realms/api-key.ts'
import type { Seed } from '../src/flows/seed.ts'
import type { TestAuthority } from '../test/support/test-authority.ts'
import { fillKeys } from './fill.ts'
import { cpuSeconds, peakBytes, runtimePids } from './process.ts'

export interface ServerOptions {
  readonly vars?: Record<string, string>
  readonly exports?: Seed['exports']
  readonly layoutExports?: NonNullable<Seed['layoutExports']>
  /** Caps the V8 heap of the system, MB. */
  readonly maxHeapMb?: number
  /** Cores that it may use, as taskset writes them; undefined: any. */
  readonly cores?: string
}

const MEMORY_FOLDER = '/dev/shm'

/**
 * Where databases are kept while they are measured: in memory where there is such a folder, so that the figures tell of the
 * work and not of this machine's disk, which serves others too. BENCH_DISK=1 keeps them on disk.
 */
export const stateKind = (): 'memory' | 'disk' =>
  existsSync(MEMORY_FOLDER) && process.env['BENCH_DISK'] !== '1' ? 'memory' : 'disk'

export interface Server {
  readonly baseUrl: string
  readonly authority: TestAuthority
  readonly signerPublicKeyPem: string
  readonly realmKeys: Readonly<Record<ApiKeyType, string>>
  /** Host of the realm's links. */
  readonly linkHost: string
  readonly pids: readonly number[]
  /** Fills the database. */
  fill(options: { keys: number; slots: readonly number[]; seed?: number }): Promise<void>
  dev<T>(path: string, body?: object): Promise<T>
  cpuSeconds(): number
  peakBytes(): number
  stop(): Promise<void>
}

interface Ready {
  readonly baseUrl: string
  readonly authority: TestAuthority
  readonly signerPublicKeyPem: string
  readonly realmKeys: Readonly<Record<ApiKeyType, string>>
  /** Host of the realm's links. */
  readonly linkHost: string
  readonly pids: readonly number[]
}

type Command =
  | {
      readonly command: 'fill'
      readonly keys: number
      readonly slots: readonly number[]
      readonly seed?: number
    }
  | { readonly command: 'stop' }

export async function startServer(options: ServerOptions = {}): Promise<Server> {
  const pin = options.cores === undefined ? [] : ['-c', options.cores]
  const child = fork(import.meta.filename, [JSON.stringify(options)], {
    ...(pin.length > 0 && { execPath: 'taskset', execArgv: [...pin, process.execPath] }),
    env: {
      ...process.env,
      ...(stateKind() === 'memory' && { TMPDIR: MEMORY_FOLDER }),
      ...(options.maxHeapMb !== undefined && {
        MINIFLARE_WORKERD_V8_FLAGS: `--max-heap-size=${options.maxHeapMb}`,
      }),
    },
  })
  const answer = async <T>(command?: Command): Promise<T> => {
    const reply = once(child, 'message')
    if (command !== undefined) child.send(command)
    const exit = once(child, 'exit').then(() => {
      throw new Error('the system ended')
    })
    const [message] = await Promise.race([reply, exit])
    return message as T
  }
  const ready = await answer<Ready>()
  return {
    ...ready,
    fill: (fill) => answer({ command: 'fill', ...fill }),
    dev: (path, body) => dev(ready, path, body),
    cpuSeconds: () => cpuSeconds(ready.pids),
    peakBytes: () => peakBytes(ready.pids),
    async stop() {
      const exit = once(child, 'exit')
      child.send({ command: 'stop' } satisfies Command)
      await exit
    },
  }
}

async function serve(options: ServerOptions): Promise<void> {
  const runtime = await startRuntime({
    ...(options.vars && { vars: options.vars }),
    // What is measured are the keys that were filled in, by jobs that are called one by one.
    seed: {
      padding: [],
      layoutExports: options.layoutExports ?? [],
      ...(options.exports && { exports: options.exports }),
    },
  })
  // The core is for the system. This process, which only reads its log, would take a fifth of it.
  if (options.cores !== undefined && cpus().length > 1) {
    execFileSync('taskset', ['-a', '-c', '-p', `0-${cpus().length - 1}`, String(process.pid)])
  }
  process.on('message', async (message: Command) => {
    if (message.command === 'stop') {
      await runtime.stop()
      process.exit(0)
    }
    await fillKeys(runtime.miniflare, message)
    process.send?.({ filled: message.keys })
  })
  const { baseUrl, authority, signerPublicKeyPem, realms } = runtime
  const pids = runtimePids()
  const realmKeys = realms[0]?.apiKeys ?? { admin: '', device: '', stats: '' }
  const ready: Ready = {
    baseUrl,
    authority,
    signerPublicKeyPem,
    realmKeys,
    linkHost: LINK_HOST,
    pids,
  }
  process.send?.(ready)
}

const [, file, argument] = process.argv
if (file === import.meta.filename && process.send !== undefined) {
  await serve(JSON.parse(argument ?? '{}'))
}
