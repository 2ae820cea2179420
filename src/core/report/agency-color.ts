/** An authority's colour on the page, and what can be read on it. Pure. */

export interface AgencyColor {
  readonly background: string
  readonly text: '#000000' | '#ffffff'
}

const DEFAULT_BACKGROUND = '#1a4480'

/** @param color as the feed of apps says it; what is no "#rrggbb" is not used, since it goes into a style sheet */
export function agencyColor(color: string | undefined): AgencyColor {
  const background =
    color !== undefined && /^#[0-9A-Fa-f]{6}$/.test(color) ? color : DEFAULT_BACKGROUND
  const luminance = luminanceOf(background)
  // Whichever contrasts more: (1 + 0.05) / (L + 0.05) against (L + 0.05) / 0.05.
  return { background, text: (luminance + 0.05) ** 2 > 1.05 * 0.05 ? '#000000' : '#ffffff' }
}

/** Relative luminance, 0 … 1. Source: WCAG 2.2. */
function luminanceOf(color: string): number {
  const [red = 0, green = 0, blue = 0] = [1, 3, 5].map((at) => {
    const share = Number.parseInt(color.slice(at, at + 2), 16) / 255
    return share <= 0.04045 ? share / 12.92 : ((share + 0.055) / 1.055) ** 2.4
  })
  return 0.2126 * red + 0.7152 * green + 0.0722 * blue
}
