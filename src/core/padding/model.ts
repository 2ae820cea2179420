/**
 * The model that synthetic uploads are drawn from: shapes that enough uploads of the last days share, with noise on their
 * numbers; rarer ones only trait by trait; a prior while there are few; and a flat share, so that there is nothing that a
 * real upload may be and a synthetic one never is. Pure.
 */

import { mayBecome } from '../publish/revision.ts'
import { numberFromReportType, REPORT_TYPES, reportTypeFromNumber } from '../report-type.ts'
import { type Chance, drawInteger, drawNoise, drawOne, drawWeighted } from './chance.ts'
import { PRIOR_REVISIONS, PRIOR_TRAITS } from './prior.ts'
import { parseRevisionShape, type RevisionShape } from './revision-shape.ts'
import { parseShape, type UploadShape } from './shape.ts'
import { drawTrait, TraitCounter, type TraitTables } from './trait-tables.ts'
import { drawShape, traitsOf } from './traits.ts'
import type { OnsetForm } from './upload-onset.ts'

/** Days whose uploads are counted. */
export const MODEL_DAYS = 14
/** k: what fewer uploads share is not kept. */
export const MIN_SHARED_UPLOADS = 10
/** Most shapes that are kept whole: a model is read for each slot. */
export const MAX_SHARED_SHAPES = 4000
/** ε of the noise on each count: about three either way. */
const NOISE_EPSILON = 0.5
/** Uploads from which on the prior has no say. */
const PRIOR_UPLOADS = 200
/** Share of flat uploads: what α is, relative to all counts. */
const FLAT_SHARE = 0.005

export interface UploadModel {
  readonly version: 1
  /** First uploads that it was made of, with noise. */
  readonly uploads: number
  /** Shapes by their texts, with weights. */
  readonly shared: readonly (readonly [string, number])[]
  /** Weight of all other shapes together. */
  readonly rareUploads: number
  /** Traits of those. */
  readonly rare: TraitTables
  readonly revisions: TraitTables
  /** Forms of onsets that enough uploads have, beside the key server's own; left out where there are none. */
  readonly onsetForms?: readonly OnsetForm[] | undefined
}

/** What is used before anything was counted. */
export const PRIOR_MODEL: UploadModel = {
  version: 1,
  uploads: 0,
  shared: [],
  rareUploads: 0,
  rare: {},
  revisions: {},
}

const NO_REVISION = 'no'

/** Takes counted shapes one after another, as they come out of the database. */
export class UploadModelBuilder {
  readonly #shared: ReadonlyMap<string, number>
  readonly #rare = new TraitCounter()
  readonly #revisions = new TraitCounter()
  readonly #onsetForms = new Map<OnsetForm, number>()
  #uploads = 0
  #rareUploads = 0

