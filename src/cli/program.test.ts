import { spawnSync } from 'node:child_process'
import {
  createHash,
  createHmac,
  createPublicKey,
  generateKeyPairSync,
  sign,
  verify,
} from 'node:crypto'
import {
  existsSync,
  mkdirSync,
  mkdtempSync,
  readFileSync,
  rmSync,
  statSync,
  writeFileSync,
} from 'node:fs'
import { tmpdir } from 'node:os'
import { join, resolve } from 'node:path'
import { afterAll, describe, expect, test } from 'vitest'
import { aKey, anArchive, aSigner, WINDOW_END, WINDOW_START } from '../../test/support/archives.ts'
import { ARCHIVE_RULES } from '../core/export/archive-rules.ts'
import { run } from './program.ts'

const folder = mkdtempSync(join(tmpdir(), 'tocsin-cli-'))
afterAll(() => rmSync(folder, { recursive: true }))
const put = (name: string, content: string | Uint8Array): string => {
  const path = join(folder, name)
  mkdirSync(join(path, '..'), { recursive: true })
  writeFileSync(path, content)
  return path
}

async function tocsin(args: readonly string[], stdin = '') {
  let out = ''
  let err = ''
  const exitCode = await run(args, {
    out: (text) => {
      out += text
    },
    err: (text) => {
      err += text
    },
    now: () => WINDOW_END,
    readStdin: () => Buffer.from(stdin),
  })
  return { exitCode, out, err }
}
const asJson = async (...args: string[]) => JSON.parse((await tocsin([...args, '--json'])).out)

const signer = aSigner()
const publicPem = put('310.public.pem', signer.publicKeyPem)
const privatePem = put('310.private.pem', signer.privateKeyPem)
const good = put('good.zip', anArchive({ signers: [signer] }))
const revised = put(
  'revised.zip',
  anArchive({
    signers: [signer],
    message: {
      region: 'DE',
      keys: [aKey(1, { rollingPeriod: 72 }), aKey(3)],
      revisedKeys: [aKey(9, { reportType: 5, daysSinceOnsetOfSymptoms: null })],
    },
  }),
)
const bad = put(
  'bad.zip',
  anArchive({ signers: [signer], message: { keys: [aKey(1, { transmissionRiskLevel: 9 })] } }),
)
const unsorted = put(
  'unsorted.zip',
  anArchive({ signers: [signer], message: { keys: [aKey(2), aKey(1)] } }),
)
const text = put('notes.txt', 'this is no archive at all, however long it may be')

describe('inspect', () => {
  test('prints a summary', async () => {
    const { exitCode, out } = await tocsin(['inspect', good])
    expect(exitCode).toBe(0)
    expect(out).toContain('keys          2 (2 CONFIRMED_TEST)')
    expect(out).toContain('2026-07-19T00:00:00Z')
    expect(out).toContain('"310" "v1"')
  })
  test('prints all as JSON', async () => {
    expect(await asJson('inspect', revised)).toMatchObject({
      keyCount: 2,
      revisedKeyCount: 1,
      startTimestamp: WINDOW_START,
      endTimestamp: WINDOW_END,
      region: 'DE',
      batchNum: 1,
      batchSize: 1,
      signatureInfos: [
        {
          verificationKeyId: '310',
          verificationKeyVersion: 'v1',
          signatureAlgorithm: '1.2.840.10045.4.3.2',
        },
      ],
      signatures: [{ derValid: true, batchNum: 1, batchSize: 1 }],
      entries: [{ name: 'export.bin', method: 'deflated' }, { name: 'export.sig' }],
      keys: [
        { key: 'AQEBAQEBAQEBAQEBAQEBAQ==', keyHex: '01'.repeat(16), rollingPeriod: 72 },
        { keyHex: '03'.repeat(16) },
      ],
      revisedKeys: [{ reportType: 5, reportTypeName: 'REVOKED', daysSinceOnsetOfSymptoms: null }],
    })
  })
  test('names why a file is no archive', async () => {
    const { exitCode, out, err } = await tocsin(['inspect', text])
    expect([exitCode, out]).toEqual([1, ''])
    expect(err).toMatch(/^tocsin: .*notes\.txt: zip-malformed: .*\n$/)
  })
})

