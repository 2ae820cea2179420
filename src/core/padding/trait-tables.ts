/** Counts of single traits of uploads, given others: what stands in for shapes that too few uploads share. Pure. */

import { type Chance, drawNoise, drawWeighted } from './chance.ts'

/** Context → value → weight. `REST` in a table leads to the next wider context. */
export type TraitTables = Readonly<Record<string, Readonly<Record<string, number>>>>

/** A trait of one upload: its value, and the contexts that it is counted in, the narrowest first. */
export interface Trait {
  readonly contexts: readonly string[]
  readonly value: string
}

/** Stands for all values that too few uploads share. */
const REST = '~'

/** Adds up traits. */
export class TraitCounter {
  readonly #counts = new Map<string, Map<string, number>>()

  add({ contexts, value }: Trait, uploads: number): void {
    for (const context of contexts) {
      const table = this.#counts.get(context) ?? new Map<string, number>()
      table.set(value, (table.get(value) ?? 0) + uploads)
      this.#counts.set(context, table)
    }
  }

  /** Without the values of fewer than `minimum` uploads, and with noise on all that is left. */
  publish(minimum: number, epsilon: number, chance: Chance): TraitTables {
    const tables: Record<string, Record<string, number>> = {}
    for (const [context, counts] of this.#counts) {
      const table: Record<string, number> = {}
      let rest = 0
      for (const [value, count] of counts) {
        if (count >= minimum) table[value] = Math.max(1, count + drawNoise(chance, epsilon))
        else rest += Math.max(0, count)
      }
      if (Object.keys(table).length === 0) continue
      const noisedRest = rest + drawNoise(chance, epsilon)
      if (noisedRest > 0) table[REST] = noisedRest
      tables[context] = table
    }
    return tables
  }
}

/**
 * Draws a trait's value.
 * @param contexts the narrowest first; those without a table are passed over
 * @param flat what is drawn where no table decides: every value that a phone may send
 */
export function drawTrait(
  tables: TraitTables,
  contexts: readonly string[],
  chance: Chance,
  flat: () => string,
): string {
  const passed = new Set<string>()
  for (const context of contexts) {
    // What a narrower table holds has had its chance there: its rest is made of other values.
    const table = Object.entries(tables[context] ?? {}).filter(([value]) => !passed.has(value))
    if (table.length === 0) continue
    const value = drawWeighted(chance, table)
    if (value !== REST) return value
    for (const [known] of table) if (known !== REST) passed.add(known)
  }
  return flat()
}
