/** Addresses of the pages of codes. */

import { realmPath } from '../navigation.ts'

export const newCodePath = (realmKey: string): string => realmPath(realmKey, 'codes/new')
export const codesPath = (realmKey: string): string => realmPath(realmKey, 'codes')
export const codePath = (realmKey: string, uuid: string): string =>
  realmPath(realmKey, `codes/${uuid}`)