describe('verify', () => {
  test('exits 0 for an archive that is valid', async () => {
    const args = ['verify', good, '--key', publicPem, '--key-id', '310', '--key-version', 'v1']
    const { exitCode, out, err } = await tocsin(args)
    expect([exitCode, err]).toEqual([0, ''])
    expect(out).toMatch(/good\.zip: valid\n$/)
  })
  test('exits 1 and names the rule that is broken', async () => {
    const { exitCode, out } = await tocsin(['verify', bad, '--key', publicPem])
    expect(exitCode).toBe(1)
    expect(out).toContain('error risk-out-of-range: ')
    expect(await asJson('verify', bad, '--key', publicPem)).toMatchObject({
      valid: false,
      failures: [{ file: bad, name: 'risk-out-of-range', severity: 'error', detail: 'key 0: 9' }],
    })
  })
  test('exits 1 for what is no archive', async () => {
    const { exitCode, out } = await tocsin(['verify', text, '--key', publicPem])
    expect(exitCode).toBe(1)
    expect(out).toContain('error zip-malformed: ')
  })
  test('takes warnings for failures only when told', async () => {
    expect((await tocsin(['verify', unsorted, '--key', publicPem])).exitCode).toBe(0)
    expect((await tocsin(['verify', unsorted, '--key', publicPem, '--strict'])).exitCode).toBe(1)
  })
  test('checks the age of keys against the time that it is told', async () => {
    const at = (now: number) => tocsin(['verify', good, '--key', publicPem, '--now', String(now)])
    expect((await at(WINDOW_START + 7200)).exitCode).toBe(0)
    expect((await at(WINDOW_START + 7199)).out).toContain('key-too-fresh')
  })
  test('takes a key of another id for one of another signer', async () => {
    const { exitCode, out } = await tocsin(['verify', good, '--key', publicPem, '--key-id', '262'])
    expect(exitCode).toBe(1)
    expect(out).toContain('unknown-key: ')
  })
  test('gives each key its own id and version, in their order', async () => {
    const other = aSigner('262', 'v9')
    const otherPem = put('262.public.pem', other.publicKeyPem)
    const both = put('both.zip', anArchive({ signers: [signer, other] }))
    const args = ['verify', both, '--key', publicPem, '--key', otherPem]
    const names = [
      '--key-id',
      '310',
      '--key-id',
      '262',
      '--key-version',
      'v1',
      '--key-version',
      'v9',
    ]
    expect((await tocsin([...args, ...names, '--strict'])).exitCode).toBe(0)
    const swapped = [
      '--key-id',
      '262',
      '--key-id',
      '310',
      '--key-version',
      'v9',
      '--key-version',
      'v1',
    ]
    expect((await tocsin([...args, ...swapped])).out).toContain('signature-invalid')
    const { exitCode, err } = await tocsin([
      ...args,
      '--key',
      publicPem,
      '--key-id',
      'a',
      '--key-id',
      'b',
    ])
    expect([exitCode, err]).toEqual([2, 'tocsin: --key-id: one for each --key, or one for all\n'])
  })
  test('names every rule in its help', async () => {
    const { exitCode, out } = await tocsin(['verify', '--help'])
    expect(exitCode).toBe(0)
    for (const [name, { says }] of Object.entries(ARCHIVE_RULES)) {
      expect(out).toContain(name)
      expect(out).toContain(says)
    }
  })
})