  /** @param shared shapes of first uploads that at least `MIN_SHARED_UPLOADS` share, and how many do */
  constructor(shared: readonly (readonly [string, number])[]) {
    this.#shared = new Map(
      shared.filter(([text, uploads]) => uploads >= MIN_SHARED_UPLOADS && parseShape(text)),
    )
  }

  add(text: string, uploads: number): void {
    const revision = parseRevisionShape(text)
    if (revision !== undefined) {
      this.#addRevision(revision, uploads)
      return
    }
    const shape = parseShape(text)
    // A text that an older version wrote differently is one upload less, not a failure of the job.
    if (shape === undefined) return
    this.#uploads += uploads
    const { onsetForm } = shape
    if (onsetForm === undefined) {
      const contexts = [`revision|${shape.reportTypeNumber}`]
      this.#revisions.add({ contexts, value: NO_REVISION }, uploads)
    } else {
      this.#onsetForms.set(onsetForm, (this.#onsetForms.get(onsetForm) ?? 0) + uploads)
    }
    if (this.#shared.has(text)) return
    this.#rareUploads += uploads
    for (const trait of traitsOf(shape)) this.#rare.add(trait, uploads)
  }

  #addRevision(revision: RevisionShape, uploads: number): void {
    const contexts = [`revision|${revision.fromNumber}`]
    this.#revisions.add({ contexts, value: String(revision.toNumber) }, uploads)
    this.#revisions.add({ contexts, value: NO_REVISION }, -uploads)
    const traits = [
      { contexts: [`delay|${revision.fromNumber}`, 'delay'], value: String(revision.delayDays) },
      { contexts: ['hour'], value: String(revision.hour) },
      { contexts: ['onset'], value: revision.hasReportedOnset ? '+' : '-' },
      { contexts: [`added|${revision.delayDays}`, 'added'], value: String(revision.addedKeys) },
    ]
    for (const trait of traits) this.#revisions.add(trait, uploads)
  }

  build(chance: Chance): UploadModel {
    const noised = (count: number) => Math.max(0, count + drawNoise(chance, NOISE_EPSILON))
    const onsetForms = [...this.#onsetForms]
      .filter(([, uploads]) => uploads >= MIN_SHARED_UPLOADS)
      .map(([form]) => form)
      .sort()
    return {
      version: 1,
      uploads: noised(this.#uploads),
      shared: [...this.#shared].map(([text, uploads]) => [text, Math.max(1, noised(uploads))]),
      rareUploads: noised(this.#rareUploads),
      rare: this.#rare.publish(MIN_SHARED_UPLOADS, NOISE_EPSILON, chance),
      revisions: this.#revisions.publish(MIN_SHARED_UPLOADS, NOISE_EPSILON, chance),
      ...(onsetForms.length > 0 && { onsetForms }),
    }
  }
}

export const formatModel = (model: UploadModel): string => JSON.stringify(model)

/** @throws where the text is not that of a model */
export function parseModel(text: string): UploadModel {
  const model: UploadModel = JSON.parse(text)
  if (model.version !== 1) throw new TypeError('the model of uploads has an unknown version')
  return model
}

/** Draws a first upload. */
export function drawUploadShape(model: UploadModel, chance: Chance): UploadShape {
  const prior = priorUploads(model)
  const counted = model.shared.reduce((sum, [, weight]) => sum + weight, 0) + model.rareUploads
  const source = drawWeighted<string | TraitTables>(chance, [
    ...model.shared,
    // Too few rare uploads to tell anything of them are drawn as the prior has them.
    [model.rare['kind'] === undefined ? PRIOR_TRAITS : model.rare, model.rareUploads],
    [PRIOR_TRAITS, prior],
    [{}, Math.max(1, (counted + prior) * FLAT_SHARE)],
  ])
  if (typeof source !== 'string') return drawShape(source, chance, model.onsetForms)
  const shape = parseShape(source)
  if (shape === undefined) throw new TypeError('the model has a shape that is none')
  return shape
}

const priorUploads = (model: UploadModel): number => Math.max(0, PRIOR_UPLOADS - model.uploads)

/** Draws whether and how a first upload of a report type is revised. @returns undefined where it is not */
export function drawRevisionShape(
  model: UploadModel,
  fromNumber: number,
  chance: Chance,
): RevisionShape | undefined {
  const isPrior = chance() * PRIOR_UPLOADS < priorUploads(model)
  const tables = isPrior ? PRIOR_REVISIONS : model.revisions
  const to = drawTrait(tables, [`revision|${fromNumber}`], chance, () =>
    chance() < FLAT_SHARE
      ? drawOne(chance, [NO_REVISION, ...possibleTypes(fromNumber)])
      : NO_REVISION,
  )
  if (to === NO_REVISION) return undefined
  const drawNumber = (contexts: readonly string[], last: number) =>
    Number(drawTrait(tables, contexts, chance, () => String(drawInteger(chance, 0, last))))
  const delayDays = drawNumber([`delay|${fromNumber}`, 'delay'], MODEL_DAYS)
  return {
    fromNumber,
    toNumber: Number(to),
    delayDays,
    hour: drawNumber(['hour'], 23),
    hasReportedOnset:
      drawTrait(tables, ['onset'], chance, () => drawOne(chance, ['-', '+'])) === '+',
    addedKeys: drawNumber([`added|${delayDays}`, 'added'], delayDays),
  }
}

/** Types that a key of that type may be revised to. */
const possibleTypes = (fromNumber: number): readonly string[] =>
  REPORT_TYPES.filter((to) => mayBecome(reportTypeFromNumber(fromNumber), to)).map((to) =>
    String(numberFromReportType(to)),
  )
