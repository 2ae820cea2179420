/** What members download from our gateway, and the list of who uploaded what. */

import { env } from 'cloudflare:workers'
import { beforeEach, describe, expect, test } from 'vitest'
import { readAudit, verifyAudit } from '../../../../src/core/federation/efgs/audit.ts'
import { MEDIA_TYPE } from '../../../../src/core/federation/efgs/media-type.ts'
import { addSeconds, SECONDS_PER_DAY, utcDateOf } from '../../../../src/core/time.ts'
import { deleteEfgsKeysBefore } from '../../../../src/db/keyserver/queries/efgs-hub-cleanup.ts'
import {
  countRows,
  detailOf,
  keysFrom,
  keysOf,
  startEfgsHub,
  type TestEfgsHub,
  type TestMember,
  TODAY,
} from '../../../support/efgs-hub.ts'
import { NOON } from '../../../support/keyserver.ts'

const FIRST = `${TODAY.replaceAll('-', '')}-1`
const SECOND = `${TODAY.replaceAll('-', '')}-2`
const TOMORROW = utcDateOf(addSeconds(NOON, SECONDS_PER_DAY))
const YESTERDAY = utcDateOf(addSeconds(NOON, -SECONDS_PER_DAY))
const dayAgo = (days: number) => utcDateOf(addSeconds(NOON, -days * SECONDS_PER_DAY))

let hub: TestEfgsHub
let germany: TestMember
let france: TestMember
let italy: TestMember
beforeEach(async () => {
  hub = await startEfgsHub()
  germany = await hub.member('DE')
  france = await hub.member('FR')
  italy = await hub.member('IT')
})

async function publish(member: TestMember, count: number, from = 0): Promise<void> {
  const { status } = await member.upload(keysFrom(member.country, count, {}, from))
  if (status !== 201) throw new Error(`an upload met ${status}`)
}

const refusal = ({ status, body }: { status: number; body: unknown }) => [
  status,
  detailOf({ body }),
]

describe('a batch', () => {
  test('is all that others uploaded, in the order in which it came, byte for byte', async () => {
    await publish(germany, 3)
    await publish(france, 2)
    await publish(germany, 2, 10)
    await hub.build()
    const answer = await italy.download()
    expect(answer.status).toBe(200)
    expect(Object.fromEntries(answer.headers)).toEqual({
      'cache-control': 'no-store',
      'content-type': 'application/protobuf; version=1.0',
      'x-protobuf-schema': 'Efgs.proto',
      'x-protobuf-message': 'eu.interop.DiagnosisKeyBatch',
      batchtag: FIRST,
      nextbatchtag: 'null',
    })
    const all = [...keysFrom('DE', 3), ...keysFrom('FR', 2), ...keysFrom('DE', 2, {}, 10)]
    expect(keysOf(answer)).toEqual(all)
    expect(keysOf(await germany.download())).toEqual(keysFrom('FR', 2))
    expect(keysOf(await france.download())).toEqual([
      ...keysFrom('DE', 3),
      ...keysFrom('DE', 2, {}, 10),
    ])
    const { results } = await env.KEYSERVER_DB.prepare(
      'SELECT country, number_of_keys AS n, requested_at AS at FROM efgs_hub_downloads ORDER BY id',
    ).all()
    expect(results).toEqual([
      { country: 'IT', n: 7, at: NOON },
      { country: 'DE', n: 2, at: NOON },
      { country: 'FR', n: 5, at: NOON },
    ])
    expect(hub.faults).toEqual([])
  })

  test('is there as JSON too, and without keys it is an empty object', async () => {
    await publish(germany, 2)
    await hub.build()
    const answer = await france.download(TODAY, FIRST, MEDIA_TYPE.json)
    expect(answer.headers.get('content-type')).toBe('application/json; version=1.0')
    const [key] = (answer.body as { keys: readonly object[] }).keys
    expect(key).toEqual({
      keyData: expect.stringMatching(/^[A-Za-z0-9+/]{22}==$/),
      rollingStartIntervalNumber: keysFrom('DE', 1)[0]?.rollingStartIntervalNumber,
      rollingPeriod: 144,
      transmissionRiskLevel: 2147483647,
      visitedCountries: ['NL', 'BE'],
      origin: 'DE',
      reportType: 'CONFIRMED_TEST',
      days_since_onset_of_symptoms: 1,
    })
    expect((await germany.download(TODAY, FIRST, MEDIA_TYPE.json)).text).toBe('{}')
  })

  test('of one’s own keys alone has no body, and names the next', async () => {
    await publish(germany, 2)
    await hub.build()
    await publish(france, 1)
    await hub.build()
    const answer = await germany.download()
    expect(answer).toMatchObject({ status: 200, text: '' })
    expect(answer.headers.get('nextBatchTag')).toBe(SECOND)
    expect([...(await germany.walk()).keys()]).toEqual([FIRST, SECOND])
  })

  test('holds 5,000 keys, and one can have it again and again', async () => {
    await publish(germany, 5000)
    await hub.build()
    for (let i = 0; i < 2; i++) expect(keysOf(await france.download())).toHaveLength(5000)
    expect(await countRows()).toMatchObject({ batches: 1, downloads: 2 })
  })

  test('leads on across midnight, and the first of a date may be of a later day', async () => {
    await publish(germany, 1)
    await hub.build()
    hub.now = addSeconds(NOON, SECONDS_PER_DAY)
    await publish(germany, 1, 5)
    await hub.build()
    const tomorrows = `${TOMORROW.replaceAll('-', '')}-1`
    expect([...(await france.walk(TODAY)).keys()]).toEqual([FIRST, tomorrows])
    expect((await france.download(TOMORROW)).headers.get('batchTag')).toBe(tomorrows)
    const ofLater = await france.download(TODAY, tomorrows)
    expect([ofLater.status, ofLater.headers.get('batchTag')]).toEqual([200, tomorrows])
    expect((await france.download(dayAgo(0))).headers.get('batchTag')).toBe(FIRST)
  })
})

