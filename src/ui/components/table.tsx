/** A table; on a narrow screen each row is a block with labelled lines. */

import type { Child } from 'hono/jsx'

export interface Column {
  readonly label: string
  /** Aligned at its end, digits of one width. */
  readonly isNumber?: boolean
}

interface TableProps {
  readonly caption: string
  /** The caption is there for screen readers only, where the heading above says the same. */
  readonly hidesCaption?: boolean
  readonly columns: readonly Column[]
  /** Cells in the order of the columns; the first names its row. */
  readonly rows: readonly (readonly Child[])[]
}

/** Roles are written out: browsers drop them from what is not laid out as a table. */
export const Table = ({ caption, hidesCaption, columns, rows }: TableProps) => (
  <table role="table">
    <caption class={hidesCaption ? 'unseen' : undefined}>{caption}</caption>
    <thead role="rowgroup">
      <tr role="row">
        {columns.map(({ label, isNumber }) => (
          <th role="columnheader" scope="col" class={isNumber ? 'number' : undefined}>
            {label}
          </th>
        ))}
      </tr>
    </thead>
    <tbody role="rowgroup">
      {rows.map((cells) => (
        <tr role="row">
          {columns.map(({ label, isNumber }, index) =>
            index === 0 ? (
              <th role="rowheader" scope="row" data-label={label}>
                {cells[index]}
              </th>
            ) : (
              <td role="cell" data-label={label} class={isNumber ? 'number' : undefined}>
                {cells[index]}
              </td>
            ),
          )}
        </tr>
      ))}
    </tbody>
  </table>
)

/** Names with what they are. */
export const Facts = ({
  facts,
}: {
  readonly facts: readonly { readonly name: string; readonly value: Child }[]
}) => (
  <dl class="facts">
    {facts.map(({ name, value }) => (
      <div>
        <dt>{name}</dt>
        <dd>{value}</dd>
      </div>
    ))}
  </dl>
)
