/** The realm's words to its case workers: paragraphs, **bold**, and [links](https://…). All else is text. Pure. */

export type Span =
  | { readonly kind: 'text' | 'bold'; readonly text: string }
  | { readonly kind: 'link'; readonly text: string; readonly href: string }

const SPAN = /\*\*([^*]+)\*\*|\[([^\]]+)\]\((https:\/\/[^\s()]+)\)/g

/** @returns spans of each paragraph; [] for a text of blanks */
export const readWelcome = (markdown: string): readonly (readonly Span[])[] =>
  markdown
    .replaceAll('\r\n', '\n')
    .split(/\n\s*\n/)
    .map((paragraph) => paragraph.trim())
    .filter((paragraph) => paragraph !== '')
    .map(spansOf)

function spansOf(paragraph: string): readonly Span[] {
  const spans: Span[] = []
  let end = 0
  const add = (text: string) => {
    if (text !== '') spans.push({ kind: 'text', text })
  }
  for (const match of paragraph.matchAll(SPAN)) {
    const [whole, bold, text = '', address] = match
    const url = address === undefined ? undefined : URL.parse(address)
    if (bold === undefined && url?.protocol !== 'https:') continue
    add(paragraph.slice(end, match.index))
    if (bold !== undefined) spans.push({ kind: 'bold', text: bold })
    else if (url) spans.push({ kind: 'link', text, href: url.href })
    end = match.index + whole.length
  }
  add(paragraph.slice(end))
  return spans
}
