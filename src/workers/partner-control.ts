/** How a partner's object is asked to do something at once. */

import type { PartnerControl } from '../flows/federation/partner-control.ts'

/** Stands in where the objects of partners are not part of the deployment. */
export const noPartnerControl: PartnerControl = {
  run: () => Promise.reject(new Error('no object of partners is deployed here')),
  replay: () => Promise.reject(new Error('no object of partners is deployed here')),
}

/** A binding that a partner's settings name: one with a client certificate of the platform. */
export function bindingOf(env: object, name: string): Pick<Fetcher, 'fetch'> | undefined {
  const binding: unknown = Object.hasOwn(env, name) ? Reflect.get(env, name) : undefined
  const isFetcher = typeof binding === 'object' && binding !== null && 'fetch' in binding
  return isFetcher ? (binding as Pick<Fetcher, 'fetch'>) : undefined
}
