/** How a layout puts the keys of the store into packages: what all layouts have in common. Pure. */

import type { FieldTable } from './layout-key.ts'
import type { Audience, ReleaseRule } from './release.ts'
import type { KeySources } from './sources.ts'

/** Releases of a slot: from ≤ release < to. Unix seconds. */
export interface SlotReleases {
  readonly from: number
  readonly to: number
  /** Starts of keys, interval numbers; undefined: all. */
  readonly starts?: { readonly after: number; readonly atMost: number } | undefined
}

/** Keys that go the same way into packages. */
export interface LayoutStream {
  /** Unique within the export, for ever: what is written down of its slots goes by it. */
  readonly name: string
  readonly audience: Audience
  readonly rule: ReleaseRule
  /** Keys that a package has at least, unless it is empty: fewer wait for a later slot. 0 for no such rule. */
  readonly minimumKeys: number
}

/** A layout's slots and streams, as its settings have them. */
export interface LayoutPlan {
  readonly streams: readonly LayoutStream[]
  /** Whose keys are published at all; undefined: everybody's. */
  readonly sources?: KeySources | undefined
  readonly fields: FieldTable
  /** Seconds between slots. A slot is a multiple of them. */
  readonly slotSeconds: number
  /** The releases that belong to a slot. Those of all slots hold every release once. */
  releasesOf(slot: number): SlotReleases
  /** Seconds that must have passed since a slot's instant before it may be written; negative for before it. */
  readonly notBefore: number
  /** Seconds back that keys are published. */
  readonly publishSeconds: number
}
