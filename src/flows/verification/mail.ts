/** Letters to people: what is asked of whoever takes them. */

export interface Mail {
  readonly to: readonly string[]
  readonly subject: string
  readonly text: string
}

export interface Mailer {
  /** @returns whether it was taken; nothing is sent twice by us, and nothing is kept that was not taken */
  send(mail: Mail): Promise<boolean>
}
