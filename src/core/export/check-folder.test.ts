import { describe, expect, test } from 'vitest'
import { aKey, anArchive, type KeyProperties } from '../../../test/support/archives.ts'
import { utf8 } from '../bytes.ts'
import { FOLDER_RULES } from './archive-rules.ts'
import { FolderCheck } from './check-folder.ts'
import { readArchive } from './read-archive.ts'

const HOUR = 3600
const T = 1_784_419_200

interface File {
  readonly start: number
  readonly end: number
  readonly keys?: readonly KeyProperties[]
  readonly revisedKeys?: readonly KeyProperties[]
  /** Defaults to what the key server would call it. */
  readonly name?: string
  readonly isDamaged?: boolean
  readonly batchNum?: number
}

let nextKey = 0
const file = (fromHour: number, toHour: number, members: Partial<File> = {}): File => ({
  start: T + fromHour * HOUR,
  end: T + toHour * HOUR,
  keys: [aKey(nextKey++ % 256)],
  ...members,
})
const nameOf = ({ start, end, name }: File) => name ?? `${start}-${end}-00001.zip`

function check(files: readonly File[], index?: string | null): string[] {
  const folder = new FolderCheck()
  for (const one of files) {
    const archive = readArchive(
      anArchive({
        message: {
          startTimestamp: one.start,
          endTimestamp: one.end,
          keys: [...(one.keys ?? [])],
          revisedKeys: [...(one.revisedKeys ?? [])],
          batchNum: one.batchNum ?? 1,
          batchSize: one.batchNum === undefined ? 1 : 2,
        },
      }),
    )
    if (!archive.ok) throw new Error(archive.failure.rule)
    folder.add(nameOf(one), one.isDamaged ? undefined : archive.value.message)
  }
  const text = index === undefined ? files.map((one) => `us/${nameOf(one)}`).join('\n') : index
  return folder
    .finish(text === null ? undefined : utf8(text))
    .map((broken) => `${broken.rule} ${broken.file}`)
}

const FOUR = [file(0, 4), file(4, 8), file(8, 12)]
const [first, second, third] = FOUR.map(nameOf)

describe('finds nothing wrong with', () => {
  test('windows that meet and an index that names them', () => {
    expect(check(FOUR)).toEqual([])
  })
  test('an empty index of an empty folder', () => {
    expect(check([], '')).toEqual([])
  })
  test('the files of a split batch, which end a second apart', () => {
    const split = (number: number) =>
      file(0, 4, { end: T + 4 * HOUR + number, name: `${T}-${T + 4 * HOUR}-0000${number}.zip` })
    expect(check([split(1), split(2), split(3), file(4, 8)])).toEqual([])
  })
  test('the parts of a batch', () => {
    const part = (batchNum: number) => file(0, 4, { batchNum, name: `part-${batchNum}.zip` })
    expect(check([part(1), part(2)])).toEqual([])
  })
  test('a file that has grown too old for the index', () => {
    expect(check(FOUR, `us/${second}\nus/${third}`)).toEqual([])
  })
  test('a key and its revision in a later file', () => {
    const files = [
      file(0, 4, { keys: [aKey(7)] }),
      file(4, 8, { revisedKeys: [aKey(7, { reportType: 5 })] }),
    ]
    expect(check(files)).toEqual([])
  })
  test('the names of a batch that was made again, which are shifted', () => {
    expect(check([file(0, 4, { name: `${T + 3}-${T + 4 * HOUR + 3}-00001.zip` })])).toEqual([])
  })
  test('names without folders, and folders within folders', () => {
    expect(check(FOUR, `${first}\n${second}\n${third}`)).toEqual([])
    expect(check(FOUR, [first, second, third].map((name) => `v1/us/${name}`).join('\n'))).toEqual(
      [],
    )
  })
})