describe('a directory', () => {
  const four = 4 * 3600
  const archive = (n: number, byte: number) =>
    anArchive({
      signers: [signer],
      message: {
        startTimestamp: WINDOW_START + n * four,
        endTimestamp: WINDOW_END + n * four,
        keys: [aKey(byte)],
      },
    })
  const nameOf = (n: number) => `${WINDOW_START + n * four}-${WINDOW_END + n * four}-00001.zip`
  const tree = (name: string, numbers: readonly number[], listed = numbers) => {
    for (const n of numbers) put(`${name}/us/${nameOf(n)}`, archive(n, n))
    put(`${name}/us/index.txt`, listed.map((n) => `us/${nameOf(n)}`).join('\n'))
    return join(folder, name)
  }
  const whole = tree('whole', [0, 1, 2])

  test('is valid, from its root and from the folder of its index', async () => {
    for (const path of [whole, join(whole, 'us')]) {
      const { exitCode, out } = await tocsin(['verify', path, '--key', publicPem, '--strict'])
      expect(out).not.toContain('error')
      expect(exitCode).toBe(0)
    }
  })
  test('shows gaps, overlaps and what the index gets wrong', async () => {
    const path = tree('holes', [0, 2], [1, 2])
    put(`holes/us/again.zip`, archive(0, 0))
    const { valid, failures } = await asJson('verify', path, '--key', publicPem)
    expect(valid).toBe(false)
    expect(failures.map(({ file, name }: { file: string; name: string }) => [file, name])).toEqual([
      [`us/${nameOf(2)}`, 'window-gap'],
      ['us/again.zip', 'key-repeated'],
      ['us/again.zip', 'batch-duplicate'],
      ['us/index.txt', 'index-names-missing-file'],
    ])
  })
  test('that holds no archive can not be verified', async () => {
    mkdirSync(join(folder, 'empty'))
    const { exitCode, err } = await tocsin(['verify', join(folder, 'empty'), '--key', publicPem])
    expect(exitCode).toBe(2)
    expect(err).toContain('neither index.txt nor an archive')
  })
  test('is compared with another', async () => {
    const later = tree('later', [1, 2, 3])
    expect((await tocsin(['diff', whole, whole])).exitCode).toBe(0)
    const { exitCode, out } = await tocsin(['diff', whole, later])
    expect(exitCode).toBe(1)
    expect(out.split('\n')).toEqual([
      `- "us/${nameOf(0)}"`,
      `+ "us/${nameOf(3)}"`,
      'us/index.txt:',
      `  - "us/${nameOf(0)}"`,
      `  + "us/${nameOf(3)}"`,
      'different',
      '',
    ])
  })
  test('is compared file by file', async () => {
    const other = tree('other', [0, 1, 2])
    put(`other/us/${nameOf(1)}`, archive(1, 77))
    const { same, files } = await asJson('diff', whole, other)
    expect(same).toBe(false)
    expect(files).toMatchObject([
      { file: `us/${nameOf(1)}`, keys: { onlyInA: [{}], onlyInB: [{}], changed: [] } },
    ])
  })
})

describe('diff', () => {
  test('takes two archives with the same keys for the same, however they were signed', async () => {
    const again = put('again.zip', anArchive({ signers: [signer] }))
    expect(readFileSync(again).equals(readFileSync(good))).toBe(false)
    const { exitCode, out } = await tocsin(['diff', good, again])
    expect([exitCode, out]).toEqual([0, 'the same\n'])
  })
  test('shows header fields and keys that differ', async () => {
    const { exitCode, out } = await tocsin(['diff', good, revised])
    expect(exitCode).toBe(1)
    expect(out).toContain('region: "US" -> "DE"\n')
    expect(out).toContain(`- key ${'02'.repeat(16)} `)
    expect(out).toContain(`+ key ${'03'.repeat(16)} `)
    expect(out).toContain(`~ key ${'01'.repeat(16)} `)
    expect(out).toContain(`+ revised key ${'09'.repeat(16)} `)
    expect(await asJson('diff', good, revised)).toMatchObject({
      same: false,
      header: [
        { field: 'region', a: 'US', b: 'DE' },
        { field: 'revisedKeyCount', a: 0, b: 1 },
      ],
      keys: {
        onlyInA: [{}],
        onlyInB: [{}],
        changed: [{ a: { rollingPeriod: 144 }, b: { rollingPeriod: 72 } }],
      },
    })
  })
  test('refuses an archive against a directory, and what is no archive', async () => {
    expect((await tocsin(['diff', good, folder])).exitCode).toBe(2)
    expect((await tocsin(['diff', good, text])).exitCode).toBe(2)
  })
})

