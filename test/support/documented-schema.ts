/** Schemas as a document holds them, for holding bodies to them. */

import * as z from 'zod'
import type { OpenApiDocument } from '../../src/api/openapi/document.ts'

const COMPONENTS = '#/components/schemas/'

/** @returns the schema of that name, with those that it refers to in their places */
export function documentedSchema(document: OpenApiDocument, name: string): z.ZodType {
  const inPlace = (value: unknown): unknown => {
    if (Array.isArray(value)) return value.map(inPlace)
    if (typeof value !== 'object' || value === null) return value
    const { $ref } = value as { $ref?: unknown }
    if (typeof $ref === 'string' && $ref.startsWith(COMPONENTS)) {
      return inPlace(document.components.schemas[$ref.slice(COMPONENTS.length)])
    }
    return Object.fromEntries(
      Object.entries(value).map(([member, within]) => [member, inPlace(within)]),
    )
  }
  return z.fromJSONSchema(
    inPlace(document.components.schemas[name]) as Parameters<typeof z.fromJSONSchema>[0],
  )
}
