CREATE TABLE `console_credentials` (
	`user_id` integer PRIMARY KEY NOT NULL,
	`password` text NOT NULL,
	`password_set_at` integer NOT NULL,
	`totp_secret` text,
	`totp_step` integer DEFAULT 0 NOT NULL,
	`failures` integer DEFAULT 0 NOT NULL,
	`locked_until` integer DEFAULT 0 NOT NULL,
	`language` text,
	`theme` text,
	`time_zone` text,
	FOREIGN KEY (`user_id`) REFERENCES `users`(`id`) ON UPDATE no action ON DELETE cascade
);
--> statement-breakpoint
CREATE TABLE `console_one_time` (
	`hash` text PRIMARY KEY NOT NULL,
	`kind` text NOT NULL,
	`user_id` integer,
	`session` text,
	`data` text,
	`expires_at` integer NOT NULL,
	`used_at` integer,
	FOREIGN KEY (`user_id`) REFERENCES `users`(`id`) ON UPDATE no action ON DELETE cascade
) WITHOUT ROWID;
--> statement-breakpoint
CREATE INDEX `console_one_time_session` ON `console_one_time` (`session`);--> statement-breakpoint
CREATE INDEX `console_one_time_user` ON `console_one_time` (`user_id`,`kind`);--> statement-breakpoint
CREATE INDEX `console_one_time_expires` ON `console_one_time` (`expires_at`);--> statement-breakpoint
CREATE TABLE `console_sessions` (
	`hash` text PRIMARY KEY NOT NULL,
	`user_id` integer NOT NULL,
	`level` integer NOT NULL,
	`tries` integer DEFAULT 0 NOT NULL,
	`place` text NOT NULL,
	`created_at` integer NOT NULL,
	`seen_at` integer NOT NULL,
	`proved_at` integer NOT NULL,
	`csrf_secret` text NOT NULL,
	FOREIGN KEY (`user_id`) REFERENCES `users`(`id`) ON UPDATE no action ON DELETE cascade
) WITHOUT ROWID;
--> statement-breakpoint
CREATE INDEX `console_sessions_user` ON `console_sessions` (`user_id`);