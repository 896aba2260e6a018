-- Other addresses of a remote's upstream, and since when a task is held back by its user.
ALTER TABLE core_remote ADD COLUMN mirrors TEXT NOT NULL DEFAULT '[]';
ALTER TABLE core_task ADD COLUMN paused_at INTEGER;
