/** Whether a request that changes something comes from a page of ours. Pure. Source: Fetch §3.1, Fetch Metadata §2.2. */

/**
 * @param own origin of the address that is asked
 * @param origin the Origin header; every browser sends it with what is not GET or HEAD
 * @param site the Sec-Fetch-Site header; undefined: a browser that sends none
 */
export const isOwnOrigin = (
  own: string,
  origin: string | undefined,
  site: string | undefined,
): boolean => origin === own && (site === undefined || site === 'same-origin')
