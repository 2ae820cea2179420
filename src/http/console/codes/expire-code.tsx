/** Ending a code before its time: the page that asks, and the deed. */

import type { ShownCode } from '../../../db/verification/queries/console-codes.ts'
import { expireCode } from '../../../flows/verification/expire-code.ts'
import { Flash } from '../../../ui/components/flash.tsx'
import { formatOf } from '../../../ui/format.ts'
import { CodePage } from '../../../ui/pages/codes/code.tsx'
import { ExpireCodePage, MAX_REASON } from '../../../ui/pages/codes/expire-code.tsx'
import { type ConsoleContext, membershipOf, signedIn } from '../context.ts'
import { errorPage } from '../errors.tsx'
import { readForm } from '../form.ts'
import { page, redirect } from '../page.tsx'
import { factsOf, findCode } from './find-code.ts'
import { codePath, codesPath } from './paths.ts'

export async function askToExpire(c: ConsoleContext) {
  const code = await findCode(c)
  if (code === undefined) return errorPage(c, 'notFound')
  const facts = factsOf(c, code)
  if (facts.state === 'used') return usedPage(c, code)
  const path = codePath(membershipOf(c).realmKey, code.uuid)
  if (facts.state === 'over') return redirect(c, path)
  const { expire } = c.get('copy').codes
  return page(c, {
    title: expire.title,
    body: <ExpireCodePage facts={facts} path={path} />,
    breadcrumb: crumbs(c, code),
    focus: 'heading',
  })
}

export async function endCode(c: ConsoleContext) {
  const code = await findCode(c)
  if (code === undefined) return errorPage(c, 'notFound')
  const { viewer } = signedIn(c)
  const { realmId, realmKey } = membershipOf(c)
  const { db } = c.get('deps').codes.issue
  // A field of the browser is no longer than that; what is longer is no longer a note of a person.
  const reason = readForm(c).get('reason')?.trim().slice(0, MAX_REASON)
  const now = c.get('now')
  const ended = await expireCode(db, realmId, code.uuid, viewer.email, now, reason || undefined)
  if (ended.ok) return redirect(c, codePath(realmKey, code.uuid), 'codes.expired')
  if (ended.failure.reason === 'not_found') return errorPage(c, 'notFound')
  return usedPage(c, (await findCode(c)) ?? code)
}

function usedPage(c: ConsoleContext, code: ShownCode) {
  const { codes } = c.get('copy')
  const format = formatOf(c.get('language'), c.get('viewer')?.timeZone ?? 'UTC')
  const time = format.time(code.claimedAt ?? c.get('now'))
  return page(c, {
    title: codes.result.titles.used,
    status: 409,
    body: (
      <>
        <Flash tone="error">{codes.expire.used(time)}</Flash>
        <CodePage
          facts={factsOf(c, code)}
          made={undefined}
          saysGone={false}
          canExpire={false}
          path={codePath(membershipOf(c).realmKey, code.uuid)}
          newPath={undefined}
        />
      </>
    ),
    breadcrumb: crumbs(c, code),
    focus: 'heading',
  })
}

function crumbs(c: ConsoleContext, code: ShownCode) {
  const { realmKey } = membershipOf(c)
  const { list, result } = c.get('copy').codes
  return [
    { href: codesPath(realmKey), label: list.title },
    { href: codePath(realmKey, code.uuid), label: result.details },
  ]
}
