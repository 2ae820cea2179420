/** Statements that take one parameter, as JSON: D1 binds numbers as reals, and JSON keeps whole ones whole. */

/** A value of the parameter. @param path below it, e.g. "report.nonce" */
export const p = (path: string): string => `(?1 ->> '$.${path}')`

/** A list of it, as rows. */
export const listed = (path: string): string => `(SELECT value FROM json_each(?1, '$.${path}'))`
