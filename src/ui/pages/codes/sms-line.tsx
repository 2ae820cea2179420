/** How far the text of a code is; the script keeps it up to date. */

import { hasFailed, isUnderway, type SmsState } from '../../../core/codes/sms-state.ts'
import type { CodeState } from '../../../core/console/code-state.ts'
import { useView } from '../../view.ts'

export interface SmsNews {
  readonly state: SmsState
  readonly code: CodeState
}

/** More is to come while the text is underway and somebody can use it. */
export const isFollowed = ({ state, code }: SmsNews): boolean =>
  isUnderway(state) && code === 'open'

export const SmsLine = ({
  news,
  path,
}: {
  readonly news: SmsNews
  /** Of the code's page. */
  readonly path: string
}) => {
  const { codes } = useView().copy
  const tone = hasFailed(news.state) ? 'warning' : 'note'
  return (
    <p
      class={`flash ${tone}`}
      role="status"
      data-poll={isFollowed(news) ? `${path}/state` : undefined}
    >
      {codes.smsLine[news.state]}
    </p>
  )
}
