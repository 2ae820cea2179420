import { describe, expect, test } from 'vitest'
import type * as z from 'zod'
import { adminContract } from '../../src/api/openapi/admin.ts'
import { distributionContract } from '../../src/api/openapi/distribution.ts'
import { openApiDocument, type SurfaceContract } from '../../src/api/openapi/document.ts'
import { googleFederationContract } from '../../src/api/openapi/federation-fetch.ts'
import { jobsContract } from '../../src/api/openapi/jobs.ts'
import { PUBLISH_REFUSALS, publishContract } from '../../src/api/openapi/publish.ts'
import { STATS_REFUSALS } from '../../src/api/openapi/stats.ts'
import { verificationContract } from '../../src/api/openapi/verification.ts'
import { PUBLISH_CODES } from '../../src/api/publish.ts'
import { STATS_CODES } from '../../src/api/stats.ts'
import { type Refusal, wireError } from '../../src/http/publish/failures.ts'
import { type StatsRefusal, statsWireError } from '../../src/http/publish/handle-stats.ts'
import { documentedSchema } from '../support/documented-schema.ts'

const CONTRACTS: readonly (readonly [string, SurfaceContract])[] = [
  ['publish', publishContract],
  ['distribution', distributionContract],
  ['jobs', jobsContract],
  ['verification API', verificationContract],
  ['admin API', adminContract],
  ['federation by fetch', googleFederationContract],
]

/** Every value of a document, with its path. */
function* walk(value: unknown, path = '#'): Generator<readonly [string, unknown]> {
  yield [path, value]
  if (typeof value !== 'object' || value === null) return
  for (const [name, member] of Object.entries(value)) yield* walk(member, `${path}/${name}`)
}

const resolve = (document: unknown, pointer: string): unknown =>
  pointer
    .slice(2)
    .split('/')
    .reduce<unknown>((at, name) => (at as Record<string, unknown> | undefined)?.[name], document)

describe.each(CONTRACTS)('the document of %s', (_surface, contract) => {
  const document = openApiDocument(contract)

  test('is OpenAPI 3.1 and plain JSON', () => {
    expect(document.openapi).toMatch(/^3\.1\.\d+$/)
    expect(JSON.parse(JSON.stringify(document))).toEqual(document)
  })

  test('refers to nothing that is not there', () => {
    const refs = [...walk(document)].filter(([path]) => path.endsWith('/$ref'))
    for (const [path, ref] of refs) {
      expect(resolve(document, String(ref)), `${path} → ${ref}`).toBeDefined()
    }
    const isPublished = contract === distributionContract
    expect(refs.length).toBeGreaterThan(isPublished ? 0 : 5)
  })

  test('names each operation once, and each parameter of a path', () => {
    const ids = contract.endpoints.map(({ id }) => id)
    expect(new Set(ids).size).toBe(ids.length)
    for (const { path, parameters = [] } of contract.endpoints) {
      const inPath = [...path.matchAll(/\{(\w+)\}/g)].map(([, name]) => name)
      const declared = parameters.filter((parameter) => parameter.in === 'path')
      expect(declared.map(({ name }) => name)).toEqual(inPath)
    }
  })

  test('has one schema under each name', () => {
    const byName = new Map<string, z.ZodType>()
    for (const { request, answers } of contract.endpoints) {
      const bodies = [request?.body, ...answers.map((answer) => answer.body)]
      for (const body of bodies.flatMap((each) => [each, ...(each?.parts ?? [])])) {
        if (body === undefined || body.name === 'OpenApi') continue
        expect(byName.get(body.name) ?? body.schema, body.name).toBe(body.schema)
        byName.set(body.name, body.schema)
      }
    }
  })

  test('has examples that its schemas take, the parsing ones and the documented ones', () => {
    let count = 0
    for (const { request, answers, parameters = [] } of contract.endpoints) {
      for (const { schema, example } of parameters) schema.parse(example)
      const bodies = [...(request ? [request] : []), ...answers]
      for (const { body, examples = {} } of bodies) {
        if (body === undefined) continue
        const documented = documentedSchema(document, body.name)
        for (const example of Object.values(examples)) {
          body.schema.parse(example)
          documented.parse(example)
          count++
        }
      }
    }
    expect(count).toBeGreaterThan(0)
  })
})

