/** Addresses that an operator names: checked when they are written, and once more by whatever calls them. Pure. */

import { isLoopbackHost, isPrivateHost } from '../private-address.ts'

const MAX_URL_LENGTH = 500

/** @param allowsLoopback for development: then also http */
export function isForeignAddress(text: string, allowsLoopback: boolean): boolean {
  if (text.length > MAX_URL_LENGTH) return false
  const url = URL.parse(text)
  if (url === null || url.username !== '' || url.password !== '') return false
  if (allowsLoopback && isLoopbackHost(url.hostname)) {
    return url.protocol === 'http:' || url.protocol === 'https:'
  }
  return url.protocol === 'https:' && !isPrivateHost(url.hostname)
}
