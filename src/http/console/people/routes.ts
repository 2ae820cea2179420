/** Routes of people. */

import type { Route } from '../route.ts'
import { inviteOnceMore } from './invite.ts'
import { listPeople } from './list-people.tsx'
import { addPerson, showNewPerson } from './new-person.tsx'
import { saveRights, showPerson } from './person.tsx'
import { askToRemove, removePerson } from './remove-person.tsx'

const PEOPLE = '/console/r/:realm/people'
const SEE = { realm: 'read members' } as const
const CHANGE = { realm: 'change members' } as const

export const PEOPLE_ROUTES: readonly Route[] = [
  { method: 'GET', path: PEOPLE, may: SEE, handler: listPeople },
  { method: 'GET', path: `${PEOPLE}/new`, may: CHANGE, handler: showNewPerson },
  { method: 'POST', path: `${PEOPLE}/new`, may: CHANGE, handler: addPerson },
  { method: 'GET', path: `${PEOPLE}/:id`, may: SEE, handler: showPerson },
  { method: 'POST', path: `${PEOPLE}/:id`, may: CHANGE, handler: saveRights },
  { method: 'POST', path: `${PEOPLE}/:id/invite`, may: CHANGE, handler: inviteOnceMore },
  { method: 'GET', path: `${PEOPLE}/:id/remove`, may: CHANGE, handler: askToRemove },
  { method: 'POST', path: `${PEOPLE}/:id/remove`, may: CHANGE, handler: removePerson },
]
