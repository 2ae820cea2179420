/** The layouts beside Google's. Pure. */

export const LAYOUTS = ['corona-warn-app', 'nhs', 'coronamelder'] as const
export type Layout = (typeof LAYOUTS)[number]