const CASES: readonly (readonly [
  string,
  readonly File[],
  string | null | undefined,
  readonly string[],
])[] = [
  ['no index', FOUR, null, ['index-missing index.txt']],
  [
    'an index that names what is not there',
    FOUR.slice(1),
    `us/${first}\nus/${second}\nus/${third}`,
    ['index-names-missing-file index.txt'],
  ],
  [
    'an index that lost its newest file',
    FOUR,
    `us/${first}\nus/${second}`,
    ['index-missing-file index.txt'],
  ],
  [
    'an index that lost one in the middle',
    FOUR,
    `us/${first}\nus/${third}`,
    ['index-missing-file index.txt'],
  ],
  ['an empty index beside archives', FOUR.slice(2), '', ['index-missing-file index.txt']],
  [
    'a damaged file that is not in the index',
    [file(0, 4), file(4, 8, { isDamaged: true, name: 'x.zip' })],
    `us/${first}`,
    ['index-missing-file index.txt'],
  ],
  [
    'a name twice',
    FOUR.slice(0, 1),
    `us/${first}\nus/${first}`,
    ['index-duplicate-name index.txt'],
  ],
  ['a path out of the bucket', FOUR.slice(0, 1), `../us/${first}`, ['index-invalid index.txt']],
  ['an absolute path', FOUR.slice(0, 1), `/us/${first}`, ['index-invalid index.txt']],
  ['a URL', FOUR.slice(0, 1), `https://example.test/us/${first}`, ['index-invalid index.txt']],
  [
    'names of two folders',
    FOUR.slice(0, 2),
    `us/${first}\nus2/${second}`,
    ['index-invalid index.txt'],
  ],
  ['a line end at the end', FOUR.slice(0, 1), `us/${first}\n`, ['index-form index.txt']],
  [
    'line ends of another system',
    FOUR.slice(0, 2),
    `us/${first}\r\nus/${second}`,
    ['index-form index.txt'],
  ],
  ['names out of order', FOUR.slice(0, 2), `us/${second}\nus/${first}`, ['index-form index.txt']],
  ['time between two windows', [file(0, 4), file(8, 12)], undefined, [`window-gap ${third}`]],
  [
    'two windows that overlap',
    [file(0, 4), file(3, 7)],
    undefined,
    [`window-overlap ${T + 3 * HOUR}-${T + 7 * HOUR}-00001.zip`],
  ],
  ['a window within another', [file(0, 12), file(4, 8)], undefined, [`window-overlap ${second}`]],
  [
    'the same window twice',
    [file(0, 4), file(0, 4, { name: 'again.zip' })],
    undefined,
    ['batch-duplicate again.zip'],
  ],
  [
    'a key in two files',
    [file(0, 4, { keys: [aKey(1)] }), file(4, 8, { keys: [aKey(1)] })],
    undefined,
    [`key-repeated ${second}`],
  ],
  [
    'a revision of another start',
    [
      file(0, 4, { keys: [aKey(1)] }),
      file(4, 8, { revisedKeys: [aKey(1, { rollingStartIntervalNumber: 5 })] }),
    ],
    undefined,
    [`revised-key-changed ${second}`],
  ],
  [
    'a name of another window',
    [file(0, 4, { name: `${T}-${T + 8 * HOUR}-00001.zip` })],
    undefined,
    [`name-mismatch ${T}-${T + 8 * HOUR}-00001.zip`],
  ],
  [
    'a name of an earlier window',
    [file(4, 8, { name: `${T}-${T + 4 * HOUR}-00001.zip` })],
    undefined,
    [`name-mismatch ${first}`],
  ],
]

describe('names what is wrong with', () => {
  test.each(CASES)('%s', (_, files, index, expected) => {
    expect(check(files, index)).toEqual([...expected])
  })
  test('everything that it has a name for', () => {
    const broken = new Set(
      CASES.flatMap(([, , , rules]) => rules.map((rule) => rule.split(' ')[0])),
    )
    expect(Object.keys(FOLDER_RULES).filter((name) => !broken.has(name))).toEqual([])
  })
})