describe('certificate', () => {
  // Vectors made with another implementation: keys in the order of the request, HMAC of the sorted segments.
  const secret = 'ICEiIyQlJicoKSorLC0uLzAxMjM0NTY3ODk6Ozw9Pj8='
  const keysOf = (...risks: (number | undefined)[]) =>
    [
      { key: '/////////////////////w==', rollingStartNumber: 2974032, rollingPeriod: 144 },
      { key: 'AAECAwQFBgcICQoLDA0ODw==', rollingStartNumber: 2973888, rollingPeriod: 144 },
      { key: '+++++++++++++++++++++w==', rollingStartNumber: 2973744, rollingPeriod: 72 },
    ].map((key, i) => (risks[i] === undefined ? key : { ...key, transmissionRisk: risks[i] }))
  const authority = ['--issuer', 'iss-test', '--audience', 'aud-test', '--kid', 'v1']
  const base = ['certificate', '--key', privatePem, ...authority, '--hmac-key', secret]
  const decode = (jwt: string) => {
    const [header = '', claims = '', signature = ''] = jwt.split('.')
    const read = (segment: string) => JSON.parse(Buffer.from(segment, 'base64url').toString())
    const isGood = verify(
      'sha256',
      Buffer.from(`${header}.${claims}`),
      { key: createPublicKey(signer.publicKeyPem), dsaEncoding: 'ieee-p1363' },
      Buffer.from(signature, 'base64url'),
    )
    return { header: read(header), claims: read(claims), isGood }
  }

  test.each([
    ['without risks', keysOf(), '+Ix0DCoYNnhWebmYino5TDAB01YZpsYsuY8OFMBU3k0='],
    ['with risks', keysOf(2, 5, 8), 'zF4OpuHSYlkc6syzQrO18sIu54FuK9/enM9y8lVUCX4='],
  ])('signs the HMAC of the keys %s', async (_, keys, tekmac) => {
    const path = put('publish.json', JSON.stringify({ temporaryExposureKeys: keys }))
    const options = ['--onset', '2973888', '--report-type', 'likely', '--lifetime', '60', '--json']
    const { exitCode, out } = await tocsin([...base, ...options, '--keys', path])
    expect(exitCode).toBe(0)
    const printed = JSON.parse(out)
    expect(printed).toMatchObject({ hmacKey: secret, tekmac })
    const { header, claims, isGood } = decode(printed.certificate)
    expect(isGood).toBe(true)
    expect(header).toEqual({ alg: 'ES256', kid: 'v1', typ: 'JWT' })
    expect(claims).toEqual({
      iss: 'iss-test',
      aud: 'aud-test',
      iat: WINDOW_END,
      nbf: WINDOW_END,
      exp: WINDOW_END + 60,
      reportType: 'likely',
      symptomOnsetInterval: 2973888,
      tekmac,
    })
  })
  test('makes the whole body of an upload, with a secret of its own, from standard input', async () => {
    const args = ['certificate', '--key', privatePem, ...authority, '--keys', '-', '--body']
    const body = { temporaryExposureKeys: keysOf(1, 1, 1), traveler: true }
    const { exitCode, out } = await tocsin(
      [...args, '--health-authority', 'com.example.app'],
      JSON.stringify(body),
    )
    expect(exitCode).toBe(0)
    const { verificationPayload, hmacKey, ...rest } = JSON.parse(out)
    expect(rest).toEqual({ ...body, healthAuthorityID: 'com.example.app' })
    const signed = [
      '+++++++++++++++++++++w==.2973744.72.1',
      '/////////////////////w==.2974032.144.1',
      'AAECAwQFBgcICQoLDA0ODw==.2973888.144.1',
    ].join(',')
    const hmac = createHmac('sha256', Buffer.from(hmacKey, 'base64'))
      .update(signed)
      .digest('base64')
    expect(Buffer.from(hmacKey, 'base64')).toHaveLength(32)
    expect(decode(verificationPayload)).toMatchObject({ isGood: true, claims: { tekmac: hmac } })
  })
  test('takes the keys alone, and prints two lines', async () => {
    const { out } = await tocsin([...base, '--keys', '-'], JSON.stringify(keysOf()))
    const [jwt = '', second] = out.split('\n')
    expect(decode(jwt).isGood).toBe(true)
    expect(second).toBe(`hmacKey ${secret}`)
  })
  test.each([
    ['no JSON', [], 'nothing', 'not JSON'],
    ['no keys', [], '{}', 'needs temporaryExposureKeys'],
    ['an empty list', [], '[]', 'needs temporaryExposureKeys'],
    ['an unknown report type', ['--report-type', 'positive'], '', '--report-type must be'],
    ['an onset that is a date', ['--onset', '2026-07-19'], '', '--onset must be a whole number'],
    ['a lifetime of nothing', ['--lifetime', '0'], '', '--lifetime must be'],
    ['a body for nobody', ['--body'], '', '--body needs --health-authority'],
    ['a secret that is not base64', ['--hmac-key', '*'], '', '--hmac-key must be base64'],
  ])('refuses %s', async (_, options, stdin, message) => {
    const { exitCode, out, err } = await tocsin(
      [...base, ...options, '--keys', '-'],
      stdin || JSON.stringify(keysOf()),
    )
    expect([exitCode, out]).toEqual([2, ''])
    expect(err).toContain(message)
    expect(err.trim().split('\n')).toHaveLength(1)
  })
  test('refuses a key that is not P-256, and a public one', async () => {
    const rsa = generateKeyPairSync('rsa', { modulusLength: 2048 }).privateKey
    const rsaPem = put('rsa.pem', rsa.export({ type: 'pkcs8', format: 'pem' }))
    const rest = [...authority, '--keys', '-']
    expect((await tocsin(['certificate', '--key', rsaPem, ...rest])).err).toContain(
      'not a P-256 key',
    )
    expect((await tocsin(['certificate', '--key', publicPem, ...rest])).err).toContain(
      'not a private key in PEM',
    )
  })
})

