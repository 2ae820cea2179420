/**
 * Whether an address leads into somebody's own network rather than to the public one. Pure: a name that resolves to a private
 * address can't be seen here, and is the platform's to refuse.
 */

const PRIVATE_NAMES = /(^|\.)(localhost|local|internal|intranet|home|lan|corp|home\.arpa)\.?$/i

/** Ranges that are not public, RFC 6890: first address and length of the prefix. */
const PRIVATE_IPV4: readonly (readonly [string, number])[] = [
  ['0.0.0.0', 8],
  ['10.0.0.0', 8],
  ['100.64.0.0', 10],
  ['127.0.0.0', 8],
  ['169.254.0.0', 16],
  ['172.16.0.0', 12],
  ['192.0.0.0', 24],
  ['192.0.2.0', 24],
  ['192.168.0.0', 16],
  ['198.18.0.0', 15],
  ['198.51.100.0', 24],
  ['203.0.113.0', 24],
  ['224.0.0.0', 3],
]

/** @param hostname as `URL` writes it: lower case, IPv4 in dotted form whatever was typed, IPv6 in brackets */
export function isPrivateHost(hostname: string): boolean {
  if (hostname.startsWith('[')) return isPrivateIpv6(hostname.slice(1, -1))
  if (/^\d+\.\d+\.\d+\.\d+$/.test(hostname)) return isPrivateIpv4(hostname)
  return !hostname.includes('.') || PRIVATE_NAMES.test(hostname)
}

export const isLoopbackHost = (hostname: string): boolean =>
  hostname === 'localhost' || hostname === '[::1]' || /^127\.\d+\.\d+\.\d+$/.test(hostname)

const isPrivateIpv4 = (address: string): boolean =>
  PRIVATE_IPV4.some(([first, length]) => {
    const shift = 32 - length
    return numberOf(address) >>> shift === numberOf(first) >>> shift
  })

const numberOf = (address: string): number =>
  address.split('.').reduce((number, part) => number * 256 + Number(part), 0)

/** Only global unicast (2000::/3) is public, and of that neither documentation nor what wraps an IPv4 address. */
function isPrivateIpv6(address: string): boolean {
  const [first = '', second = ''] = address.split(':')
  const group = Number.parseInt(first === '' ? '0' : first, 16)
  const isGlobal = group >= 0x2000 && group <= 0x3fff
  const isDocumentation = group === 0x2001 && Number.parseInt(second || '0', 16) === 0xdb8
  const wrapsIpv4 =
    group === 0x2002 || (group === 0x2001 && Number.parseInt(second || '0', 16) === 0)
  return !isGlobal || isDocumentation || wrapsIpv4
}

/**
 * Whether we call an address: https and of a public host, without a name or password in it.
 * @param allowsLoopback for development: then also this machine, and there also http
 */
export function isCallableAddress(text: string, allowsLoopback: boolean): boolean {
  const url = URL.parse(text)
  if (url === null || url.username !== '' || url.password !== '') return false
  if (allowsLoopback && isLoopbackHost(url.hostname)) {
    return url.protocol === 'http:' || url.protocol === 'https:'
  }
  return url.protocol === 'https:' && !isPrivateHost(url.hostname)
}
