/** Writes docs/api/<surface>.json from the contracts. With --check, only says whether they are current. */

import { mkdirSync, readFileSync, writeFileSync } from 'node:fs'
import { adminContract } from '../src/api/openapi/admin.ts'
import { distributionContract } from '../src/api/openapi/distribution.ts'
import { openApiDocument } from '../src/api/openapi/document.ts'
import { googleFederationContract } from '../src/api/openapi/federation-fetch.ts'
import { jobsContract } from '../src/api/openapi/jobs.ts'
import { publishContract } from '../src/api/openapi/publish.ts'
import { verificationContract } from '../src/api/openapi/verification.ts'

const FOLDER = 'docs/api'
const CONTRACTS = {
  publish: publishContract,
  distribution: distributionContract,
  jobs: jobsContract,
  'verification-api': verificationContract,
  'admin-api': adminContract,
  'federation-google': googleFederationContract,
}

for (const [surface, contract] of Object.entries(CONTRACTS)) {
  const file = `${FOLDER}/${surface}.json`
  const text = `${JSON.stringify(openApiDocument(contract), null, 2)}\n`
  if (!process.argv.includes('--check')) {
    mkdirSync(FOLDER, { recursive: true })
    writeFileSync(file, text)
  } else if (readFileSync(file, 'utf8') !== text) {
    throw new Error(`${file} is out of date: npm run api-docs`)
  }
}
