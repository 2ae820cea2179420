/** Where a realm's key server answers questions about its uploads. Pure. */

/**
 * @param url as it was configured: whatever stands behind the path's step "v1" is cut off
 * @example 'https://keys.example.org/v1/publish' → 'https://keys.example.org/v1/stats'
 */
export function statisticsAddress(url: string): string {
  const [, origin = '', path = ''] = /^(https?:\/\/[^/?#]+)([^?#]*)/.exec(url) ?? []
  const steps = path.split('/').filter((step) => step !== '')
  const at = steps.indexOf('v1')
  const before = at < 0 ? steps : steps.slice(0, at)
  return [origin, ...before, 'v1', 'stats'].join('/')
}
