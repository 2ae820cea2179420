/** One code: as it was made, for the session that made it; else what became of it. */

import { Buttons, LinkButton } from '../../components/button.tsx'
import { Flash } from '../../components/flash.tsx'
import { useView } from '../../view.ts'
import { type CodeFacts, CodeFactsPart } from './code-facts.tsx'
import { type MadeCode, MadeCodePart } from './made-code.tsx'
import { isFollowed, SmsLine, type SmsNews } from './sms-line.tsx'

export interface CodePageProps {
  readonly facts: CodeFacts
  /** undefined: the session does not have the code, or no longer. */
  readonly made: MadeCode | undefined
  /** Says that the code is gone: to whoever made it, while it is good. */
  readonly saysGone: boolean
  readonly canExpire: boolean
  /** Of the page itself, and of the one that makes codes; undefined: this person may not. */
  readonly path: string
  readonly newPath: string | undefined
}

export const CodePage = (props: CodePageProps) => {
  const { facts, made, path } = props
  const { codes } = useView().copy
  if (made !== undefined) {
    return (
      <>
        <MadeCodePart {...made} />
        <details>
          <summary>{codes.result.details}</summary>
          <CodeFactsPart facts={facts} />
        </details>
      </>
    )
  }
  const news: SmsNews | undefined =
    facts.smsState === null ? undefined : { state: facts.smsState, code: facts.state }
  return (
    <>
      {props.saysGone && (
        <Flash tone="note" isStill>
          <p>{codes.result.gone}</p>
        </Flash>
      )}
      <CodeFactsPart facts={facts} />
      {news !== undefined && isFollowed(news) && <SmsLine news={news} path={path} />}
      <Buttons>
        {props.newPath !== undefined && (
          <LinkButton href={props.newPath} tone="main" shortcut="n">
            {props.saysGone ? codes.result.makeNew : codes.form.title}
          </LinkButton>
        )}
        {props.canExpire && facts.state === 'open' && (
          <LinkButton href={`${path}/expire`}>{codes.result.expire}</LinkButton>
        )}
      </Buttons>
    </>
  )
}
