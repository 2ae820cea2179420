import { integer, primaryKey, sqliteTable, text } from 'drizzle-orm/sqlite-core'

/** Regions whose slots are filled up with synthetic uploads. */
export const paddingPolicies = sqliteTable('padding_policies', {
  /** Upper case. */
  region: text('region').primaryKey(),
  /** Uploads a slot, real and synthetic, below which the sum tells nothing; steps double from it. */
  minimumUploads: integer('minimum_uploads').notNull(),
  /** Keys a slot that its uploads should come to; null where their number does not matter. */
  minimumKeys: integer('minimum_keys'),
  /** Whether synthetic uploads leave the country, by the rule that real ones of the region's app leave by. */
  federationConsent: text('federation_consent', {
    enum: ['never', 'traveler', 'claim', 'always'],
  })
    .notNull()
    .default('never'),
})

/**
 * Uploads of a slot by shape; a revision has a shape of its own kind. WITHOUT ROWID by hand. A row lives for as long as its slot is open; then it is folded
 * into its day, so that no hour's shapes outlive the hour.
 */
export const uploadShapes = sqliteTable(
  'upload_shapes',
  {
    /** Unix seconds, a multiple of the truncate window. */
    slot: integer('slot').notNull(),
    /** As in `diagnosis_keys`. */
    regions: text('regions').notNull(),
    /** As `core/padding/shape.ts` writes it, or `revision-shape.ts`. */
    shape: text('shape').notNull(),
    uploads: integer('uploads').notNull(),
  },
  (table) => [primaryKey({ columns: [table.slot, table.regions, table.shape] })],
)

/** Uploads of a UTC day by shape: what the model of uploads is made of. WITHOUT ROWID by hand. */
export const uploadShapeDays = sqliteTable(
  'upload_shape_days',
  {
    /** Unix seconds, midnight UTC. */
    day: integer('day').notNull(),
    regions: text('regions').notNull(),
    shape: text('shape').notNull(),
    uploads: integer('uploads').notNull(),
  },
  (table) => [primaryKey({ columns: [table.day, table.regions, table.shape] })],
)

/** Models that synthetic uploads are drawn from; each is kept as long as a slot refers to it. */
export const uploadModels = sqliteTable('upload_models', {
  id: integer('id').primaryKey(),
  region: text('region').notNull(),
  /** Unix seconds. */
  createdAt: integer('created_at').notNull(),
  /** JSON, as `core/padding/model.ts` writes it. */
  model: text('model').notNull(),
})

/** What was decided about a slot's padding, once. */
export const paddingSlots = sqliteTable(
  'padding_slots',
  {
    region: text('region').notNull(),
    /** Unix seconds, a multiple of the truncate window. */
    slot: integer('slot').notNull(),
    /** 32 random bytes sealed with the master key, base64: all choices of this slot derive from them. '' before the first slot. */
    wrappedSecret: text('wrapped_secret').notNull(),
    /** Synthetic uploads of the slot. */
    syntheticUploads: integer('synthetic_uploads').notNull(),
    /** null: the shipped prior. */
    modelId: integer('model_id'),
    /** Unix seconds; null until all of them are stored. */
    completedAt: integer('completed_at'),
  },
  (table) => [primaryKey({ columns: [table.region, table.slot] })],
)
