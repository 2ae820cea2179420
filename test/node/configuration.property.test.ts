/** Any configuration that can be applied comes out again as it went in, and is then no change. */

import fc from 'fast-check'
import { expect, test } from 'vitest'
import { readConfigurationDocument } from '../../src/api/configuration.ts'
import type { ConfigurationDocument } from '../../src/core/configuration/document.ts'
import { asUnixSeconds } from '../../src/core/time.ts'
import { openKeyserver } from '../../src/db/keyserver/database.ts'
import { applyConfiguration, readConfiguration } from '../../src/flows/apply-configuration.ts'
import { openSecretBox } from '../../src/platform/secrets.ts'
import { sqliteD1 } from '../support/sqlite-d1.ts'
import { createTestAuthority } from '../support/test-authority.ts'
import openssl from '../vectors/efgs/openssl.json'

const RUNS = 60
const SECRET = 'token-of-this-test'
const NOW = asUnixSeconds(Date.UTC(2026, 10, 19, 10, 20) / 1000)
const PEMS = [createTestAuthority(), createTestAuthority()].map(({ publicKeyPem }) => publicKeyPem)

const time = fc
  .integer({ min: 0, max: 60_000 })
  .map((hours) => new Date(hours * 3_600_000).toISOString().replace('.000Z', 'Z'))
/** Two times, the later second; or the first alone. */
const period = (from: string, thru: string) =>
  fc
    .tuple(fc.uniqueArray(time, { minLength: 2, maxLength: 2 }), fc.boolean())
    .map(([times, hasEnd]) => {
      const [start, end] = [...times].sort()
      return { [from]: start, ...(hasEnd && { [thru]: end }) }
    })
const name = fc.stringMatching(/^[a-z][a-z0-9]{0,8}$/)
const names = fc.uniqueArray(name, { maxLength: 3 })
const someNames = fc.uniqueArray(name, { minLength: 1, maxLength: 3 })
const region = fc.constantFrom('US', 'CA', 'MX', 'DE', 'US-WA')
const regions = fc.uniqueArray(region, { maxLength: 3 })
const pem = fc.constantFrom(...PEMS)
const maybe = <T>(field: string, value: fc.Arbitrary<T>) =>
  fc.option(value).map((given) => (given === null ? {} : { [field]: given }))

/** Several records as one. */
const merged = (...parts: readonly fc.Arbitrary<object>[]) =>
  fc.tuple(...parts).map((values) => Object.assign({}, ...values) as object)
const each = (labels: readonly string[], entry: (label: string) => fc.Arbitrary<object>) =>
  fc.tuple(...labels.map(entry))
/** At least one of what is there. */
const someOf = (values: readonly string[]) => fc.shuffledSubarray([...values], { minLength: 1 })

const authority = (label: string) =>
  merged(
    fc.record({
      issuer: fc.constant(`https://${label}.example/`),
      audience: name,
      name,
      mayReadStatistics: fc.boolean(),
    }),
    maybe('jwksUri', fc.constant(`https://${label}.example/jwks`)),
    maybe('dailyUploadLimit', fc.nat(1000)),
    someNames.chain((versions) =>
      each(versions, (version) =>
        merged(
          fc.record({ version: fc.constant(version), publicKeyPem: pem }),
          // In force now: a new authority is refused otherwise.
          time.map((validFrom) => ({ validFrom })),
        ),
      ).map((keys) => ({ keys })),
    ),
  )

const app = (label: string, issuers: readonly string[]) =>
  fc.record({
    appPackageName: fc.constant(`app.${label}`),
    allowedRegions: fc.uniqueArray(region, { minLength: 1, maxLength: 3 }),
    allowedHealthAuthorities: someOf(issuers),
    bypassesCertificate: fc.boolean(),
    bypassesRevisionToken: fc.boolean(),
    releasesSameDayKeys: fc.boolean(),
    federationConsent: fc.constantFrom('never', 'traveler', 'claim', 'always'),
  })

