/**
 * Takes a document from an operator: signs it as its layout's apps want it, stores it under the id of its content, and records it
 * together with the row of the audit log. The object is there before any record names it. Who sends the same again, with the same
 * release, finds it done.
 */

import { concatBytes, toHex, utf8 } from '../../core/bytes.ts'
import { sha256 } from '../../core/crypto/sha256.ts'
import { buildArchive, type Compressor } from '../../core/export/archive.ts'
import { encodeExportSig } from '../../core/export/export-sig.ts'
import { CWA_HASH, cwaHash, type Md5 } from '../../core/layouts/corona-warn-app/hash.ts'
import { readCoronaWarnAppSettings } from '../../core/layouts/corona-warn-app/read-settings.ts'
import { contentIdOf } from '../../core/layouts/coronamelder/content-id.ts'
import { coronaMelderSettings } from '../../core/layouts/coronamelder/settings.ts'
import {
  coronaMelderDocumentName,
  coronaWarnAppDocumentName,
  documentKindsOf,
} from '../../core/layouts/document-kinds.ts'
import { fail, type Result, succeed } from '../../core/result.ts'
import { addSeconds, type UnixSeconds } from '../../core/time.ts'
import { auditedBatch } from '../../db/audit/queries.ts'
import {
  type DocumentRow,
  insertDocument,
  readDocument,
} from '../../db/keyserver/queries/documents.ts'
import { type LayoutExport, readLayoutExport } from '../../db/keyserver/queries/layout-exports.ts'
import type { ObjectMeta } from '../archive-store.ts'
import { contentSigner } from '../content-signers.ts'
import type { SecretBox } from '../secret-box.ts'
import { openSigners, usableSignerIds } from '../signers.ts'
import { CONTENT_ID, type PublishDocumentsDeps, publishDocuments } from './publish-documents.ts'
import { sealContent } from './seal-content.ts'

export interface PutDocumentDeps extends PublishDocumentsDeps {
  readonly secretBox: SecretBox
  readonly compressor: Compressor
  readonly md5: Md5
}

export interface NewDocument {
  /** Name of the layout's export, in any case. */
  readonly layoutExport: string
  readonly kind: string
  /** As it is to be signed. */
  readonly content: Uint8Array<ArrayBuffer>
  /** In force after it; undefined: at once. */
  readonly releaseAt: UnixSeconds | undefined
}

export type PutDocumentFailure =
  | { readonly reason: 'no_such_export' }
  | { readonly reason: 'no_such_kind'; readonly kinds: readonly string[] }
  | { readonly reason: 'empty_document' }
  /** None of the export's signers is in force, or it has no content signer. */
  | { readonly reason: 'no_usable_signer' }

export interface PutDocument {
  readonly document: DocumentRow
  /** Whether it was there before. */
  readonly isNew: boolean
}

/** @throws where a store fails: then it may be sent again */
export async function putDocument(
  deps: PutDocumentDeps,
  { layoutExport, kind, content, ...given }: NewDocument,
  now: UnixSeconds,
): Promise<Result<PutDocument, PutDocumentFailure>> {
  const exported = await readLayoutExport(deps.db, layoutExport)
  if (exported === undefined) return fail({ reason: 'no_such_export' })
  const kinds = documentKindsOf(exported.layout)
  if (!kinds.includes(kind)) return fail({ reason: 'no_such_kind', kinds })
  if (content.length === 0) return fail({ reason: 'empty_document' })

  // In force is what was released before this second.
  const releaseAt = given.releaseAt ?? addSeconds(now, -1)
  const id = await documentId(exported, kind, releaseAt, content)
  const known = await readDocument(deps.db, id)
  if (known === undefined) {
    const sealed = await seal(deps, exported, { kind, id, content, releaseAt }, now)
    if (sealed === undefined) return fail({ reason: 'no_usable_signer' })
    await deps.archives.putOnce(sealed.name, sealed.pieces, sealed.meta)
    const document: DocumentRow = {
      id,
      layoutExportId: exported.id,
      kind,
      releaseAt,
      createdAt: now,
      objectName: sealed.name,
      byteLength: content.length,
      contentHash: toHex(await sha256(content)),
    }
    const { contentHash, byteLength } = document
    const detail = { kind, id, releaseAt, byteLength, contentHash }
    const entry = { actor: 'operator', action: 'document.put', subject: exported.name, detail }
    await auditedBatch(deps.db, now, [entry], insertDocument(deps.db, document))
    await publish(deps, exported, now)
    return succeed({ document, isNew: true })
  }
  // A run that died may have left this undone.
  await publish(deps, exported, now)
  return succeed({ document: known, isNew: false })
}

