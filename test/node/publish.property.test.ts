import fc from 'fast-check'
import { describe, test } from 'vitest'
import {
  BYTES_PROPERTIES,
  CERTIFICATE_PROPERTIES,
  JSON_PROPERTIES,
  type NamedProperty,
  TOKEN_PROPERTIES,
} from '../properties/decoders.ts'
import { PUBLISH_PROPERTIES } from '../properties/publish.ts'

/** A case of a cost takes its share of them, but there are always some hundreds. */
const CASES = 20_000
const MIN_CASES = 300

const check = ({ property, cost }: NamedProperty, cases: number) =>
  fc.assert(property, { numRuns: Math.max(MIN_CASES, Math.ceil(cases / Math.max(1, cost / 10))) })

describe.each([
  ['JSON', JSON_PROPERTIES],
  ['bytes', BYTES_PROPERTIES],
  ['certificates', CERTIFICATE_PROPERTIES],
  ['tokens', TOKEN_PROPERTIES],
  ['the endpoint', PUBLISH_PROPERTIES],
])('%s', (_name, properties) => {
  test.each(properties)('$name', async (property) => {
    await check(property, CASES)
  })
})
