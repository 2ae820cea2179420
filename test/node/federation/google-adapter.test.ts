/** What our side makes of a partner's answers, and what it sends. */

import { describe, expect, test } from 'vitest'
import { utf8 } from '../../../src/core/bytes.ts'
import { readFetchRequest } from '../../../src/core/federation/google/read-messages.ts'
import { writeFetchResponse } from '../../../src/core/federation/google/write-messages.ts'
import { asUnixSeconds } from '../../../src/core/time.ts'
import { parseJws } from '../../../src/core/verification/jws.ts'
import { openGoogleAdapter } from '../../../src/flows/federation/google/open-adapter.ts'
import type { PartnerHttp } from '../../../src/flows/federation/protocol.ts'
import { CALLER, googlePartner, makeSigner } from '../../support/google-federation.ts'

type Sent = Awaited<ReturnType<PartnerHttp['send']>>

const NOW = asUnixSeconds(Date.UTC(2026, 10, 19, 10, 20) / 1000)
const signer = makeSigner()
const aKey = {
  exposureKey: new Uint8Array(16).fill(7),
  transmissionRisk: 2,
  intervalNumber: 2_991_456,
  intervalCount: 144,
  reportType: 1,
  daysSinceOnsetOfSymptoms: 0,
  traveler: false,
  regions: ['US'],
}
const STATE = {
  keyCursor: { timestamp: NOW - 3600, nextToken: 'abc' },
  revisedKeyCursor: { timestamp: NOW - 7200, nextToken: 'def' },
}
const page = (change: object = {}) =>
  writeFetchResponse({
    keys: [aKey],
    revisedKeys: [],
    isPartial: false,
    nextState: STATE,
    ...change,
  })

const answer = (status: number, body: Uint8Array<ArrayBuffer> = new Uint8Array()): Sent => ({
  ok: true,
  value: { status, headers: new Headers(), body },
})

async function open(answers: readonly Sent[], settings: Readonly<Record<string, unknown>> = {}) {
  const sent: Parameters<PartnerHttp['send']>[] = []
  const http: PartnerHttp = {
    send: async (...call) => {
      sent.push(call)
      const next = answers[sent.length - 1]
      if (next === undefined) throw new Error('one call too many')
      return next
    },
  }
  const adapter = await openGoogleAdapter(googlePartner(signer, settings), http)
  return { adapter, sent, poll: (cursor?: unknown) => adapter.importer.poll(cursor, NOW) }
}

describe('what is sent', () => {
  test('is what the settings say, with a token of our own', async () => {
    const { sent, poll } = await open([answer(200, page())], {
      includeRegions: ['US', 'CA'],
      excludeRegions: ['PR'],
      onlyTravelers: true,
      onlyLocalProvenance: false,
      audience: 'https://us.test/federation',
    })
    await poll()
    const [[url, request]] = sent as [Parameters<PartnerHttp['send']>]
    expect(url).toBe('https://us.test/v1/federation/fetch')
    expect(request.headers).toMatchObject({ 'content-type': 'application/x-protobuf' })
    expect(readFetchRequest(request.body as Uint8Array)).toMatchObject({
      value: {
        includeRegions: ['US', 'CA'],
        excludeRegions: ['PR'],
        onlyTravelers: true,
        onlyLocalProvenance: false,
        maxExposureKeys: 500,
      },
    })
    const token = request.headers['authorization']?.replace(/^Bearer /, '') ?? ''
    expect(parseJws(token)).toMatchObject({
      header: { alg: 'ES256', kid: 'k1' },
      claims: {
        iss: CALLER.issuer,
        sub: CALLER.subject,
        aud: 'https://us.test/federation',
        iat: NOW,
        exp: NOW + 300,
      },
    })
  })

  test('asks for the partner’s own keys where nothing else is set', async () => {
    const { sent, poll } = await open([answer(200, page())])
    await poll()
    const body = sent[0]?.[1].body as Uint8Array
    expect(readFetchRequest(body)).toMatchObject({ value: { onlyLocalProvenance: true } })
  })

  test('goes on where the step before ended, also after it was kept as JSON', async () => {
    const { sent, poll } = await open([answer(200, page()), answer(200, page())])
    const first = await poll()
    await poll(first.ok ? JSON.parse(JSON.stringify(first.value.cursor)) : undefined)
    const body = sent[1]?.[1].body as Uint8Array
    expect(readFetchRequest(body)).toMatchObject({ value: { state: STATE } })
  })

  test.each([
    [{}],
    ['text'],
    [{ keyCursor: { timestamp: -1, nextToken: '' } }],
    [{ keyCursor: { timestamp: 1, nextToken: 'x'.repeat(1000) } }],
    [{ keyCursor: { timestamp: '1', nextToken: '' }, revisedKeyCursor: 5 }],
  ])('begins anew with the cursor %j, which nobody can have kept', async (cursor) => {
    const { sent, poll } = await open([answer(200, page())])
    await poll(cursor)
    const none = { timestamp: 0, nextToken: '' }
    expect(readFetchRequest(sent[0]?.[1].body as Uint8Array)).toMatchObject({
      value: { state: { keyCursor: none, revisedKeyCursor: none } },
    })
  })
})

