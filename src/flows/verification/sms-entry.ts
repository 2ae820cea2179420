/** Entries of the queue of texts and reports: sealed, since they hold phone numbers and codes, and all of one size, decoys too. */

import { utf8 } from '../../core/bytes.ts'
import type { SecretBox } from '../secret-box.ts'
import type { ReportMessage, SmsMessage } from './sms.ts'

export interface SmsEntry {
  readonly realmId: number
  /** undefined: a decoy. */
  readonly message: SmsMessage | ReportMessage | undefined
}

const LABEL = 'sms-entry'
/** Above the longest text that a template may give, with its signature, in bytes of JSON. */
const ENTRY_BYTES = 4096

export async function sealEntry(secretBox: SecretBox, entry: SmsEntry): Promise<string> {
  const json = utf8(JSON.stringify(entry))
  // Templates are bounded below it, but for letters that JSON writes as six.
  if (json.length > ENTRY_BYTES) throw new TypeError('a text is too long for the queue')
  const padded = new Uint8Array(ENTRY_BYTES).fill(0x20)
  padded.set(json)
  return secretBox.wrap(padded, LABEL)
}

export async function openEntry(secretBox: SecretBox, sealed: string): Promise<SmsEntry> {
  return JSON.parse(new TextDecoder().decode(await secretBox.unwrap(sealed, LABEL))) as SmsEntry
}
