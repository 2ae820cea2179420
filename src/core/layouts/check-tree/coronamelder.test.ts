import { describe, expect, test } from 'vitest'
import {
  cmSet,
  contentObject,
  contentSignature,
  coronaMelderTree,
  DOCUMENT_IDS,
  oldKey,
  problemsOf,
  SETS,
  seconds,
  type TestTree,
  textObject,
} from '../../../../test/support/trees.ts'
import { equalBytes } from '../../bytes.ts'

const NOON = seconds('2020-10-07T12:00:00Z')
const HOUR = 3600
const [A = '', B = '', C = ''] = SETS
const setName = (id: string) => `exposurekeyset/${id}`
const NEW_ID = 'dd'.repeat(16)

const verifyContent = async (signature: Uint8Array, content: Uint8Array) =>
  equalBytes(signature, new Uint8Array(contentSignature(content))) ? undefined : 'wrong_signature'

const problems = (change: (tree: TestTree) => void, trust = {}) => {
  const tree = coronaMelderTree()
  change(tree)
  return problemsOf('coronamelder', tree, { verifyContent, ...trust })
}

const setManifests = (
  tree: TestTree,
  sets: readonly unknown[],
  documents: object = DOCUMENT_IDS,
) => {
  const manifest = contentObject({ exposureKeySets: sets, ...documents })
  tree.set('manifest', manifest)
  tree.set('manifest/NL', manifest)
  tree.set('exposurekeyset/NL', textObject(sets))
}

describe('a tree of CoronaMelder', () => {
  test('that is right has no problem, listed or asked for', async () => {
    expect(await problems(() => {})).toEqual([])
    expect(await problems(() => {}, { isAskedFor: true, regions: ['NL'] })).toEqual([])
  })
  test('need not be checked against a certificate', async () => {
    const forged = (tree: TestTree) =>
      tree.set('manifest', contentObject({ a: 1 }, Buffer.from('b')))
    expect(await problems(forged, { verifyContent: undefined })).not.toContainEqual([
      'manifest',
      'content-signature-invalid',
    ])
  })
  test('may hold sets that are older than those of the manifest', async () => {
    expect(await problems((tree) => tree.set(setName(NEW_ID), cmSet(NOON - HOUR, [9])))).toEqual([])
  })
  test('may give countries sets of their own that share keys', async () => {
    const found = await problems((tree) => {
      tree.set(setName(NEW_ID), cmSet(NOON, [1, 9]))
      tree.set('manifest/BE', contentObject({ exposureKeySets: [NEW_ID], ...DOCUMENT_IDS }))
      tree.set('exposurekeyset/BE', textObject([NEW_ID]))
    })
    expect(found).toEqual([])
  })
  test('may have sets under their country', async () => {
    const found = await problems((tree) => {
      const set = tree.get(setName(A))
      tree.delete(setName(A))
      if (set !== undefined) tree.set(`exposurekeyset/NL/${A}`, set)
    })
    expect(found).toEqual([])
  })
})

test.each<[string, (tree: TestTree) => void, readonly (readonly [string, string])[]]>([
  [
    'a set that a manifest names and is not there',
    (tree) => tree.delete(setName(C)),
    [
      ['manifest', 'index-names-missing-file'],
      ['manifest/NL', 'index-names-missing-file'],
    ],
  ],
  [
    'a document that a manifest names and is not there',
    (tree) => tree.delete(`appconfig/${DOCUMENT_IDS['appConfig']}`),
    [['manifest', 'index-names-missing-file']],
  ],
  [
    'a set that no manifest names',
    (tree) => tree.set(setName(NEW_ID), cmSet(NOON + HOUR, [9])),
    [['manifest', 'index-missing-file']],
  ],
  [
    'sets without a manifest',
    (tree) => {
      tree.delete('manifest')
      tree.delete('manifest/NL')
    },
    [['manifest', 'index-missing']],
  ],
  [
    'an id of another form',
    (tree) => setManifests(tree, [...SETS, 'abc']),
    [
      ['exposurekeyset/NL', 'index-invalid'],
      ['manifest', 'index-invalid'],
      ['manifest/NL', 'index-invalid'],
    ],
  ],
  [
    'a manifest without a member',
    (tree) => tree.set('manifest', contentObject({ exposureKeySets: SETS, appConfig: '' })),
    [
      ['manifest', 'index-invalid'],
      ['manifest', 'index-invalid'],
    ],
  ],
  [
    'a manifest whose content is no JSON object',
    (tree) => tree.set('manifest', contentObject(7)),
    [['manifest', 'index-invalid']],
  ],
  [
    'a list of sets that is not that of the manifest',
    (tree) => tree.set('exposurekeyset/NL', textObject([A, B])),
    [['exposurekeyset/NL', 'indexes-disagree']],
  ],
  [
    'a window of another length than a day',
    (tree) => tree.set(setName(C), cmSet(NOON, [5], { start: NOON - 23 * HOUR })),
    [[setName(C), 'header-mismatch']],
  ],
  [
    'a set of another region than the others',
    (tree) => tree.set(setName(C), cmSet(NOON + HOUR, [5], { region: 'BE' })),
    [[setName(C), 'region-mismatch']],
  ],
  [
    'a key in two sets',
    (tree) => tree.set(setName(C), cmSet(NOON + HOUR, [1])),
    [[setName(C), 'key-repeated']],
  ],
  [
    'a key that ended less than two hours before its release',
    (tree) => {
      const start = { rollingStartIntervalNumber: (NOON - 12 * HOUR) / 600, rollingPeriod: 61 }
      tree.set(
        setName(A),
        cmSet(NOON, [], { keys: [oldKey(1, 0, start), oldKey(2, NOON - 36 * HOUR)] }),
      )
    },
    [[setName(A), 'key-too-fresh']],
  ],
  [
    'a set without a signature of its content',
    (tree) => tree.set(setName(C), cmSet(NOON + HOUR, [5], { more: () => [] })),
    [[setName(C), 'missing-entry']],
  ],
  [
    'a set whose content was signed by another',
    (tree) =>
      tree.set(
        setName(C),
        cmSet(NOON + HOUR, [5], {
          more: () => [{ name: 'content.sig', bytes: contentSignature(Buffer.from('other')) }],
        }),
      ),
    [[setName(C), 'content-signature-invalid']],
  ],
  [
    'a document whose content was signed by another',
    (tree) =>
      tree.set(
        `appconfig/${DOCUMENT_IDS['appConfig']}`,
        contentObject({ b: 1 }, Buffer.from('other')),
      ),
    [[`appconfig/${DOCUMENT_IDS['appConfig']}`, 'content-signature-invalid']],
  ],
  [
    'a document that is no zip',
    (tree) =>
      tree.set(`appconfig/${DOCUMENT_IDS['appConfig']}`, textObject('{"no":"zip at all, at all"}')),
    [[`appconfig/${DOCUMENT_IDS['appConfig']}`, 'zip-malformed']],
  ],
  [
    'an object of another name',
    (tree) => tree.set('exposurekeyset/notanid', textObject('')),
    [['exposurekeyset/notanid', 'object-unknown']],
  ],
])('%s is named', async (_what, change, expected) => {
  expect(await problems(change)).toEqual(expected)
})

test('a set that nobody whose key was given has signed is named', async () => {
  const found = await problems(() => {}, { trusted: [] })
  expect(found.map(([file, rule]) => [file, rule])).toEqual(
    SETS.map((id) => [setName(id), 'unknown-key']),
  )
})
