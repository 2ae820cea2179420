CREATE TABLE `authorized_apps` (
	`app_package_name` text PRIMARY KEY NOT NULL,
	`allowed_regions` text NOT NULL,
	`allowed_health_authority_ids` text NOT NULL,
	`bypasses_certificate` integer NOT NULL,
	`bypasses_revision_token` integer NOT NULL,
	`releases_same_day_keys` integer NOT NULL,
	`federation_consent` text NOT NULL
);
--> statement-breakpoint
CREATE TABLE `diagnosis_keys` (
	`key_data` blob PRIMARY KEY NOT NULL,
	`rolling_start_interval_number` integer NOT NULL,
	`rolling_period` integer NOT NULL,
	`transmission_risk_level` integer NOT NULL,
	`report_type` integer NOT NULL,
	`days_since_onset_of_symptoms` integer,
	`created_at` integer NOT NULL,
	`regions` text NOT NULL,
	`traveler` integer NOT NULL,
	`provenance` integer NOT NULL,
	`health_authority_id` integer,
	`federation_consent` integer NOT NULL,
	`visited_countries` text,
	`revised_report_type` integer,
	`revised_at` integer,
	`revised_days_since_onset_of_symptoms` integer,
	`revised_transmission_risk_level` integer
) WITHOUT ROWID;
--> statement-breakpoint
CREATE INDEX `diagnosis_keys_created_at` ON `diagnosis_keys` (`created_at`);--> statement-breakpoint
CREATE INDEX `diagnosis_keys_revised_at` ON `diagnosis_keys` (`revised_at`) WHERE revised_at IS NOT NULL;--> statement-breakpoint
CREATE TABLE `export_batches` (
	`id` integer PRIMARY KEY NOT NULL,
	`config_id` integer NOT NULL,
	`start_at` integer NOT NULL,
	`end_at` integer NOT NULL,
	`status` text NOT NULL,
	`lease_expires_at` integer,
	`filename_root` text NOT NULL,
	`output_region` text NOT NULL,
	`input_regions` text NOT NULL,
	`exclude_regions` text NOT NULL,
	`include_travelers` integer NOT NULL,
	`only_non_travelers` integer NOT NULL,
	`signature_info_ids` text NOT NULL,
	`max_records` integer NOT NULL,
	FOREIGN KEY (`config_id`) REFERENCES `export_configs`(`id`) ON UPDATE no action ON DELETE no action
);
--> statement-breakpoint
CREATE UNIQUE INDEX `export_batches_window` ON `export_batches` (`config_id`,`end_at`,`start_at`);--> statement-breakpoint
CREATE INDEX `export_batches_work` ON `export_batches` (`end_at`) WHERE status <> 'complete';--> statement-breakpoint
CREATE TABLE `export_configs` (
	`id` integer PRIMARY KEY NOT NULL,
	`filename_root` text NOT NULL,
	`period_seconds` integer NOT NULL,
	`output_region` text NOT NULL,
	`input_regions` text NOT NULL,
	`exclude_regions` text NOT NULL,
	`include_travelers` integer NOT NULL,
	`only_non_travelers` integer NOT NULL,
	`active_from` integer NOT NULL,
	`active_thru` integer,
	`signature_info_ids` text NOT NULL,
	`max_records_override` integer,
	`files_generation` integer DEFAULT 0 NOT NULL,
	`index_generation` integer DEFAULT 0 NOT NULL
);
--> statement-breakpoint
CREATE UNIQUE INDEX `export_configs_root` ON `export_configs` (lower("filename_root"));--> statement-breakpoint
CREATE TABLE `export_files` (
	`filename` text PRIMARY KEY NOT NULL,
	`config_id` integer NOT NULL,
	`batch_id` integer NOT NULL,
	`file_number` integer NOT NULL,
	`start_at` integer NOT NULL,
	`end_at` integer NOT NULL,
	`status` text NOT NULL,
	`key_count` integer NOT NULL,
	`byte_length` integer NOT NULL,
	FOREIGN KEY (`config_id`) REFERENCES `export_configs`(`id`) ON UPDATE no action ON DELETE no action
);
--> statement-breakpoint
CREATE INDEX `export_files_config` ON `export_files` (`config_id`,`status`);--> statement-breakpoint
CREATE TABLE `health_authorities` (
	`id` integer PRIMARY KEY NOT NULL,
	`issuer` text NOT NULL,
	`audience` text NOT NULL,
	`name` text NOT NULL,
	`daily_upload_limit` integer
);
--> statement-breakpoint
CREATE UNIQUE INDEX `health_authorities_issuer_unique` ON `health_authorities` (`issuer`);--> statement-breakpoint
CREATE TABLE `health_authority_keys` (
	`health_authority_id` integer NOT NULL,
	`version` text NOT NULL,
	`valid_from` integer NOT NULL,
	`valid_thru` integer,
	`public_key_pem` text NOT NULL,
	PRIMARY KEY(`health_authority_id`, `version`),
	FOREIGN KEY (`health_authority_id`) REFERENCES `health_authorities`(`id`) ON UPDATE no action ON DELETE cascade
);
--> statement-breakpoint
CREATE TABLE `health_authority_statistics` (
	`health_authority_id` integer NOT NULL,
	`hour` integer NOT NULL,
	`publish` text NOT NULL,
	`teks` integer NOT NULL,
	`revisions` integer NOT NULL,
	`oldest_tek_days` text NOT NULL,
	`onset_age_days` text NOT NULL,
	`missing_onset` integer NOT NULL,
	PRIMARY KEY(`health_authority_id`, `hour`)
) WITHOUT ROWID;
--> statement-breakpoint
CREATE TABLE `jobs` (
	`name` text PRIMARY KEY NOT NULL,
	`lease_expires_at` integer,
	`last_started_at` integer,
	`last_succeeded_at` integer,
	`last_failure` text
);
--> statement-breakpoint
CREATE TABLE `padding_policies` (
	`region` text PRIMARY KEY NOT NULL,
	`minimum_uploads` integer NOT NULL
);
--> statement-breakpoint
CREATE TABLE `padding_slots` (
	`region` text NOT NULL,
	`slot` integer NOT NULL,
	`wrapped_secret` text NOT NULL,
	`synthetic_uploads` integer NOT NULL,
	`model_id` integer,
	`completed_at` integer,
	PRIMARY KEY(`region`, `slot`)
);
--> statement-breakpoint
CREATE TABLE `upload_models` (
	`id` integer PRIMARY KEY NOT NULL,
	`region` text NOT NULL,
	`created_at` integer NOT NULL,
	`model` text NOT NULL
);
--> statement-breakpoint
CREATE TABLE `upload_shape_days` (
	`day` integer NOT NULL,
	`regions` text NOT NULL,
	`shape` text NOT NULL,
	`uploads` integer NOT NULL,
	PRIMARY KEY(`day`, `regions`, `shape`)
) WITHOUT ROWID;
--> statement-breakpoint
CREATE TABLE `upload_shapes` (
	`slot` integer NOT NULL,
	`regions` text NOT NULL,
	`shape` text NOT NULL,
	`uploads` integer NOT NULL,
	PRIMARY KEY(`slot`, `regions`, `shape`)
) WITHOUT ROWID;
--> statement-breakpoint
CREATE TABLE `revision_token_keys` (
	`kid` integer PRIMARY KEY AUTOINCREMENT NOT NULL,
	`wrapped_key` text,
	`wrapping_label` text NOT NULL,
	`created_at` integer NOT NULL
);
--> statement-breakpoint
CREATE TABLE `signature_infos` (
	`id` integer PRIMARY KEY NOT NULL,
	`signing_key_id` integer NOT NULL,
	`key_id` text NOT NULL,
	`key_version` text NOT NULL,
	`activates_at` integer NOT NULL,
	`retires_at` integer,
	FOREIGN KEY (`signing_key_id`) REFERENCES `signing_keys`(`id`) ON UPDATE no action ON DELETE no action
);
--> statement-breakpoint
CREATE TABLE `signing_keys` (
	`id` integer PRIMARY KEY NOT NULL,
	`name` text NOT NULL,
	`wrapped_private_key` text NOT NULL,
	`public_key_pem` text NOT NULL,
	`created_at` integer NOT NULL
);
--> statement-breakpoint
CREATE UNIQUE INDEX `signing_keys_name_unique` ON `signing_keys` (`name`);