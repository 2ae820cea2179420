import { createHash } from 'node:crypto'
import { describe, expect, test } from 'vitest'
import {
  type ArchiveParts,
  type ArchiveSigner,
  aKey,
  anArchive,
  aSigner,
  defaultEntries,
  HEADER,
  START_INTERVAL,
  signDer,
  trusting,
  WINDOW_END,
  WINDOW_START,
} from '../../../test/support/archives.ts'
import { zipOf } from '../../../test/support/zip.ts'
import { fromHex, fromTolerantBase64, toHex } from '../bytes.ts'
import { derToP1363, importPublicKey, p1363ToDer } from '../crypto/ecdsa.ts'
import { tocsin } from '../proto/export.js'
import { asUnixSeconds } from '../time.ts'
import { FILE_RULES, isValid, type RuleName, severityOf } from './archive-rules.ts'
import type { TrustedKey } from './check-signatures.ts'
import { verifyArchive } from './verify-archive.ts'

const LIMITS = { now: undefined, maxKeyAgeDays: 15 }
const signer = aSigner()
const stranger = aSigner('262', 'v3')

const hex = (text: string) => {
  const bytes = fromHex(text.replaceAll(/\s/g, ''))
  if (bytes === undefined) throw new TypeError('not hexadecimal')
  return bytes
}

interface Case extends ArchiveParts {
  readonly trust?: readonly ArchiveSigner[]
  readonly now?: number
}

async function rulesOf({ trust, now, ...parts }: Case = {}): Promise<string[]> {
  const signers = parts.signers ?? [signer]
  const trusted = await Promise.all((trust ?? signers).map((one) => trusting(one)))
  const limits = { ...LIMITS, now: now === undefined ? undefined : asUnixSeconds(now) }
  const { problems } = await verifyArchive(anArchive({ ...parts, signers }), trusted, limits)
  return problems.map(({ rule }) => rule)
}

describe('accepts', () => {
  const good: readonly (readonly [string, Case])[] = [
    ['an archive that keeps to every rule', {}],
    ['two signers whose keys are known', { signers: [signer, stranger] }],
    [
      'keys at the edges of every range',
      {
        message: {
          keys: [
            aKey(1, { transmissionRiskLevel: 0, daysSinceOnsetOfSymptoms: -14, rollingPeriod: 1 }),
            aKey(2, { transmissionRiskLevel: 8, daysSinceOnsetOfSymptoms: 14, rollingPeriod: 144 }),
            { keyData: new Uint8Array(16).fill(3), rollingStartIntervalNumber: START_INTERVAL },
            // Expires as the window ends, and was in use 15 days before it.
            aKey(4, { rollingStartIntervalNumber: WINDOW_END / 600 - 144 }),
            aKey(5, { rollingStartIntervalNumber: WINDOW_START / 600 - 144 - 15 * 144 }),
          ],
        },
      },
    ],
    [
      'a key that is new and revised in one window',
      {
        message: { keys: [aKey(1)], revisedKeys: [aKey(1, { reportType: 5 })] },
      },
    ],
    [
      'a revised key that was uploaded two weeks before',
      {
        message: {
          revisedKeys: [aKey(9, { rollingStartIntervalNumber: WINDOW_START / 600 - 29 * 144 })],
        },
      },
    ],
    [
      'a second file of a split batch, which ends a second late',
      { message: { endTimestamp: WINDOW_END + 1 } },
    ],
    ['no batch at all', { message: { batchNum: null, batchSize: null } }],
    ['keys that were two hours old at the time', { now: WINDOW_START + 2 * 3600 }],
  ]
  test.each(good)('%s', async (_, parts) => {
    expect(await rulesOf(parts)).toEqual([])
  })

  test('a signature with SHA-512, which phones know', async () => {
    const algorithm = '1.2.840.10045.4.3.4'
    const longer = { ...signer, info: { ...signer.info, signatureAlgorithm: algorithm } }
    const resign: ArchiveParts['resign'] = (signature, exportBin) => ({
      ...signature,
      signature: signDer(longer, exportBin, 'sha512'),
    })
    expect(await rulesOf({ signers: [longer], resign })).toEqual([])
    expect(await rulesOf({ signers: [longer] })).toEqual(['signature-invalid'])
  })
  test('a key without a name, for whoever signs with it, and then for no other', async () => {
    const bytes = anArchive({ signers: [signer, stranger] })
    const anyone = async (...of: ArchiveSigner[]) => {
      const trusted = await Promise.all(of.map((one) => trusting(one, false)))
      return (await verifyArchive(bytes, trusted, LIMITS)).problems.map(({ rule }) => rule)
    }
    expect(await anyone(signer, stranger)).toEqual([])
    expect(await anyone(signer)).toEqual(['signature-unchecked'])
    expect(await anyone(aSigner())).toEqual(['signature-invalid', 'signature-invalid'])
  })
  test('one of two keys of the same name, as while a key is rotated', async () => {
    expect(await rulesOf({ trust: [aSigner(), signer] })).toEqual([])
  })
})