/** One of each reason: a new one does not compile without an entry. */
const REFUSALS: { readonly [Reason in Refusal['reason']]: Extract<Refusal, { reason: Reason }> } = {
  unsupported_media_type: { reason: 'unsupported_media_type' },
  body_too_large: { reason: 'body_too_large' },
  unreadable: { reason: 'unreadable', problem: { reason: 'syntax' } },
  maintenance: { reason: 'maintenance' },
  unknown_health_authority: { reason: 'unknown_health_authority' },
  region_not_allowed: { reason: 'region_not_allowed' },
  missing_region: { reason: 'missing_region' },
  certificate_invalid: { reason: 'certificate_invalid', problem: { reason: 'hmac_mismatch' } },
  quota_exceeded: { reason: 'quota_exceeded' },
  no_keys: { reason: 'no_keys' },
  too_many_keys: { reason: 'too_many_keys', count: 31, max: 30 },
  no_valid_keys: { reason: 'no_valid_keys', errors: ['key 0 is not base64'] },
  overlapping_keys: { reason: 'overlapping_keys', problem: 'keys overlap' },
  missing_revision_token: { reason: 'missing_revision_token' },
  invalid_revision_token: { reason: 'invalid_revision_token', because: 'not_in_token' },
  key_already_revised: { reason: 'key_already_revised' },
  invalid_report_type_transition: {
    reason: 'invalid_report_type_transition',
    from: 'confirmed-test',
    to: 'revoked',
  },
  not_revisable: { reason: 'not_revisable', because: 'busy' },
  tenants_unavailable: { reason: 'tenants_unavailable' },
  storage_unavailable: { reason: 'storage_unavailable' },
  internal: { reason: 'internal' },
}

const nameOf = ({ status, code }: { status: number; code?: string | undefined }) =>
  `${status} ${code ?? ''}`

describe('refusals of an upload', () => {
  const documented = new Set(PUBLISH_REFUSALS.map(nameOf))

  test.each(Object.values(REFUSALS))(
    '$reason is documented with its status and code',
    (refusal) => {
      expect(documented).toContain(nameOf(wireError(refusal)))
    },
  )

  test('none is documented that the table does not give', () => {
    const given = new Set(Object.values(REFUSALS).map((refusal) => nameOf(wireError(refusal))))
    expect([...documented].filter((name) => !given.has(name))).toEqual([])
  })

  test('examples have the texts of the table', () => {
    const texts = Object.values(REFUSALS).map((refusal) => wireError(refusal).error)
    for (const { error } of PUBLISH_REFUSALS) expect(texts).toContain(error)
  })

  test('every code of the API has an example', () => {
    const answers = publishContract.endpoints[0]?.answers ?? []
    const codes = answers.flatMap(({ examples = {} }) =>
      Object.values(examples).map((example) => (example as { code?: string }).code),
    )
    for (const code of PUBLISH_CODES) expect(codes).toContain(code)
  })
})

/** One of each reason, and of each text that a refused token has. */
const STATS: readonly StatsRefusal[] = Object.values({
  unsupported_media_type: [{ reason: 'unsupported_media_type' }],
  body_too_large: [{ reason: 'body_too_large' }],
  unreadable: [{ reason: 'unreadable', problem: { reason: 'syntax' } }],
  maintenance: [{ reason: 'maintenance' }],
  no_bearer: [{ reason: 'no_bearer' }],
  token_refused: [
    { reason: 'token_refused', problem: { reason: 'wrong_audience' } },
    { reason: 'token_refused', problem: { reason: 'access_forbidden' } },
    { reason: 'token_refused', problem: { reason: 'bad_signature' } },
  ],
  internal: [{ reason: 'internal' }],
} satisfies {
  readonly [Reason in StatsRefusal['reason']]: readonly Extract<StatsRefusal, { reason: Reason }>[]
}).flat()

describe('refusals of a request for statistics', () => {
  const answered = STATS.map(statsWireError)

  test('are documented with status, code and text, and no others are', () => {
    const textOf = ({
      status,
      code,
      error,
    }: Omit<(typeof answered)[number], 'code'> & { code?: string | undefined }) =>
      `${status} ${code ?? ''} ${error}`
    expect(STATS_REFUSALS.map(textOf).sort()).toEqual(answered.map(textOf).sort())
  })

  test('have every code of the API', () => {
    const codes = STATS_REFUSALS.map(({ code }) => code)
    for (const code of STATS_CODES) expect(codes).toContain(code)
  })
})
