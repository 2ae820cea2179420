/** Writes docs/configuration.md from the schema. With --check, only says whether it is current. */

import { readFileSync, writeFileSync } from 'node:fs'
import type * as z from 'zod'
import { ConfigSchema } from '../src/platform/config.ts'

const FILE = 'docs/configuration.md'

const SECRETS = [
  [
    'MASTER_KEY',
    'base64 of 32 random bytes',
    'Wraps every key that is kept in the database. Lost, all of them are lost: keep a copy offline.',
  ],
  [
    'OPERATOR_TOKEN',
    'at least 24 characters',
    'Opens `GET /jobs` and `POST /jobs/<name>`. Without it both are closed.',
  ],
]

const BINDINGS = [
  ['KEYSERVER_DB', 'D1', 'Keys, authorities, apps, exports, jobs.'],
  ['EXPORTS', 'R2', 'What phones download. Public.'],
  ['QUOTA', 'Durable Object', "Exact daily limits of authorities' uploads."],
  ['INGEST_OBJECT', 'Durable Object', 'Nothing: gathers uploads where `INGEST` is `group`.'],
]

const rows = Object.entries(ConfigSchema.shape).map(([name, schema]) => {
  const initial = defaultOf(schema)
  return `| \`${name}\` | ${initial === '' ? 'empty' : `\`${initial}\``} | ${schema.description ?? ''} |`
})

const text = `# Configuration

Generated from \`src/platform/config.ts\` by \`npm run config-docs\`; do not edit.

What who deploys may choose stands in \`[vars]\` of \`wrangler.toml\`. A variable that is not set has its default; a wrong one
keeps every surface from starting, and the error names all that are wrong at once. Durations are written like \`90s\`, \`15m\`,
\`1h30m\` or \`336h\`. What a health authority chooses (apps, keys, exports, signers, padding) are rows of the database.

| Variable | Default | Meaning |
|---|---|---|
${rows.join('\n')}

## Secrets

Set by \`wrangler secret put NAME\`.

| Secret | Form | Meaning |
|---|---|---|
${SECRETS.map(([name, form, meaning]) => `| \`${name}\` | ${form} | ${meaning} |`).join('\n')}

## Bindings

Made and linked by the first \`wrangler deploy\`.

| Binding | Kind | Holds |
|---|---|---|
${BINDINGS.map(([name, kind, holds]) => `| \`${name}\` | ${kind} | ${holds} |`).join('\n')}
`

if (process.argv.includes('--check')) {
  if (readFileSync(FILE, 'utf8') !== text)
    throw new Error(`${FILE} is out of date: npm run config-docs`)
} else {
  writeFileSync(FILE, text)
}

/** The text that stands for a variable that is not set: somewhere inside a schema of several steps. */
function defaultOf(schema: z.core.$ZodType): string {
  const def = schema._zod.def as {
    type: string
    defaultValue?: unknown
    innerType?: z.core.$ZodType
    in?: z.core.$ZodType
  }
  if (def.type === 'default') return String(def.defaultValue)
  const inner = def.in ?? def.innerType
  if (inner === undefined) throw new Error('a variable has no default')
  return defaultOf(inner)
}
