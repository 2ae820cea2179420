/** Addresses of the pages of API keys. */

import { realmPath } from '../navigation.ts'

export const apiKeysPath = (realmKey: string): string => realmPath(realmKey, 'api-keys')
export const newApiKeyPath = (realmKey: string): string => realmPath(realmKey, 'api-keys/new')
export const apiKeyPath = (realmKey: string, id: number): string =>
  realmPath(realmKey, `api-keys/${id}`)
