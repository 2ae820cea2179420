/** One code: its page, what its script asks, and its buttons. */

import { hasFailed } from '../../../core/codes/sms-state.ts'
import { codeStateOf } from '../../../core/console/code-state.ts'
import { mayDo } from '../../../core/realms/realm-actions.ts'
import type { ShownCode } from '../../../db/verification/queries/console-codes.ts'
import {
  eraseCode,
  openCode,
  openText,
  type SealedCode,
} from '../../../flows/console/sealed-code.ts'
import { sendAgain } from '../../../flows/console/send-again.ts'
import { CodePage } from '../../../ui/pages/codes/code.tsx'
import { type MadeCode, MadeCodeHeading } from '../../../ui/pages/codes/made-code.tsx'
import { isFollowed } from '../../../ui/pages/codes/sms-line.tsx'
import { type ConsoleContext, membershipOf, signedIn } from '../context.ts'
import { errorPage } from '../errors.tsx'
import { onceOnly } from '../once.ts'
import { page, redirect } from '../page.tsx'
import { factsOf, findCode } from './find-code.ts'
import { codePath, codesPath, newCodePath } from './paths.ts'
import { realmOf } from './realm.ts'

/** How often a page asks again that has no script. */
const REFRESH_SECONDS = 5

export async function showCode(c: ConsoleContext) {
  const code = await findCode(c)
  if (code === undefined) return errorPage(c, 'notFound')
  const { copy, now } = c.var
  const { realmKey, permissions } = membershipOf(c)
  const path = codePath(realmKey, code.uuid)
  // Other spellings lead to the one that all of its links have.
  if (c.req.param('uuid') !== code.uuid) return redirect(c, path)
  const session = signedIn(c)
  const facts = factsOf(c, code)
  const isOwn = code.issuingUserId === session.viewer.userId
  const { sealedTexts } = c.get('deps').codes
  const sealed =
    isOwn && facts.state === 'open'
      ? await openCode(sealedTexts, session, membershipOf(c).realmId, code.uuid, now)
      : undefined
  const made = sealed && madeOf(c, code, sealed, path, await canSendAgain(c, code))
  const { result, list } = copy.codes
  const news = facts.smsState && { state: facts.smsState, code: facts.state }
  return page(c, {
    title: made === undefined ? result.titles[facts.state] : result.titles.open,
    heading: made && <MadeCodeHeading code={made.code} />,
    body: (
      <CodePage
        facts={facts}
        made={made}
        saysGone={isOwn && made === undefined && facts.state === 'open'}
        canExpire={mayDo(permissions, 'expire a code')}
        path={path}
        newPath={mayDo(permissions, 'issue a code') ? newCodePath(realmKey) : undefined}
      />
    ),
    breadcrumb: [{ href: codesPath(realmKey), label: list.title }],
    focus: 'heading',
    ...(news && isFollowed(news) && { refreshSeconds: REFRESH_SECONDS }),
  })
}

function madeOf(
  c: ConsoleContext,
  code: ShownCode,
  sealed: SealedCode,
  path: string,
  canSendAgain: boolean,
): MadeCode {
  const { expiresAt, longExpiresAt, smsState } = code
  const now = c.get('now')
  return {
    code: sealed.code,
    link: sealed.link,
    expiresAt,
    textExpiresAt: longExpiresAt > expiresAt ? longExpiresAt : undefined,
    sms: smsState === null ? undefined : { state: smsState, code: codeStateOf(code, now) },
    canSendAgain,
    canExpire: mayDo(membershipOf(c).permissions, 'expire a code'),
    path,
    now,
  }
}

/** Only the session that asked for the text has the number, and only while the text has failed. */
async function canSendAgain(c: ConsoleContext, { uuid, smsState }: ShownCode): Promise<boolean> {
  if (smsState === null || !hasFailed(smsState)) return false
  const { realmId } = membershipOf(c)
  const { sealedTexts } = c.get('deps').codes
  return (await openText(sealedTexts, signedIn(c), realmId, uuid, c.get('now'))) !== undefined
}

/** How far the text is, for the script. */
export async function answerState(c: ConsoleContext) {
  const code = await findCode(c)
  if (code === undefined || code.smsState === null) return c.body(null, 404)
  const news = { state: code.smsState, code: codeStateOf(code, c.get('now')) }
  return c.json({
    text: c.get('copy').codes.smsLine[news.state],
    isDone: !isFollowed(news),
  })
}

/** The next person's code is begun, and the last one's is shown no more. */
export async function goToNext(c: ConsoleContext) {
  const code = await findCode(c)
  const { realmKey, realmId } = membershipOf(c)
  const path = newCodePath(realmKey)
  if (code === undefined) return redirect(c, path)
  await eraseCode(c.get('deps').codes.sealedTexts, signedIn(c), realmId, code.uuid)
  return redirect(c, `${path}?type=${encodeURIComponent(code.testType)}`)
}

export async function sendTextAgain(c: ConsoleContext) {
  const code = await findCode(c)
  if (code === undefined) return errorPage(c, 'notFound')
  const path = codePath(membershipOf(c).realmKey, code.uuid)
  const work = async () => {
    const { deps, now } = c.var
    const by = { realm: await realmOf(c), session: signedIn(c) }
    const behind = (sending: Promise<void>) => c.executionCtx.waitUntil(sending)
    const sent = await sendAgain(deps.codes, by, code.uuid, behind, now)
    if (sent.ok) return redirect(c, path, 'codes.textAgain')
    const isForgotten = sent.failure.reason === 'forgotten'
    return redirect(c, path, isForgotten ? 'codes.textForgotten' : 'codes.textNotFailed')
  }
  return onceOnly(c, work, path)
}
