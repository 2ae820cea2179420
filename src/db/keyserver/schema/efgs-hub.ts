import { sql } from 'drizzle-orm'
import {
  blob,
  index,
  integer,
  primaryKey,
  sqliteTable,
  text,
  unique,
  uniqueIndex,
} from 'drizzle-orm/sqlite-core'
import { EFGS_CERTIFICATE_TYPES } from '../../../core/federation/efgs/certificate-rules.ts'

/** Certificates of the member countries of our gateway, each signed by the operator's trust anchor. */
export const efgsCertificates = sqliteTable('efgs_certificates', {
  /** SHA-256 of the DER, lower-case hexadecimal; one certificate has one type. */
  thumbprint: text('thumbprint').primaryKey(),
  /** Two letters, upper case. */
  country: text('country').notNull(),
  type: text('type', { enum: EFGS_CERTIFICATE_TYPES }).notNull(),
  /** For people. */
  host: text('host').notNull(),
  /** Base64, over the bytes of `pem`. */
  signature: text('signature').notNull(),
  /** As the operator signed it: each byte counts. */
  pem: text('pem').notNull(),
  /** Of a signing certificate: origins that it may sign for beside its country; empty: it is no gateway's. */
  gatewayOrigins: text('gateway_origins', { mode: 'json' }).$type<readonly string[]>().notNull(),
  /** Unix seconds. */
  createdAt: integer('created_at').notNull(),
  /** Unix seconds; null: it is good. */
  revokedAt: integer('revoked_at'),
})

/** Uploads in the order in which they were stored. A row stays when its keys have gone. */
export const efgsHubUploads = sqliteTable(
  'efgs_hub_uploads',
  {
    /** Never used again: batches are spans of them. */
    id: integer('id').primaryKey({ autoIncrement: true }),
    /** Of the uploader's choice, free again once the keys have gone. */
    tag: text('tag').notNull(),
    country: text('country').notNull(),
    numberOfKeys: integer('number_of_keys').notNull(),
    /** Of the protocol, such as 1.0: those of different versions share no batch. */
    version: text('version').notNull(),
    /** Base64 as it was sent. */
    batchSignature: text('batch_signature').notNull(),
    uploaderThumbprint: text('uploader_thumbprint').notNull(),
    signerThumbprint: text('signer_thumbprint').notNull(),
    /** Unix seconds. */
    createdAt: integer('created_at').notNull(),
    /** Unix seconds; null: its keys are there. */
    keysDeletedAt: integer('keys_deleted_at'),
  },
  (table) => [
    uniqueIndex('efgs_hub_uploads_tag').on(table.tag).where(sql`keys_deleted_at IS NULL`),
    index('efgs_hub_uploads_created_at').on(table.createdAt).where(sql`keys_deleted_at IS NULL`),
  ],
)

/** WITHOUT ROWID by hand. */
export const efgsHubKeys = sqliteTable(
  'efgs_hub_keys',
  {
    uploadId: integer('upload_id').notNull(),
    /** In the upload, from 0. */
    position: integer('position').notNull(),
    /** SHA-256 of the canonical line: no key is there twice, whoever sends it. */
    payloadHash: blob('payload_hash', { mode: 'buffer' }).notNull().unique(),
    /** The key as it stands in a batch, with tag and length: a download is these, one after another. */
    message: blob('message', { mode: 'buffer' }).notNull(),
  },
  (table) => [primaryKey({ columns: [table.uploadId, table.position] })],
)

/**
 * What members download: each a span of uploads, which begins after the one before. So one insertion makes a whole batch, and what
 * follows a batch is the row with the next id, whatever the clock did.
 */
export const efgsHubBatches = sqliteTable(
  'efgs_hub_batches',
  {
    id: integer('id').primaryKey(),
    /** YYYY-MM-DD, UTC, of `created_at`. */
    day: text('day').notNull(),
    /** In the day, from 1. */
    number: integer('number').notNull(),
    /** Unix seconds, never before that of the batch before. */
    createdAt: integer('created_at').notNull(),
    firstUploadId: integer('first_upload_id').notNull(),
    lastUploadId: integer('last_upload_id').notNull(),
    numberOfKeys: integer('number_of_keys').notNull(),
  },
  (table) => [
    unique('efgs_hub_batches_name').on(table.day, table.number),
    index('efgs_hub_batches_created_at').on(table.createdAt),
  ],
)

/** Who fetched what. */
export const efgsHubDownloads = sqliteTable('efgs_hub_downloads', {
  id: integer('id').primaryKey(),
  batchId: integer('batch_id').notNull(),
  country: text('country').notNull(),
  /** Unix seconds. */
  requestedAt: integer('requested_at').notNull(),
  numberOfKeys: integer('number_of_keys').notNull(),
})

/** What each day's clean-up deleted. */
export const efgsHubCleanups = sqliteTable('efgs_hub_cleanups', {
  /** YYYY-MM-DD, UTC. */
  day: text('day').primaryKey(),
  /** Unix seconds. */
  startedAt: integer('started_at').notNull(),
  keysBefore: integer('keys_before').notNull(),
  numberOfKeys: integer('number_of_keys').notNull(),
  /** Null: it is not over. */
  keysAfter: integer('keys_after'),
})

/**
 * Where members want to be told of batches. What a member is still to be told of are the batches after `notified_batch_id`, one after
 * another, so that a batch makes no rows here. WITHOUT ROWID by hand.
 */
export const efgsHubSubscriptions = sqliteTable(
  'efgs_hub_subscriptions',
  {
    country: text('country').notNull(),
    /** Of the member's choice. */
    callbackId: text('callback_id').notNull(),
    url: text('url').notNull(),
    /** Unix seconds. */
    createdAt: integer('created_at').notNull(),
    /** 0: none yet. */
    notifiedBatchId: integer('notified_batch_id').notNull(),
    /** Of the next batch. */
    failedTries: integer('failed_tries').notNull(),
    /** Unix seconds of the last of them. */
    lastTriedAt: integer('last_tried_at'),
    /** Unix seconds: until then somebody else tries. */
    lockedUntil: integer('locked_until'),
  },
  (table) => [primaryKey({ columns: [table.country, table.callbackId] })],
)