const resigned = (change: (signature: Uint8Array, exportBin: Uint8Array) => Uint8Array): Case => ({
  resign: (signature, exportBin) => ({
    ...signature,
    signature: change(signature.signature ?? new Uint8Array(), exportBin),
  }),
})
const withInfo = (members: object): Case => ({
  resign: (signature) => ({
    ...signature,
    signatureInfo: { ...signature.signatureInfo, ...members },
  }),
})
const oneKey = (members: object): Case => ({ message: { keys: [aKey(1, members)] } })
const signerWith = (members: object): ArchiveSigner => ({
  ...signer,
  info: { ...signer.info, ...members },
})

/** For each rule of one archive what breaks it, and nothing else where one name stands there. */
const BREAKING: readonly (readonly [string, Case, readonly RuleName[]])[] = [
  ['no export.sig', { entries: (bin) => [{ name: 'export.bin', bytes: bin }] }, ['missing-entry']],
  [
    'no export.bin',
    { entries: (_, sig) => [{ name: 'export.sig', bytes: sig }] },
    ['missing-entry'],
  ],
  [
    'export.sig before export.bin',
    { entries: (bin, sig) => defaultEntries(bin, sig).reverse() },
    ['entry-order'],
  ],
  ['a header of another version', { header: Buffer.from('EK Export v2    ') }, ['header-invalid']],
  ['a header cut short', { header: HEADER.subarray(0, 15) }, ['header-invalid']],
  ['a message cut short', { messageTail: hex('3a10') }, ['protobuf-invalid']],
  ['a field of another wire type', { messageTail: hex('3800') }, ['protobuf-invalid']],
  ['a second region', { messageTail: hex('1a024341') }, ['protobuf-invalid']],
  [
    'a region that is not UTF-8',
    { message: { region: null }, messageTail: hex('1a02ff41') },
    ['protobuf-invalid'],
  ],
  ['a group', { messageTail: hex('4b4c') }, ['protobuf-invalid']],
  ['field number 0', { messageTail: hex('0000') }, ['protobuf-invalid']],
  [
    'a number of eleven bytes',
    { messageTail: hex('48ffffffffffffffffffff01') },
    ['protobuf-invalid'],
  ],
  ['a number of 65 bits', { messageTail: hex('48ffffffffffffffffff02') }, ['protobuf-invalid']],
  [
    'a batch number of 33 bits',
    { message: { batchNum: null }, messageTail: hex('208180808010') },
    ['protobuf-invalid'],
  ],
  ['1001 signature infos', { messageTail: hex('3200'.repeat(1001)) }, ['protobuf-invalid']],
  ['1001 signatures', { sigTail: hex('0a00'.repeat(1001)) }, ['protobuf-invalid']],
  ['a signature list cut short', { sigTail: hex('0a10') }, ['protobuf-invalid']],
  [
    'a million keys and one',
    { messageTail: new Uint8Array(2_000_000).map((_, i) => (i % 2 ? 0 : 0x3a)) },
    ['too-many-keys'],
  ],
  ['a field from another time', { messageTail: hex('7a03616263') }, ['unknown-field']],
  [
    'a field from another time in a key',
    { messageTail: hex('3a04a2010178') },
    ['unknown-field', 'key-length', 'key-too-old', 'keys-not-sorted'],
  ],
  ['no region', { message: { region: null } }, ['region-missing']],
  ['no keys', { message: { keys: [] } }, ['file-empty']],
  ['no start', { message: { startTimestamp: null } }, ['window-invalid']],
  ['no end', { message: { endTimestamp: null } }, ['window-invalid']],
  [
    'a window that ends as it starts',
    { message: { endTimestamp: WINDOW_START } },
    ['window-invalid'],
  ],
  ['part 0 of a batch', { message: { batchNum: 0 } }, ['batch-invalid']],
  ['part 2 of 1', { message: { batchNum: 2 } }, ['batch-invalid']],
  ['a part without a number', { message: { batchNum: null } }, ['batch-invalid']],
  ['a batch of 1,000,001', { message: { batchSize: 1_000_001 } }, ['batch-invalid']],
  ['one part of two', { message: { batchNum: 2, batchSize: 2 } }, ['batch-incomplete']],
  [
    'an empty export.sig',
    { entries: (bin) => defaultEntries(bin, new Uint8Array()) },
    ['signature-missing', 'signature-count-mismatch'],
  ],
  [
    'a signature more than infos',
    { sigTail: hex('0a00') },
    [
      'signature-count-mismatch',
      'signature-info-mismatch',
      'signature-batch-mismatch',
      'unknown-algorithm',
      'signature-not-der',
      'signature-unchecked',
    ],
  ],
  [
    'another key id in export.sig',
    withInfo({ verificationKeyId: '311' }),
    ['signature-info-mismatch', 'unknown-key'],
  ],
  [
    'another key version in export.sig',
    withInfo({ verificationKeyVersion: 'v2' }),
    ['signature-info-mismatch', 'unknown-key-version'],
  ],
  [
    'no info in export.sig',
    { resign: ({ signatureInfo: _, ...rest }) => rest },
    ['signature-info-mismatch', 'unknown-algorithm', 'unknown-key'],
  ],
  [
    'another part in export.sig',
    { resign: (signature) => ({ ...signature, batchNum: 2 }) },
    ['signature-batch-mismatch'],
  ],
  [
    'no part in export.sig',
    { resign: ({ batchSize: _, ...rest }) => rest },
    ['signature-batch-mismatch'],
  ],
  [
    'eleven signers',
    { signers: Array.from({ length: 11 }, (_, i) => aSigner(`${i}`)) },
    ['too-many-signatures'],
  ],
  [
    'the identifier of RSA',
    { signers: [signerWith({ signatureAlgorithm: '1.2.840.113549.1.1.11' })] },
    ['unknown-algorithm'],
  ],
  ['no identifier', { signers: [signerWith({ signatureAlgorithm: null })] }, ['unknown-algorithm']],
  ['a signer that is not trusted', { trust: [stranger] }, ['unknown-key']],
  ['a version that is not trusted', { trust: [aSigner('310', 'v2')] }, ['unknown-key-version']],
  [
    'a second signer that is not trusted',
    { signers: [signer, stranger], trust: [signer] },
    ['signature-unchecked'],
  ],
  ['a key of that name that is another', { trust: [aSigner()] }, ['signature-invalid']],
  ['a signature of another file', resigned(() => signDer(signer, HEADER)), ['signature-invalid']],
  [
    'a signature without the header',
    resigned((_, bin) => signDer(signer, bin.subarray(16))),
    ['header-not-signed'],
  ],
  ['r and s side by side', resigned((der) => derToP1363(der) ?? der), ['signature-not-der']],
  ['an empty signature', resigned(() => new Uint8Array()), ['signature-not-der']],
  [
    'a byte after the signature',
    resigned((der) => Buffer.concat([der, new Uint8Array(1)])),
    ['signature-not-der'],
  ],
  [
    'a length of two bytes in the signature',
    resigned((der) => Buffer.concat([hex('3081'), der.subarray(1)])),
    ['signature-not-der'],
  ],
  ['r and s of zero', resigned(() => hex('3006020100020100')), ['signature-invalid']],
  ['a key of 15 bytes', oneKey({ keyData: new Uint8Array(15) }), ['key-length']],
  ['a key of 17 bytes', oneKey({ keyData: new Uint8Array(17) }), ['key-length']],
  ['risk 9', oneKey({ transmissionRiskLevel: 9 }), ['risk-out-of-range']],
  ['risk -1', oneKey({ transmissionRiskLevel: -1 }), ['risk-out-of-range']],
  ['period 0', oneKey({ rollingPeriod: 0 }), ['period-out-of-range']],
  [
    'period 145',
    oneKey({ rollingPeriod: 145, rollingStartIntervalNumber: START_INTERVAL - 144 }),
    ['period-out-of-range'],
  ],
  ['a start before the epoch', oneKey({ rollingStartIntervalNumber: -1 }), ['start-out-of-range']],
  [
    'a start at the end of the window',
    oneKey({ rollingStartIntervalNumber: WINDOW_END / 600 }),
    ['start-out-of-range'],
  ],
  ['onset 15', oneKey({ daysSinceOnsetOfSymptoms: 15 }), ['onset-out-of-range']],
  ['onset -15', oneKey({ daysSinceOnsetOfSymptoms: -15 }), ['onset-out-of-range']],
  ['report type 6', oneKey({ reportType: 6 }), ['report-type-unknown']],
  ['a recursive report', oneKey({ reportType: 4 }), ['report-type-ignored']],
  ['a new key that is revoked', oneKey({ reportType: 5 }), ['report-type-ignored']],
  [
    'a key in use as the window ends',
    oneKey({ rollingStartIntervalNumber: WINDOW_END / 600 - 143 }),
    ['key-too-fresh'],
  ],
  [
    'a key that is not two hours old at the time',
    { now: WINDOW_START + 2 * 3600 - 1 },
    ['key-too-fresh'],
  ],
  [
    'a key that expired 15 days and 10 minutes before',
    oneKey({ rollingStartIntervalNumber: START_INTERVAL - 15 * 144 - 1 }),
    ['key-too-old'],
  ],
  ['a key twice', { message: { keys: [aKey(1), aKey(1)] } }, ['duplicate-key']],
  ['a revised key twice', { message: { revisedKeys: [aKey(1), aKey(1)] } }, ['duplicate-key']],
  ['keys that are not sorted', { message: { keys: [aKey(2), aKey(1)] } }, ['keys-not-sorted']],
  [
    'a revision of another period',
    { message: { keys: [aKey(1)], revisedKeys: [aKey(1, { rollingPeriod: 143 })] } },
    ['revised-key-changed'],
  ],
]

