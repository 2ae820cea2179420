/** What the pages of the system say of the deployment. */

export interface AboutDeps {
  /** Id of what was deployed; undefined where that is not known. */
  readonly build: string | undefined
  /** How long entries of the audit log are kept. */
  readonly auditDays: number
  /** By name; of secrets only whether there is one. */
  readonly variables: readonly Variable[]
}

export type Variable =
  | { readonly name: string; readonly value: string }
  | { readonly name: string; readonly isSet: boolean }
