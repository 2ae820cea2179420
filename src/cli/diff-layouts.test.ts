import { describe, expect, test } from 'vitest'
import { asJson, scratchFolder, tocsin } from '../../test/support/command-line.ts'
import {
  cmSet,
  contentObject,
  coronaMelderTree,
  coronaWarnAppTree,
  cwaDay,
  DOCUMENT_IDS,
  seconds,
  type TestTree,
  textObject,
} from '../../test/support/trees.ts'

const { path: scratch, put } = scratchFolder()
const DATE = 'version/v1/diagnosis-keys/country/DE/date'

function folder(name: string, tree: TestTree): string {
  for (const [object, { bytes }] of tree) put(`${name}/${object}/index`, bytes)
  return `${scratch}/${name}`
}

describe('diff of two trees', () => {
  const a = folder('a', coronaWarnAppTree())

  test('of the same keys finds nothing', async () => {
    const { exitCode, out } = await tocsin(['diff', a, folder('again', coronaWarnAppTree())])
    expect([exitCode, out]).toEqual([0, 'the same\n'])
  })
  test('tells keys of a day, objects and entries of indexes', async () => {
    const tree = coronaWarnAppTree()
    tree.set(`${DATE}/2020-10-06`, cwaDay('DE', '2020-10-06', [1, 9]))
    tree.delete(`${DATE}/2020-10-08/hour/1`)
    tree.set(`${DATE}/2020-10-08/hour`, textObject([0]))
    const b = folder('b', tree)
    expect(await asJson('diff', a, b)).toMatchObject({
      same: false,
      onlyInA: [`${DATE}/2020-10-08/hour/1`],
      onlyInB: [],
      indexes: [{ file: `${DATE}/2020-10-08/hour`, onlyInA: ['1'], onlyInB: [] }],
      files: [
        {
          file: `${DATE}/2020-10-06`,
          keys: {
            onlyInA: [{ keyHex: '02'.repeat(16) }],
            onlyInB: [{ keyHex: '09'.repeat(16) }],
            changed: [],
          },
        },
      ],
    })
    expect((await tocsin(['diff', a, b])).exitCode).toBe(1)
  })
  test('compares the sets of CoronaMelder by their releases, whatever their ids', async () => {
    const noon = seconds('2020-10-07T12:00:00Z')
    const ids = ['1a', '2b', '3c'].map((byte) => byte.repeat(16))
    const tree = coronaMelderTree()
    for (const name of [...tree.keys()]) if (name.startsWith('exposurekeyset/')) tree.delete(name)
    const [first = '', second = '', third = ''] = ids
    tree.set(`exposurekeyset/${first}`, cmSet(noon, [1, 3]))
    tree.set(`exposurekeyset/${second}`, cmSet(noon, [2, 4]))
    tree.set(`exposurekeyset/${third}`, cmSet(noon + 3600, [5]))
    tree.set('manifest', contentObject({ exposureKeySets: ids, ...DOCUMENT_IDS }))
    const left = folder('melder', coronaMelderTree())
    expect((await tocsin(['diff', left, folder('melder-2', tree)])).out).toBe('the same\n')
    tree.set(`exposurekeyset/${third}`, cmSet(noon + 3600, [6]))
    tree.set('manifest', contentObject({ exposureKeySets: ids, ...DOCUMENT_IDS, appConfig: '' }))
    expect(await asJson('diff', left, folder('melder-3', tree))).toMatchObject({
      files: [
        {
          file: 'sets of 2020-10-07T13:00:00Z',
          keys: { onlyInA: [{ keyHex: '05'.repeat(16) }], onlyInB: [{ keyHex: '06'.repeat(16) }] },
        },
      ],
      indexes: [{ file: 'manifest', onlyInB: ['appConfig ""'] }],
    })
  })
  test('of two layouts is refused', async () => {
    const { exitCode, err } = await tocsin(['diff', a, folder('melder-4', coronaMelderTree())])
    expect(exitCode).toBe(2)
    expect(err).toContain('has the layout corona-warn-app and')
  })
})
