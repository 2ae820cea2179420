/** Routes of the system's administrators. */

import type { Route } from '../route.ts'
import { askToJoin, askToLeave, join, leave } from './membership.tsx'
import { askAboutPerson, changeRight, listAllPeople, showPerson, signOutPerson } from './people.tsx'
import { listAllRealms, makeRealm, saveRealm, showNewRealm, showRealm } from './realms.tsx'
import { showAbout, showSystemAudit } from './record.tsx'

const REALMS = '/console/system/realms'
const REALM = `${REALMS}/:id`
const PEOPLE = '/console/system/people'
const PERSON = `${PEOPLE}/:id`
const may = 'system'

export const SYSTEM_ROUTES: readonly Route[] = [
  { method: 'GET', path: REALMS, may, handler: listAllRealms },
  { method: 'GET', path: `${REALMS}/new`, may, handler: showNewRealm },
  { method: 'POST', path: `${REALMS}/new`, may, handler: makeRealm },
  { method: 'GET', path: REALM, may, handler: showRealm },
  { method: 'POST', path: REALM, may, handler: saveRealm },
  { method: 'GET', path: `${REALM}/join`, may, handler: askToJoin },
  { method: 'POST', path: `${REALM}/join`, may, handler: join },
  { method: 'GET', path: `${REALM}/leave`, may, handler: askToLeave },
  { method: 'POST', path: `${REALM}/leave`, may, handler: leave },
  { method: 'GET', path: PEOPLE, may, handler: listAllPeople },
  { method: 'GET', path: PERSON, may, handler: showPerson },
  { method: 'GET', path: `${PERSON}/give-right`, may, handler: askAboutPerson('give') },
  { method: 'POST', path: `${PERSON}/give-right`, may, handler: changeRight(true) },
  { method: 'GET', path: `${PERSON}/take-right`, may, handler: askAboutPerson('take') },
  { method: 'POST', path: `${PERSON}/take-right`, may, handler: changeRight(false) },
  { method: 'GET', path: `${PERSON}/sign-out`, may, handler: askAboutPerson('signOut') },
  { method: 'POST', path: `${PERSON}/sign-out`, may, handler: signOutPerson },
  { method: 'GET', path: '/console/system/audit', may, handler: showSystemAudit },
  { method: 'GET', path: '/console/system/about', may, handler: showAbout },
]
