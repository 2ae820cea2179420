/** What an operator may set of a partner that speaks the protocol of the UK and Ireland. Bounds are in `read-settings.ts`. Pure. */

/** How the origin of a key that we pass on reaches those who read it from the server. */
export const ORIGIN_MODES = ['payload', 'delegated', 'regions'] as const
export type OriginMode = (typeof ORIGIN_MODES)[number]

export interface UkSettings {
  /** What its routes stand under, after the base URL; empty where the base URL has it already. */
  readonly pathPrefix: string
  /** Where the origin of a received key stands: in `origin`, or first in `regions`, as gateways write it. */
  readonly originFrom: 'origin' | 'regions'
  /** Regions whose keys are asked for; empty: all. Servers that don't know the question answer with all. */
  readonly subscribedRegions: readonly string[]
  /** Whether received keys get `importedRisk` whatever they say: scales of nations can't be compared. */
  readonly overrideImportedRisk: boolean
  /** Risk that received keys are stored with. */
  readonly importedRisk: number
  /** Whether keys are sent with `exportedRisk` whatever their phone said. */
  readonly overrideExportedRisk: boolean
  /** Risk that keys are sent with. */
  readonly exportedRisk: number
  /** How the origin of a key that is passed on is kept: by the server's leave to name it, by credentials of its own for each origin, or as the first of its regions alone. */
  readonly originMode: OriginMode
  /** Whether self-reported keys are sent with report type 0, as the original sent those of all rapid tests; others then pass them over. */
  readonly legacyReportTypes: boolean
  /** Whether the parts of the signed text end in `=`, as the original's did. */
  readonly paddedJws: boolean
  /** Fewer keys wait for more. */
  readonly minUploadKeys: number
  /** More keys go in several uploads. */
  readonly maxUploadKeys: number
  /** Batches that a run reads. */
  readonly maxBatchesPerRun: number
}

/** Keys of an upload of the original: 71 submissions of 14, which stay below the thousand of a download. */
export const KEYS_OF_A_SUBMISSION = 14
const SUBMISSIONS_OF_AN_UPLOAD = 71

export const DEFAULT_UK_SETTINGS: UkSettings = {
  pathPrefix: '/diagnosiskeys',
  originFrom: 'origin',
  subscribedRegions: [],
  overrideImportedRisk: true,
  importedRisk: 7,
  overrideExportedRisk: true,
  exportedRisk: 0,
  originMode: 'regions',
  legacyReportTypes: false,
  paddedJws: false,
  minUploadKeys: 1,
  maxUploadKeys: SUBMISSIONS_OF_AN_UPLOAD * KEYS_OF_A_SUBMISSION,
  maxBatchesPerRun: 900,
}
