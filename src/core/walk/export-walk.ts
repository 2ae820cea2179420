/** Whether phones can download: the index is there, and its newest archive can be read. */

import { utf8 } from '../bytes.ts'
import { readArchive } from '../export/read-archive.ts'
import { readForeignIndex } from '../foreign/foreign-index.ts'
import { fail, succeed } from '../result.ts'
import { type Exchange, tryExchange } from './exchange.ts'
import type { WalkRecorder } from './steps.ts'

/** @param indexUrl "https://…/<root>/index.txt"; its lines are relative to what stands before the root */
export async function walkExport(
  deps: {
    readonly exchange: Exchange
    readonly download: (url: string) => Promise<Uint8Array>
    readonly recorder: WalkRecorder
  },
  indexUrl: string,
): Promise<void> {
  const { exchange, download, recorder } = deps
  const names = await recorder.step('index', async () => {
    const answer = await tryExchange(exchange, indexUrl, { method: 'GET', headers: {} })
    if (!answer.ok) return answer
    if (answer.value.status !== 200) return fail(`answers ${answer.value.status}`)
    const lines = readForeignIndex(utf8(answer.value.text))
    return lines.ok ? lines : fail(`can not be read: ${lines.failure}`)
  })
  const newest = names?.at(-1)
  if (newest === undefined) return
  await recorder.step('archive', async () => {
    try {
      const archive = readArchive(await download(new URL(`../${newest}`, indexUrl).toString()))
      return archive.ok ? succeed(true) : fail(`can not be read: ${archive.failure.rule}`)
    } catch (cause) {
      return fail(`does not answer: ${cause instanceof Error ? cause.message : 'unknown'}`)
    }
  })
}
