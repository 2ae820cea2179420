/** Writes docs/configuration.md from the schema. With --check, only says whether it is current. */

import { readFileSync, writeFileSync } from 'node:fs'
import type * as z from 'zod'
import { ConfigurationSchema } from '../src/api/configuration.ts'
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
    'Opens `/jobs` and `/operator`. Without it both are closed.',
  ],
  [
    'CORONAMELDER_PORTAL_JWT_KEY',
    'at least 32 characters',
    "Optional. Signs the tokens of the Dutch health service's portal (HS256). Without it no upload of CoronaMelder is confirmed.",
  ],
  [
    'NHS_SUBMISSION_KEYS',
    '`name:digest,name:digest`',
    "API keys of NHS apps; a digest is the SHA-256 of a key's value in hexadecimal. Needed where `NHS_SUBMISSION_APP` is set.",
  ],
  ['NHS_HEALTH_KEYS', 'the same', 'API keys of who watches `/submission/diagnosis-keys/health`.'],
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

Generated from \`src/platform/config.ts\` and \`src/api/configuration.ts\` by \`npm run config-docs\`; do not edit.

What who deploys may choose stands in \`[vars]\` of \`wrangler.toml\`. A variable that is not set has its default; a wrong one
keeps every surface from starting, and the error names all that are wrong at once. Durations are written like \`90s\`, \`15m\`,
\`1h30m\` or \`336h\`. What a health authority chooses
(apps, keys, exports, signers, padding) is [one document](#the-document).

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

## The document

\`tocsin apply FILE.json\` brings the database to what the document says, whole or not at all, and \`tocsin export-config\` writes
what is there in the same form ([setup](guides/setup.md), [command line](guides/command-line.md#apply)). An example is
[examples/configuration.json](examples/configuration.json); editors check against
[configuration.schema.json](configuration.schema.json).

A section that is missing is left alone; one that is there is complete: what it does not name goes. Rows are named by what
others know them by, never by ids. Times are UTC, like \`2026-11-19T10:20:00Z\`; one that starts something is 1970 where it is left
out. Regions are in upper case. Addresses are https and public.

${Object.entries(ConfigurationSchema.shape)
  .filter(([name]) => name !== '$schema')
  .map(([name, schema]) => sectionText(name, schema))
  .join('\n\n')}
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

interface Described {
  readonly description?: string | undefined
  readonly _zod: z.core.$ZodType['_zod']
}

interface SchemaDef {
  readonly type: string
  readonly innerType?: Described
  readonly element?: Described
  readonly shape?: Readonly<Record<string, Described>>
  readonly defaultValue?: unknown
}

function defOf(schema: Described): SchemaDef {
  return schema._zod.def as unknown as SchemaDef
}

/** One section of the document as a table of its members; those of a list within it by "list[].member". */
function sectionText(name: string, schema: Described): string {
  return `### \`${name}\`

${schema.description ?? ''}

| Member | Default | Meaning |
|---|---|---|
${memberRows(unwrapped(schema), '').join('\n')}`
}

function memberRows(list: Described, prefix: string): string[] {
  const entry = defOf(list).element
  const shape = entry === undefined ? undefined : defOf(entry).shape
  return Object.entries(shape ?? {}).flatMap(([member, schema]) => [
    `| \`${prefix}${member}\` | ${initialText(schema)} | ${descriptionOf(schema)} |`,
    ...(defOf(unwrapped(schema)).type === 'array'
      ? memberRows(unwrapped(schema), `${prefix}${member}[].`)
      : []),
  ])
}

/** Without what says that it may be left out. */
function unwrapped(schema: Described): Described {
  const { innerType } = defOf(schema)
  return innerType === undefined ? schema : unwrapped(innerType)
}

/** A description stands on the schema or on the one within. */
function descriptionOf(schema: Described): string {
  const { innerType } = defOf(schema)
  return schema.description ?? (innerType === undefined ? '' : descriptionOf(innerType))
}

function initialText(schema: Described): string {
  const { type, defaultValue } = defOf(schema)
  if (type === 'optional') return 'none'
  return type === 'default' ? `\`${JSON.stringify(defaultValue)}\`` : '–'
}
