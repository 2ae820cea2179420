/** What the runtime's process costs: CPU seconds and memory, as the kernel counts them. Linux only. */

import { execFileSync } from 'node:child_process'
import { readdirSync, readFileSync } from 'node:fs'

const TICKS_PER_SECOND = Number(execFileSync('getconf', ['CLK_TCK'], { encoding: 'utf8' }))

/** Process ids of workerd processes that this process started, however deep. */
export function runtimePids(root = process.pid): readonly number[] {
  const parents = new Map<number, { parent: number; name: string }>()
  for (const entry of readdirSync('/proc')) {
    if (!/^\d+$/.test(entry)) continue
    try {
      const stat = readFileSync(`/proc/${entry}/stat`, 'utf8')
      const name = stat.slice(stat.indexOf('(') + 1, stat.lastIndexOf(')'))
      const [, parent = '0'] = stat.slice(stat.lastIndexOf(')') + 2).split(' ')
      parents.set(Number(entry), { parent: Number(parent), name })
    } catch {
      // The process ended while we looked: it is none of ours any more.
    }
  }
  const isOurs = (pid: number): boolean => {
    const parent = parents.get(pid)?.parent ?? 0
    return parent === root || (parent > 1 && isOurs(parent))
  }
  return [...parents]
    .filter(([pid, { name }]) => name === 'workerd' && isOurs(pid))
    .map(([pid]) => pid)
}

/** User and system seconds so far. */
export function cpuSeconds(pids: readonly number[]): number {
  return pids.reduce((sum, pid) => {
    const stat = readFileSync(`/proc/${pid}/stat`, 'utf8')
    const fields = stat.slice(stat.lastIndexOf(')') + 2).split(' ')
    return sum + (Number(fields[11]) + Number(fields[12])) / TICKS_PER_SECOND
  }, 0)
}

/** Most bytes that were resident at once since `resetPeak`. */
export function peakBytes(pids: readonly number[]): number {
  return pids.reduce((sum, pid) => {
    const [, kib = '0'] = /VmHWM:\s+(\d+)/.exec(readFileSync(`/proc/${pid}/status`, 'utf8')) ?? []
    return sum + Number(kib) * 1024
  }, 0)
}
