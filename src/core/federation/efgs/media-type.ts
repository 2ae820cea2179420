/**
 * The form of a batch as headers name it: protobuf or JSON, each with the version of the protocol, 1.0 and no other. Pure.
 * Source: eu-federation-gateway-service, SemVerUtils and its controllers, as they answered when they were run.
 */

import { fail, type Result, succeed } from '../../result.ts'

export type BatchForm = 'protobuf' | 'json'

/** What is written. */
export const MEDIA_TYPE: Readonly<Record<BatchForm, string>> = {
  protobuf: 'application/protobuf; version=1.0',
  json: 'application/json; version=1.0',
}

export interface MediaTypeFailure {
  readonly status: 400 | 406 | 415
  /** For the answer's body; undefined where the framework answers by itself. */
  readonly detail: string | undefined
}

const FORMS: Readonly<Record<string, BatchForm>> = {
  'application/protobuf': 'protobuf',
  'application/json': 'json',
}

const MAX_HEADER_CHARACTERS = 1024
const INCOMPATIBLE = 'Protocol version is not compatible!'

/** The form of an upload's body. */
export function readContentType(header: string | undefined): Result<BatchForm, MediaTypeFailure> {
  const type = header === undefined ? undefined : parse(header)
  const form = type && FORMS[type.name]
  if (type === undefined || form === undefined) return fail({ status: 415, detail: undefined })
  const version = type.parameters.get('version')
  if (version === undefined) {
    return fail({ status: 400, detail: 'Version parameter of Content-Type is required!' })
  }
  const numbers = versionOf(version)
  if (numbers === undefined) {
    return fail({ status: 400, detail: 'Version of Content-Type can not be parsed!' })
  }
  return isCompatible(numbers) ? succeed(form) : fail({ status: 406, detail: INCOMPATIBLE })
}

/** The form that a download asks for. Only the best of those that it would take is looked at. */
export function readAccept(header: string | undefined): Result<BatchForm, MediaTypeFailure> {
  const types = acceptedTypes(header)
  const best = types?.find(({ name }) => name in FORMS || isWildcard(name))
  if (best === undefined) return fail({ status: 406, detail: undefined })
  const form = FORMS[best.name]
  const version = best.parameters.get('version')
  const numbers = version === undefined ? undefined : versionOf(version)
  return form !== undefined && numbers !== undefined && isCompatible(numbers)
    ? succeed(form)
    : fail({ status: 415, detail: INCOMPATIBLE })
}

/** Whether an answer in JSON is welcome, whatever its version. */
export const acceptsJson = (header: string | undefined): boolean =>
  acceptedTypes(header)?.some(({ name }) => FORMS[name] === 'json' || isWildcard(name)) ?? false

interface MediaType {
  /** Lower case. */
  readonly name: string
  readonly parameters: ReadonlyMap<string, string>
}

const ANY: MediaType = { name: '*/*', parameters: new Map() }

const isWildcard = (name: string): boolean => name === '*/*' || name === 'application/*'

/** The closest first, then by quality; undefined where one of them is malformed. */
function acceptedTypes(header: string | undefined): readonly MediaType[] | undefined {
  if (header === undefined) return [ANY]
  const types = header.length > MAX_HEADER_CHARACTERS ? [] : header.split(',').map(parse)
  const ranked: { type: MediaType; closeness: number; quality: number }[] = []
  for (const type of types) {
    if (type === undefined) return undefined
    const quality = qualityOf(type)
    if (quality === undefined) return undefined
    if (quality === 0) continue
    const closeness = type.name === '*/*' ? 0 : type.name.endsWith('/*') ? 1 : 2
    ranked.push({ type, closeness, quality })
  }
  return ranked
    .sort((a, b) => b.closeness - a.closeness || b.quality - a.quality)
    .map(({ type }) => type)
}

function qualityOf({ parameters }: MediaType): number | undefined {
  const text = parameters.get('q') ?? '1'
  return QUALITY.test(text) ? Number(text) : undefined
}

const QUALITY = /^(0(\.\d{0,3})?|1(\.0{0,3})?)$/
const TOKEN = /^[!#$%&'*+.^_`|~0-9A-Za-z-]+$/
const QUOTED = /^"[^"\\]*"$/

function parse(text: string): MediaType | undefined {
  if (text.length > MAX_HEADER_CHARACTERS) return undefined
  const [name = '', ...parts] = text.split(';').map((part) => part.trim())
  const [type = '', subtype = '', ...more] = name.split('/')
  if (!TOKEN.test(type) || !TOKEN.test(subtype) || more.length > 0) return undefined
  const parameters = new Map<string, string>()
  for (const part of parts) {
    const at = part.indexOf('=')
    const [key, value] = [part.slice(0, at), part.slice(at + 1)]
    if (!TOKEN.test(key) || !(TOKEN.test(value) || QUOTED.test(value))) return undefined
    parameters.set(key.toLowerCase(), value)
  }
  return { name: name.toLowerCase(), parameters }
}

/** Two numbers, however many zeros stand before them, and no quotes around them. */
function versionOf(text: string): readonly [number, number] | undefined {
  const [, major, minor] = VERSION.exec(text) ?? []
  return major === undefined || minor === undefined ? undefined : [Number(major), Number(minor)]
}

const VERSION = /^(\d{1,9})\.(\d{1,9})$/

const isCompatible = ([major, minor]: readonly [number, number]): boolean =>
  major === 1 && minor === 0
