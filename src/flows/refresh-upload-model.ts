/** Builds each padded region's model of uploads anew from the last days. A model is kept while a slot refers to it. */

import { freshChance } from '../core/padding/chance.ts'
import {
  formatModel,
  MAX_SHARED_SHAPES,
  MIN_SHARED_UPLOADS,
  MODEL_DAYS,
  UploadModelBuilder,
} from '../core/padding/model.ts'
import type { RandomBytes } from '../core/random.ts'
import { addSeconds, floorTo, SECONDS_PER_DAY, type UnixSeconds } from '../core/time.ts'
import type { KeyserverDatabase } from '../db/keyserver/database.ts'
import { readPaddingPolicies } from '../db/keyserver/queries/padding.ts'
import { addModel, readShapes, readSharedShapes } from '../db/keyserver/queries/upload-models.ts'

export interface RefreshUploadModelDeps {
  readonly db: KeyserverDatabase
  /** For the noise on counts. */
  readonly randomBytes: RandomBytes
}

/** A second run on one day changes nothing: models of one day that differ in noise alone would average it out. */
export async function refreshUploadModel(
  deps: RefreshUploadModelDeps,
  now: UnixSeconds,
): Promise<{ models: number }> {
  const until = floorTo(now, SECONDS_PER_DAY)
  const days = { from: addSeconds(until, -MODEL_DAYS * SECONDS_PER_DAY), until }
  const policies = await readPaddingPolicies(deps.db)
  for (const { region } of policies) {
    const shared = await readSharedShapes(
      deps.db,
      region,
      days,
      MIN_SHARED_UPLOADS,
      MAX_SHARED_SHAPES,
    )
    const builder = new UploadModelBuilder(shared)
    for await (const page of readShapes(deps.db, region, days)) {
      for (const { shape, uploads } of page) builder.add(shape, uploads)
    }
    const model = builder.build(freshChance(deps.randomBytes))
    await addModel(deps.db, region, formatModel(model), now)
  }
  return { models: policies.length }
}
