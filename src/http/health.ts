/** Whether a surface can reach what it needs. The body is the originals'. */

/** @param probe fails where it can not */
export async function answerHealth(probe: () => Promise<unknown>): Promise<Response> {
  try {
    await probe()
    return isHealthy()
  } catch {
    // The failure itself is met, and logged, by the requests that need what is missing.
    return new Response('Internal Server Error', { status: 500 })
  }
}

/** Chaff is answered so too, as on every route of the original, without asking anything. */
export const isHealthy = (): Response =>
  new Response('{"status": "ok"}', { headers: { 'content-type': 'application/json' } })