describe('a step', () => {
  test('has the keys, their bytes as they came, and a name that they alone decide', async () => {
    const other = { keyCursor: { timestamp: NOW - 3600, nextToken: 'other' } }
    const again = page({ nextState: { ...STATE, ...other }, isPartial: true })
    const { poll } = await open([answer(200, page()), answer(200, again)])
    const [first, second] = [await poll(), await poll()]
    if (!first.ok || !second.ok) throw new Error('both answers are good')
    expect(first.value).toMatchObject({
      cursor: STATE,
      hasMore: false,
      batch: { date: '2026-11-19', raw: page(), contentType: 'application/x-protobuf' },
    })
    expect(first.value.batch?.keys).toMatchObject({ ok: true, value: [{ origin: 'US' }] })
    expect(second.value.hasMore).toBe(true)
    expect(second.value.batch?.tag).toBe(first.value.batch?.tag)
    expect(first.value.batch?.tag).toMatch(/^[0-9a-f]{32}$/)
  })

  test('without keys brings no batch', async () => {
    const { poll } = await open([answer(200, page({ keys: [] }))])
    expect(await poll()).toMatchObject({ ok: true, value: { batch: undefined, cursor: STATE } })
  })

  test('of a server that lives in the future is of today', async () => {
    const cursor = { timestamp: Number.MAX_SAFE_INTEGER, nextToken: '' }
    const nextState = { keyCursor: cursor, revisedKeyCursor: cursor }
    const { poll } = await open([answer(200, page({ nextState }))])
    expect(await poll()).toMatchObject({ value: { batch: { date: '2026-11-19' } } })
  })

  test('is read again from the bytes that were kept', async () => {
    const { adapter } = await open([])
    expect(adapter.importer.read(page())).toMatchObject({ ok: true, value: [{ origin: 'US' }] })
    expect(adapter.importer.read(utf8('{}'))).toEqual({ ok: false, failure: 'answer_unreadable' })
  })
})

describe('an answer that is none', () => {
  const code = (name: string) => utf8(JSON.stringify({ code: name, error: 'words' }))
  test.each<[string, Sent, string, boolean]>([
    ['nobody', { ok: false, failure: { reason: 'unreachable' } }, 'unreachable', true],
    ['a slow server', { ok: false, failure: { reason: 'timeout' } }, 'timeout', true],
    [
      'a private address',
      { ok: false, failure: { reason: 'address_refused' } },
      'address_refused',
      false,
    ],
    [
      'an endless body',
      { ok: false, failure: { reason: 'too_large', maxBytes: 1 } },
      'too_large',
      false,
    ],
    ['a fault', answer(500, code('internal_error')), 'partner_unavailable', true],
    ['too much to do', answer(429), 'partner_unavailable', true],
    ['a redirect', answer(302), 'redirected', false],
    ['a stranger’s door', answer(401, code('unauthorized')), 'unauthorized', true],
    ['a closed door', answer(403, code('regions_not_authorized')), 'regions_not_authorized', true],
    ['another closed door', answer(403, utf8('<html>')), 'forbidden', true],
    ['a contradiction', answer(400, code('regions_overlap')), 'regions_overlap', false],
    ['words of its own', answer(400, code('Rm-rf /')), 'refused', false],
    ['no such page', answer(404), 'refused', false],
    ['something else', answer(200, utf8('<html>')), 'answer_unreadable', true],
    ['nothing at all', answer(200), 'answer_unreadable', true],
    [
      'more keys than were asked for',
      answer(200, page({ keys: new Array(501).fill(aKey) })),
      'answer_unreadable',
      true,
    ],
  ])('of %s has a name', async (_who, given, reason, isTransient) => {
    const { poll } = await open([given])
    expect(await poll()).toMatchObject({ ok: false, failure: { reason, isTransient } })
  })

  test('that refuses the cursor leads back to the beginning, once', async () => {
    const refused = answer(400, code('cursor_refused'))
    const { sent, poll } = await open([refused, answer(200, page()), refused])
    expect(await poll(STATE)).toMatchObject({ ok: true, value: { cursor: STATE } })
    const empty = { timestamp: 0, nextToken: '' }
    expect(readFetchRequest(sent[1]?.[1].body as Uint8Array)).toMatchObject({
      value: { state: { keyCursor: empty } },
    })
    expect(await poll()).toMatchObject({
      failure: { reason: 'cursor_refused', isTransient: false },
    })
  })
})

describe('a partner', () => {
  test.each<[string, Readonly<Record<string, unknown>>, Readonly<Record<string, string>>]>([
    ['settings', { origin: 'nowhere' }, { signingKeyPem: signer.privateKeyPem }],
    ['signing key', {}, {}],
    ['signing key', {}, { signingKeyPem: signer.publicKeyPem }],
    ['signing key', {}, { signingKeyPem: makeSigner('RS256').privateKeyPem }],
  ])(
    'without good %s is not opened, and no secret is told',
    async (_what, settings, credentials) => {
      const partner = { ...googlePartner(signer, settings), credentials }
      const opened = openGoogleAdapter(partner, { send: async () => answer(200) })
      const told = await opened.then(
        () => 'opened',
        (error: Error) => error.message,
      )
      expect(told).not.toBe('opened')
      expect(told).not.toContain('KEY-----')
    },
  )

  test('is sent nothing: whoever wants our keys asks', async () => {
    const { exporter } = (await open([])).adapter
    expect(exporter.minKeys).toBe(Number.POSITIVE_INFINITY)
    await expect(exporter.encode([], NOW)).rejects.toThrow('nothing is sent')
  })
})
