/** What an entry of the audit log changed, a line for each. */

import { detailLines } from '../../core/console/audit-detail.ts'
import { useView } from '../view.ts'
import { Code } from './text.tsx'

/** @param detail JSON, as the log has it */
export const Change = ({ detail }: { readonly detail: string }) => {
  const { audit } = useView().copy
  const value = (text: string | undefined) =>
    text === undefined ? <span class="muted">{audit.notSet}</span> : <bdi>{text}</bdi>
  return (
    <>
      {detailLines(detail).map(({ name, from, to, isFact }) => (
        <div>
          <Code>{name}</Code>: {!isFact && <>{value(from)} → </>}
          {value(to)}
        </div>
      ))}
    </>
  )
}
