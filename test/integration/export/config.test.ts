import { env } from 'cloudflare:workers'
import { beforeEach, describe, expect, test } from 'vitest'
import { exportConfigs } from '../../../src/db/keyserver/schema/exports.ts'
import { saveExportConfig } from '../../../src/flows/save-export-config.ts'
import { seedKeyserver } from '../../../src/flows/seed.ts'
import { aConfig, at, type Exporting, placeKeys, startExporting } from '../../support/exporting.ts'
import { createTestAuthority } from '../../support/test-authority.ts'

let exporting: Exporting

beforeEach(async () => {
  exporting = await startExporting()
})

const readConfigs = () => exporting.db.orm.select().from(exportConfigs)

describe('saving an export config', () => {
  test('stores it as it was checked, regions in upper case', async () => {
    const saved = await saveExportConfig(exporting.db, {
      ...aConfig('us'),
      outputRegion: 'us',
      inputRegions: ['us', 'ca'],
      excludeRegions: ['mx'],
      maxRecordsOverride: 7,
      activeThru: at('12:00'),
    })
    expect(saved.ok).toBe(true)
    expect(await readConfigs()).toMatchObject([
      {
        filenameRoot: 'us',
        outputRegion: 'US',
        inputRegions: ['US', 'CA'],
        excludeRegions: ['MX'],
        maxRecordsOverride: 7,
        activeThru: at('12:00'),
      },
    ])
  })

  test('refuses what is wrong with it and stores nothing', async () => {
    const saved = await saveExportConfig(exporting.db, { ...aConfig('us'), periodSeconds: 7 })
    expect(saved).toEqual({
      ok: false,
      failure: [{ reason: 'period_does_not_divide_a_day', periodSeconds: 7 }],
    })
    expect(await readConfigs()).toEqual([])
  })

  test('refuses signers that do not exist', async () => {
    const draft = { ...aConfig('us'), signatureInfoIds: [1, 2, 3] }
    expect(await saveExportConfig(exporting.db, draft)).toEqual({
      ok: false,
      failure: [
        { reason: 'unknown_signer', id: 2 },
        { reason: 'unknown_signer', id: 3 },
      ],
    })
    expect(await readConfigs()).toEqual([])
  })

  test('refuses a root that another has, in whatever case', async () => {
    await exporting.addConfig('exports/us')
    const taken = { ok: false, failure: [{ reason: 'filename_root_taken' }] }
    expect(await saveExportConfig(exporting.db, aConfig('Exports/US'))).toEqual(taken)
    const id = await exporting.addConfig('exports/de')
    expect(await saveExportConfig(exporting.db, aConfig('EXPORTS/us'), id)).toEqual(taken)
    const roots = (await readConfigs()).map((config) => config.filenameRoot)
    expect(roots).toEqual(['exports/us', 'exports/de'])
  })

  test('refuses a root under which another has published files', async () => {
    await placeKeys(exporting.db, [{ key: 1, createdAt: at('05:00') }])
    const first = await exporting.addConfig('us')
    await exporting.close(at('10:20'))
    await exporting.write(at('10:20'))
    expect(await saveExportConfig(exporting.db, aConfig('us-old'), first)).toMatchObject({
      ok: true,
    })
    // The same window under the same name would be another file.
    const taken = { ok: false, failure: [{ reason: 'filename_root_taken' }] }
    expect(await saveExportConfig(exporting.db, aConfig('US'))).toEqual(taken)
    expect(await saveExportConfig(exporting.db, aConfig('u'))).toMatchObject({ ok: true })
    expect(await saveExportConfig(exporting.db, aConfig('us'), first)).toMatchObject({ ok: true })
  })

  test('changes one in place, its own root in another case included', async () => {
    const id = await exporting.addConfig('us')
    const draft = { ...aConfig('US'), periodSeconds: 3600 }
    expect(await saveExportConfig(exporting.db, draft, id)).toEqual({ ok: true, value: id })
    expect(await readConfigs()).toMatchObject([{ id, filenameRoot: 'US', periodSeconds: 3600 }])
  })

  test('refuses to change one that does not exist', async () => {
    expect(await saveExportConfig(exporting.db, aConfig('us'), 99)).toEqual({
      ok: false,
      failure: [{ reason: 'no_such_config', id: 99 }],
    })
  })

  test('publishes an index of no files and the public keys before the first window', async () => {
    await exporting.addConfig('us')
    expect(await exporting.write(at('10:20'))).toMatchObject({ batches: 0, indexes: 1 })
    expect(await exporting.index('us')).toEqual([])
    expect(await env.EXPORTS.head('us/public-keys.pem')).not.toBeNull()
    expect(await exporting.write(at('10:21'))).toMatchObject({ indexes: 0 })
  })
})

describe('a seed', () => {
  const authority = createTestAuthority()
  const seed = (change: object) => ({
    authority: { ...authority, name: 'Test' },
    apps: [],
    signer: {
      name: 'seed',
      privateKeyPem: authority.privateKeyPem,
      keyId: '310',
      keyVersion: 'v1',
    },
    exports: [{ filenameRoot: 'us', periodSeconds: 3600, region: 'US' }],
    ...change,
  })
  const plant = (change = {}) =>
    seedKeyserver(exporting.db, exporting.deps.secretBox, seed(change), at('10:20'))

  test('may be written twice', async () => {
    await plant()
    const first = await readConfigs()
    await plant()
    expect(await readConfigs()).toEqual(first)
    expect(first).toHaveLength(1)
  })

  test('is refused with an export that no operator could save', async () => {
    const exports = [{ filenameRoot: 'us', periodSeconds: 7, region: 'US' }]
    await expect(plant({ exports })).rejects.toThrow(/period_does_not_divide_a_day/)
  })

  test('is refused without a usable private key', async () => {
    const signer = { name: 'seed', privateKeyPem: 'nothing', keyId: '310', keyVersion: 'v1' }
    await expect(plant({ signer })).rejects.toThrow(/no_private_key_pem/)
  })
})
