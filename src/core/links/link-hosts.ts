/** Which region a host of links stands for. Pure. */

export interface LinkHosts {
  /** Lower case; '' for none. */
  readonly domain: string
  /** Region by host. */
  readonly mapped: ReadonlyMap<string, string>
}

/**
 * @param domain regions have `<region>.<domain>` without any mapping
 * @param mapping "host:REGION,host:REGION"
 * @throws where a half is missing: a typing error must not lead people to nowhere
 */
export function readLinkHosts(domain: string, mapping: string): LinkHosts {
  const mapped = new Map<string, string>()
  for (const entry of mapping === '' ? [] : mapping.split(',')) {
    const [host = '', region = '', ...rest] = entry.split(':').map((half) => half.trim())
    if (host === '' || region === '' || rest.length > 0) {
      throw new TypeError('HOSTNAME_TO_REGION: an entry is not host:REGION')
    }
    mapped.set(host.toLowerCase(), region.toUpperCase())
  }
  return { domain: domain.toLowerCase(), mapped }
}

/** @returns upper case; undefined where the host stands for none */
export function regionOfHost({ domain, mapped }: LinkHosts, hostname: string): string | undefined {
  const host = hostname.toLowerCase()
  const region = mapped.get(host)
  if (region !== undefined) return region
  if (domain === '' || !host.endsWith(`.${domain}`)) return undefined
  const label = host.slice(0, -domain.length - 1)
  // Longer than any region code: not worth a look into the database.
  return label.includes('.') || label.length > 10 ? undefined : label.toUpperCase()
}
