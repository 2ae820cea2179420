/** Serves a surface's own description. Made once an isolate, when it is first asked for: uploads never pay for it. */

import { openApiDocument, type SurfaceContract } from '../api/openapi/document.ts'

const made = new WeakMap<SurfaceContract, string>()

export function answerOpenApi(contract: SurfaceContract): Response {
  const text = made.get(contract) ?? JSON.stringify(openApiDocument(contract))
  made.set(contract, text)
  return new Response(text, {
    headers: { 'content-type': 'application/json', 'cache-control': 'public, max-age=3600' },
  })
}
