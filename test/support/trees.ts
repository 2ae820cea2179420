/** Trees of each layout for tests of what checks them. Shares nothing with our writers: archives of `archives.ts`, names written out. */

import { createHash, sign } from 'node:crypto'
import { startTreeCheck } from '../../src/core/layouts/check-tree/start-check.ts'
import type { TreeCheck, TreeTrust } from '../../src/core/layouts/check-tree/tree-check.ts'
import type { Layout } from '../../src/core/layouts/layouts.ts'
import { asUnixSeconds } from '../../src/core/time.ts'
import {
  type ArchiveSigner,
  aKey,
  anArchive,
  aSigner,
  defaultEntries,
  type KeyProperties,
  trusting,
} from './archives.ts'
import { zipOf } from './zip.ts'

export const seconds = (text: string): number => Date.parse(text) / 1000

export interface TestObject {
  readonly bytes: Uint8Array
  /** Sent with it, over HTTP. */
  readonly headers?: Readonly<Record<string, string>>
}

export type TestTree = Map<string, TestObject>

export const treeSigner: ArchiveSigner = withAppOf(aSigner('310', 'v1'))

/** As these layouts sign: the app is named. */
function withAppOf(signer: ArchiveSigner): ArchiveSigner {
  return { ...signer, info: { ...signer.info, appBundleId: 'org.example.app' } }
}

/** A key that ended at midnight, two days before what these trees publish. */
export const oldKey = (byte: number, midnight: number, change: KeyProperties = {}): KeyProperties =>
  aKey(byte, { rollingStartIntervalNumber: midnight / 600 - 144, ...change })

export interface TreeArchive {
  readonly start: number
  readonly end: number
  /** null: none. */
  readonly region: string | null
  readonly keys: readonly KeyProperties[]
  /** Entries beside the two. */
  readonly more?: (exportBin: Uint8Array) => readonly { name: string; bytes: Uint8Array }[]
}

export const archiveOf = ({ start, end, region, keys, more }: TreeArchive): TestObject => ({
  bytes: anArchive({
    signers: [treeSigner],
    message: { startTimestamp: start, endTimestamp: end, region, keys: [...keys] },
    ...(more && { entries: (bin, sig) => [...defaultEntries(bin, sig), ...more(bin)] }),
  }),
})

export const textObject = (value: unknown): TestObject => ({
  bytes: Buffer.from(typeof value === 'string' ? value : JSON.stringify(value)),
})

export const trustOf = async (change: Partial<TreeTrust> = {}): Promise<TreeTrust> => ({
  trusted: [await trusting(treeSigner)],
  now: undefined,
  clock: asUnixSeconds(seconds('2020-10-08T02:30:00Z')),
  md5: (content) => createHash('md5').update(content).digest(),
  isAskedFor: false,
  regions: [],
  offsetMinutes: -15,
  headerKey: undefined,
  verifyContent: undefined,
  ...change,
})

/** Everything that is wrong with a tree, as [object, rule], ascending. Asked for by name where the trust says so. */
export async function problemsOf(
  layout: Layout,
  tree: TestTree,
  change: Partial<TreeTrust> = {},
): Promise<readonly (readonly [string, string])[]> {
  const trust = await trustOf(change)
  const check = startTreeCheck(layout, trust)
  const found = trust.isAskedFor ? await walk(check, tree) : await addAll(check, tree)
  return [...found, ...check.finish().map(({ file, rule }) => [file, rule] as const)].sort()
}

async function addAll(check: TreeCheck, tree: TestTree) {
  const found: (readonly [string, string])[] = []
  for (const name of tree.keys()) found.push(...(await addOne(check, tree, name)).found)
  return found
}

async function walk(check: TreeCheck, tree: TestTree) {
  const found: (readonly [string, string])[] = []
  const asked = new Set(check.first)
  for (const name of asked) {
    const one = await addOne(check, tree, name)
    found.push(...one.found)
    for (const link of one.links) asked.add(link)
  }
  return found
}

async function addOne(check: TreeCheck, tree: TestTree, name: string) {
  const object = tree.get(name)
  if (object === undefined) return { found: [], links: [] }
  const headers = object.headers && new Map(Object.entries(object.headers))
  const { problems, links } = await check.add({
    name,
    bytes: new Uint8Array(object.bytes),
    headers,
  })
  return { found: problems.map(({ rule }) => [name, rule] as const), links }
}

const COUNTRY = 'version/v1/diagnosis-keys/country'
const MIDNIGHT = seconds('2020-10-05T00:00:00Z')
const HOUR = 3600

const cwaHour = (country: string, date: string, hour: number, bytes: readonly number[]) => {
  const start = seconds(`${date}T00:00:00Z`) + hour * HOUR
  const keys = bytes.map((byte) => oldKey(byte, MIDNIGHT))
  return archiveOf({ start, end: start + HOUR, region: country, keys })
}

export const cwaDay = (country: string, date: string, bytes: readonly number[]) => {
  const start = seconds(`${date}T00:00:00Z`)
  const keys = bytes.map((byte) => oldKey(byte, MIDNIGHT))
  return archiveOf({ start, end: start + 24 * HOUR, region: country, keys })
}

