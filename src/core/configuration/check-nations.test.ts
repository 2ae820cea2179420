import { generateKeyPairSync } from 'node:crypto'
import { expect, test } from 'vitest'
import { EMPTY_CONFIGURATION } from '../../../test/support/empty-configuration.ts'
import { createTestAuthority } from '../../../test/support/test-authority.ts'
import vectors from '../../../test/vectors/content-signers.json'
import { readConfigurationDocument } from '../../api/configuration.ts'
import { PRODUCTION_RULES } from '../foreign/foreign-rules.ts'
import { checkConfiguration } from './check.ts'

const { publicKeyPem } = createTestAuthority()
const pemOf = (namedCurve: string) =>
  generateKeyPairSync('ec', { namedCurve }).publicKey.export({ type: 'spki', format: 'pem' })
const RSA_PEM = generateKeyPairSync('rsa', { modulusLength: 2048 }).publicKey.export({
  type: 'spki',
  format: 'pem',
})
const aNation = (members: object = {}) => ({
  uuid: '01234567-89ab-4cde-8f01-23456789abcd',
  region: 'GB-SCT',
  publicKeysPem: [publicKeyPem],
  ...members,
})

async function problemsOf(...nations: object[]) {
  const read = readConfigurationDocument({ nations })
  const problems = read.ok
    ? await checkConfiguration({
        document: read.value,
        present: EMPTY_CONFIGURATION,
        now: '2026-11-25T10:20:00Z',
        foreignRules: PRODUCTION_RULES,
      })
    : read.failure
  return problems.map(({ path, reason }) => `${path} ${reason}`)
}

test.each<[string, object]>([
  ['has one key', {}],
  [
    'has two during a change',
    { publicKeysPem: [publicKeyPem, createTestAuthority().publicKeyPem] },
  ],
  ['has a region in words, as the original took them', { region: 'Isle of Man' }],
  ['speaks for others', { gatewayOrigins: ['GI', 'IE'] }],
  ['was revoked, and what it sent is withheld', { revoked: true, withholdsKeys: true }],
])('a nation %s', async (_, members) => {
  expect(await problemsOf(aNation(members))).toEqual([])
})

test.each<[string, object, string]>([
  ['without a key', { publicKeysPem: [] }, 'publicKeysPem malformed'],
  ['with three keys', { publicKeysPem: Array(3).fill(publicKeyPem) }, 'publicKeysPem malformed'],
  [
    'with a certificate for a key',
    { publicKeysPem: [vectors.ec.signerPem] },
    'publicKeysPem[0] not_a_p256_key',
  ],
  [
    'with its private key',
    { publicKeysPem: [publicKeyPem, vectors.ec.privateKeyPem] },
    'publicKeysPem[1] not_a_p256_key',
  ],
  ['with a key of P-384', { publicKeysPem: [pemOf('P-384')] }, 'publicKeysPem[0] not_a_p256_key'],
  ['with an RSA key', { publicKeysPem: [RSA_PEM] }, 'publicKeysPem[0] not_a_p256_key'],
  ['with garbage', { publicKeysPem: ['garbage'] }, 'publicKeysPem[0] not_a_p256_key'],
  ['of a region in two lines', { region: 'I\nE' }, 'region malformed'],
  ['of an endless region', { region: 'x'.repeat(65) }, 'region malformed'],
  ['named in upper case', { uuid: aNation().uuid.toUpperCase() }, 'uuid malformed'],
  ['named by no UUID', { uuid: 'scotland' }, 'uuid malformed'],
  ['of a region that can not be seen', { region: ' ' }, 'region malformed'],
  ['that speaks for a blank', { gatewayOrigins: ['GI', ' GI'] }, 'gatewayOrigins[1] malformed'],
  [
    'whose keys are withheld while it calls',
    { withholdsKeys: true },
    'withholdsKeys needs_another_setting',
  ],
])('a nation %s is refused at its place', async (_, members, expected) => {
  expect(await problemsOf(aNation(members))).toContain(`nations[0].${expected}`)
})

test('a nation stands there once, and several may be of one region', async () => {
  const other = { uuid: '11234567-89ab-4cde-8f01-23456789abcd' }
  expect(await problemsOf(aNation(), aNation(other))).toEqual([])
  expect(await problemsOf(aNation(), aNation())).toEqual(['nations[1] duplicate_name'])
})
