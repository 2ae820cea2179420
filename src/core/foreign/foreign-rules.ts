/** What is allowed of others' servers and files. Pure. */

/** What only the development entry allows. */
export interface ForeignRules {
  readonly allowsLoopback: boolean
  readonly allowsUnsignedImports: boolean
}

export const PRODUCTION_RULES: ForeignRules = {
  allowsLoopback: false,
  allowsUnsignedImports: false,
}
