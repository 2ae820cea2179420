/** Ids of what is published: the content's own, so that the same bytes have one name and a name only ever one content. Pure. */

import { toHex } from '../../bytes.ts'

const GUID = /^[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}$/i
/** A GUID without its dashes, or a SHA-256. */
const HEX = /^([0-9a-f]{32}|[0-9a-f]{64})$/i
const GUID_BYTES = 16

/** Whether a text may be the id of anything: other texts are a malformed request, not a missing object. */
export const isContentId = (text: string): boolean => GUID.test(text) || HEX.test(text)

/** @param digest SHA-256 of the content; @returns a GUID without dashes, as the apps know it */
export const contentIdOf = (digest: Uint8Array): string => toHex(digest.subarray(0, GUID_BYTES))
