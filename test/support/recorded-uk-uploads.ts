/** The uploads that the recorded cases speak of: their names tell what was sent, and here it is made. */

import { toBase64, toBase64Url, utf8 } from '../../src/core/bytes.ts'
import { generateKeyPair, signP1363 } from '../../src/core/crypto/ecdsa.ts'
import { exposure, type SentExposure, type TestNation, today } from './uk-hub.ts'

/** A body, or what becomes the payload of one. */
export interface RecordedUpload {
  readonly exposures?: readonly SentExposure[]
  readonly tag?: string
  readonly body?: string
  readonly headers?: Readonly<Record<string, string>>
  /** Makes the payload from its JSON. */
  readonly sign?: (json: string, nation: TestNation) => Promise<string>
}

/** A key by the name that a case gives it. */
const named = (name: string, changes: SentExposure = {}): SentExposure =>
  exposure({ keyData: `<${name}>`, ...changes })

/** 16 bytes, base64, whose spelling differs between the alphabets. */
export const SPELLED = toBase64(new Uint8Array(16).fill(0xfb))

const one = (name: string, more: Omit<RecordedUpload, 'exposures'> = {}): RecordedUpload => ({
  exposures: [named(name)],
  ...more,
})

/** Signs whatever header it is given. */
const withHeader =
  (header: unknown, own?: CryptoKey): NonNullable<RecordedUpload['sign']> =>
  async (json, nation) => {
    const text = (value: unknown) => (typeof value === 'string' ? value : JSON.stringify(value))
    const input = `${toBase64Url(utf8(text(header)))}.${toBase64Url(utf8(json))}`
    const signature = await signP1363(own ?? nation.keys.privateKey, utf8(input))
    return `${input}.${toBase64Url(signature)}`
  }

const stranger = await generateKeyPair()
const strangersJwk = await crypto.subtle.exportKey('jwk', stranger.publicKey)

/** Of an upload of one key, what its payload was made by. */
const SIGNED: Readonly<Record<string, NonNullable<RecordedUpload['sign']>>> = {
  unpadded: (json, nation) => nation.sign(json),
  'padded, payload length 2 mod 3': (json, nation) =>
    nation.sign(json.padEnd(Math.ceil((json.length - 2) / 3) * 3 + 2), { padded: true }),
  'padding stripped after signing': async (json, nation) =>
    (
      await nation.sign(json.padEnd(Math.ceil((json.length - 2) / 3) * 3 + 2), { padded: true })
    ).replaceAll('=', ''),
  'header typ JWT': withHeader({ alg: 'ES256', typ: 'JWT' }),
  'header jku': withHeader({ alg: 'ES256', jku: 'https://example.org/k' }),
  'header jwk of another key': withHeader({ alg: 'ES256', jwk: strangersJwk }, stranger.privateKey),
  'payload changed': async (json, nation) => {
    const [header, , signature] = (await nation.sign(json)).split('.')
    return `${header}.${toBase64Url(utf8(json.replace('"rollingPeriod":144', '"rollingPeriod":143')))}.${signature}`
  },
  'signature of 65 bytes': async (json, nation) => `${await nation.sign(json)}AA`,
  'alg none, no signature': async (json) =>
    `${toBase64Url(utf8('{"alg":"none"}'))}.${toBase64Url(utf8(json))}.`,
  'alg "RS256"': withHeader({ alg: 'RS256' }),
  'alg 5': withHeader({ alg: 5 }),
  'header empty': withHeader('{}'),
  'text a.b.c': async () => 'a.b.c',
  'text {}': async () => '{}',
}

const PAYLOADS: Readonly<Record<string, string>> = {
  null: 'null',
  truncated: '[{"keyData":',
  'list of texts': '["a"]',
}

const list = (...names: readonly string[]): RecordedUpload => ({
  exposures: names.map((name) => named(name)),
})

const OTHERS: Readonly<Record<string, readonly RecordedUpload[]>> = {
  'order: bad upload body, no token': [{ body: '{}' }],
  'order: bad JWS, no token': [{ body: '{"batchTag":"x","payload":"a.b.c"}' }],
  'upload: 1000 keys': [list(...Array.from({ length: 1000 }, (_, i) => `k${i}`))],
  'upload: over 100 MiB announced': [{ body: '{}', headers: { 'content-length': '104857601' } }],
  'upload: batchTag list': [{ body: '{"batchTag":["x"],"payload":"a.b.c"}' }],
  'upload: payload number': [{ body: '{"batchTag":"x","payload":5}' }],
  'upload: content type xml': [{ body: '<a/>', headers: { 'content-type': 'application/xml' } }],
  'upload: raw body list': [{ body: '[]' }],
  'upload: raw body two documents': [{ body: '{}{}' }],
  'repeat: same tag, other keys': [
    { ...list('a01', 'a02'), tag: 'again' },
    { ...list('b01'), tag: 'again' },
  ],
  'repeat: same key twice in a payload': [
    { exposures: [named('k1'), named('k1', { daysSinceOnset: 9 })] },
  ],
  'repeat: tag of another nation': [one('a', { tag: 'same' }), one('b', { tag: 'same' })],
  'payload: one text reportType of three': [
    { exposures: [named('a'), named('b', { reportType: 'x' }), named('c')] },
  ],
  'field: keyData base64url': [
    { exposures: [exposure({ keyData: SPELLED.replaceAll('+', '-').replaceAll('/', '_') })] },
  ],
  'field: keyData garbage behind': [{ exposures: [exposure({ keyData: `${SPELLED}!!!` })] }],
  'field: rollingStartNumber 30 days ago': [
    { exposures: [named('k1', { rollingStartNumber: today() - 4320 })] },
  ],
  'download: twice the same': [list('k01', 'k02', 'k03')],
  'download: regions name the reader': [
    {
      exposures: [
        named('for B', { regions: ['GB-NIR'] }),
        named('for C', { regions: ['GB-SCT'] }),
        named('for nobody', { regions: [] }),
      ],
    },
  ],
  'group: 4 keys, size 3': [list('k01', 'k02', 'k03', 'k04')],
  'group: from several nations': [list('A01', 'A02'), list('B01', 'B02'), list('C01', 'C02')],
  'metrics: two nations of one region': [list('a', 'b'), list('c', 'd', 'e')],
}

const twoRegions: RecordedUpload = {
  exposures: [named('k1', { regions: ['GB-NIR'] }), named('k2', { regions: ['JE'] })],
}

/** In the order of the case's requests. */
export function recordedUploads(name: string, about: string): readonly RecordedUpload[] {
  const others = OTHERS[name]
  if (others !== undefined) return others
  const [kind = '', rest = ''] = name.split(/: (.*)/)
  if (kind === 'download' && rest.startsWith('query')) return [twoRegions]
  const sign = kind === 'jws' ? SIGNED[rest] : undefined
  if (sign !== undefined) return [one('k01', { sign })]
  const payload = kind === 'payload' ? PAYLOADS[rest] : undefined
  if (payload !== undefined) {
    return [one('k01', { sign: (_json, nation) => nation.sign(payload) })]
  }
  if (kind !== 'field') return [one('k01')]
  const [, member = '', value] = /^(\w+) = (.*)$/.exec(about) ?? []
  if (value !== undefined) return [{ exposures: [named('k1', { [member]: JSON.parse(value) })] }]
  const [, absent = ''] = /^(\w+) absent$/.exec(about) ?? []
  if (absent === '') throw new Error(`nobody knows what was sent: ${name}`)
  return [{ exposures: [named('k1', { [absent]: undefined })] }]
}
