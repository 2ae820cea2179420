/** Writes src/ui/assets.ts from the console's stylesheet and script. With --check, only says whether it is current. */

import { createHash } from 'node:crypto'
import { readFileSync, writeFileSync } from 'node:fs'

const FILE = 'src/ui/assets.ts'
const STYLE = readFileSync('src/ui/style/console.css', 'utf8')
const SCRIPT = readFileSync('src/ui/script/console.js', 'utf8')

/** A new content has a new address: browsers keep what they have for good. */
const pathOf = (text: string, extension: string) =>
  `/console/assets/console-${createHash('sha256').update(text).digest('hex').slice(0, 16)}.${extension}`

const text = `// Written by scripts/console-assets.ts from style/console.css and script/console.js. Don't edit.

export const STYLE_PATH = ${JSON.stringify(pathOf(STYLE, 'css'))}
export const STYLE = ${JSON.stringify(STYLE)}

export const SCRIPT_PATH = ${JSON.stringify(pathOf(SCRIPT, 'js'))}
export const SCRIPT = ${JSON.stringify(SCRIPT)}
`

if (!process.argv.includes('--check')) writeFileSync(FILE, text)
else if (readFileSync(FILE, 'utf8') !== text) {
  console.error(`${FILE} is not current: run node scripts/console-assets.ts`)
  process.exit(1)
}
