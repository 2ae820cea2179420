/** What phones download beside keys: given by an operator, listed. */

import { MAX_DOCUMENT_BYTES, MAX_DOCUMENTS_PAGE, readRelease } from '../../api/documents.ts'
import type { DocumentRow } from '../../db/keyserver/queries/documents.ts'
import { listDocuments } from '../../flows/layouts/list-documents.ts'
import { type PutDocumentFailure, putDocument } from '../../flows/layouts/put-document.ts'
import { readBody } from '../read-body.ts'
import type { OperatorApp } from './surface.ts'

const STATUS: Record<PutDocumentFailure['reason'], 404 | 409 | 422> = {
  no_such_export: 404,
  no_such_kind: 404,
  empty_document: 422,
  no_usable_signer: 409,
}

export function documentRoutes(app: OperatorApp): void {
  /** The body is the document, as it is to be signed. `?release=`: when it comes into force; at once where left out. */
  app.put('/operator/documents/:layoutExport/:kind', async (c) => {
    const release = readRelease(c.req.query('release'))
    if (!release.ok) return c.json({ error: release.failure }, 400)
    const content = await readBody(c.req.raw, MAX_DOCUMENT_BYTES)
    if (content === undefined)
      return c.json({ error: `more than ${MAX_DOCUMENT_BYTES} bytes` }, 413)
    const { layoutExport, kind } = c.req.param()
    const given = { layoutExport, kind, content, releaseAt: release.value }
    const put = await putDocument(c.get('deps'), given, c.get('now'))
    if (put.ok) {
      const { document, isNew } = put.value
      return c.json({ ...told(document), isNew }, isNew ? 201 : 200)
    }
    const { reason, ...evidence } = put.failure
    return c.json({ error: reason, ...evidence }, STATUS[reason])
  })

  /** Newest first; `?before=` as the page before says. */
  app.get('/operator/documents/:layoutExport', async (c) => {
    const text = c.req.query('before')
    if (text !== undefined && !/^\d{1,15}$/.test(text)) {
      return c.json({ error: 'before is a whole number' }, 400)
    }
    const before = text === undefined ? undefined : Number(text)
    const name = c.req.param('layoutExport')
    const { db } = c.get('deps')
    const page = await listDocuments(db, name, before, MAX_DOCUMENTS_PAGE, c.get('now'))
    if (!page.ok) return c.json({ error: page.failure }, 404)
    const { documents, next } = page.value
    return c.json({
      documents: documents.map(({ isInForce, ...row }) => ({ ...told(row), isInForce })),
      next: next ?? null,
    })
  })
}

const told = ({ layoutExportId: _, ...row }: DocumentRow) => row
