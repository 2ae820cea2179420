/**
 * The whole system left running, seeded, with clock travel. Prints its addresses and the test authority's key; with --json
 * also writes them to a file once it answers, so that other programs can drive it.
 */

import { writeFileSync } from 'node:fs'
import { parseArgs } from 'node:util'
import { HEALTH_AUTHORITY_ID } from '../test/support/phone.ts'
import { dev, type Runtime, startRuntime } from './runtime.ts'

const HELP = `npm start -- [options]
  --port N      port to listen on (default 8787)
  --json FILE   write what is printed to FILE, as JSON, once the system answers
  --state DIR   keep databases and objects in DIR (default: a new folder, removed at the end)
  --cron        run the minute cron every minute (default: only on POST /dev/tick)
  --logs        print the system's log lines`

const MINUTE_MS = 60_000
const DEFAULT_PORT = 8787

const { values: args } = parseArgs({
  options: {
    port: { type: 'string', default: String(DEFAULT_PORT) },
    json: { type: 'string' },
    state: { type: 'string' },
    cron: { type: 'boolean', default: false },
    logs: { type: 'boolean', default: false },
    help: { type: 'boolean', default: false },
  },
})
if (args.help) {
  console.log(HELP)
  process.exit(0)
}

const runtime = await startRuntime({
  port: Number(args.port),
  ...(args.state !== undefined && { stateDir: args.state }),
  ...(args.logs && { onLog: (line) => console.log(line) }),
})
const description = describe(runtime)
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
function describe({ baseUrl, authority, seed, signerPublicKeyPem, operatorToken }: Runtime) {
  const { privateKeyPem, keyId, issuer, audience } = authority
  return {
    urls: {
      publish: baseUrl,
      distribution: baseUrl,
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
    exports: seed.exports.map(({ filenameRoot, region }) => ({
      layout: 'google',
      indexUrl: `${baseUrl}/${filenameRoot}/index.txt`,
      baseUrl,
      region,
      keyId: seed.signer.keyId,
      keyVersion: seed.signer.keyVersion,
      publicKeyPem: signerPublicKeyPem,
    })),
  }
}

function print(): void {
  const { urls, testAuthority, operatorToken, exports } = description
  console.log(`Tocsin is running. Stop it with Ctrl-C.

  upload      POST ${urls.publish}/v1/publish
  download    ${exports.map(({ indexUrl }) => indexUrl).join('\n              ')}
  jobs        GET  ${urls.jobs}/jobs          Authorization: Bearer ${operatorToken}
  clock       POST ${urls.dev}/clock     {"advanceSeconds": 3600}
  cron        POST ${urls.dev}/tick
  test data   POST ${urls.dev}/generate  {"region": "US", "uploads": 10}
  start over  POST ${urls.dev}/reset

  Test authority: issuer ${testAuthority.issuer}, audience ${testAuthority.audience}, kid ${testAuthority.keyId}
  App (healthAuthorityID): ${testAuthority.healthAuthorityID}
`)
}