const anExport = (label: string, signers: readonly string[]) =>
  merged(
    fc.record({
      filenameRoot: fc.constantFrom(label, `exports/${label.toUpperCase()}`),
      periodSeconds: fc.constantFrom(1, 3600, 14_400, 86_400),
      outputRegion: region,
      inputRegions: regions,
      excludeRegions: regions,
      signers: someOf(signers),
    }),
    fc.constantFrom(
      { includeTravelers: true, onlyNonTravelers: false },
      { includeTravelers: false, onlyNonTravelers: true },
    ),
    period('activeFrom', 'activeThru'),
    maybe('maxRecordsOverride', fc.integer({ min: 1, max: 500_000 })),
  )

const anImport = (label: string) =>
  merged(
    fc.record({
      indexUrl: fc.constant(`https://${label}.example/index.txt`),
      exportRootUrl: fc.constant(`https://${label}.example/`),
      region,
      traveler: fc.boolean(),
      requiresSignature: fc.boolean(),
    }),
    period('activeFrom', 'activeThru'),
    someNames.chain((versions) =>
      each(versions, (keyVersion) =>
        merged(
          fc.record({ keyId: name, keyVersion: fc.constant(keyVersion), publicKeyPem: pem }),
          period('validFrom', 'validThru'),
        ),
      ).map((keys) => ({ keys })),
    ),
  )

const mirror = (label: string) =>
  merged(
    fc.record({
      indexUrl: fc.constant(`https://${label}.example/index.txt`),
      exportRootUrl: fc.constant(`https://${label}.example/`),
      filenameRoot: fc.constant(`mirrors/${label}`),
    }),
    maybe('filenameRewrite', fc.constant('[timestamp].zip')),
  )

const PROTOCOLS = {
  efgs: {
    baseUrl: 'local:/federation/efgs',
    clientCertificateSha256: 'ab'.repeat(32),
    clientCertificateSubject: 'CN=nb-tls,C=DE',
  },
  uk: { baseUrl: 'https://federation.example', bearerToken: SECRET },
} as const

/** Of those before it, some are forwarded to it. */
const partner = (label: string, earlier: readonly string[]) =>
  fc.constantFrom('efgs' as const, 'uk' as const).chain((protocol) => {
    const { baseUrl, ...credentials } = PROTOCOLS[protocol]
    return merged(
      fc.record({
        // Its protocol is its own for ever, so it is part of its name here.
        name: fc.constant(`${protocol}-${label}`),
        prefix: fc.constant(`${protocol}-${label}`),
        protocol: fc.constant(protocol),
        baseUrl: fc.constant(baseUrl),
        importsKeys: fc.boolean(),
        ownOrigin: fc.constantFrom('DE', 'NL'),
        regions: fc.uniqueArray(region, { minLength: 1, maxLength: 3 }),
        exportRegions: regions,
        traveler: fc.boolean(),
        gatewayFrom: fc.subarray([...earlier]),
        settings: fc.constantFrom({}, { acceptedOrigins: ['IT', 'AT'] }, { pollMinutes: 7 }),
        credentials: fc.constant(credentials),
      }),
      period('activeFrom', 'activeThru'),
    ) as fc.Arbitrary<{ readonly name: string }>
  })

const partners = (labels: readonly string[]): fc.Arbitrary<readonly { readonly name: string }[]> =>
  labels.reduce<fc.Arbitrary<readonly { readonly name: string }[]>>(
    (before, label) =>
      before.chain((list) =>
        partner(
          label,
          list.map(({ name: earlier }) => earlier),
        ).map((next) => [...list, next]),
      ),
    fc.constant([]),
  )

const caller = (label: string) =>
  merged(
    fc.record({
      issuer: fc.constant(`https://${label}.example`),
      subject: fc.constant(label),
      includeRegions: fc.uniqueArray(region, { minLength: 1, maxLength: 3 }),
    }),
    maybe('audience', name),
    someNames.chain((kids) =>
      each(kids, (kid) => pem.map((publicKeyPem) => ({ kid, publicKeyPem }))).map((keys) => ({
        keys,
      })),
    ),
  )

const nation = (label: string) =>
  fc.record({
    uuid: fc.constant(
      `00000000-0000-4000-8000-${Buffer.from(label.padEnd(6)).toString('hex').slice(0, 12)}`,
    ),
    region: fc.constantFrom('GB-SCT', 'JE', 'Isle of Man'),
    publicKeysPem: fc.uniqueArray(pem, { minLength: 1, maxLength: 2 }),
    gatewayOrigins: fc.uniqueArray(fc.constantFrom('GI', 'IE'), { maxLength: 2 }),
    revoked: fc.boolean(),
  })

