/** A message on the page after a redirect. */
export interface FlashText {
  readonly tone: 'ok' | 'warning' | 'error' | 'note'
  readonly text: string
}