/** The release is part of it: a document that comes back into force is another one, since caches keep each for long. */
const documentId = async (
  { name }: LayoutExport,
  kind: string,
  releaseAt: UnixSeconds,
  content: Uint8Array<ArrayBuffer>,
): Promise<string> =>
  contentIdOf(
    await sha256(concatBytes(utf8(`${name.toLowerCase()}\n${kind}\n${releaseAt}\n`), content)),
  )

interface Sealed {
  readonly name: string
  readonly pieces: readonly Uint8Array[]
  readonly meta: ObjectMeta
}

interface Draft {
  readonly kind: string
  readonly id: string
  readonly content: Uint8Array<ArrayBuffer>
  readonly releaseAt: UnixSeconds
}

/** @returns undefined where nobody may sign */
async function seal(
  deps: PutDocumentDeps,
  exported: LayoutExport,
  draft: Draft,
  now: UnixSeconds,
): Promise<Sealed | undefined> {
  const { kind, id, content, releaseAt } = draft
  const custom = { [CONTENT_ID]: id, released: String(releaseAt) }
  if (exported.layout === 'corona-warn-app') {
    const pieces = await sealExport(deps, exported, content, now)
    const hash = { [CWA_HASH]: cwaHash(content, deps.md5) }
    const meta = metaOf(IMMUTABLE_SECONDS, { ...custom, ...hash })
    const name = coronaWarnAppDocumentName(exported.prefix, id)
    return pieces && { name, pieces, meta }
  }
  if (exported.contentSignerId === null) return undefined
  const signer = await contentSigner(deps.db, deps.secretBox, exported.contentSignerId, now)
  const { documentMaxAgeSeconds } = coronaMelderSettings(exported.settings)
  return {
    name: coronaMelderDocumentName(exported.prefix, kind, id),
    pieces: [await sealContent(content, signer, deps)],
    meta: metaOf(documentMaxAgeSeconds, custom),
  }
}

const IMMUTABLE_SECONDS = 1_209_600

const metaOf = (maxAge: number, custom: Readonly<Record<string, string>>): ObjectMeta => ({
  contentType: 'application/zip',
  cacheControl: `public, immutable, max-age=${maxAge}, s-maxage=${maxAge}`,
  custom,
})

/** As an archive of keys, with the document where the keys would be. */
async function sealExport(
  { db, secretBox, compressor }: PutDocumentDeps,
  exported: LayoutExport,
  content: Uint8Array<ArrayBuffer>,
  now: UnixSeconds,
): Promise<readonly Uint8Array[] | undefined> {
  const ids = await usableSignerIds(db, exported.signatureInfoIds, now)
  if (ids.length === 0) return undefined
  const { appBundleId } = coronaWarnAppSettings(exported)
  const signatures = await Promise.all(
    (await openSigners(db, secretBox, ids)).map(async (signer) => ({
      info: { ...signer.info, ...(appBundleId !== '' && { appBundleId }) },
      signatureDer: await signer.sign(content),
    })),
  )
  return buildArchive(content, encodeExportSig(signatures), compressor)
}

/** What is stored was checked when it was written. */
function coronaWarnAppSettings(exported: LayoutExport) {
  const settings = readCoronaWarnAppSettings(exported.settings)
  if (settings.ok) return settings.value
  throw new Error(`the settings of layout ${exported.name} are not valid`)
}

/** What apps find by a fixed name is brought up to date at once; a manifest is written by the layout's next run. */
async function publish(
  deps: PutDocumentDeps,
  exported: LayoutExport,
  now: UnixSeconds,
): Promise<void> {
  if (exported.layout !== 'corona-warn-app') return
  const { originCountry: country } = coronaWarnAppSettings(exported)
  await publishDocuments(deps, { id: exported.id, prefix: exported.prefix, country }, now)
}
