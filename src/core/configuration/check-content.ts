/** Content signers, and the list of countries. Pure. */

import { isKnownCountry } from '../codes/countries-of-interest.ts'
import {
  canonicalCertificatesPem,
  certificateKey,
  checkChain,
  readCertificates,
  validityOf,
} from '../crypto/certificates.ts'
import { openCmsSigner } from '../crypto/cms.ts'
import { decodePem } from '../crypto/pem.ts'
import { formatIsoTime } from '../iso-time.ts'
import type { ContentSignerEntry } from './document.ts'
import { type CheckContext, type ConfigurationProblem, effective, problem } from './problem.ts'

export async function checkContentSigners(context: CheckContext): Promise<ConfigurationProblem[]> {
  const each = await Promise.all(
    (context.document.contentSigners ?? []).map((entry, index) =>
      checkContentSigner(context, entry, `contentSigners[${index}]`),
    ),
  )
  return [...each.flat(), ...checkLeftOut(context)]
}

/** Exports that the document does not speak of keep the signer that they name. */
function checkLeftOut(context: CheckContext): ConfigurationProblem[] {
  const { document, present } = context
  if (document.layoutExports !== undefined || document.contentSigners === undefined) return []
  const names = new Set(effective(context, 'contentSigners').map(({ name }) => name))
  return present.layoutExports
    .filter(({ contentSigner }) => contentSigner !== undefined && !names.has(contentSigner))
    .map(({ name, contentSigner }) =>
      problem(
        'contentSigners',
        'in_use',
        `"${contentSigner}" is left out, but the layout ${name} signs with it`,
      ),
    )
}

async function checkContentSigner(
  { present, now }: CheckContext,
  entry: ContentSignerEntry,
  path: string,
): Promise<ConfigurationProblem[]> {
  const at = `${path}.certificatesPem`
  const before = present.contentSigners.find(({ name }) => name === entry.name)
  const certificates = readCertificates(entry.certificatesPem)
  if (certificates === undefined) {
    const message = 'this is no PEM of 1 to 10 certificates ("-----BEGIN CERTIFICATE-----")'
    return [problem(at, 'malformed', message)]
  }
  const problems: ConfigurationProblem[] = []
  const chain = await checkChain(certificates)
  if (!chain.ok) {
    const message = `certificate ${chain.failure.index + 1} is not issued by the next one: the signer's own comes first, then its issuer, and so on`
    problems.push(problem(at, 'malformed', message))
  }
  const isNew =
    before === undefined ||
    canonicalCertificatesPem(before.certificatesPem) !==
      canonicalCertificatesPem(entry.certificatesPem)
  // One that is there goes on being described by the document after it ended.
  if (isNew) {
    for (const [index, certificate] of certificates.entries()) {
      const { from, to } = validityOf(certificate)
      const [first, last] = [formatIsoTime(from), formatIsoTime(to)]
      if (first <= now && now <= last) continue
      const message = `certificate ${index + 1} is valid from ${first} to ${last}`
      problems.push(problem(at, 'certificate_not_in_force', message))
    }
  }
  const [certificate] = certificates
  if (certificate !== undefined && (await certificateKey(certificate)) === undefined) {
    const message = 'its key must be RSA of 2048 bits or more, or ECDSA P-256'
    return [...problems, problem(at, 'malformed', message)]
  }
  return [...problems, ...(await checkKey(entry, path, before === undefined))]
}

async function checkKey(
  { certificatesPem, privateKeyPem }: ContentSignerEntry,
  path: string,
  isMissing: boolean,
): Promise<ConfigurationProblem[]> {
  if (privateKeyPem === undefined) {
    const message =
      'this signer is not here: add the private key of its certificate as privateKeyPem'
    return isMissing ? [problem(path, 'no_private_key', message)] : []
  }
  const pkcs8 = decodePem('PRIVATE KEY', privateKeyPem)
  const opened = await openCmsSigner(certificatesPem, pkcs8 ?? new Uint8Array())
  if (opened.ok) return []
  const at = `${path}.privateKeyPem`
  if (opened.failure.reason === 'key_of_another_certificate') return [otherCertificate(at)]
  const message =
    "this is not the PEM of a private key of the certificate's kind, PKCS #8 and not encrypted"
  return [problem(at, 'malformed', message)]
}

export const otherCertificate = (path: string): ConfigurationProblem =>
  problem(
    path,
    'key_differs',
    'the private key is not that of the first certificate: give the key that it was issued for as privateKeyPem',
  )

export const checkCountries = ({ document }: CheckContext): ConfigurationProblem[] =>
  (document.countries ?? []).flatMap(({ code, shareable }, index) => {
    const path = `countries[${index}]`
    if (!isKnownCountry(code)) {
      const message = `"${code}" is no country of ISO 3166-1 in two capital letters`
      return [problem(`${path}.code`, 'malformed', message)]
    }
    return code === OTHER && shareable
      ? [problem(`${path}.shareable`, 'not_valid', 'XX is any other country, and is never shared')]
      : []
  })

const OTHER = 'XX'
