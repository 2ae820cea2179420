/** The report page's style sheet: one column that fits 320 px, in light and dark, both directions. */

import type { AgencyColor } from '../../../core/report/agency-color.ts'

export const styleSheet = ({ background, text }: AgencyColor): string => `
:root { color-scheme: light dark; --ink: #1b1b1b; --paper: #fff; --soft: #565c65; --line: #71767a; --bad: #b50909; --link: #005ea2 }
@media (prefers-color-scheme: dark) {
  :root { --ink: #f0f0f0; --paper: #171717; --soft: #c6cace; --line: #a9aeb1; --bad: #ff8d85; --link: #8cc4f5 }
}
* { box-sizing: border-box }
body { margin: 0; background: var(--paper); color: var(--ink); font: 1.0625rem/1.5 system-ui, sans-serif; overflow-wrap: anywhere }
header { background: ${background}; color: ${text}; padding: .75rem 1rem; font-weight: 600; display: flex; align-items: center; gap: .75rem }
header img { max-height: 2.5rem; max-width: 40% }
main { max-width: 36rem; margin: 0 auto; padding: 1rem }
h1 { font-size: 1.5rem; line-height: 1.25; margin: .5rem 0 1rem }
h2 { font-size: 1.0625rem; margin: 0 0 .5rem }
p { margin: 0 0 1rem; white-space: pre-line }
a { color: var(--link) }
.field { margin: 0 0 1.5rem }
label { display: block; font-weight: 600 }
.hint { color: var(--soft); margin: 0 0 .25rem }
.error { color: var(--bad); font-weight: 600; margin: 0 0 .25rem }
.errors { border: 2px solid var(--bad); padding: 1rem; margin: 0 0 1.5rem }
.errors ul { margin: 0; padding-inline-start: 1.25rem }
.errors a { color: var(--bad) }
input[type=date], input[type=tel] { font: inherit; width: 100%; min-height: 2.75rem; padding: .5rem; border: 1px solid var(--line); border-radius: .25rem; background: var(--paper); color: var(--ink) }
input[type=tel] { direction: ltr; text-align: start }
input[aria-invalid=true] { border: 2px solid var(--bad) }
.check { display: flex; gap: .75rem; align-items: flex-start }
.check input { flex: none; width: 1.5rem; height: 1.5rem; margin: 0 }
.check label { font-weight: 400 }
button { font: inherit; font-weight: 600; width: 100%; min-height: 2.75rem; padding: .5rem 1rem; border: 0; border-radius: .25rem; background: ${background}; color: ${text} }
:focus-visible { outline: 3px solid var(--link); outline-offset: 2px }
`
