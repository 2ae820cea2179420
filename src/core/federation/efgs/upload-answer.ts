/**
 * What a gateway did with each key of an upload that it did not take as a whole (207). It then keeps none of them: those that it would
 * have taken are to be sent again too. Pure.
 * Source: eu-federation-gateway-service, DiagnosisKeyUploadController, as it answered when it was run; cwa-server services/upload.
 */

export interface PartialUpload {
  /** Keys that are there already. */
  readonly presentKeys: number
  /** Places of all others, ascending. */
  readonly resend: readonly number[]
}

const PRESENT = '409'

/**
 * @param text JSON
 * @param count of the upload's keys
 * @returns undefined where it does not say
 */
export function readPartialUpload(text: string, count: number): PartialUpload | undefined {
  let answer: unknown
  try {
    answer = JSON.parse(text)
  } catch {
    // The parser tells what it found where; what was not understood is told by its status.
    return undefined
  }
  if (typeof answer !== 'object' || answer === null || !(PRESENT in answer)) return undefined
  const places: unknown = answer[PRESENT]
  if (!Array.isArray(places)) return undefined
  const present = new Set<unknown>(places)
  const resend = Array.from({ length: count }, (_, place) => place).filter(
    (place) => !present.has(place),
  )
  return { presentKeys: count - resend.length, resend }
}
