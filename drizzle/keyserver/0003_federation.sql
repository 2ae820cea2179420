CREATE TABLE `efgs_certificates` (
	`thumbprint` text PRIMARY KEY NOT NULL,
	`country` text NOT NULL,
	`type` text NOT NULL,
	`host` text NOT NULL,
	`signature` text NOT NULL,
	`pem` text NOT NULL,
	`gateway_origins` text NOT NULL,
	`created_at` integer NOT NULL,
	`revoked_at` integer
);
--> statement-breakpoint
CREATE TABLE `efgs_hub_batches` (
	`id` integer PRIMARY KEY NOT NULL,
	`day` text NOT NULL,
	`number` integer NOT NULL,
	`created_at` integer NOT NULL,
	`first_upload_id` integer NOT NULL,
	`last_upload_id` integer NOT NULL,
	`number_of_keys` integer NOT NULL
);
--> statement-breakpoint
CREATE INDEX `efgs_hub_batches_created_at` ON `efgs_hub_batches` (`created_at`);--> statement-breakpoint
CREATE UNIQUE INDEX `efgs_hub_batches_name` ON `efgs_hub_batches` (`day`,`number`);--> statement-breakpoint
CREATE TABLE `efgs_hub_cleanups` (
	`day` text PRIMARY KEY NOT NULL,
	`started_at` integer NOT NULL,
	`keys_before` integer NOT NULL,
	`number_of_keys` integer NOT NULL,
	`keys_after` integer
);
--> statement-breakpoint
CREATE TABLE `efgs_hub_downloads` (
	`id` integer PRIMARY KEY NOT NULL,
	`batch_id` integer NOT NULL,
	`country` text NOT NULL,
	`requested_at` integer NOT NULL,
	`number_of_keys` integer NOT NULL
);
--> statement-breakpoint
CREATE TABLE `efgs_hub_keys` (
	`upload_id` integer NOT NULL,
	`position` integer NOT NULL,
	`payload_hash` blob NOT NULL,
	`message` blob NOT NULL,
	PRIMARY KEY(`upload_id`, `position`)
) WITHOUT ROWID;
--> statement-breakpoint
CREATE UNIQUE INDEX `efgs_hub_keys_payload_hash_unique` ON `efgs_hub_keys` (`payload_hash`);--> statement-breakpoint
CREATE TABLE `efgs_hub_subscriptions` (
	`country` text NOT NULL,
	`callback_id` text NOT NULL,
	`url` text NOT NULL,
	`created_at` integer NOT NULL,
	`notified_batch_id` integer NOT NULL,
	`failed_tries` integer NOT NULL,
	`last_tried_at` integer,
	`locked_until` integer,
	PRIMARY KEY(`country`, `callback_id`)
) WITHOUT ROWID;
--> statement-breakpoint
CREATE TABLE `efgs_hub_uploads` (
	`id` integer PRIMARY KEY AUTOINCREMENT NOT NULL,
	`tag` text NOT NULL,
	`country` text NOT NULL,
	`number_of_keys` integer NOT NULL,
	`version` text NOT NULL,
	`batch_signature` text NOT NULL,
	`uploader_thumbprint` text NOT NULL,
	`signer_thumbprint` text NOT NULL,
	`created_at` integer NOT NULL,
	`keys_deleted_at` integer
);
--> statement-breakpoint
CREATE UNIQUE INDEX `efgs_hub_uploads_tag` ON `efgs_hub_uploads` (`tag`) WHERE keys_deleted_at IS NULL;--> statement-breakpoint
CREATE INDEX `efgs_hub_uploads_created_at` ON `efgs_hub_uploads` (`created_at`) WHERE keys_deleted_at IS NULL;--> statement-breakpoint
CREATE TABLE `federation_authorizations` (
	`id` integer PRIMARY KEY NOT NULL,
	`issuer` text NOT NULL,
	`subject` text NOT NULL,
	`audience` text,
	`include_regions` text NOT NULL,
	`exclude_regions` text NOT NULL,
	`partner_name` text,
	`public_keys` text NOT NULL,
	`jwks_uri` text
);
--> statement-breakpoint
CREATE UNIQUE INDEX `federation_authorizations_caller` ON `federation_authorizations` (`issuer`,`subject`);--> statement-breakpoint
CREATE TABLE `federation_partners` (
	`id` integer PRIMARY KEY NOT NULL,
	`name` text NOT NULL,
	`protocol` text NOT NULL,
	`base_url` text NOT NULL,
	`imports_keys` integer NOT NULL,
	`exports_keys` integer NOT NULL,
	`gateway_from` text NOT NULL,
	`own_origin` text NOT NULL,
	`prefix` text NOT NULL,
	`regions` text NOT NULL,
	`export_regions` text NOT NULL,
	`traveler` integer NOT NULL,
	`settings` text NOT NULL,
	`wrapped_credentials` text,
	`content_signer_id` integer,
	`active_from` integer NOT NULL,
	`active_thru` integer
);
--> statement-breakpoint
CREATE UNIQUE INDEX `federation_partners_name_unique` ON `federation_partners` (`name`);--> statement-breakpoint
CREATE UNIQUE INDEX `federation_partners_prefix_unique` ON `federation_partners` (`prefix`);--> statement-breakpoint
CREATE TABLE `federation_states` (
	`partner_id` integer NOT NULL,
	`direction` text NOT NULL,
	`cursor` text,
	`updated_at` integer NOT NULL,
	`last_success_at` integer,
	`last_failure` text,
	`consecutive_failures` integer NOT NULL,
	`next_attempt_at` integer NOT NULL,
	PRIMARY KEY(`partner_id`, `direction`)
) WITHOUT ROWID;
--> statement-breakpoint
CREATE TABLE `federation_statistics` (
	`day` integer NOT NULL,
	`name` text NOT NULL,
	`value` integer NOT NULL,
	PRIMARY KEY(`day`, `name`)
) WITHOUT ROWID;
--> statement-breakpoint
CREATE TABLE `incoming_batches` (
	`id` integer PRIMARY KEY NOT NULL,
	`partner_id` integer NOT NULL,
	`batch_date` text NOT NULL,
	`batch_tag` text NOT NULL,
	`status` text NOT NULL,
	`created_at` integer NOT NULL,
	`started_at` integer,
	`completed_at` integer,
	`retry_count` integer DEFAULT 0 NOT NULL,
	`next_attempt_at` integer NOT NULL,
	`completion_token` text,
	`last_failure` text,
	`object_name` text,
	`total_keys` integer DEFAULT 0 NOT NULL,
	`total_countries` integer DEFAULT 0 NOT NULL,
	`accepted_keys` integer DEFAULT 0 NOT NULL,
	`known_keys` integer DEFAULT 0 NOT NULL,
	`rejected_keys` text NOT NULL
);
--> statement-breakpoint
CREATE UNIQUE INDEX `incoming_batches_tag` ON `incoming_batches` (`partner_id`,`batch_date`,`batch_tag`);--> statement-breakpoint
CREATE INDEX `incoming_batches_work` ON `incoming_batches` (`partner_id`,`status`,`next_attempt_at`);--> statement-breakpoint
CREATE TABLE `staged_keys` (
	`batch_id` integer NOT NULL,
	`position` integer NOT NULL,
	`key_data` blob NOT NULL,
	`rolling_start_interval_number` integer NOT NULL,
	`rolling_period` integer NOT NULL,
	`origin` text NOT NULL,
	`visited_countries` text NOT NULL,
	`origin_transmission_risk_level` integer,
	`report_type` integer NOT NULL,
	`days_since_onset_of_symptoms` integer,
	`traveler` integer NOT NULL,
	`test_type` integer,
	`is_revision` integer DEFAULT false NOT NULL,
	PRIMARY KEY(`batch_id`, `position`)
) WITHOUT ROWID;
--> statement-breakpoint
CREATE TABLE `federation_sightings` (
	`key_data` blob NOT NULL,
	`partner_id` integer NOT NULL,
	`seen_at` integer NOT NULL,
	PRIMARY KEY(`key_data`, `partner_id`)
) WITHOUT ROWID;
--> statement-breakpoint
CREATE INDEX `federation_sightings_seen` ON `federation_sightings` (`seen_at`);--> statement-breakpoint
CREATE TABLE `interop_key_sets` (
	`id` integer PRIMARY KEY NOT NULL,
	`partner_id` integer NOT NULL,
	`created_at` integer NOT NULL,
	`qualifier` integer NOT NULL,
	`object_name` text NOT NULL,
	`key_count` integer NOT NULL,
	`stuffing_key_count` integer NOT NULL,
	`content_hash` text NOT NULL
);
--> statement-breakpoint
CREATE INDEX `interop_key_sets_partner` ON `interop_key_sets` (`partner_id`,`created_at`);--> statement-breakpoint
CREATE TABLE `outgoing_batches` (
	`id` integer PRIMARY KEY NOT NULL,
	`partner_id` integer NOT NULL,
	`key_set_id` integer NOT NULL,
	`status` text NOT NULL,
	`batch_tag` text NOT NULL,
	`object_name` text NOT NULL,
	`headers` text NOT NULL,
	`created_at` integer NOT NULL,
	`started_at` integer,
	`completed_at` integer,
	`retry_count` integer DEFAULT 0 NOT NULL,
	`next_attempt_at` integer NOT NULL,
	`completion_token` text,
	`http_status` integer,
	`last_failure` text,
	`total_keys` integer NOT NULL,
	`accepted_keys` integer
);
--> statement-breakpoint
CREATE INDEX `outgoing_batches_work` ON `outgoing_batches` (`partner_id`,`status`,`next_attempt_at`);--> statement-breakpoint
CREATE TABLE `uk_hub_batches` (
	`id` integer PRIMARY KEY NOT NULL,
	`tag` text NOT NULL,
	`created_at` integer NOT NULL,
	`first_exposure_id` integer NOT NULL,
	`last_exposure_id` integer NOT NULL
);
--> statement-breakpoint
CREATE UNIQUE INDEX `uk_hub_batches_tag_unique` ON `uk_hub_batches` (`tag`);--> statement-breakpoint
CREATE INDEX `uk_hub_batches_created_at` ON `uk_hub_batches` (`created_at`);--> statement-breakpoint
CREATE TABLE `uk_hub_exposures` (
	`id` integer PRIMARY KEY AUTOINCREMENT NOT NULL,
	`key_data` blob NOT NULL,
	`nation_id` integer NOT NULL,
	`rolling_start_number` integer NOT NULL,
	`transmission_risk_level` integer NOT NULL,
	`rolling_period` integer NOT NULL,
	`regions` text NOT NULL,
	`origin` text NOT NULL,
	`test_type` integer NOT NULL,
	`report_type` integer NOT NULL,
	`days_since_onset` integer NOT NULL
);
--> statement-breakpoint
CREATE UNIQUE INDEX `uk_hub_exposures_key_data_unique` ON `uk_hub_exposures` (`key_data`);--> statement-breakpoint
CREATE TABLE `uk_hub_metrics` (
	`date` text NOT NULL,
	`event` text NOT NULL,
	`region` text NOT NULL,
	`value` integer NOT NULL,
	PRIMARY KEY(`date`, `event`, `region`)
) WITHOUT ROWID;
--> statement-breakpoint
CREATE TABLE `uk_hub_nations` (
	`id` integer PRIMARY KEY NOT NULL,
	`uuid` text NOT NULL,
	`region` text NOT NULL,
	`public_key_pems` text NOT NULL,
	`token_version` integer NOT NULL,
	`token_issued_at` integer,
	`gateway_origins` text NOT NULL,
	`created_at` integer NOT NULL,
	`revoked_at` integer,
	`withholds_keys` integer NOT NULL
);
--> statement-breakpoint
CREATE UNIQUE INDEX `uk_hub_nations_uuid_unique` ON `uk_hub_nations` (`uuid`);--> statement-breakpoint
CREATE TABLE `uk_hub_uploads` (
	`nation_id` integer NOT NULL,
	`tag` text NOT NULL,
	`created_at` integer NOT NULL,
	`sent_keys` integer NOT NULL,
	PRIMARY KEY(`nation_id`, `tag`)
) WITHOUT ROWID;
--> statement-breakpoint
ALTER TABLE `padding_policies` ADD `federation_consent` text DEFAULT 'never' NOT NULL;