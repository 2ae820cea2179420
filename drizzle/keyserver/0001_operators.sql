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
CREATE INDEX `audit_log_at` ON `audit_log` (`at`);--> statement-breakpoint
CREATE TABLE `export_import_keys` (
	`import_id` integer NOT NULL,
	`key_id` text NOT NULL,
	`key_version` text NOT NULL,
	`public_key_pem` text NOT NULL,
	`valid_from` integer NOT NULL,
	`valid_thru` integer,
	PRIMARY KEY(`import_id`, `key_id`, `key_version`),
	FOREIGN KEY (`import_id`) REFERENCES `export_imports`(`id`) ON UPDATE no action ON DELETE cascade
);
--> statement-breakpoint
CREATE TABLE `export_imports` (
	`id` integer PRIMARY KEY NOT NULL,
	`index_url` text NOT NULL,
	`export_root_url` text NOT NULL,
	`region` text NOT NULL,
	`traveler` integer NOT NULL,
	`active_from` integer NOT NULL,
	`active_thru` integer,
	`requires_signature` integer NOT NULL
);
--> statement-breakpoint
CREATE UNIQUE INDEX `export_imports_index_url_unique` ON `export_imports` (`index_url`);--> statement-breakpoint
CREATE TABLE `import_files` (
	`id` integer PRIMARY KEY NOT NULL,
	`import_id` integer NOT NULL,
	`url` text NOT NULL,
	`status` text NOT NULL,
	`discovered_at` integer NOT NULL,
	`completed_at` integer,
	`lease_expires_at` integer,
	`attempts` integer NOT NULL,
	`next_attempt_at` integer NOT NULL,
	`last_failure` text,
	`key_count` integer,
	FOREIGN KEY (`import_id`) REFERENCES `export_imports`(`id`) ON UPDATE no action ON DELETE cascade
);
--> statement-breakpoint
CREATE UNIQUE INDEX `import_files_url` ON `import_files` (`import_id`,`url`);--> statement-breakpoint
CREATE INDEX `import_files_work` ON `import_files` (`status`,`next_attempt_at`);--> statement-breakpoint
CREATE TABLE `mirror_files` (
	`mirror_id` integer NOT NULL,
	`filename` text NOT NULL,
	`local_filename` text NOT NULL,
	`position` integer NOT NULL,
	`is_stored` integer NOT NULL,
	PRIMARY KEY(`mirror_id`, `filename`),
	FOREIGN KEY (`mirror_id`) REFERENCES `mirrors`(`id`) ON UPDATE no action ON DELETE cascade
);
--> statement-breakpoint
CREATE TABLE `mirrors` (
	`id` integer PRIMARY KEY NOT NULL,
	`index_url` text NOT NULL,
	`export_root_url` text NOT NULL,
	`filename_root` text NOT NULL,
	`filename_rewrite` text,
	`last_timestamp` integer DEFAULT 0 NOT NULL
);
--> statement-breakpoint
CREATE UNIQUE INDEX `mirrors_index_url_unique` ON `mirrors` (`index_url`);--> statement-breakpoint
CREATE UNIQUE INDEX `mirrors_filename_root_unique` ON `mirrors` (`filename_root`);--> statement-breakpoint
ALTER TABLE `diagnosis_keys` ADD `source_id` integer;--> statement-breakpoint
ALTER TABLE `export_batches` ADD `reissue` integer DEFAULT 0 NOT NULL;--> statement-breakpoint
ALTER TABLE `health_authorities` ADD `jwks_uri` text;--> statement-breakpoint
ALTER TABLE `health_authorities` ADD `may_read_statistics` integer DEFAULT true NOT NULL;--> statement-breakpoint
ALTER TABLE `health_authority_keys` ADD `is_polled` integer DEFAULT false NOT NULL;