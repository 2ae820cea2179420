/** From a submission to the sets of files that its keys are read for, and the fields that stand there. */

import { expect, test } from 'vitest'
import { PACKED_KEY_BYTES, unpackKey } from '../../../src/core/export/packed-keys.ts'
import { nhsFields } from '../../../src/core/layouts/nhs/fields.ts'
import { DEFAULT_NHS_SETTINGS } from '../../../src/core/layouts/nhs/settings.ts'
import { publishedStarts } from '../../../src/core/layouts/nhs/validity.ts'
import {
  createdWindowAt,
  DEFAULT_OFFSET_SECONDS,
  PERIOD_SECONDS,
  periodsOfRun,
  runAt,
  zipExpiryOf,
} from '../../../src/core/layouts/nhs/windows.ts'
import type { Audience } from '../../../src/core/layouts/release.ts'
import { addSeconds } from '../../../src/core/time.ts'
import { readReleases } from '../../../src/db/keyserver/queries/layout-keys.ts'
import { NOON } from '../../support/keyserver.ts'
import { HOME, type NhsKey, nhsKeys, startNhs, type TestNhs } from '../../support/nhs-phone.ts'

const SLOT = 3600
const hex = ({ key }: NhsKey) => Buffer.from(key, 'base64').toString('hex')

/** What the newest two-hourly file of the run that is due would hold for a region. */
async function newestFile(nhs: TestNhs, region: string) {
  const run = runAt(nhs.server.now, DEFAULT_OFFSET_SECONDS)
  const [end] = periodsOfRun(run, 'two-hourly')
  const length = PERIOD_SECONDS['two-hourly']
  const span = createdWindowAt(run, end ?? run, length, DEFAULT_OFFSET_SECONDS, SLOT)
  const audience: Audience = { kind: 'of_interest', region, home: HOME, interestOrigins: [] }
  const selection = {
    regions: [HOME],
    excludeRegions: [],
    includeTravelers: false,
    onlyNonTravelers: false,
  }
  const rule = { expiryPolicyMinutes: undefined, granularitySeconds: SLOT }
  const submitted = await readReleases(
    nhs.server.db,
    { selection, audience, rule },
    { ...span, createdFrom: 0, starts: publishedStarts(zipExpiryOf(run)) },
  )
  const found: Record<string, readonly (number | undefined)[]> = {}
  for (const { pages } of submitted) {
    for await (const page of pages) {
      for (let at = 0; at < page.length; at += PACKED_KEY_BYTES) {
        const { keyData, daysSinceOnsetOfSymptoms: onsetCode, ...stored } = unpackKey(page, at)
        const written = nhsFields(DEFAULT_NHS_SETTINGS)({ ...stored, onsetCode })
        found[Buffer.from(keyData).toString('hex')] = [
          written?.transmissionRiskLevel,
          written?.daysSinceOnsetOfSymptoms,
        ]
      }
    }
  }
  return found
}

test('a key is read at home, and in the regions that its phone named', async () => {
  const nhs = await startNhs()
  const submit = async (keys: NhsKey[], regionsOfInterest?: string[]) =>
    nhs.submit({
      diagnosisKeySubmissionToken: await nhs.token(),
      temporaryExposureKeys: keys,
      regionsOfInterest,
    })
  const [stayed, traveled] = [nhsKeys(NOON, 1), nhsKeys(NOON, 1)]
  await submit(stayed)
  await submit(traveled, ['GB-SCT'])
  // The slot of 10 o'clock is over at 11, and in the file of 12, which is made at 11:47.
  nhs.server.now = addSeconds(NOON, 86 * 60)
  expect(await newestFile(nhs, HOME), 'before the run').toEqual({})
  nhs.server.now = addSeconds(NOON, 87 * 60)
  const names = async (region: string) => Object.keys(await newestFile(nhs, region)).sort()
  expect(await names(HOME)).toEqual([...stayed, ...traveled].map(hex).sort())
  expect(await names('GB-SCT')).toEqual(traveled.map(hex))
  expect(await names('JE')).toEqual([])
  nhs.server.now = addSeconds(NOON, 207 * 60)
  expect(await newestFile(nhs, HOME), 'the next run').toEqual({})
})

test('files say what the phone said, and of what it did not say what the original did', async () => {
  const nhs = await startNhs()
  const keys = nhsKeys(NOON, 4)
  const fields = [
    {},
    { transmissionRiskLevel: 4, daysSinceOnsetOfSymptoms: -2 },
    { transmissionRiskLevel: 2 },
    { daysSinceOnsetOfSymptoms: 5 },
  ]
  await nhs.submit({
    diagnosisKeySubmissionToken: await nhs.token(),
    temporaryExposureKeys: keys.map((key, i) => ({ ...key, ...fields[i] })),
  })
  nhs.server.now = addSeconds(NOON, 87 * 60)
  const expected = [
    [7, 0],
    [4, -2],
    [2, 0],
    [7, 5],
  ]
  expect(await newestFile(nhs, HOME)).toEqual(
    Object.fromEntries(keys.map((key, i) => [hex(key), expected[i]])),
  )
})
