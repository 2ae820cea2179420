/** Time zones that people choose from: those of the runtime, by name. */
export const TIME_ZONES: readonly string[] = Intl.supportedValuesOf('timeZone')
