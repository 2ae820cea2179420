/** What the demo keeps of its play: what it shows, what it found wrong, and what no log line may hold. */

import { SingleBar } from 'cli-progress'
import type { SentKey } from '../test/support/test-authority.ts'

const AT_ONCE = 16

/** Rows of three cells. */
export const table: string[][] = []
export const problems: string[] = []
/** Lines that the system logged. */
export const logs: string[] = []
/** What was sent or given out and is nobody else's business. */
export const secrets: string[] = []

export function expect(holds: boolean, otherwise: string): void {
  if (!holds) problems.push(otherwise)
}

export function remember(keys: readonly SentKey[], body: object): void {
  secrets.push(...keys.map((key) => key.key))
  const { verificationPayload, hmacKey } = body as Record<string, unknown>
  secrets.push(String(verificationPayload), String(hmacKey))
}

/** No log line may hold what was sent. */
export function checkLogs(): void {
  const text = logs.join('')
  expect(text.includes('"published"'), 'the log does not tell of uploads')
  for (const secret of secrets) {
    if (secret.length > 8 && text.includes(secret)) problems.push('the log holds key material')
  }
}

/** Prints all, and ends with an exit code that tells. @param startedAt by `performance.now()` */
export function report(startedAt: number): void {
  const width = [0, 1, 2].map((i) => Math.max(...table.map((row) => (row[i] ?? '').length)))
  for (const row of table) {
    console.log(row.map((cell, i) => cell.padEnd(width[i] ?? 0)).join('  '))
  }
  const seconds = ((performance.now() - startedAt) / 1000).toFixed(1)
  for (const problem of new Set(problems)) console.error(`MISMATCH: ${problem}`)
  console.log(
    problems.length === 0
      ? `\nEvery key was found again, every archive passed every check. ${seconds} s.`
      : `\n${problems.length} mismatches. ${seconds} s.`,
  )
  if (problems.length > 0) process.exitCode = 1
}

/** Phones don't wait for one another: a few at a time. */
export async function inParallel(
  count: number,
  act: (index: number) => Promise<void>,
): Promise<void> {
  let next = 0
  const worker = async () => {
    while (next < count) await act(next++)
  }
  await Promise.all(Array.from({ length: AT_ONCE }, worker))
}

export function progress(label: string, total: number): SingleBar {
  const bar = new SingleBar({
    format: `${label.padEnd(16)} {bar} {value}/{total}`,
    clearOnComplete: true,
  })
  bar.start(total, 0)
  return bar
}
