/** The socket of the command line: process, clock and streams. */

import { readFileSync } from 'node:fs'
import { run } from './program.ts'

const STDIN = 0

// Whoever reads may stop before the end, as `head` does.
process.stdout.on('error', (error: NodeJS.ErrnoException) => {
  if (error.code !== 'EPIPE') throw error
  process.exit(process.exitCode)
})

process.exitCode = await run(process.argv.slice(2), {
  out: (text) => process.stdout.write(text),
  err: (text) => process.stderr.write(text),
  now: () => Math.floor(Date.now() / 1000),
  readStdin: () => readFileSync(STDIN),
})
