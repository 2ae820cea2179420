/** Addresses of the pages of people. */

import { realmPath } from '../navigation.ts'

export const peoplePath = (realmKey: string): string => realmPath(realmKey, 'people')
export const newPersonPath = (realmKey: string): string => realmPath(realmKey, 'people/new')
export const personPath = (realmKey: string, userId: number): string =>
  realmPath(realmKey, `people/${userId}`)
