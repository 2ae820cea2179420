/** Addresses that an operator names: checked when they are written, and once more by whatever calls them. Pure. */

import { isCallableAddress } from '../private-address.ts'

const MAX_URL_LENGTH = 500

/** @param allowsLoopback for development: then also http */
export const isForeignAddress = (text: string, allowsLoopback: boolean): boolean =>
  text.length <= MAX_URL_LENGTH && isCallableAddress(text, allowsLoopback)
