/** Writes docs/configuration.schema.json, for editors. With --check, only says whether it is current. */

import { readFileSync, writeFileSync } from 'node:fs'
import * as z from 'zod'
import { ConfigurationSchema } from '../src/api/configuration.ts'

const FILE = 'docs/configuration.schema.json'

const schema = z.toJSONSchema(ConfigurationSchema, { io: 'input' })
const text = `${JSON.stringify({ title: 'Configuration of a Tocsin system', ...schema }, null, 2)}\n`

if (process.argv.includes('--check')) {
  if (readFileSync(FILE, 'utf8') !== text)
    throw new Error(`${FILE} is out of date: npm run config-docs`)
} else {
  writeFileSync(FILE, text)
}
