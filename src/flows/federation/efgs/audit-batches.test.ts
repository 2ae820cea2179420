import { describe, expect, test } from 'vitest'
import { efgsAdapter } from '../../../../test/support/efgs-adapter.ts'
import { efgsGateway, efgsKeys, hexOf } from '../../../../test/support/efgs-gateway.ts'
import type { AuditEntry } from '../../../core/federation/efgs/audit.ts'
import { asUnixSeconds } from '../../../core/time.ts'

const NOON = asUnixSeconds(Date.UTC(2026, 10, 25, 12) / 1000)
const DATE = '2026-11-25'
const GERMAN = efgsKeys(3)
const ITALIAN = efgsKeys(2, { origin: 'IT' })

async function setUp(settings: Readonly<Record<string, unknown>> = {}) {
  const gateway = await efgsGateway({ now: NOON, caller: 'NL' })
  await gateway.publish('DE', GERMAN, false)
  await gateway.publish('NL', efgsKeys(4, { origin: 'NL' }), false)
  const tag = await gateway.publish('IT', ITALIAN)
  const fetched = async (more: Readonly<Record<string, unknown>> = {}) => {
    const adapter = await efgsAdapter(gateway.http, { settings: { ...settings, ...more } })
    return adapter.importer.fetch?.(DATE, tag, NOON)
  }
  return { gateway, tag, fetched }
}

/** The keys that were taken, or why none was. */
async function keysOf(fetched: ReturnType<Awaited<ReturnType<typeof setUp>>['fetched']>) {
  const batch = await fetched
  if (batch?.ok !== true) return batch?.failure.reason
  return batch.value.keys.ok ? hexOf(batch.value.keys.value) : batch.value.keys.failure
}

/** The gateway's list, changed. */
async function changed(change: (entries: AuditEntry[]) => unknown, settings = {}) {
  const { gateway, tag, fetched } = await setUp(settings)
  const { http } = gateway
  const url = `https://gateway.example.org/diagnosiskeys/audit/download/${DATE}/${tag}`
  const answer = await http.send(url, { method: 'GET', headers: {}, timeoutMs: 1, maxBytes: 1 })
  if (!answer.ok) throw new Error(answer.failure.reason)
  const entries: AuditEntry[] = JSON.parse(new TextDecoder().decode(answer.value.body))
  gateway.plan(/audit/, { status: 200, body: JSON.stringify(change(entries) ?? entries) })
  return { gateway, keys: keysOf(fetched({ trustAnchorPem: gateway.anchorPem })) }
}

const outcome = async (change: (entries: AuditEntry[]) => unknown, settings = {}) =>
  (await changed(change, settings)).keys

describe('a batch whose uploads are all signed', () => {
  const whole = hexOf([...GERMAN, ...ITALIAN])

  test('is taken, and what proves it is kept beside it', async () => {
    const { gateway, tag, fetched } = await setUp()
    const batch = await fetched({ trustAnchorPem: gateway.anchorPem })
    expect(gateway.calls).toEqual([
      `GET download/${DATE} ${tag}`,
      `GET audit/download/${DATE}/${tag}`,
    ])
    expect(batch).toMatchObject({
      value: { evidence: [{ country: 'DE', amount: 3 }, { country: 'NL' }, { country: 'IT' }] },
    })
    expect(await keysOf(fetched({ trustAnchorPem: gateway.anchorPem }))).toEqual(whole)
  })

  test('is taken without the trust anchor of the gateway too, and without asking where that is set', async () => {
    const { gateway, fetched } = await setUp()
    expect(await keysOf(fetched())).toEqual(whole)
    const calls = gateway.calls.length
    expect(await keysOf(fetched({ auditsBatches: false }))).toEqual(whole)
    expect(gateway.calls).toHaveLength(calls + 1)
  })

  test('is found when a poll meets it', async () => {
    const { gateway } = await setUp()
    const settings = { trustAnchorPem: gateway.anchorPem, daysToDownload: 0 }
    const { importer } = await efgsAdapter(gateway.http, { settings })
    expect(await importer.poll(undefined, NOON)).toMatchObject({
      value: { batch: { keys: { ok: true } } },
    })
  })
})

