import { describe, expect, test } from 'vitest'
import { findObjects, layoutOf } from './names-on-disk.ts'

const namesOf = (layout: Parameters<typeof findObjects>[0], files: readonly string[]) => {
  const found = findObjects(layout, files)
  return found.ok ? [...found.value].map(([name, { file }]) => [name, file]) : found.failure
}

const DATE = 'version/v1/diagnosis-keys/country/DE/date'

describe('files of a tree', () => {
  test('are objects as the original laid them down', () => {
    const files = [`${DATE}/index`, `${DATE}/2020-10-06/index`, `${DATE}/2020-10-06/hour/7/index`]
    expect(namesOf('corona-warn-app', [...files, 'version/index', 'version/index-v2'])).toEqual([
      ['version', 'version/index'],
      ['version/index-v2', 'version/index-v2'],
      [DATE, `${DATE}/index`],
      [`${DATE}/2020-10-06`, `${DATE}/2020-10-06/index`],
      [`${DATE}/2020-10-06/hour/7`, `${DATE}/2020-10-06/hour/7/index`],
    ])
  })
  test('are objects with an ending beside their directory, or under their own names', () => {
    const files = [`${DATE}.json`, `${DATE}/2020-10-06.zip`, `${DATE}/2020-10-06/hour/7`]
    expect(namesOf('corona-warn-app', files)).toEqual([
      [DATE, `${DATE}.json`],
      [`${DATE}/2020-10-06`, `${DATE}/2020-10-06.zip`],
      [`${DATE}/2020-10-06/hour/7`, `${DATE}/2020-10-06/hour/7`],
    ])
    expect(namesOf('coronamelder', ['v6/manifest.zip', 'v6/manifest/NL', 'notes.txt'])).toEqual([
      ['manifest', 'v6/manifest.zip'],
      ['manifest/NL', 'v6/manifest/NL'],
    ])
  })
  test('keep the ending of NHS names', () => {
    const name = 'distribution/daily/2020100800.zip'
    expect(namesOf('nhs', [`de/${name}`])).toEqual([[name, `de/${name}`]])
  })
  test('bring the hash that lies beside them', () => {
    const found = findObjects('corona-warn-app', [
      `${DATE}/index`,
      `${DATE}/index.checksum`,
      'version/index-v2',
      'version/index-v2.checksum',
    ])
    expect(found.ok && [...found.value].map(([name, { hashFile }]) => [name, hashFile])).toEqual([
      ['version/index-v2', 'version/index-v2.checksum'],
      [DATE, `${DATE}/index.checksum`],
    ])
  })
  test('of two trees, and two files of one object, are refused', () => {
    expect(namesOf('corona-warn-app', ['a/version/index', 'b/version/index'])).toBe(
      'more than one tree: name one of a, b',
    )
    expect(namesOf('coronamelder', ['v6/manifest', 'v6/manifest.zip'])).toBe(
      'v6/manifest and v6/manifest.zip are both manifest',
    )
  })
})

test.each([
  ['corona-warn-app', `${DATE}/index`],
  ['corona-warn-app', `de/${DATE}.json`],
  ['nhs', 'distribution/daily/2020100800.zip'],
  ['nhs', 'x/distribution/GB-SCT/two-hourly/2020100802.zip'],
  ['coronamelder', 'v6/exposurekeyset/aa'],
  ['coronamelder', 'manifest'],
  [undefined, 'us/index.txt'],
  [undefined, 'us/1784419200-1784433600-00001.zip'],
  [undefined, 'distribution/readme.md'],
])('the layout %s is told by %s', (layout, file) => {
  expect(layoutOf(['notes.txt', file])).toBe(layout)
})

test('a manifest beside an index of the key server tells nothing', () => {
  expect(layoutOf(['us/index.txt', 'manifest'])).toBeUndefined()
})
