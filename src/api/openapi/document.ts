/**
 * OpenAPI 3.1 documents of the surfaces, made of the very schemas that parse. A surface is a list of endpoints; one more
 * endpoint is one more entry.
 */

import * as z from 'zod'
import type { ApiKeyType } from '../../core/realms/api-key.ts'

/** A schema by the name under which the document holds it. */
export interface NamedSchema {
  readonly name: string
  readonly schema: z.ZodType
  /** Schemas within it that the document refers to by their own names. */
  readonly parts?: readonly NamedSchema[]
  /** Of an answer whose schema is also that of a request: members with a default may be missing. */
  readonly isAlsoSent?: boolean
}

export interface Parameter {
  readonly name: string
  readonly in: 'path' | 'query' | 'header'
  readonly description: string
  readonly schema: z.ZodType
  readonly isRequired?: boolean
  readonly example: string | number
}

/** Bodies by name; with a schema they are held to it by a test. */
export type Examples = Readonly<Record<string, unknown>>

export interface Answer {
  readonly status: number
  readonly description: string
  /** JSON where nothing else is said. */
  readonly contentType?: string
  /** Absent for a body that is no JSON, and with `isEmpty` for none. */
  readonly body?: NamedSchema
  readonly isEmpty?: boolean
  readonly headers?: Readonly<Record<string, string>>
  readonly examples?: Examples
}

export interface Endpoint {
  readonly method: 'get' | 'post' | 'put'
  /** With parameters in braces. */
  readonly path: string
  readonly id: string
  readonly summary: string
  readonly description?: string
  /** Whether it asks for the operator's token. */
  readonly isOperators?: boolean
  /** Type of the realm's API key that it asks for. */
  readonly apiKey?: ApiKeyType
  readonly parameters?: readonly Parameter[]
  readonly request?: { readonly body: NamedSchema; readonly examples: Examples }
  /** What the body is, where it is no JSON. */
  readonly binaryRequest?: string
  readonly answers: readonly Answer[]
}

export interface SurfaceContract {
  readonly title: string
  readonly description: string
  readonly endpoints: readonly Endpoint[]
}

type Json = Readonly<Record<string, unknown>>

export interface OpenApiDocument extends Json {
  readonly openapi: string
  readonly paths: Readonly<Record<string, Json>>
  readonly components: { readonly schemas: Readonly<Record<string, Json>> }
}

const SCHEME = 'operatorToken'
const API_VERSION = '1'

export function openApiDocument(contract: SurfaceContract): OpenApiDocument {
  const paths: Record<string, Record<string, Json>> = {}
  for (const endpoint of contract.endpoints) {
    const path = paths[endpoint.path] ?? {}
    path[endpoint.method] = operationOf(endpoint)
    paths[endpoint.path] = path
  }
  return {
    openapi: '3.1.0',
    info: { title: contract.title, description: contract.description, version: API_VERSION },
    paths,
    components: {
      schemas: schemasOf(contract.endpoints),
      ...securityOf(contract.endpoints),
    },
  }
}

/** Schemes that any of them asks for. */
function securityOf(endpoints: readonly Endpoint[]): Json {
  const types = new Set(endpoints.flatMap(({ apiKey }) => apiKey ?? []))
  const schemes = {
    ...(endpoints.some(({ isOperators }) => isOperators) && {
      [SCHEME]: { type: 'http', scheme: 'bearer' },
    }),
    ...Object.fromEntries(
      [...types].map((type) => [`${type}Key`, { type: 'apiKey', in: 'header', name: 'X-API-Key' }]),
    ),
  }
  return Object.keys(schemes).length === 0 ? {} : { securitySchemes: schemes }
}

function operationOf(endpoint: Endpoint): Json {
  const { id, summary, description, parameters, request, isOperators, apiKey } = endpoint
  const { binaryRequest } = endpoint
  return {
    operationId: id,
    summary,
    ...(description !== undefined && { description }),
    ...(isOperators && { security: [{ [SCHEME]: [] }] }),
    ...(apiKey !== undefined && { security: [{ [`${apiKey}Key`]: [] }] }),
    ...(parameters !== undefined && { parameters: parameters.map(parameterOf) }),
    ...(request !== undefined && {
      requestBody: { required: true, content: contentOf(request.body, request.examples) },
    }),
    ...(binaryRequest !== undefined && {
      requestBody: {
        required: true,
        description: binaryRequest,
        content: { 'application/octet-stream': {} },
      },
    }),
    responses: Object.fromEntries(
      endpoint.answers.map((answer) => [String(answer.status), answerOf(answer)]),
    ),
  }
}

const parameterOf = (parameter: Parameter): Json => ({
  name: parameter.name,
  in: parameter.in,
  description: parameter.description,
  ...((parameter.in === 'path' || parameter.isRequired) && { required: true }),
  schema: plain(parameter.schema, 'input'),
  example: parameter.example,
})

function answerOf(answer: Answer): Json {
  const { description, headers, examples = {}, body, contentType, isEmpty } = answer
  return {
    description,
    ...(headers !== undefined && {
      headers: Object.fromEntries(
        Object.entries(headers).map(([name, says]) => [
          name,
          { description: says, schema: { type: 'string' } },
        ]),
      ),
    }),
    ...(!isEmpty && { content: contentOf(body, examples, contentType) }),
  }
}

const contentOf = (
  body: NamedSchema | undefined,
  examples: Examples,
  contentType = 'application/json',
): Json => ({
  [contentType]: {
    ...(body !== undefined && { schema: { $ref: refTo(body) } }),
    ...(Object.keys(examples).length > 0 && {
      examples: Object.fromEntries(
        Object.entries(examples).map(([name, value]) => [name, { value }]),
      ),
    }),
  },
})

function schemasOf(endpoints: readonly Endpoint[]): Record<string, Json> {
  const schemas: Record<string, Json> = {}
  const add = ({ name, schema, parts = [], isAlsoSent }: NamedSchema, io: Direction): void => {
    schemas[name] = plain(schema, isAlsoSent ? 'input' : io, parts)
    for (const part of parts) add(part, io)
  }
  for (const { request, answers } of endpoints) {
    if (request !== undefined) add(request.body, 'input')
    for (const { body } of answers) if (body !== undefined) add(body, 'output')
  }
  return schemas
}

/** Requests as they are sent, before defaults are filled in. */
type Direction = 'input' | 'output'

function plain(schema: z.ZodType, io: Direction, parts: readonly NamedSchema[] = []): Json {
  const named = new Map<unknown, NamedSchema>(parts.map((part) => [part.schema, part]))
  const { $schema: _, ...json } = z.toJSONSchema(schema, {
    io,
    override: ({ zodSchema, jsonSchema }) => {
      const part = named.get(zodSchema)
      if (part === undefined) return
      for (const name of Object.keys(jsonSchema)) delete jsonSchema[name]
      jsonSchema.$ref = refTo(part)
    },
  })
  return json
}

const refTo = ({ name }: NamedSchema): string => `#/components/schemas/${name}`