describe('a batch is quarantined', () => {
  const first = (entries: AuditEntry[], change: Partial<AuditEntry>) => {
    const [entry] = entries
    if (entry !== undefined) entries[0] = { ...entry, ...change }
  }

  test('where the uploads have other keys than came', async () => {
    expect(await outcome((entries) => entries.slice(0, 1))).toBe('audit_other_amount')
    expect(await outcome((entries) => first(entries, { amount: 4 }))).toBe('audit_other_amount')
    expect(await outcome(() => [])).toBe('audit_other_amount')
    const swapped = await outcome((entries) => entries.toReversed())
    expect(swapped).toMatch(/^audit_(origin_of_another_country|other_content|wrong_signature)$/)
  })

  test('where a signature is missing, or another upload’s', async () => {
    expect(await outcome((entries) => first(entries, { batchSignature: '' }))).toBe(
      'audit_not_base64',
    )
    const others = await outcome((entries) =>
      first(entries, { batchSignature: entries[2]?.batchSignature ?? '' }),
    )
    expect(others).toBe('audit_other_country')
  })

  test('where a certificate is not the one in the list, or nobody registered it', async () => {
    const other = 'f'.repeat(64)
    expect(await outcome((all) => first(all, { uploaderSigningThumbprint: other }))).toBe(
      'audit_other_certificate',
    )
    expect(
      await outcome((all) => first(all, { signingCertificateOperatorSignature: 'AAAA' })),
    ).toBe('audit_not_registered')
    expect(await outcome((all) => first(all, { uploaderOperatorSignature: '' }))).toBe(
      'audit_not_registered',
    )
    expect(
      await outcome((all) => first(all, { signingCertificate: all[2]?.signingCertificate ?? '' })),
    ).toBe('audit_not_registered')
    expect(await outcome((all) => first(all, { uploaderCertificate: '' }))).toBe(
      'audit_not_registered',
    )
  })

  test('where the trust anchor is another one', async () => {
    const { fetched } = await setUp()
    const other = await efgsGateway({ now: NOON, caller: 'NL' })
    expect(await keysOf(fetched({ trustAnchorPem: other.anchorPem }))).toBe('audit_not_registered')
  })

  test('where the list is none', async () => {
    for (const body of ['', '{}', '[1]', '[{}]', '[{"amount":-1}]', '[{"amount":0.5}]']) {
      const { gateway, fetched } = await setUp()
      gateway.plan(/audit/, { status: 200, body })
      expect(await keysOf(fetched()), body).toBe('audit_malformed')
    }
  })

  test.each([
    [400, 'audit_refused'],
    [404, 'audit_not_found'],
    [406, 'audit_refused'],
    [410, 'audit_refused'],
  ])('where the list is not given (%i)', async (status, reason) => {
    const { gateway, fetched } = await setUp()
    gateway.plan(/audit/, { status })
    expect(await keysOf(fetched())).toBe(reason)
  })

  test('where a country signed for another, unless it may', async () => {
    const gateway = await efgsGateway({ now: NOON, caller: 'NL' })
    const tag = await gateway.publish('DE', efgsKeys(2, { origin: 'CH' }))
    const fetched = async (settings: Readonly<Record<string, unknown>>) => {
      const { importer } = await efgsAdapter(gateway.http, { settings })
      return importer.fetch?.(DATE, tag, NOON)
    }
    expect(await keysOf(fetched({}))).toBe('audit_origin_of_another_country')
    expect(await keysOf(fetched({ gatewayOrigins: { DE: ['CH'] } }))).toHaveLength(2)
    expect(await keysOf(fetched({ gatewayOrigins: { FR: ['CH'] } }))).toBe(
      'audit_origin_of_another_country',
    )
  })
})

describe('a batch is fetched again later', () => {
  test.each([
    [403, 'forbidden', false],
    [503, 'server_error', true],
  ])('where the list is not given now (%i)', async (status, reason, isTransient) => {
    const { gateway, fetched } = await setUp()
    gateway.plan(/audit/, { status })
    expect(await fetched()).toEqual({ ok: false, failure: { status, reason, isTransient } })
  })

  test('where the gateway can not be reached', async () => {
    const { gateway, fetched } = await setUp()
    gateway.plan(/audit/, undefined)
    expect(await fetched()).toMatchObject({ failure: { reason: 'unreachable' } })
  })
})

test('a batch without keys is not asked about', async () => {
  const gateway = await efgsGateway({ now: NOON, caller: 'NL' })
  const tag = await gateway.publish('NL', efgsKeys(4, { origin: 'NL' }))
  const { importer } = await efgsAdapter(gateway.http)
  expect(await importer.fetch?.(DATE, tag, NOON)).toMatchObject({
    value: { keys: { ok: true, value: [] } },
  })
  expect(gateway.calls).toHaveLength(1)
})

test('a batch whose name tells no day is asked about by each that it may be of', async () => {
  const { gateway, fetched } = await setUp()
  const headers = { batchTag: 'a batch', 'content-type': 'application/protobuf; version=1.0' }
  gateway.plan(/download/, { status: 200, headers, body: new Uint8Array([0x0a, 0x00]) })
  const { importer } = await efgsAdapter(gateway.http)
  await importer.fetch?.('2026-11-23', 'a batch', NOON)
  expect(gateway.calls.slice(1)).toEqual(
    [23, 24, 25].map((day) => `GET audit/download/2026-11-${day}/a%20batch`),
  )
  expect(await keysOf(fetched())).toHaveLength(5)
})

test('a certificate that ended since its upload still proves it', async () => {
  const { fetched, gateway } = await setUp()
  // The certificates of the members end on 1 January 2028.
  const later = asUnixSeconds(Date.UTC(2027, 11, 31, 12) / 1000)
  gateway.setNow(later)
  const tag = await gateway.publish('DE', efgsKeys(1))
  const { importer } = await efgsAdapter(gateway.http)
  const fetch = (now: number) => importer.fetch?.('2027-12-31', tag, asUnixSeconds(now))
  expect(await fetch(later + 2 * 86_400)).toMatchObject({ value: { keys: { ok: true } } })
  // Only as far back as batches reach.
  const late = await fetch(later + 20 * 86_400)
  expect(late).toMatchObject({
    value: { keys: { ok: false, failure: 'audit_certificate_not_valid_now' } },
  })
  expect(fetched).toBeDefined()
})
