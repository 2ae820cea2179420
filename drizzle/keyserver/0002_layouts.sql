CREATE TABLE `content_signers` (
	`id` integer PRIMARY KEY NOT NULL,
	`name` text NOT NULL,
	`certificates_pem` text NOT NULL,
	`wrapped_private_key` text NOT NULL,
	`created_at` integer NOT NULL
);
--> statement-breakpoint
CREATE UNIQUE INDEX `content_signers_name_unique` ON `content_signers` (`name`);--> statement-breakpoint
CREATE TABLE `coronamelder_waiting_keys` (
	`workflow_id` integer NOT NULL,
	`key_data` blob NOT NULL,
	`rolling_start_interval_number` integer NOT NULL,
	`rolling_period` integer NOT NULL,
	`publish_after` integer NOT NULL,
	`received_at` integer NOT NULL,
	PRIMARY KEY(`workflow_id`, `key_data`),
	FOREIGN KEY (`workflow_id`) REFERENCES `coronamelder_workflows`(`id`) ON UPDATE no action ON DELETE cascade
) WITHOUT ROWID;
--> statement-breakpoint
CREATE TABLE `coronamelder_workflows` (
	`id` integer PRIMARY KEY NOT NULL,
	`created_at` integer NOT NULL,
	`valid_until` integer NOT NULL,
	`ggd_key_hash` text,
	`bucket_hash` text NOT NULL,
	`wrapped_confirmation_key` text NOT NULL,
	`authorised_at` integer,
	`inclusion_day` integer,
	`is_symptomatic` integer,
	`is_origin_portal` integer,
	`countries_of_interest` text,
	`last_published_start` integer
);
--> statement-breakpoint
CREATE UNIQUE INDEX `coronamelder_workflows_ggd_key_hash_unique` ON `coronamelder_workflows` (`ggd_key_hash`);--> statement-breakpoint
CREATE UNIQUE INDEX `coronamelder_workflows_bucket_hash_unique` ON `coronamelder_workflows` (`bucket_hash`);--> statement-breakpoint
CREATE INDEX `coronamelder_workflows_valid_until` ON `coronamelder_workflows` (`valid_until`);--> statement-breakpoint
CREATE INDEX `coronamelder_workflows_authorised` ON `coronamelder_workflows` (`authorised_at`) WHERE authorised_at IS NOT NULL;--> statement-breakpoint
CREATE TABLE `countries` (
	`code` text PRIMARY KEY NOT NULL,
	`shareable` integer NOT NULL,
	`acceptable` integer NOT NULL,
	`weight` integer NOT NULL
);
--> statement-breakpoint
CREATE TABLE `documents` (
	`id` text PRIMARY KEY NOT NULL,
	`layout_export_id` integer NOT NULL,
	`kind` text NOT NULL,
	`release_at` integer NOT NULL,
	`created_at` integer NOT NULL,
	`object_name` text NOT NULL,
	`byte_length` integer NOT NULL,
	`content_hash` text NOT NULL
);
--> statement-breakpoint
CREATE INDEX `documents_kind` ON `documents` (`layout_export_id`,`kind`,`release_at`);--> statement-breakpoint
CREATE TABLE `layout_archives` (
	`name` text PRIMARY KEY NOT NULL,
	`export_id` integer NOT NULL,
	`directory` text NOT NULL,
	`kind` text NOT NULL,
	`slot` integer NOT NULL,
	`status` text NOT NULL,
	`key_count` integer NOT NULL,
	`content_hash` text NOT NULL,
	`byte_length` integer NOT NULL,
	`stored_at` integer NOT NULL
);
--> statement-breakpoint
CREATE INDEX `layout_archives_export` ON `layout_archives` (`export_id`,`slot`);--> statement-breakpoint
CREATE TABLE `layout_exports` (
	`id` integer PRIMARY KEY NOT NULL,
	`name` text NOT NULL,
	`layout` text NOT NULL,
	`prefix` text NOT NULL,
	`input_regions` text NOT NULL,
	`exclude_regions` text NOT NULL,
	`include_travelers` integer NOT NULL,
	`settings` text NOT NULL,
	`signature_info_ids` text NOT NULL,
	`content_signer_id` integer,
	`active_from` integer NOT NULL,
	`active_thru` integer,
	`lease_expires_at` integer,
	`refreshed_at` integer DEFAULT 0 NOT NULL
);
--> statement-breakpoint
CREATE UNIQUE INDEX `layout_exports_name` ON `layout_exports` (lower("name"));--> statement-breakpoint
CREATE TABLE `layout_indexes` (
	`name` text PRIMARY KEY NOT NULL,
	`export_id` integer NOT NULL,
	`content_hash` text NOT NULL
);
--> statement-breakpoint
CREATE TABLE `layout_slots` (
	`export_id` integer NOT NULL,
	`stream` text NOT NULL,
	`slot` integer NOT NULL,
	`release_from` integer NOT NULL,
	`release_to` integer NOT NULL,
	`created_from` integer NOT NULL,
	`key_count` integer NOT NULL,
	`waiting_key_count` integer NOT NULL,
	`own_key_count` integer NOT NULL,
	`newest_created_at` integer,
	`written_at` integer,
	PRIMARY KEY(`export_id`, `stream`, `slot`)
) WITHOUT ROWID;
--> statement-breakpoint
CREATE INDEX `layout_slots_unwritten` ON `layout_slots` (`export_id`,`slot`) WHERE written_at IS NULL;--> statement-breakpoint
CREATE TABLE `submission_tokens` (
	`token_hash` text PRIMARY KEY NOT NULL,
	`test_kit` text NOT NULL,
	`created_at` integer NOT NULL,
	`expires_at` integer NOT NULL
);
--> statement-breakpoint
CREATE INDEX `submission_tokens_expires_at` ON `submission_tokens` (`expires_at`);--> statement-breakpoint
ALTER TABLE `diagnosis_keys` ADD `filled_in` integer DEFAULT 0 NOT NULL;--> statement-breakpoint
ALTER TABLE `diagnosis_keys` ADD `origin` text;--> statement-breakpoint
CREATE INDEX `diagnosis_keys_early` ON `diagnosis_keys` (`created_at`) WHERE (rolling_start_interval_number + rolling_period) * 600 - created_at > 0;--> statement-breakpoint
ALTER TABLE `padding_policies` ADD `minimum_keys` integer;