/** Where a realm's key server answers questions about its uploads. Pure. */

/**
 * @param url as it was configured: whatever stands behind "/v1" is cut off
 * @example 'https://keys.example.org/v1/publish' → 'https://keys.example.org/v1/stats'
 */
export function statisticsAddress(url: string): string {
  const at = url.indexOf('/v1')
  const base = (at < 0 ? url : url.slice(0, at)).replace(/\/+$/, '')
  return `${base}/v1/stats`
}
