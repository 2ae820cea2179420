/** The form of `test/vectors/corona-warn-app/*.json`, as the recorder wrote it. */

export interface RecordedRun {
  readonly scenario: string
  readonly what: string
  readonly base: {
    readonly supported_countries: readonly string[]
    readonly profiles: readonly string[]
    readonly origin_country: string
  }
  readonly public_key_pem: string
  readonly steps: readonly RecordedStep[]
  readonly object_defaults: {
    readonly archive: RecordedHeaders
    readonly index: RecordedHeaders
  }
}

interface RecordedHeaders {
  readonly content_type: string
  readonly cache_control: string
}

export interface RecordedStep {
  readonly step: number
  /** "YYYY-MM-DD hh:mm:ss", UTC. */
  readonly now: string
  /** Beside those of the base, with commas between. */
  readonly profiles: string
  readonly properties: Readonly<Record<string, unknown>>
  readonly env: Readonly<Record<string, unknown>>
  readonly insert: readonly RecordedRows[]
  readonly exit: number
  readonly note?: string
  readonly uploads: readonly string[]
  readonly deletes: readonly string[]
  readonly db_rows_after: number
  readonly preset_paths?: readonly string[]
  readonly all_paths_after?: readonly string[]
  /** "<hour>:<rows>" */
  readonly left_rows?: readonly string[]
  readonly objects: Readonly<Record<string, RecordedObject>>
}

/** Rows that differ in nothing but their key data, and their risk where it is a list. */
export interface RecordedRows {
  readonly label: string
  readonly key_label?: string
  readonly first_index?: number
  readonly n: number
  /** Hours since the epoch. */
  readonly submission_hour: number
  readonly rolling_start_interval_number: number
  readonly rolling_period: number
  readonly transmission_risk_level: number | readonly number[]
  readonly origin_country: string
  readonly visited_countries: readonly string[] | null
  readonly submission_type: string
  readonly report_type: string | null
  readonly days_since_onset_of_symptoms: number | null
  readonly consent_to_federation: boolean
}

interface RecordedStored {
  readonly cwa_hash: string
  readonly content_type?: string
  readonly cache_control?: string
}

export type RecordedObject =
  | (RecordedStored & { readonly kind: 'index'; readonly json: string })
  | (RecordedStored & {
      readonly kind: 'archive'
      readonly start: number
      readonly end: number
      readonly region: string
      readonly n_keys: number
      readonly export_sha256: string
      readonly export_size: number
      readonly groups?: Readonly<Record<string, number>>
      readonly keys?: readonly {
        readonly key_data: string
        readonly trl: number
        readonly start: number
        readonly period: number
        readonly report_type: number
        readonly dsos: number
      }[]
    })
  | { readonly kind: 'preset' | 'other-archive' }