describe('names what is wrong with', () => {
  test.each(BREAKING)('%s', async (_, parts, expected) => {
    expect(await rulesOf(parts)).toEqual([...expected])
  })

  test('many keys by the first of them, once', async () => {
    const keys = [aKey(1), aKey(2, { rollingPeriod: 0 }), aKey(3, { rollingPeriod: 0 })]
    const bytes = anArchive({ signers: [signer], message: { keys } })
    const { problems } = await verifyArchive(bytes, [await trusting(signer)], LIMITS)
    expect(problems).toEqual([{ rule: 'period-out-of-range', detail: 'key 1: 0 (and 1 more)' }])
  })
  test('no more than ten signatures, however many there are', async () => {
    const signers = Array.from({ length: 11 }, (_, i) => aSigner(`${i}`))
    const trusted = await Promise.all(signers.map((one) => trusting(one)))
    const rulesWithout = async (spoiled: number) => {
      const resign: ArchiveParts['resign'] = (signature, exportBin) =>
        signature.signatureInfo?.verificationKeyId === `${spoiled}`
          ? { ...signature, signature: signDer(signers[0] ?? signer, exportBin.subarray(1)) }
          : signature
      const { problems } = await verifyArchive(anArchive({ signers, resign }), trusted, LIMITS)
      return problems.map(({ rule }) => rule)
    }
    expect(await rulesWithout(9)).toEqual(['too-many-signatures', 'signature-invalid'])
    expect(await rulesWithout(10)).toEqual(['too-many-signatures'])
  })
  test('foreign text without repeating what a terminal could take for orders', async () => {
    const info = { ...signer.info, verificationKeyId: '\u001b[2J\n' }
    const bytes = anArchive({ signers: [{ ...signer, info }] })
    const { problems } = await verifyArchive(bytes, [await trusting(signer)], LIMITS)
    expect(problems.map(({ detail }) => detail)).toEqual(['signature 0 of "?[2J?" "v1"'])
  })
})

