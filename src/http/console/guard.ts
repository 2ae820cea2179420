/** Stands before every handler: who may, then whether the form is ours. No route is built without it. */

import type { Viewer } from '../../core/console/viewer.ts'
import { isWithinCidrs } from '../../core/realms/cidr.ts'
import { ACTION_PERMISSIONS, mayDo } from '../../core/realms/realm-actions.ts'
import { clientAddress } from './client-address.ts'
import type { ConsoleContext } from './context.ts'
import { errorPage } from './errors.tsx'
import { receiveForm } from './form.ts'
import { actionsOf, type Route } from './route.ts'

export const guarded =
  (route: Route) =>
  async (c: ConsoleContext): Promise<Response> => {
    const refusal = await refuse(c, route)
    if (refusal !== undefined) return refusal
    if (route.isProof === true) {
      const tooMany = await refuseFlood(c)
      if (tooMany !== undefined) return tooMany
    }
    if (route.method === 'POST') {
      const rejected = await receiveForm(c)
      if (rejected !== undefined) return rejected
    }
    return route.handler(c)
  }

/** @returns undefined where this person may use the route */
async function refuse(c: ConsoleContext, { may, isData }: Route): Promise<Response | undefined> {
  if (may === 'anyone') return undefined
  const viewer = c.get('viewer')
  if (viewer === undefined) return isData ? c.body(null, 401) : toSignIn(c, '/console/sign-in')
  if (may === 'half-signed-in') return undefined
  if (viewer.level === 0) return isData ? c.body(null, 401) : toSignIn(c, secondStep(viewer))
  if (may === 'signed-in') return undefined
  const { common } = c.get('copy')
  if (may === 'system') {
    if (viewer.isSystemAdmin) return undefined
    return errorPage(c, 'forbidden', { text: common.systemOnly })
  }
  const key = c.req.param('realm')
  const membership = viewer.memberships.find(({ realmKey }) => realmKey === key)
  // Nobody learns which realms there are.
  if (membership === undefined) return errorPage(c, 'notFound')
  c.set('membership', membership)
  const address = clientAddress(c)
  if (!isWithinCidrs(address, membership.networks ?? [])) {
    return isData
      ? c.body(null, 403)
      : errorPage(c, 'forbidden', {
          text: common.outsideNetworks(membership.realmName, address),
          more: [common.askAdministrator],
        })
  }
  const actions = actionsOf(may)
  if (actions.some((action) => mayDo(membership.permissions, action))) return undefined
  if (isData) return c.body(null, 403)
  const names = await c.get('deps').administratorsOf(membership.realmId)
  return errorPage(c, 'forbidden', {
    text: common.missingPermission(
      actions.map((action) => common.permissions[ACTION_PERMISSIONS[action]])[0] ?? '',
      membership.realmName,
    ),
    more: [names.length === 0 ? common.askAdministrator : common.whoCanGive(anyOf(c, names))],
  })
}

/** @returns undefined where this address may try once more, or nobody knows: a person's own tries are counted with the person */
async function refuseFlood(c: ConsoleContext): Promise<Response | undefined> {
  const { deps, now } = c.var
  const address = c.req.header('cf-connecting-ip')
  if (address === undefined) return undefined
  try {
    const { isAllowed, resetAt } = await deps.addressGate.admit(address, now)
    return isAllowed ? undefined : errorPage(c, 'tooMany', { retryAfter: resetAt - now })
  } catch (cause) {
    deps.events.requestFailed('console', cause)
    return undefined
  }
}

/** The page itself comes after sign-in, if it is one. */
function toSignIn(c: ConsoleContext, signInPath: string): Response {
  const { pathname, search } = new URL(c.req.url)
  if (!c.get('isPage')(pathname)) return c.redirect(signInPath, 303)
  const next = c.req.method === 'GET' ? pathname + search : pathname
  return c.redirect(`${signInPath}?next=${encodeURIComponent(next)}`, 303)
}

/** Where somebody goes on whose password was right. */
const secondStep = ({ hasSecondFactor }: Viewer): string =>
  hasSecondFactor ? '/console/sign-in/second' : '/console/sign-in/set-up'

const anyOf = (c: ConsoleContext, names: readonly string[]): string =>
  new Intl.ListFormat(c.get('language'), { type: 'disjunction' }).format(names)
