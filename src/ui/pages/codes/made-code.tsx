/** A code just after it was made: to be read out, copied or scanned. */

import { LANGUAGE_NAMES, textDirectionOf } from '../../../core/console/language.ts'
import { spokenCode } from '../../../core/console/spoken-code.ts'
import { LANGUAGES } from '../../../core/console/viewer.ts'
import type { UnixSeconds } from '../../../core/time.ts'
import { Button, Buttons, CopyButton, LinkButton } from '../../components/button.tsx'
import { Form } from '../../components/form.tsx'
import { QrCode } from '../../components/qr-code.tsx'
import { useView } from '../../view.ts'
import { CodeText } from './code-text.tsx'
import { SmsLine, type SmsNews } from './sms-line.tsx'

export interface MadeCode {
  readonly code: string
  readonly link: string | undefined
  readonly expiresAt: UnixSeconds
  /** Of what the text holds, where that lives longer; undefined: it does not. */
  readonly textExpiresAt: UnixSeconds | undefined
  readonly sms: SmsNews | undefined
  readonly canSendAgain: boolean
  readonly canExpire: boolean
  /** Of the code's page. */
  readonly path: string
  readonly now: UnixSeconds
}

/** Nobody should find a code on a screen that was left alone. */
const HIDE_AFTER_SECONDS = 120

/** The page's heading, large enough to be read out. */
export const MadeCodeHeading = ({ code }: Pick<MadeCode, 'code'>) => (
  <>
    {useView().copy.codes.result.heading}{' '}
    <span class="cover" data-hide-after={HIDE_AFTER_SECONDS}>
      <CodeText code={code} />
    </span>
  </>
)

export const MadeCodePart = (props: MadeCode) => {
  const { code, link, path } = props
  const { copy } = useView()
  const { result } = copy.codes
  return (
    <>
      <div class="cover" data-hide-after={HIDE_AFTER_SECONDS}>
        <p class="cover-note">{result.covered}</p>
        <div>
          <SpokenCode code={code} />
          {link !== undefined && (
            <figure>
              <QrCode text={link} title={result.qrTitle} />
              <figcaption class="hint">{result.qrHint}</figcaption>
            </figure>
          )}
        </div>
      </div>
      <Validity {...props} />
      {props.sms !== undefined && <SmsLine news={props.sms} path={path} />}
      <Form action={`${path}/next`}>
        <Buttons>
          <Button shortcut="n">{result.next}</Button>
          <CopyButton text={code} shortcut="c">
            {result.copy}
          </CopyButton>
          {props.canExpire && <LinkButton href={`${path}/expire`}>{result.expire}</LinkButton>}
        </Buttons>
      </Form>
      {props.canSendAgain && (
        <Form action={`${path}/text`}>
          <Buttons>
            <Button tone="plain">{result.sendAgain}</Button>
          </Buttons>
        </Form>
      )}
    </>
  )
}

/** In the worker's language, and folded in the others: whoever calls may speak any of them. */
const SpokenCode = ({ code }: { readonly code: string }) => {
  const { copy, language } = useView()
  const { result } = copy.codes
  return (
    <>
      <p role="status">
        <span class="muted">{result.spoken}:</span> {spokenCode(code, language)}
      </p>
      <details class="field">
        <summary>{result.otherLanguages}</summary>
        <dl class="facts">
          {LANGUAGES.filter((other) => other !== language).map((other) => (
            <div lang={other} dir={textDirectionOf(other)}>
              <dt>{LANGUAGE_NAMES[other]}</dt>
              <dd>{spokenCode(code, other)}</dd>
            </div>
          ))}
        </dl>
      </details>
    </>
  )
}

const Validity = ({ expiresAt, textExpiresAt, now }: MadeCode) => {
  const { copy, format } = useView()
  const { result } = copy.codes
  const minutes = Math.ceil((expiresAt - now) / 60)
  return (
    <>
      <p>
        {result.validUntil(format.time(expiresAt))}{' '}
        <span
          data-until={expiresAt}
          data-now={now}
          data-left={`(${result.minutesLeft})`}
          data-over={result.timeIsOver}
        >
          ({result.minutesLeft.replaceAll('#', String(minutes))})
        </span>
        <span class="unseen" role="status" data-announce="" />
      </p>
      {textExpiresAt !== undefined && (
        <p class="muted">{result.textLastsUntil(format.dateTime(textExpiresAt))}</p>
      )}
    </>
  )
}
