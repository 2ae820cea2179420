/**
 * Whose keys a layout publishes, by who brought them. The database selects by the same rule (`db/keyserver/queries/layout-keys.ts`).
 * Pure.
 */

/** A partner, all of its keys or those of one origin. */
export interface PartnerSource {
  readonly partnerId: number
  /** undefined: all. */
  readonly origin: string | undefined
}

export interface KeySources {
  /** Partners' keys that are published; no others of theirs are. */
  readonly allowed: readonly PartnerSource[]
  /** And those that are not, even so. */
  readonly disabled: readonly PartnerSource[]
  /** Report types, as stored, of keys from here that are not published; 'all' for none at all. */
  readonly disabledOwn: readonly number[] | 'all'
}

export interface SourcedKey {
  /** Files of others have no name here: their import says whom they are for. */
  readonly from: 'here' | 'partner' | 'import'
  /** Of the partner. */
  readonly sourceId: number | undefined
  readonly origin: string | undefined
  /** As stored. */
  readonly reportType: number
}

export function isFromSources(key: SourcedKey, sources: KeySources): boolean {
  const { from, sourceId, origin, reportType } = key
  const isOf = (source: PartnerSource) =>
    source.partnerId === sourceId && (source.origin === undefined || source.origin === origin)
  switch (from) {
    case 'import':
      return true
    case 'here':
      return sources.disabledOwn !== 'all' && !sources.disabledOwn.includes(reportType)
    case 'partner':
      return sources.allowed.some(isOf) && !sources.disabled.some(isOf)
  }
}
