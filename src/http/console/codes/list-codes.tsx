/** A person's codes, and the search among all of the realm's. */

import { mayDo } from '../../../core/realms/realm-actions.ts'
import type { ListedCode } from '../../../db/verification/queries/console-codes.ts'
import { listOwnCodes, type Search, searchCodes } from '../../../flows/console/find-codes.ts'
import { CodeListPage, type ListRow } from '../../../ui/pages/codes/code-list.tsx'
import { type ConsoleContext, membershipOf, signedIn } from '../context.ts'
import { page, redirect } from '../page.tsx'
import { standingOf } from './find-code.ts'
import { codePath, codesPath, newCodePath } from './paths.ts'

const MAX_SEARCH = 100

export async function listCodes(c: ConsoleContext) {
  const { realmId, realmKey, permissions } = membershipOf(c)
  const { db } = c.get('deps').codes.issue
  const canSearch = mayDo(permissions, 'look up a code')
  const text = canSearch ? (c.req.query('q') ?? '').slice(0, MAX_SEARCH) : ''
  if (text.trim() !== '') {
    const search = await searchCodes(db, realmId, text)
    if (search.kind === 'one') return redirect(c, codePath(realmKey, search.uuid))
    return searchPage(c, text, search)
  }
  const before = /^\d{1,15}$/.exec(c.req.query('after') ?? '')?.[0]
  const { codes, next } = await listOwnCodes(
    db,
    realmId,
    signedIn(c).viewer.userId,
    before === undefined ? undefined : Number(before),
  )
  const path = codesPath(realmKey)
  return page(c, {
    title: c.get('copy').codes.list.title,
    body: (
      <CodeListPage
        {...common(c)}
        rows={rowsOf(c, codes)}
        search={undefined}
        error={undefined}
        hasMore={next !== undefined}
        firstHref={before === undefined ? undefined : path}
        nextHref={next === undefined ? undefined : `${path}?after=${next}`}
      />
    ),
  })
}

function searchPage(c: ConsoleContext, text: string, search: Exclude<Search, { kind: 'one' }>) {
  const { list } = c.get('copy').codes
  const error =
    search.kind === 'some' ? undefined : search.kind === 'none' ? list.none : list.tooShort
  return page(c, {
    title: list.found,
    body: (
      <CodeListPage
        {...common(c)}
        rows={search.kind === 'some' ? rowsOf(c, search.codes) : []}
        search={text}
        error={error}
        hasMore={search.kind === 'some' && search.hasMore}
        firstHref={undefined}
        nextHref={undefined}
      />
    ),
    ...(error === undefined
      ? { focus: 'heading' }
      : { errors: [{ field: 'q', text: error }], status: search.kind === 'none' ? 404 : 422 }),
  })
}

function common(c: ConsoleContext) {
  const { realmKey, permissions } = membershipOf(c)
  return {
    canSearch: mayDo(permissions, 'look up a code'),
    path: codesPath(realmKey),
    newHref: mayDo(permissions, 'issue a code') ? newCodePath(realmKey) : undefined,
  }
}

const rowsOf = (c: ConsoleContext, codes: readonly ListedCode[]): readonly ListRow[] =>
  codes.map((code) => ({
    href: codePath(membershipOf(c).realmKey, code.uuid),
    ...standingOf(c, code),
  }))
