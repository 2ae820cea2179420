/** Headers of every answer of the console. */

import type { MiddlewareHandler } from 'hono'
import type { ConsoleSurface } from './context.ts'

/**
 * Nothing from elsewhere, no script but ours, no inline style.
 * `form-action` also governs where a form's answer redirects to: an outside sign-in must start from a link.
 */
export const contentSecurityPolicy = (nonce: string): string =>
  [
    "default-src 'none'",
    `script-src 'nonce-${nonce}'`,
    "style-src 'self'",
    "img-src 'self' data:",
    "connect-src 'self'",
    "form-action 'self'",
    "frame-ancestors 'none'",
    "base-uri 'none'",
    "object-src 'none'",
    "require-trusted-types-for 'script'",
  ].join('; ')

const ALLOWED_FEATURES = [
  'publickey-credentials-get=(self)',
  'publickey-credentials-create=(self)',
  'clipboard-write=(self)',
]

const REFUSED_FEATURES = [
  'accelerometer',
  'autoplay',
  'camera',
  'clipboard-read',
  'display-capture',
  'encrypted-media',
  'fullscreen',
  'gamepad',
  'geolocation',
  'gyroscope',
  'hid',
  'identity-credentials-get',
  'idle-detection',
  'local-fonts',
  'magnetometer',
  'microphone',
  'midi',
  'otp-credentials',
  'payment',
  'picture-in-picture',
  'screen-wake-lock',
  'serial',
  'storage-access',
  'usb',
  'window-management',
  'xr-spatial-tracking',
].map((feature) => `${feature}=()`)

export const CONSOLE_HEADERS: Readonly<Record<string, string>> = {
  'x-content-type-options': 'nosniff',
  'referrer-policy': 'same-origin',
  'strict-transport-security': 'max-age=63072000; includeSubDomains',
  'cross-origin-opener-policy': 'same-origin',
  'cross-origin-resource-policy': 'same-origin',
  'permissions-policy': [...ALLOWED_FEATURES, ...REFUSED_FEATURES].join(', '),
  'x-frame-options': 'DENY',
}

/** An answer that may be kept, such as the stylesheet, says so itself. */
export const consoleHeaders: MiddlewareHandler<ConsoleSurface> = async (c, next) => {
  await next()
  for (const [name, value] of Object.entries(CONSOLE_HEADERS)) c.header(name, value)
  c.header('content-security-policy', contentSecurityPolicy(c.get('nonce')))
  if (!c.res.headers.has('cache-control')) c.header('cache-control', 'no-store')
}
