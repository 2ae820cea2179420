/** Which stored keys an export takes. The database selects by the same rule (`db/keyserver/queries/export-window.ts`). Pure. */

/** Which keys of the window an export takes. */
export interface KeySelection {
  /** Keys for any of these regions. */
  readonly regions: readonly string[]
  /** But none for any of these. */
  readonly excludeRegions: readonly string[]
  /** And travelers' keys for any region that is not excluded. */
  readonly includeTravelers: boolean
  readonly onlyNonTravelers: boolean
}

export interface SelectionSettings {
  readonly outputRegion: string
  /** Empty for the output region alone. */
  readonly inputRegions: readonly string[]
  readonly excludeRegions: readonly string[]
  readonly includeTravelers: boolean
  readonly onlyNonTravelers: boolean
}

/** What a config or a batch asks for. */
export const selectionOf = (settings: SelectionSettings): KeySelection => ({
  regions: settings.inputRegions.length > 0 ? settings.inputRegions : [settings.outputRegion],
  excludeRegions: settings.excludeRegions,
  includeTravelers: settings.includeTravelers,
  onlyNonTravelers: settings.onlyNonTravelers,
})

export type NotSelected = 'other_region' | 'excluded_region' | 'traveler'

/** @returns why an export does not take a key; undefined where it does */
export function whyNotSelected(
  key: { readonly regions: readonly string[]; readonly traveler: boolean },
  selection: KeySelection,
): NotSelected | undefined {
  const isFor = (regions: readonly string[]) =>
    regions.some((region) => key.regions.includes(region))
  if (isFor(selection.excludeRegions)) return 'excluded_region'
  const isTaken = isFor(selection.regions) || (selection.includeTravelers && key.traveler)
  if (!isTaken) return 'other_region'
  return selection.onlyNonTravelers && key.traveler ? 'traveler' : undefined
}
