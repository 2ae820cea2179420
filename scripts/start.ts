/**
 * The whole system left running, seeded, with clock travel. Prints its addresses and the test authority's key; with --json
 * also writes them to a file once it answers, so that other programs can drive it.
 */

import { writeFileSync } from 'node:fs'
import { parseArgs } from 'node:util'
import type { Layout } from '../src/core/layouts/layouts.ts'
import type { SeededRealm } from '../src/flows/verification/seed.ts'
import { HEALTH_AUTHORITY_ID } from '../test/support/phone.ts'
import { createMasterKey, LINK_HOST, NHS_API_KEY, PORTAL_JWT_KEY } from './identity.ts'
import { dev, type Runtime, startRuntime } from './runtime.ts'
import { seedFederation } from './start-federation.ts'

const HELP = `npm start -- [options]
  --port N      port to listen on (default 8787)
  --json FILE   write what is printed to FILE, as JSON, once the system answers
  --state DIR   keep databases and objects in DIR (default: a new folder, removed at the end)
  --cron        run the minute cron every minute (default: only on POST /dev/tick)
  --logs        print the system's log lines
  --var A=B     give variable A of docs/configuration.md the value B; may be repeated`

const MINUTE_MS = 60_000
const DEFAULT_PORT = 8787

const { values: args } = parseArgs({
  options: {
    port: { type: 'string', default: String(DEFAULT_PORT) },
    json: { type: 'string' },
    state: { type: 'string' },
    cron: { type: 'boolean', default: false },
    logs: { type: 'boolean', default: false },
    var: { type: 'string', multiple: true, default: [] },
    help: { type: 'boolean', default: false },
  },
})
if (args.help) {
  console.log(HELP)
  process.exit(0)
}

const masterKey = createMasterKey()
const abroad = await seedFederation(masterKey, Math.floor(Date.now() / 1000))
const runtime = await startRuntime({
  port: Number(args.port),
  masterKey,
  seed: { document: abroad.document },
  ...(args.state !== undefined && { stateDir: args.state }),
  vars: {
    ...abroad.vars,
    ...Object.fromEntries(args.var.map((pair) => pair.split(/=(.*)/s).slice(0, 2))),
  },
  ...(args.logs && { onLog: (line) => console.log(line) }),
})
const description = { ...describe(runtime), partners: abroad.partners(runtime.baseUrl) }
if (args.json !== undefined) writeFileSync(args.json, JSON.stringify(description, null, 2))
print()

const timer = args.cron
  ? setInterval(() => {
      dev(runtime, '/tick').catch((cause) => console.error(`the cron failed: ${cause}`))
    }, MINUTE_MS)
  : undefined
for (const signal of ['SIGINT', 'SIGTERM'] as const) {
  process.once(signal, async () => {
    clearInterval(timer)
    await runtime.stop()
    process.exit(0)
  })
}

/** What a program needs to drive the system. */
function describe(runtime: Runtime) {
  const { baseUrl, authority, seed, signerPublicKeyPem, operatorToken, realms } = runtime
  const { privateKeyPem, keyId, issuer, audience } = authority
  return {
    urls: {
      publish: baseUrl,
      distribution: baseUrl,
      verificationApi: baseUrl,
      adminApi: baseUrl,
      redirect: baseUrl,
      federation: baseUrl,
      console: `${baseUrl.replace('127.0.0.1', 'localhost')}/console`,
      jobs: baseUrl,
      dev: `${baseUrl}/dev`,
    },
    operatorToken,
    testAuthority: {
      privateKeyPem,
      keyId,
      issuer,
      audience,
      healthAuthorityID: HEALTH_AUTHORITY_ID,
    },
    ...(realms[0] !== undefined && { realm: describeRealm(baseUrl, seed, realms[0]) }),
    exports: [
      ...seed.exports.map(({ filenameRoot, region }) => ({
        layout: 'google',
        indexUrl: `${baseUrl}/${filenameRoot}/index.txt`,
        baseUrl,
        region,
        keyId: seed.signer.keyId,
        keyVersion: seed.signer.keyVersion,
        publicKeyPem: signerPublicKeyPem,
      })),
      ...(seed.layoutExports ?? []).map(({ layout, prefix, regions, keyId, keyVersion }) => ({
        layout,
        indexUrl: `${baseUrl}/${indexPath(layout, prefix)}`,
        baseUrl,
        region: regions.join(),
        keyId,
        keyVersion,
        publicKeyPem: signerPublicKeyPem,
      })),
    ],
    national: {
      tanServer: 'every TAN is good, once',
      nhsApiKey: NHS_API_KEY,
      portalJwtKey: PORTAL_JWT_KEY,
    },
  }
}

/** What an app of each layout asks for first. */
function indexPath(layout: Layout, prefix: string): string {
  const path = {
    'corona-warn-app': 'version/v1/diagnosis-keys/country',
    nhs: 'distribution/daily',
    coronamelder: 'manifest',
  }[layout]
  return prefix === '' ? path : `${prefix}/${path}`
}

/** Links of the realm have a host of their own: ask `urls.redirect` with it as `Host`. */
function describeRealm(
  baseUrl: string,
  { verification }: Runtime['seed'],
  { id, apiKeys }: SeededRealm,
) {
  const [realm] = verification.realms
  return {
    regionCode: realm?.regionCode ?? '',
    adminKey: apiKeys.admin,
    deviceKey: apiKeys.device,
    statsKey: apiKeys.stats,
    issuer: realm?.settings?.certificateIssuer ?? '',
    audience: realm?.settings?.certificateAudience ?? '',
    jwksUrl: `${baseUrl}/jwks/${id}`,
    linkHost: LINK_HOST,
  }
}

function realmText(realm: ReturnType<typeof describeRealm>): string {
  return `
  Realm ${realm.regionCode}: issuer ${realm.issuer}, audience ${realm.audience}
    admin key   ${realm.adminKey}
    device key  ${realm.deviceKey}
    stats key   ${realm.statsKey}
    JWKS        ${realm.jwksUrl}
    links       http://${realm.linkHost}:${new URL(realm.jwksUrl).port}/v?c=CODE
`
}

function print(): void {
  const { urls, testAuthority, operatorToken, exports, realm, partners } = description
  console.log(`Tocsin is running. Stop it with Ctrl-C.

  console     ${urls.console.replace(/\/console$/, '/')}   in a browser: choose who to be
  upload      POST ${urls.publish}/v1/publish
  download    ${exports.map(({ indexUrl }) => indexUrl).join('\n              ')}
  federation  ${partners.map(({ protocol, baseUrl }) => `${protocol.padEnd(6)} ${baseUrl}`).join('\n              ')}
  jobs        GET  ${urls.jobs}/jobs          Authorization: Bearer ${operatorToken}
  clock       POST ${urls.dev}/clock     {"advanceSeconds": 3600}
  cron        POST ${urls.dev}/tick
  test data   POST ${urls.dev}/generate  {"region": "US", "uploads": 10}
  texts       GET  ${urls.dev}/sms       what would have been sent; letters: ${urls.dev}/mail
  start over  POST ${urls.dev}/reset

  Test authority: issuer ${testAuthority.issuer}, audience ${testAuthority.audience}, kid ${testAuthority.keyId}
  App (healthAuthorityID): ${testAuthority.healthAuthorityID}
${realm === undefined ? '' : realmText(realm)}`)
}