test('a rule that no test breaks does not exist', () => {
  const broken = new Set(BREAKING.flatMap(([, , rules]) => rules))
  const names = Object.keys(FILE_RULES)
  expect(names.filter((name) => !broken.has(name as RuleName))).toEqual([])
})

test('warnings leave an archive valid, errors do not', () => {
  const valid = BREAKING.filter(([, , rules]) =>
    isValid(rules.map((rule) => ({ rule, detail: '' }))),
  ).flatMap(([, , rules]) => rules)
  expect([...new Set(valid)].sort()).toEqual([
    'batch-incomplete',
    'entry-order',
    'file-empty',
    'keys-not-sorted',
    'region-missing',
    'report-type-ignored',
    'signature-unchecked',
    'too-many-signatures',
    'unknown-field',
  ])
  expect(severityOf({ rule: 'crc-mismatch', detail: '' })).toBe('error')
})

// Made by hand of the format's description, signed by RFC 6979 with the key of its appendix A.2.5, accepted by openssl.
const VECTOR = {
  spki: 'MFkwEwYHKoZIzj0CAQYIKoZIzj0DAQcDQgAEYP7UuiVanTHJYet0xjVtaMBJuJI7Yfps5mliLmDyn7Z5A/4QCLi8maQa6elWKLxk8vGyDC1+n1F3o8KU1EYimQ==',
  exportBin: `454b204578706f7274207631202020200980135c6a0000000011c04b5c6a000000001a02555320012801321e1a027631
    22033331302a13312e322e3834302e31303034352e342e332e323a1d0a10000102030405060708090a0b0c0d0e0f1002
    18c0c1b501280130003a1f0a10808182838485868788898a8b8c8d8e8f100418b0c0b501204828023005421d0a10ffff
    ffffffffffffffffffffffffffff100618a0bfb50128053004`,
  exportSig: `0a6c0a1e1a02763122033331302a13312e322e3834302e31303034352e342e332e321001180122463044022020635852
    b52968ac6220a3b5631b3bda9b17df3a16863eed7ccc09d22b3a320202201d9b765db6e80651bbd1bc166724aa3344c6
    374454207029a005b6a6f9afd6da`,
  p1363: `20635852b52968ac6220a3b5631b3bda9b17df3a16863eed7ccc09d22b3a3202
    1d9b765db6e80651bbd1bc166724aa3344c6374454207029a005b6a6f9afd6da`,
}

