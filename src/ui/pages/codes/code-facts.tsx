/** What is known of a code: never the code, and never whose it is. */

import type { SmsState } from '../../../core/codes/sms-state.ts'
import type { TestType } from '../../../core/codes/test-type.ts'
import type { CodeState } from '../../../core/console/code-state.ts'
import type { UnixSeconds } from '../../../core/time.ts'
import { Facts } from '../../components/table.tsx'
import { Code, Time } from '../../components/text.tsx'
import { useView, type View } from '../../view.ts'

export interface CodeFacts {
  readonly uuid: string
  readonly testType: TestType
  readonly state: CodeState
  readonly createdAt: UnixSeconds
  /** The later end, where it has two. */
  readonly lastsUntil: UnixSeconds
  readonly claimedAt: UnixSeconds | null
  readonly smsState: SmsState | null
  /** undefined: the phone that it is for asked for it itself. */
  readonly issuer: { readonly kind: 'person' | 'api key'; readonly name: string } | undefined
}

export const CodeFactsPart = ({ facts }: { readonly facts: CodeFacts }) => {
  const { copy, format } = useView()
  const { result } = copy.codes
  return (
    <Facts
      facts={[
        { name: result.state, value: stateText(facts, copy, format) },
        { name: result.type, value: copy.codes.types[facts.testType] },
        { name: result.made, value: <Time at={facts.createdAt} /> },
        { name: result.madeBy, value: <bdi>{issuerText(facts.issuer, copy)}</bdi> },
        { name: result.lastsUntil, value: <Time at={facts.lastsUntil} /> },
        {
          name: result.text,
          value: facts.smsState === null ? copy.codes.noSms : copy.codes.sms[facts.smsState],
        },
        { name: result.reference, value: <Code>{facts.uuid}</Code> },
      ]}
    />
  )
}

export function stateText(
  { state, claimedAt, lastsUntil }: Pick<CodeFacts, 'state' | 'claimedAt' | 'lastsUntil'>,
  { codes }: View['copy'],
  format: View['format'],
): string {
  if (state === 'used' && claimedAt !== null) return codes.result.usedAt(format.dateTime(claimedAt))
  if (state === 'over') return codes.result.expiredAt(format.dateTime(lastsUntil))
  return codes.states[state]
}

function issuerText(issuer: CodeFacts['issuer'], { codes }: View['copy']): string {
  if (issuer === undefined) return codes.result.byPhone
  return issuer.kind === 'person' ? issuer.name : codes.result.byApiKey(issuer.name)
}
