/** On through a list of any length; back is the browser's own. */

import { useView } from '../view.ts'

interface PaginationProps {
  /** undefined: this is the first page. */
  readonly first: string | undefined
  /** undefined: this is the last page. */
  readonly next: string | undefined
}

export const Pagination = ({ first, next }: PaginationProps) => {
  const { common } = useView().copy
  if (first === undefined && next === undefined) return null
  return (
    <nav class="pagination" aria-label={common.pagesOfList}>
      {first !== undefined && <a href={first}>{common.firstPage}</a>}
      {next !== undefined && (
        <a href={next} rel="next">
          {common.nextPage}
        </a>
      )}
    </nav>
  )
}