describe('there is no batch', () => {
  beforeEach(async () => {
    await publish(germany, 1)
    await hub.build()
  })

  test('of a date that is too old, from the day after the last that is given out', async () => {
    expect((await france.download(dayAgo(2))).status).toBe(200)
    const gone = [410, 'Requested date is too old!']
    expect(refusal(await france.download(dayAgo(3)))).toEqual(gone)
    expect(refusal(await france.download(dayAgo(3), FIRST))).toEqual(gone)
    const patient = await startEfgsHub({ settings: { maxAgeDays: 14 } })
    const member = await patient.member('FR')
    expect((await member.download(dayAgo(14))).status).toBe(404)
    expect((await member.download(dayAgo(15))).status).toBe(410)
  })

  test('of a date before which all were made', async () => {
    const none = [404, 'Could not find any batches for given date']
    expect(refusal(await france.download(TOMORROW))).toEqual(none)
  })

  test.each(['20261119-9', '20261118-1', '', 'x', '20261119-01', '20261119-0', "' OR 1=1 --"])(
    'with the tag %j',
    async (tag) => {
      const unknown = [404, 'Could not find batch with given BatchTag']
      expect(refusal(await france.download(TODAY, tag))).toEqual(unknown)
      expect(refusal(await france.download(TOMORROW, tag))).toEqual(unknown)
    },
  )

  test('of a tag that is older than the date', async () => {
    expect(refusal(await france.download(TOMORROW, FIRST))).toEqual([
      400,
      'Given date does is not after or equals the requested batchTag',
    ])
  })

  test.each(['2026-11-31', '2026-1-1', '20261119', 'today', '0000-00-00', '2026-11-19T00:00:00Z'])(
    'of the date %s, which is none',
    async (date) => {
      expect((await france.download(date)).status).toBe(400)
    },
  )

  test('in a version that there is not, and that is said last', async () => {
    for (const accept of [
      'application/protobuf; version=2.0',
      'application/protobuf',
      'application/protobuf; version="1.0"',
      '*/*',
      'application/*',
      'application/protobuf; version=2.0, application/json; version=1.0',
    ]) {
      const answer = await france.download(TODAY, FIRST, accept)
      expect(refusal(answer)).toEqual([415, 'Protocol version is not compatible!'])
      expect((await france.download(dayAgo(3), FIRST, accept)).status).toBe(410)
    }
    const silent = await france.request(`/diagnosiskeys/download/${TODAY}`)
    expect(silent.status).toBe(415)
    expect(await countRows()).toMatchObject({ downloads: 0 })
  })
})

