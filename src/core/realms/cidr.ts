/** Networks that a realm may be reached from. Pure. */

const IPV4 = /^(\d{1,3})\.(\d{1,3})\.(\d{1,3})\.(\d{1,3})$/
const GROUPS = 8

/** Address and prefix as bits, most significant first. */
interface Network {
  readonly bits: bigint
  readonly prefix: number
  readonly width: 32 | 128
}

/**
 * @param text a network, or one address
 * @returns as it is kept: a bare address with the prefix of a single one; undefined where it is neither
 */
export function normalizeCidr(text: string): string | undefined {
  const trimmed = text.trim()
  const network = parseNetwork(trimmed)
  if (network === undefined) return undefined
  return trimmed.includes('/') ? trimmed : `${trimmed}/${network.width}`
}

/** @param cidrs empty: everyone. An address that can't be read is in no network. */
export function isWithinCidrs(address: string, cidrs: readonly string[]): boolean {
  if (cidrs.length === 0) return true
  const own = parseAddress(address)
  if (own === undefined) return false
  return cidrs.some((cidr) => {
    const network = parseNetwork(cidr)
    if (network === undefined || network.width !== own.width) return false
    const shift = BigInt(network.width - network.prefix)
    return own.bits >> shift === network.bits >> shift
  })
}

/**
 * What of an address one household, office or machine has: an IPv4 address as a whole, of an IPv6 address the first 64 bits.
 * @returns undefined where it can't be read
 */
export function addressBlock(address: string): string | undefined {
  const own = parseAddress(address)
  if (own === undefined) return undefined
  return own.width === 32 ? `4/${own.bits.toString(16)}` : `6/${(own.bits >> 64n).toString(16)}`
}

function parseNetwork(text: string): Network | undefined {
  const [host = '', prefix, ...rest] = text.split('/')
  const address = parseAddress(host)
  if (address === undefined || rest.length > 0) return undefined
  if (prefix === undefined) return { ...address, prefix: address.width }
  if (!/^\d{1,3}$/.test(prefix) || Number(prefix) > address.width) return undefined
  return { ...address, prefix: Number(prefix) }
}

function parseAddress(text: string): Omit<Network, 'prefix'> | undefined {
  const ipv4 = ipv4Bits(text)
  if (ipv4 !== undefined) return { bits: ipv4, width: 32 }
  const groups = ipv6Groups(text)
  if (groups === undefined) return undefined
  const bits = groups.reduce((number, group) => (number << 16n) | BigInt(group), 0n)
  // An IPv4 address in the clothes of IPv6 is that address.
  return bits >> 32n === 0xffffn ? { bits: bits & 0xffffffffn, width: 32 } : { bits, width: 128 }
}

function ipv4Bits(text: string): bigint | undefined {
  const parts = IPV4.exec(text)?.slice(1).map(Number)
  if (parts === undefined || parts.some((part) => part > 255)) return undefined
  return parts.reduce((number, part) => (number << 8n) | BigInt(part), 0n)
}

function ipv6Groups(text: string): readonly number[] | undefined {
  const halves = text.split('::')
  if (halves.length > 2) return undefined
  const [head, tail] = halves.map(groupsOf)
  if (head === undefined || (halves.length === 2 && tail === undefined)) return undefined
  if (tail === undefined) return head.length === GROUPS ? head : undefined
  const missing = GROUPS - head.length - tail.length
  return missing < 1 ? undefined : [...head, ...Array<number>(missing).fill(0), ...tail]
}

function groupsOf(text: string): readonly number[] | undefined {
  if (text === '') return []
  const groups: number[] = []
  const parts = text.split(':')
  for (const [index, part] of parts.entries()) {
    const ipv4 = index === parts.length - 1 ? ipv4Bits(part) : undefined
    if (ipv4 !== undefined) groups.push(Number(ipv4 >> 16n), Number(ipv4 & 0xffffn))
    else if (/^[0-9a-f]{1,4}$/i.test(part)) groups.push(Number.parseInt(part, 16))
    else return undefined
  }
  return groups
}
