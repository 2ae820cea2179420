/** Addresses of the pages of apps. */

import { realmPath } from '../navigation.ts'

export const appsPath = (realmKey: string): string => realmPath(realmKey, 'apps')
export const newAppPath = (realmKey: string): string => realmPath(realmKey, 'apps/new')
export const appPath = (realmKey: string, id: number): string => realmPath(realmKey, `apps/${id}`)
