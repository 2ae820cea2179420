/** A key just after it was made, for the session that made it. */

/** What the key is sealed as. */
export const sealName = (realmId: number, id: number): string => `api key ${realmId} ${id}`