describe('keys that were deleted at their age', () => {
  test('are in no batch, which stays, and there is nothing to audit', async () => {
    await publish(germany, 3)
    await hub.build()
    await deleteEfgsKeysBefore(hub.deps.db, addSeconds(NOON, 1), NOON)
    const answer = await france.download()
    expect(answer).toMatchObject({ status: 200, text: '' })
    expect(answer.headers.get('batchTag')).toBe(FIRST)
    const audit = await france.request(`/diagnosiskeys/audit/download/${TODAY}/${FIRST}`)
    expect(audit.status).toBe(404)
  })
})

describe('an audit', () => {
  const ask = (member: TestMember, date: string, tag: string, accept?: string) =>
    member.request(`/diagnosiskeys/audit/download/${date}/${tag}`, {
      headers: accept === undefined ? {} : { accept },
    })

  test('names each upload with its certificates, and what was downloaded proves by it', async () => {
    await publish(germany, 3)
    await publish(france, 2)
    await publish(germany, 1, 10)
    await hub.build()
    const answer = await ask(italy, TODAY, FIRST, 'application/json; version=1.0')
    expect(answer.status).toBe(200)
    expect(answer.headers.get('content-type')).toBe('application/json')
    const entries = readAudit(answer.text) ?? []
    expect(entries.map(({ country, amount }) => [country, amount])).toEqual([
      ['DE', 3],
      ['FR', 2],
      ['DE', 1],
    ])
    expect(Object.keys((answer.body as readonly object[])[0] ?? {}).toSorted()).toEqual([
      'amount',
      'batchSignature',
      'country',
      'signingCertificate',
      'signingCertificateOperatorSignature',
      'uploadedTime',
      'uploaderCertificate',
      'uploaderOperatorSignature',
      'uploaderSigningThumbprint',
      'uploaderThumbprint',
    ])
    expect(entries[0]).toMatchObject({
      uploadedTime: `${TODAY}T10:20:00Z`,
      uploaderCertificate: germany.tls.certificatePem,
      uploaderThumbprint: germany.tls.thumbprint,
      signingCertificate: germany.signing.certificatePem,
      uploaderSigningThumbprint: germany.signing.thumbprint,
    })
    for (const member of [italy, germany, france]) {
      const keys = keysOf(await member.download())
      const rules = {
        ownCountry: member.country,
        trustAnchor: hub.anchor.certificate,
        gatewayOrigins: {},
      }
      expect(await verifyAudit(entries, keys, rules, NOON)).toEqual({ ok: true, value: undefined })
    }
  })

  test('is there whatever version of JSON is asked for, and in no other form', async () => {
    await publish(germany, 1)
    await hub.build()
    for (const accept of [undefined, '*/*', 'application/json', 'application/json; version=9.9']) {
      expect((await ask(france, TODAY, FIRST, accept)).status).toBe(200)
    }
    expect((await ask(france, TODAY, FIRST, 'application/protobuf; version=1.0')).status).toBe(406)
  })

  test('names a member that was revoked since', async () => {
    await publish(germany, 1)
    await hub.build()
    await hub.revoke(germany.tls.thumbprint)
    await hub.revoke(germany.signing.thumbprint)
    const [entry] = readAudit((await ask(france, TODAY, FIRST)).text) ?? []
    expect(entry?.uploaderCertificate).toBe(germany.tls.certificatePem)
    expect(keysOf(await france.download())).toHaveLength(1)
  })

  test('is of a batch by its name and exactly its date', async () => {
    await publish(germany, 1)
    await hub.build()
    const unknown = [404, 'Could not find batch with given BatchTag']
    expect(refusal(await ask(france, TODAY, SECOND))).toEqual(unknown)
    const other = [404, 'Given date does not match the requested batch']
    expect(refusal(await ask(france, YESTERDAY, FIRST))).toEqual(other)
    expect(refusal(await ask(france, TOMORROW, FIRST))).toEqual(other)
    const old = [410, 'Requested date is too old!']
    expect(refusal(await ask(france, dayAgo(3), FIRST))).toEqual(old)
    expect((await ask(france, 'today', FIRST)).status).toBe(400)
  })
})
