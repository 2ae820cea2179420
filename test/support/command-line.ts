/** The operators' command line in this process, with streams that are kept and a clock that stands. */

import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { dirname, join } from 'node:path'
import { afterAll } from 'vitest'
import { run } from '../../src/cli/program.ts'
import { WINDOW_END } from './archives.ts'

export async function tocsin(args: readonly string[], stdin = '') {
  let out = ''
  let err = ''
  const exitCode = await run(args, {
    out: (text) => {
      out += text
    },
    err: (text) => {
      err += text
    },
    now: () => WINDOW_END,
    readStdin: () => Buffer.from(stdin),
  })
  return { exitCode, out, err }
}

/** What a command prints with --json. */
export const asJson = async (...args: string[]) =>
  JSON.parse((await tocsin([...args, '--json'])).out)

/** A folder for the files of one test file, gone after it. */
export function scratchFolder() {
  const path = mkdtempSync(join(tmpdir(), 'tocsin-cli-'))
  afterAll(() => rmSync(path, { recursive: true }))
  const put = (name: string, content: string | Uint8Array): string => {
    const file = join(path, name)
    mkdirSync(dirname(file), { recursive: true })
    writeFileSync(file, content)
    return file
  }
  return { path, put }
}
