/**
 * What a layout makes of a stored key. Each system has its own scale of risk, its own report types and its own codes for the
 * onset; a layout's one pure table maps what is stored to what its apps read. Pure.
 */

/** The stored fields that a layout's table reads. */
export interface StoredFields {
  /** 1 to 8 as the phone sent it; 0 where it sent none. */
  readonly transmissionRiskLevel: number
  /** The export format's number; 0 for none. */
  readonly reportTypeNumber: number
  /** Coded as `onset-code.ts` says; undefined where nothing is known. */
  readonly onsetCode: number | undefined
}

/** The fields that stand in a layout's file. */
export interface WrittenFields {
  readonly transmissionRiskLevel: number
  /** undefined: the field is left out. */
  readonly reportTypeNumber: number | undefined
  readonly daysSinceOnsetOfSymptoms: number | undefined
}

/** @returns undefined where the layout's policy leaves the key out */
export type FieldTable = (stored: StoredFields) => WrittenFields | undefined
