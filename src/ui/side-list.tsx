/** The pages of a place that this person may open. On a narrow screen it folds behind a word. */

import { useView } from './view.ts'

export interface PageLink {
  readonly href: string
  readonly label: string
  readonly isCurrent: boolean
  /** Letter that leads here after g. */
  readonly jump: string
}

export interface LinkGroup {
  readonly label: string
  readonly links: readonly PageLink[]
}

/** Twice, one of them hidden: a details element can't be opened by a stylesheet where there is room. */
export const SideList = ({ groups }: { readonly groups: readonly LinkGroup[] }) => {
  const { common } = useView().copy
  return (
    <>
      <details class="menu narrow-only">
        <summary>{common.menu}</summary>
        <nav aria-label={common.menu}>
          <Groups groups={groups} />
        </nav>
      </details>
      <nav class="side wide-only" aria-label={common.menu}>
        <Groups groups={groups} />
      </nav>
    </>
  )
}

const Groups = ({ groups }: { readonly groups: readonly LinkGroup[] }) => (
  <>
    {groups.map(({ label, links }) => (
      <div class="group">
        <p class="muted">{label}</p>
        <ul>
          {links.map(({ href, label, isCurrent, jump }) => (
            <li>
              <a href={href} aria-current={isCurrent ? 'page' : undefined} data-jump={jump}>
                {label}
              </a>
            </li>
          ))}
        </ul>
      </div>
    ))}
  </>
)
