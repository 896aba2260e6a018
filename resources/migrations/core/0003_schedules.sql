CREATE TABLE core_schedule (
  pulp_id BLOB PRIMARY KEY, pulp_created INTEGER NOT NULL, pulp_last_updated INTEGER NOT NULL,
  repository_id BLOB NOT NULL REFERENCES core_repository (pulp_id) ON DELETE CASCADE,
  cron TEXT, interval INTEGER, enabled INTEGER NOT NULL DEFAULT 1, mirror INTEGER NOT NULL DEFAULT 1,
  next_run INTEGER, last_task_id BLOB REFERENCES core_task (pulp_id) ON DELETE SET NULL, error TEXT,
  CHECK ((cron IS NULL) <> (interval IS NULL))
) WITHOUT ROWID;
CREATE INDEX core_schedule_repository ON core_schedule (repository_id);
CREATE INDEX core_schedule_last_task ON core_schedule (last_task_id);