const CERTIFICATES = openssl.certificates.filter(({ name: label }) =>
  ['rsa', 'p256', 'p384'].includes(label),
)
const efgsCertificate = ({ pem: certificatePem, thumbprint }: (typeof CERTIFICATES)[number]) =>
  merged(
    fc.record({
      thumbprint: fc.constant(thumbprint),
      certificatePem: fc.constant(certificatePem),
      country: fc.constant('DE'),
      operatorSignature: fc.constantFrom('AAAA', 'AAA='),
      host: fc.constantFrom('', 'nb.example'),
      revoked: fc.boolean(),
    }),
    fc.constantFrom(
      { type: 'AUTHENTICATION', gatewayOrigins: [] },
      { type: 'CALLBACK' },
      { type: 'SIGNING', gatewayOrigins: ['AT', 'IT'] },
    ),
  )

const documents: fc.Arbitrary<object> = fc
  .record({
    authorities: someNames,
    apps: names,
    keys: someNames,
    exports: names,
    foreign: names,
    partners: names,
  })
  .chain((labels) => {
    const signers = labels.keys.map((label) => ({
      signingKeyName: label,
      keyId: '310',
      keyVersion: label,
    }))
    const signerNames = signers.map(({ keyVersion }) => `310-${keyVersion}`)
    const issuers = labels.authorities.map((label) => `https://${label}.example/`)
    return fc.record({
      healthAuthorities: each(labels.authorities, authority),
      authorizedApps: each(labels.apps, (label) => app(label, issuers)),
      signingKeys: fc.constant(labels.keys.map((label) => ({ name: label, generate: true }))),
      signers: fc.tuple(
        ...signers.map((signer) =>
          period('activatesAt', 'retiresAt').map((times) => ({ ...signer, ...times })),
        ),
      ),
      exports: each(labels.exports, (label) => anExport(label, signerNames)),
      paddingPolicies: regions.map((list) =>
        list.map((entry, index) => ({
          region: entry,
          minimumUploads: index + 1,
          ...(index > 0 && { federationConsent: 'traveler' }),
        })),
      ),
      imports: each(labels.foreign, anImport),
      mirrors: each(labels.foreign, mirror),
      partners: partners(labels.partners),
      federationAuthorizations: each(labels.foreign, caller),
      efgsCertificates: fc
        .subarray(CERTIFICATES)
        .chain((list) => fc.tuple(...list.map(efgsCertificate))),
      nations: each([...new Set(labels.foreign.map((label) => label.slice(0, 1)))], nation),
    })
  })

function read(value: unknown): ConfigurationDocument {
  const document = readConfigurationDocument(value)
  if (!document.ok) throw new Error(JSON.stringify(document.failure))
  return document.value
}

test('what was applied is exported as it was, and applying what was exported changes nothing', async () => {
  const secretBox = await openSecretBox(Buffer.alloc(32, 7).toString('base64'))
  // No file was ever mirrored.
  const archives = { remove: async () => undefined }
  await fc.assert(
    fc.asyncProperty(documents, documents, async (first, second) => {
      const foreignRules = { allowsLoopback: false, allowsUnsignedImports: true }
      const deps = { db: openKeyserver(sqliteD1()), secretBox, archives, foreignRules }
      for (const document of [first, second]) {
        const applied = await applyConfiguration(deps, read(document), false, NOW)
        // The second may take away what the first one's rows need; the state is then that of the first.
        if (document === first) expect(applied.problems).toEqual([])
        const again = await applyConfiguration(deps, read(document), false, NOW)
        if (applied.problems.length === 0) expect(again).toEqual({ changes: [], problems: [] })
        const exported = await readConfiguration(deps.db)
        expect(JSON.stringify(exported)).not.toContain('PRIVATE KEY')
        expect(JSON.stringify(exported)).not.toContain(SECRET)
        const back = await applyConfiguration(deps, read(structuredClone(exported)), false, NOW)
        expect(back).toEqual({ changes: [], problems: [] })
        expect(await readConfiguration(deps.db)).toEqual(exported)
      }
    }),
    { numRuns: RUNS },
  )
})