/** 8 October 2020, 02:30: two days that are over, of which one has hours, and two hours of today. */
export function coronaWarnAppTree(): TestTree {
  const tree: TestTree = new Map([
    ['version', textObject(['v1'])],
    ['version/index-v2', textObject(['v2'])],
    [COUNTRY, textObject(['DE', 'EUR'])],
  ])
  for (const country of ['DE', 'EUR']) {
    const dates = `${COUNTRY}/${country}/date`
    const abroad = country === 'EUR' ? [0x66] : []
    tree.set(dates, textObject(['2020-10-06', '2020-10-07']))
    tree.set(`${dates}/2020-10-06`, cwaDay(country, '2020-10-06', [1, 2]))
    tree.set(`${dates}/2020-10-07`, cwaDay(country, '2020-10-07', [3, 4, 5, ...abroad]))
    tree.set(`${dates}/2020-10-07/hour`, textObject([7, 8, 12]))
    tree.set(`${dates}/2020-10-07/hour/7`, cwaHour(country, '2020-10-07', 7, [3, 4]))
    tree.set(`${dates}/2020-10-07/hour/8`, cwaHour(country, '2020-10-07', 8, []))
    tree.set(`${dates}/2020-10-07/hour/12`, cwaHour(country, '2020-10-07', 12, [5, ...abroad]))
    tree.set(`${dates}/2020-10-08/hour`, textObject([0, 1]))
    tree.set(`${dates}/2020-10-08/hour/0`, cwaHour(country, '2020-10-08', 0, []))
    tree.set(`${dates}/2020-10-08/hour/1`, cwaHour(country, '2020-10-08', 1, [7]))
  }
  return tree
}

const OFFSET = -15 * 60
const stamp = (end: number): string =>
  new Date(end * 1000).toISOString().replaceAll(/[-T:]/g, '').slice(0, 10)

export const nhsArchive = (end: number, hours: number, bytes: readonly number[]): TestObject =>
  archiveOf({
    start: end - hours * HOUR + OFFSET,
    end: end + OFFSET,
    region: null,
    keys: bytes.map((byte) => oldKey(byte, MIDNIGHT)),
  })

export const nhsName = (kind: 'daily' | 'two-hourly', end: number, region = ''): string =>
  `distribution/${region}${kind}/${stamp(end)}.zip`

/** As the run of 8 October 2020, 05:47, left it: keys of the periods that end at 02:00 and 06:00, and in the evening before. */
export function nhsTree(region = ''): TestTree {
  const tree: TestTree = new Map()
  const newest = seconds('2020-10-08T06:00:00Z')
  const keys = new Map([
    [seconds('2020-10-07T22:00:00Z'), [1, 2]],
    [seconds('2020-10-08T02:00:00Z'), [3]],
    [newest, [4, 5]],
  ])
  for (let back = 0; back < 168; back++) {
    const end = newest - back * 2 * HOUR
    tree.set(nhsName('two-hourly', end, region), nhsArchive(end, 2, keys.get(end) ?? []))
  }
  for (let back = 0; back < 15; back++) {
    const end = seconds('2020-10-09T00:00:00Z') - back * 24 * HOUR
    const own = [...keys].filter(([at]) => at <= end && at > end - 24 * HOUR)
    tree.set(
      nhsName('daily', end, region),
      nhsArchive(
        end,
        24,
        own.flatMap(([, of]) => of),
      ),
    )
  }
  return tree
}

/** As the NHS apps know that an object is from their backend. */
export function answerHeaders(bytes: Uint8Array): Readonly<Record<string, string>> {
  const date = 'Thu, 08 Oct 2020 05:47:10 UTC'
  const signed = Buffer.concat([Buffer.from(`${date}:`), bytes])
  const signature = sign('sha256', signed, treeSigner.privateKeyPem).toString('base64')
  return {
    'x-amz-meta-signature': `keyId="a-key",signature="${signature}"`,
    'x-amz-meta-signature-date': date,
  }
}

/** Stands in for a certificate's signature: other content has another. */
export const contentSignature = (content: Uint8Array): Uint8Array =>
  Buffer.from(`signed ${createHash('sha256').update(content).digest('hex')}`)

export const contentObject = (value: unknown, signed?: Uint8Array): TestObject => {
  const content = Buffer.from(JSON.stringify(value))
  return {
    bytes: zipOf([
      { name: 'content.bin', bytes: content },
      { name: 'content.sig', bytes: contentSignature(signed ?? content) },
    ]),
  }
}

export const SETS = ['aa', 'bb', 'cc'].map((byte) => byte.repeat(16))
const DOCUMENTS = { riskCalculationParameters: '01', appConfig: '02', resourceBundle: '' } as const
export const DOCUMENT_IDS = Object.fromEntries(
  Object.entries(DOCUMENTS).map(([kind, byte]) => [kind, byte.repeat(16)]),
)

export const cmSet = (
  release: number,
  bytes: readonly number[],
  change: Partial<TreeArchive> = {},
) =>
  archiveOf({
    start: release - 24 * HOUR,
    end: release,
    region: 'NL',
    keys: bytes.map((byte) => oldKey(byte, MIDNIGHT)),
    more: (bin) => [{ name: 'content.sig', bytes: contentSignature(bin) }],
    ...change,
  })

/** Three sets of two releases, two documents, and the manifests of all and of the deployment's country. */
export function coronaMelderTree(): TestTree {
  const manifest = contentObject({ exposureKeySets: SETS, ...DOCUMENT_IDS })
  const [first = '', second = '', third = ''] = SETS
  const release = seconds('2020-10-07T12:00:00Z')
  return new Map([
    ['manifest', manifest],
    ['manifest/NL', manifest],
    ['exposurekeyset/NL', textObject(SETS)],
    [`exposurekeyset/${first}`, cmSet(release, [1, 2])],
    [`exposurekeyset/${second}`, cmSet(release, [3, 4])],
    [`exposurekeyset/${third}`, cmSet(release + HOUR, [5])],
    [`riskcalculationparameters/${'01'.repeat(16)}`, contentObject({ a: 1 })],
    [`appconfig/${'02'.repeat(16)}`, contentObject({ b: 1 })],
  ])
}
