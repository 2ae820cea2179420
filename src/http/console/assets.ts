/** The stylesheet and the script, each under the name of its content. */

import type { MiddlewareHandler } from 'hono'
import { SCRIPT, SCRIPT_PATH, STYLE, STYLE_PATH } from '../../ui/assets.ts'
import type { ConsoleSurface } from './context.ts'

const ASSETS: Readonly<Record<string, { readonly type: string; readonly text: string }>> = {
  [STYLE_PATH]: { type: 'text/css; charset=utf-8', text: STYLE },
  [SCRIPT_PATH]: { type: 'text/javascript; charset=utf-8', text: SCRIPT },
}

export const ASSET_CACHE_CONTROL = 'public, max-age=31536000, immutable'

export const serveAsset: MiddlewareHandler<ConsoleSurface> = async (c, next) => {
  const { pathname } = new URL(c.req.url)
  const asset = Object.hasOwn(ASSETS, pathname) ? ASSETS[pathname] : undefined
  if (asset === undefined || !['GET', 'HEAD'].includes(c.req.method)) return next()
  return c.body(asset.text, 200, {
    'content-type': asset.type,
    'cache-control': ASSET_CACHE_CONTROL,
  })
}
