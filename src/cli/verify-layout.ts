/** Trees in the layouts of other systems, from a directory or as they are served. */

import { createHash } from 'node:crypto'
import { isKnownCountry } from '../core/codes/countries-of-interest.ts'
import { readCertificates } from '../core/crypto/certificates.ts'
import { verifyCms } from '../core/crypto/verify-cms.ts'
import type { KeyLimits } from '../core/export/check-keys.ts'
import type { TrustedKey } from '../core/export/check-signatures.ts'
import { startTreeCheck } from '../core/layouts/check-tree/start-check.ts'
import type { TreeCheck, TreeTrust, VerifyContent } from '../core/layouts/check-tree/tree-check.ts'
import type { Layout } from '../core/layouts/layouts.ts'
import { isNhsRegion } from '../core/layouts/nhs/names.ts'
import { asUnixSeconds, type UnixSeconds } from '../core/time.ts'
import { CommandFailure, parseWhole } from './command.ts'
import { type FileReport, reportOf, withFolderProblems } from './file-report.ts'
import { readPublicKey, readTextFile } from './files.ts'
import { folderSource, type TreeSource, webSource } from './tree-source.ts'

export interface LayoutOptions {
  readonly region?: readonly string[]
  readonly offsetMinutes: string
  readonly headerKey?: string
  readonly contentCertificate?: string
}

/** @param place a directory, or an address to ask */
export async function verifyLayout(
  place: string | { readonly from: string },
  layout: Layout,
  trusted: readonly TrustedKey[],
  { now }: KeyLimits,
  clock: number,
  options: LayoutOptions,
): Promise<readonly FileReport[]> {
  const at = now ?? asUnixSeconds(clock)
  const source = typeof place === 'string' ? folderSource(place, layout) : webSource(place.from)
  const trust: TreeTrust = {
    trusted,
    now,
    clock: at,
    md5: (content) => createHash('md5').update(content).digest(),
    isAskedFor: source.names === undefined,
    regions: (options.region ?? []).map((region) => parseRegion(layout, region)),
    offsetMinutes: parseWhole('--offset-minutes', options.offsetMinutes, -119, -3),
    headerKey: options.headerKey === undefined ? undefined : await readPublicKey(options.headerKey),
    verifyContent: contentVerifier(options.contentCertificate, at),
  }
  const check = startTreeCheck(layout, trust)
  const files = await readAll(source, check)
  if (files.length === 0) {
    throw new CommandFailure(`nothing of the layout ${layout} is served there`)
  }
  return withFolderProblems(files, check.finish())
}

/** Follows what objects name where they can not be listed; each is read once, and what is not there is for the check to miss. */
async function readAll(source: TreeSource, check: TreeCheck): Promise<FileReport[]> {
  const files: FileReport[] = []
  const names = [...(source.names ?? check.first)]
  const known = new Set(names)
  for (const name of names) {
    const object = await source.read(name)
    if (object === undefined) continue
    const { archive, problems, links } = await check.add(object)
    files.push(reportOf(name, archive, problems))
    for (const link of source.names === undefined ? links : []) {
      // The loop goes on to what it appends.
      if (!known.has(link)) names.push(link)
      known.add(link)
    }
  }
  return files
}

/** It becomes a part of addresses. */
function parseRegion(layout: Layout, region: string): string {
  const isOne = layout === 'nhs' ? isNhsRegion(region) : isKnownCountry(region)
  if (isOne) return region
  const example = layout === 'nhs' ? 'GB-SCT' : 'NL'
  throw new CommandFailure(`--region: ${region} is none of this layout, such as ${example}`)
}

/** @param path a root of the signers, or the certificate of one */
function contentVerifier(path: string | undefined, at: UnixSeconds): VerifyContent | undefined {
  if (path === undefined) return undefined
  const certificates = readCertificates(new TextDecoder().decode(readTextFile(path)))
  if (certificates === undefined) throw new CommandFailure(`${path}: not a certificate in PEM`)
  return async (signature, content) => {
    const verified = await verifyCms(signature, content, certificates, at)
    return verified.ok ? undefined : verified.failure
  }
}