describe('keygen', () => {
  const signs = (privateKeyPem: string, publicKeyPem: string) =>
    verify(
      'sha256',
      Buffer.from('x'),
      publicKeyPem,
      sign('sha256', Buffer.from('x'), privateKeyPem),
    )

  test('writes a pair that belongs together, the private key for its owner only', async () => {
    const { exitCode, out } = await tocsin([
      'keygen',
      '--out',
      join(folder, 'keys'),
      '--name',
      'test',
    ])
    expect(exitCode).toBe(0)
    const path = (kind: string) => join(folder, 'keys', `test.${kind}.pem`)
    const [privateKeyPem, publicKeyPem] = ['private', 'public'].map((kind) =>
      readFileSync(path(kind), 'utf8'),
    )
    expect(signs(privateKeyPem ?? '', publicKeyPem ?? '')).toBe(true)
    expect(privateKeyPem).toMatch(/^-----BEGIN PRIVATE KEY-----\n/)
    expect(publicKeyPem).toMatch(/^-----BEGIN PUBLIC KEY-----\n/)
    expect(createPublicKey(publicKeyPem ?? '').asymmetricKeyDetails?.namedCurve).toBe('prime256v1')
    expect(statSync(path('private')).mode & 0o777).toBe(0o600)
    expect(out).not.toContain('PRIVATE KEY')
  })
  test('never writes over a key', async () => {
    const args = ['keygen', '--out', join(folder, 'once')]
    await tocsin(args)
    const path = join(folder, 'once', 'signing.private.pem')
    const before = readFileSync(path, 'utf8')
    const { exitCode, err } = await tocsin(args)
    expect(exitCode).toBe(1)
    expect(err).toContain('is there already')
    expect(readFileSync(path, 'utf8')).toBe(before)
  })
  test('prints the pair and the secrets of a deployment', async () => {
    const { out } = await tocsin(['keygen', '--master-key'])
    const master = /^MASTER_KEY=(.+)$/m.exec(out)?.[1] ?? ''
    const token = /^OPERATOR_TOKEN=(.+)$/m.exec(out)?.[1] ?? ''
    expect(Buffer.from(master, 'base64')).toHaveLength(32)
    expect(Buffer.from(token, 'base64url')).toHaveLength(32)
    const made = await asJson('keygen', '--master-key')
    expect(signs(made.privateKeyPem, made.publicKeyPem)).toBe(true)
    expect(made.masterKey).not.toBe(master)
  })
  test('refuses a name that is a path', async () => {
    expect((await tocsin(['keygen', '--out', folder, '--name', '../x'])).exitCode).toBe(2)
  })
})

