/** Commands in the playbooks are ones that there are. */

import { readdirSync, readFileSync } from 'node:fs'
import { describe, expect, test } from 'vitest'
import { tocsin } from '../support/command-line.ts'

const FOLDER = 'docs/playbooks'

describe.each(readdirSync(FOLDER).filter((name) => name.endsWith('.md')))('%s', (file) => {
  const text = readFileSync(`${FOLDER}/${file}`, 'utf8')
  const commands = [...text.matchAll(/\btocsin ([a-z]+)((?: (?:"[^"]*"|[^\s"`]+))*)/g)].map(
    ([, verb = '', rest = '']) => ({ verb, options: rest.match(/--[a-z-]+/g) ?? [] }),
  )

  test.runIf(commands.length > 0)('names verbs and options that the command line has', async () => {
    for (const { verb, options } of commands) {
      const { exitCode, out } = await tocsin([verb, '--help'])
      expect(exitCode, verb).toBe(0)
      for (const option of options) expect(out, `${verb} ${option}`).toContain(`${option} `)
    }
  })

  test('links to pages that exist', () => {
    for (const [, target = ''] of text.matchAll(/\]\(([^)#]+)/g)) {
      if (!target.includes(':'))
        expect(readFileSync(`${FOLDER}/${target}`).length).toBeGreaterThan(0)
    }
  })
})