describe('the file made by hand', () => {
  const trustedVector = async (): Promise<TrustedKey> => ({
    publicKey: await importPublicKey(fromTolerantBase64(VECTOR.spki) ?? new Uint8Array()),
    keyId: '310',
    keyVersion: 'v1',
  })
  const bin = hex(VECTOR.exportBin)
  const archive = zipOf(defaultEntries(bin, hex(VECTOR.exportSig)))

  test('is read and its signature is good', async () => {
    const { archive: read, problems } = await verifyArchive(
      archive,
      [await trustedVector()],
      LIMITS,
    )
    expect(problems).toEqual([])
    expect(createHash('sha256').update(bin).digest('hex')).toBe(
      '9f6b0ab36d4aedb772c5ddb3f3b773fa662cae632cc405bc1972346f7db82e70',
    )
    expect(read?.message).toMatchObject({
      startTimestamp: 1784419200,
      endTimestamp: 1784433600,
      region: 'US',
      batchNum: 1,
      batchSize: 1,
      signatureInfos: [{ keyId: '310', keyVersion: 'v1', algorithm: '1.2.840.10045.4.3.2' }],
      keys: [
        {
          transmissionRiskLevel: 2,
          rollingStartIntervalNumber: 2973888,
          rollingPeriod: 144,
          reportTypeNumber: 1,
          daysSinceOnsetOfSymptoms: 0,
        },
        {
          transmissionRiskLevel: 4,
          rollingStartIntervalNumber: 2973744,
          rollingPeriod: 72,
          reportTypeNumber: 2,
          daysSinceOnsetOfSymptoms: -3,
        },
      ],
      revisedKeys: [
        {
          transmissionRiskLevel: 6,
          rollingStartIntervalNumber: 2973600,
          rollingPeriod: 144,
          reportTypeNumber: 5,
          daysSinceOnsetOfSymptoms: 2,
        },
      ],
    })
    expect(read?.message.keys.map(({ keyData }) => toHex(keyData))).toEqual([
      '000102030405060708090a0b0c0d0e0f',
      '808182838485868788898a8b8c8d8e8f',
    ])
    expect(toHex(p1363ToDer(hex(VECTOR.p1363)))).toBe(
      toHex(read?.signatures?.[0]?.signature ?? bin),
    )
  })

  test('holds digests that other encoders have: keys of three bytes, named for their length', async () => {
    const key = (data: string, risk: number, start: number, period: number, type: number) => ({
      keyData: new Uint8Array(Buffer.from(data)),
      transmissionRiskLevel: risk,
      rollingStartIntervalNumber: start,
      ...(period !== 144 && { rollingPeriod: period }),
      reportType: type,
    })
    const message = {
      startTimestamp: 1588291200,
      endTimestamp: 1588291200 + 3600,
      keys: [
        { ...key('ABC', 8, 18, 0, 2), daysSinceOnsetOfSymptoms: 0 },
        { ...key('DEF', 1, 118, 1, 1), daysSinceOnsetOfSymptoms: -1 },
        { ...key('GHI', 5, 118, 1, 3), daysSinceOnsetOfSymptoms: -1 },
      ],
      revisedKeys: [key('123', 4, 100, 144, 5)],
    }
    const one = aSigner('310', '1')
    const report = await verifyArchive(
      anArchive({ signers: [one], message }),
      [await trusting(one)],
      LIMITS,
    )
    const digest = createHash('sha256')
      .update(report.archive?.exportBin ?? bin)
      .digest('base64')
    expect(digest).toBe('ho9AqUPleXoGs4wc5PEUU7MvbToDryEnQ+rJ8Fb1Hvc=')
    expect(report.problems.map(({ rule, detail }) => `${rule}: ${detail}`)).toEqual([
      'key-length: key 0: 3 (and 2 more)',
      'period-out-of-range: key 0: 0',
      expect.stringMatching(/^key-too-old: key 0: .* \(and 2 more\)$/),
      'key-length: revised key 0: 3',
      expect.stringMatching(/^key-too-old: revised key 0: /),
    ])
  })

  test('is refused with its signature as r and s side by side', async () => {
    const { TEKSignatureList } = tocsin.exposure
    const list = TEKSignatureList.decode(hex(VECTOR.exportSig))
    const signatures = list.signatures.map((one) => ({ ...one, signature: hex(VECTOR.p1363) }))
    const sig = TEKSignatureList.encode({ signatures }).finish()
    const raw = zipOf(defaultEntries(bin, new Uint8Array(sig)))
    const { problems } = await verifyArchive(raw, [await trustedVector()], LIMITS)
    expect(problems.map(({ rule }) => rule)).toEqual(['signature-not-der'])
  })
})
