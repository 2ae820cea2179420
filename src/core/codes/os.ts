/** What system a phone runs, by the user agent of its HTTP library. Pure. */

export type PhoneOs = 'unknown' | 'ios' | 'android'

export function osOf(userAgent: string): PhoneOs {
  const agent = userAgent.toLowerCase()
  if (agent.includes('darwin') || agent.includes('iphone')) return 'ios'
  return agent.includes('dalvik') ? 'android' : 'unknown'
}
