CREATE TABLE `api_keys` (
	`id` integer PRIMARY KEY AUTOINCREMENT NOT NULL,
	`realm_id` integer NOT NULL,
	`name` text NOT NULL,
	`type` text NOT NULL,
	`key_hash` text NOT NULL,
	`preview` text NOT NULL,
	`last_used_at` integer,
	`created_at` integer NOT NULL,
	`updated_at` integer NOT NULL,
	`disabled_at` integer,
	FOREIGN KEY (`realm_id`) REFERENCES `realms`(`id`) ON UPDATE no action ON DELETE no action
);
--> statement-breakpoint
CREATE UNIQUE INDEX `api_keys_key_hash_unique` ON `api_keys` (`key_hash`);--> statement-breakpoint
CREATE INDEX `api_keys_realm` ON `api_keys` (`realm_id`);--> statement-breakpoint
CREATE UNIQUE INDEX `api_keys_name` ON `api_keys` (`realm_id`,`name`);--> statement-breakpoint
CREATE TABLE `user_reports` (
	`id` integer PRIMARY KEY AUTOINCREMENT NOT NULL,
	`phone_hash` text NOT NULL,
	`nonce` text,
	`is_claimed` integer DEFAULT false NOT NULL,
	`created_at` integer NOT NULL
);
--> statement-breakpoint
CREATE UNIQUE INDEX `user_reports_phone_hash_unique` ON `user_reports` (`phone_hash`);--> statement-breakpoint
CREATE INDEX `user_reports_created` ON `user_reports` (`created_at`);--> statement-breakpoint
CREATE TABLE `verification_codes` (
	`id` integer PRIMARY KEY AUTOINCREMENT NOT NULL,
	`realm_id` integer NOT NULL,
	`uuid` text NOT NULL,
	`code_hash` text,
	`long_code_hash` text,
	`test_type` text NOT NULL,
	`symptom_date` text,
	`test_date` text,
	`countries_of_interest` text,
	`expires_at` integer NOT NULL,
	`long_expires_at` integer NOT NULL,
	`created_at` integer NOT NULL,
	`claimed_at` integer,
	`issuing_user_id` integer,
	`issuing_api_key_id` integer,
	`issuing_external_id` text,
	`user_report_id` integer,
	FOREIGN KEY (`realm_id`) REFERENCES `realms`(`id`) ON UPDATE no action ON DELETE no action
);
--> statement-breakpoint
CREATE UNIQUE INDEX `verification_codes_uuid` ON `verification_codes` (`realm_id`,`uuid`);--> statement-breakpoint
CREATE UNIQUE INDEX `verification_codes_code` ON `verification_codes` (`realm_id`,`code_hash`) WHERE code_hash IS NOT NULL;--> statement-breakpoint
CREATE UNIQUE INDEX `verification_codes_long_code` ON `verification_codes` (`realm_id`,`long_code_hash`) WHERE long_code_hash IS NOT NULL;--> statement-breakpoint
CREATE TABLE `verification_tokens` (
	`token_hash` text PRIMARY KEY NOT NULL,
	`realm_id` integer NOT NULL,
	`test_type` text NOT NULL,
	`symptom_date` text,
	`test_date` text,
	`countries_of_interest` text,
	`expires_at` integer NOT NULL,
	`used_at` integer
) WITHOUT ROWID;
--> statement-breakpoint
CREATE INDEX `verification_tokens_expiry` ON `verification_tokens` (`expires_at`);--> statement-breakpoint
CREATE TABLE `memberships` (
	`user_id` integer NOT NULL,
	`realm_id` integer NOT NULL,
	`permissions` integer NOT NULL,
	`default_sms_template_label` text,
	`created_at` integer NOT NULL,
	`updated_at` integer NOT NULL,
	PRIMARY KEY(`user_id`, `realm_id`),
	FOREIGN KEY (`user_id`) REFERENCES `users`(`id`) ON UPDATE no action ON DELETE no action,
	FOREIGN KEY (`realm_id`) REFERENCES `realms`(`id`) ON UPDATE no action ON DELETE no action
) WITHOUT ROWID;
--> statement-breakpoint
CREATE INDEX `memberships_realm` ON `memberships` (`realm_id`);--> statement-breakpoint
CREATE TABLE `users` (
	`id` integer PRIMARY KEY AUTOINCREMENT NOT NULL,
	`email` text NOT NULL,
	`name` text NOT NULL,
	`is_system_admin` integer DEFAULT false NOT NULL,
	`created_at` integer NOT NULL,
	`updated_at` integer NOT NULL
);
--> statement-breakpoint
CREATE UNIQUE INDEX `users_email_unique` ON `users` (`email`);--> statement-breakpoint
CREATE TABLE `mobile_apps` (
	`id` integer PRIMARY KEY AUTOINCREMENT NOT NULL,
	`realm_id` integer NOT NULL,
	`name` text NOT NULL,
	`os` text NOT NULL,
	`app_id` text NOT NULL,
	`url` text NOT NULL,
	`fingerprints` text NOT NULL,
	`disable_redirect` integer DEFAULT false NOT NULL,
	`is_headless` integer DEFAULT false NOT NULL,
	`created_at` integer NOT NULL,
	`updated_at` integer NOT NULL,
	`disabled_at` integer,
	FOREIGN KEY (`realm_id`) REFERENCES `realms`(`id`) ON UPDATE no action ON DELETE no action
);
--> statement-breakpoint
CREATE UNIQUE INDEX `mobile_apps_name` ON `mobile_apps` (`realm_id`,`name`,`os`);--> statement-breakpoint
CREATE TABLE `realm_translations` (
	`id` integer PRIMARY KEY AUTOINCREMENT NOT NULL,
	`realm_id` integer NOT NULL,
	`language` text NOT NULL,
	`message_id` text NOT NULL,
	`message` text NOT NULL,
	FOREIGN KEY (`realm_id`) REFERENCES `realms`(`id`) ON UPDATE no action ON DELETE no action
);
--> statement-breakpoint
CREATE UNIQUE INDEX `realm_translations_message` ON `realm_translations` (`realm_id`,`language`,`message_id`);--> statement-breakpoint
CREATE TABLE `realms` (
	`id` integer PRIMARY KEY AUTOINCREMENT NOT NULL,
	`name` text NOT NULL,
	`folded_name` text NOT NULL,
	`region_code` text,
	`is_e2e` integer DEFAULT false NOT NULL,
	`settings` text NOT NULL,
	`sealed_secrets` text NOT NULL,
	`claim_ratio_last` real,
	`claim_ratio_mean` real,
	`claim_ratio_deviation` real,
	`created_at` integer NOT NULL,
	`updated_at` integer NOT NULL
);
--> statement-breakpoint
CREATE UNIQUE INDEX `realms_folded_name_unique` ON `realms` (`folded_name`);--> statement-breakpoint
CREATE UNIQUE INDEX `realms_region_code_unique` ON `realms` (`region_code`);--> statement-breakpoint
CREATE TABLE `realm_signing_keys` (
	`id` integer PRIMARY KEY AUTOINCREMENT NOT NULL,
	`realm_id` integer NOT NULL,
	`purpose` text NOT NULL,
	`key_id` text NOT NULL,
	`wrapped_private_key` text,
	`wrapping_label` text NOT NULL,
	`public_key_pem` text NOT NULL,
	`is_active` integer NOT NULL,
	`created_at` integer NOT NULL,
	`updated_at` integer NOT NULL,
	`deleted_at` integer
);
--> statement-breakpoint
CREATE UNIQUE INDEX `realm_signing_keys_key_id_unique` ON `realm_signing_keys` (`key_id`);--> statement-breakpoint
CREATE INDEX `realm_signing_keys_realm` ON `realm_signing_keys` (`realm_id`,`purpose`);--> statement-breakpoint
CREATE TABLE `secrets` (
	`id` integer PRIMARY KEY AUTOINCREMENT NOT NULL,
	`type` text NOT NULL,
	`wrapped_secret` text,
	`wrapping_label` text NOT NULL,
	`is_active` integer NOT NULL,
	`created_at` integer NOT NULL,
	`updated_at` integer NOT NULL,
	`deleted_at` integer
);
--> statement-breakpoint
CREATE INDEX `secrets_type` ON `secrets` (`type`);--> statement-breakpoint
CREATE TABLE `token_signing_keys` (
	`id` text PRIMARY KEY NOT NULL,
	`wrapped_private_key` text,
	`public_key_pem` text NOT NULL,
	`is_active` integer NOT NULL,
	`created_at` integer NOT NULL,
	`updated_at` integer NOT NULL
);
--> statement-breakpoint
CREATE TABLE `api_key_statistics` (
	`api_key_id` integer NOT NULL,
	`day` integer NOT NULL,
	`codes_issued` integer DEFAULT 0 NOT NULL,
	`codes_claimed` integer DEFAULT 0 NOT NULL,
	`codes_invalid` integer DEFAULT 0 NOT NULL,
	`tokens_claimed` integer DEFAULT 0 NOT NULL,
	`tokens_invalid` integer DEFAULT 0 NOT NULL,
	PRIMARY KEY(`api_key_id`, `day`)
) WITHOUT ROWID;
--> statement-breakpoint
CREATE TABLE `chaff_days` (
	`realm_id` integer NOT NULL,
	`day` integer NOT NULL,
	PRIMARY KEY(`realm_id`, `day`)
) WITHOUT ROWID;
--> statement-breakpoint
CREATE TABLE `external_issuer_statistics` (
	`realm_id` integer NOT NULL,
	`issuer_id` text NOT NULL,
	`day` integer NOT NULL,
	`codes_issued` integer DEFAULT 0 NOT NULL,
	PRIMARY KEY(`realm_id`, `issuer_id`, `day`)
) WITHOUT ROWID;
--> statement-breakpoint
CREATE TABLE `key_server_statistics` (
	`realm_id` integer NOT NULL,
	`day` integer NOT NULL,
	`publish_unknown` integer DEFAULT 0 NOT NULL,
	`publish_android` integer DEFAULT 0 NOT NULL,
	`publish_ios` integer DEFAULT 0 NOT NULL,
	`teks_published` integer DEFAULT 0 NOT NULL,
	`requests_with_revisions` integer DEFAULT 0 NOT NULL,
	`requests_missing_onset_date` integer DEFAULT 0 NOT NULL,
	`tek_age_distribution` text NOT NULL,
	`onset_to_upload_distribution` text NOT NULL,
	PRIMARY KEY(`realm_id`, `day`)
) WITHOUT ROWID;
--> statement-breakpoint
CREATE TABLE `realm_statistics` (
	`realm_id` integer NOT NULL,
	`day` integer NOT NULL,
	`codes_issued` integer DEFAULT 0 NOT NULL,
	`codes_claimed` integer DEFAULT 0 NOT NULL,
	`codes_invalid` integer DEFAULT 0 NOT NULL,
	`codes_invalid_unknown_os` integer DEFAULT 0 NOT NULL,
	`codes_invalid_ios` integer DEFAULT 0 NOT NULL,
	`codes_invalid_android` integer DEFAULT 0 NOT NULL,
	`user_reports_issued` integer DEFAULT 0 NOT NULL,
	`user_reports_claimed` integer DEFAULT 0 NOT NULL,
	`user_reports_invalid_nonce` integer DEFAULT 0 NOT NULL,
	`user_reports_invalid_nonce_unknown_os` integer DEFAULT 0 NOT NULL,
	`user_reports_invalid_nonce_ios` integer DEFAULT 0 NOT NULL,
	`user_reports_invalid_nonce_android` integer DEFAULT 0 NOT NULL,
	`tokens_claimed` integer DEFAULT 0 NOT NULL,
	`tokens_invalid` integer DEFAULT 0 NOT NULL,
	`user_report_tokens_claimed` integer DEFAULT 0 NOT NULL,
	`claim_age_seconds` integer DEFAULT 0 NOT NULL,
	`claim_age_0` integer DEFAULT 0 NOT NULL,
	`claim_age_1` integer DEFAULT 0 NOT NULL,
	`claim_age_2` integer DEFAULT 0 NOT NULL,
	`claim_age_3` integer DEFAULT 0 NOT NULL,
	`claim_age_4` integer DEFAULT 0 NOT NULL,
	`claim_age_5` integer DEFAULT 0 NOT NULL,
	`claim_age_6` integer DEFAULT 0 NOT NULL,
	`claim_age_7` integer DEFAULT 0 NOT NULL,
	`claim_age_8` integer DEFAULT 0 NOT NULL,
	`claim_age_9` integer DEFAULT 0 NOT NULL,
	`claim_age_10` integer DEFAULT 0 NOT NULL,
	PRIMARY KEY(`realm_id`, `day`)
) WITHOUT ROWID;
--> statement-breakpoint
CREATE TABLE `sms_error_statistics` (
	`realm_id` integer NOT NULL,
	`error_code` text NOT NULL,
	`day` integer NOT NULL,
	`quantity` integer DEFAULT 0 NOT NULL,
	PRIMARY KEY(`realm_id`, `error_code`, `day`)
) WITHOUT ROWID;
--> statement-breakpoint
CREATE TABLE `user_statistics` (
	`realm_id` integer NOT NULL,
	`user_id` integer NOT NULL,
	`day` integer NOT NULL,
	`codes_issued` integer DEFAULT 0 NOT NULL,
	PRIMARY KEY(`realm_id`, `user_id`, `day`)
) WITHOUT ROWID;
--> statement-breakpoint
CREATE TABLE `audit_log` (
	`id` integer PRIMARY KEY NOT NULL,
	`at` integer NOT NULL,
	`actor` text NOT NULL,
	`action` text NOT NULL,
	`subject` text NOT NULL,
	`detail` text NOT NULL,
	`previous_hash` text NOT NULL,
	`hash` text NOT NULL
);
--> statement-breakpoint
CREATE INDEX `audit_log_at` ON `audit_log` (`at`);