describe('the command', () => {
  test.each(['inspect', 'verify', 'diff', 'certificate', 'keygen'])(
    '%s explains itself',
    async (verb) => {
      const { exitCode, out } = await tocsin([verb, '--help'])
      expect(exitCode).toBe(0)
      for (const part of [
        'Usage: tocsin',
        'Example:',
        `  tocsin ${verb} `,
        '--json',
        'Exit codes:',
      ]) {
        expect(out).toContain(part)
      }
    },
  )
  test.each([
    ['no verb', []],
    ['an unknown verb', ['explode']],
    ['an unknown option', ['inspect', 'x.zip', '--all']],
    ['no file', ['inspect']],
    ['two files', ['inspect', 'a.zip', 'b.zip']],
    ['a file that is not there', ['inspect', 'nowhere.zip']],
    ['a directory where an archive should be', ['inspect', folder]],
    ['no key', ['verify', good]],
    ['a key that is not there', ['verify', good, '--key', 'nowhere.pem']],
    ['a key that is none', ['verify', good, '--key', text]],
    ['a time that is none', ['verify', good, '--key', publicPem, '--now', 'noon']],
  ])('exits 2 for %s', async (_, args) => {
    const { exitCode, out, err } = await tocsin(args)
    expect([exitCode, out]).toEqual([2, ''])
    expect(err).not.toBe('')
    expect(err).not.toMatch(/^ {4}at /m)
  })
  test('ends as a process with its exit code and one line', () => {
    const main = (...args: string[]) =>
      spawnSync(process.execPath, ['src/cli/main.ts', ...args], { encoding: 'utf8' })
    const fine = main('verify', good, '--key', publicPem)
    expect([fine.status, fine.stderr]).toEqual([0, ''])
    expect(main('verify', bad, '--key', publicPem).status).toBe(1)
    const missing = main('inspect', 'nowhere.zip')
    expect([missing.status, missing.stdout, missing.stderr]).toEqual([
      2,
      '',
      'tocsin: nowhere.zip: no such file\n',
    ])
  })
  test('prints in its guide every name that there is', () => {
    const guide = readFileSync('docs/guides/command-line.md', 'utf8')
    for (const [name, { severity, says }] of Object.entries(ARCHIVE_RULES)) {
      expect(guide).toContain(`| \`${name}\` | ${severity} | ${says} |`)
    }
  })
})

// Real files, which are not part of the project: where they are not there, there is nothing to test.
const samples = resolve(process.env['TOCSIN_SAMPLES'] ?? '../shared/samples')
const sample = (name: string) => join(samples, name)
const areThere = existsSync(sample('google-two-keys.zip'))

if (areThere)
  describe('real export files', () => {
    // By Python's zipfile and a decoder of a few lines: count, and SHA-256 of "key start period risk type" lines.
    test.each([
      [
        'google-two-keys.zip',
        2,
        'ac78c8bb900e40549b9251b86276e534390ad47dadfaeebe67254050e4a4b41f',
      ],
      [
        'android-sample.zip',
        140,
        '40420ba8cf27c58e40252a749585671ee4e9cffb01ef685503e9b8b29db0737e',
      ],
      [
        'corona-warn-demo.zip',
        2392,
        '24bfe99e5d6102bfdc2d99b1815cb5f436fc5674e35be8e035adb1347d194585',
      ],
    ])('%s holds the keys that another decoder finds', async (name, count, digest) => {
      const { keyCount, revisedKeyCount, keys } = await asJson('inspect', sample(name))
      expect([keyCount, revisedKeyCount]).toEqual([count, 0])
      const lines = keys.map((key: Record<string, unknown>) =>
        [
          ...[key['keyHex'], key['rollingStartIntervalNumber'], key['rollingPeriod']],
          ...[key['transmissionRiskLevel'], key['reportType']],
        ].join(' '),
      )
      expect(createHash('sha256').update(lines.join('\n')).digest('hex')).toBe(digest)
    })
    test('an archive of the key server of Google is valid, without so much as a warning', async () => {
      const key = ['--key', sample('google-two-keys.public.pem')]
      const named = ['--key-id', 'some_id', '--key-version', '1', '--strict']
      const { exitCode, out } = await tocsin([
        'verify',
        sample('google-two-keys.zip'),
        ...key,
        ...named,
      ])
      expect(exitCode).toBe(0)
      expect(out).toMatch(/: valid\n$/)
    })
    test('an archive of another signer is refused by name, whatever the key says of itself', async () => {
      const key = ['--key', sample('google-two-keys.public.pem')]
      const verifyIt = (...options: string[]) =>
        tocsin(['verify', sample('android-sample.zip'), ...key, ...options])
      expect((await verifyIt()).out).toContain('error signature-invalid: ')
      expect((await verifyIt('--key-id', 'some_id')).out).toContain('error unknown-key: ')
      expect((await verifyIt('--key-id', '310', '--key-version', '1')).out).toContain(
        'error unknown-key-version: ',
      )
    })
    test('an archive without signatures can be looked at and is not valid', async () => {
      const path = sample('corona-warn-demo.zip')
      expect((await tocsin(['inspect', path])).out).toContain('there is no export.sig')
      const { exitCode, out } = await tocsin([
        'verify',
        path,
        '--key',
        sample('google-two-keys.public.pem'),
      ])
      expect(exitCode).toBe(1)
      expect(out).toContain('error missing-entry: ')
    })
  })
