-- What took space when: one row a day, and the newest one with its parts.
CREATE TABLE core_storagesurvey (
  pulp_id BLOB PRIMARY KEY, pulp_created INTEGER NOT NULL,
  stored INTEGER NOT NULL, unused INTEGER NOT NULL, catalogue INTEGER NOT NULL, detail TEXT
) WITHOUT ROWID;
CREATE INDEX core_storagesurvey_created ON core_storagesurvey (pulp_created);

-- What was deleted and can still be brought back. A mirror's repository and remote stay, hidden and under other names; the rows that made it
-- reachable (distributions, schedules) are kept here.
ALTER TABLE core_remote ADD COLUMN user_hidden INTEGER NOT NULL DEFAULT 0;
CREATE TABLE core_trash (
  pulp_id BLOB PRIMARY KEY, pulp_created INTEGER NOT NULL, expires_at INTEGER NOT NULL, name TEXT NOT NULL,
  repository_id BLOB NOT NULL REFERENCES core_repository (pulp_id) ON DELETE CASCADE,
  version_id BLOB REFERENCES core_repositoryversion (pulp_id) ON DELETE CASCADE,
  remote_id BLOB REFERENCES core_remote (pulp_id) ON DELETE SET NULL, remote_name TEXT,
  kept TEXT NOT NULL DEFAULT '[]'
) WITHOUT ROWID;
CREATE INDEX core_trash_repository ON core_trash (repository_id);
CREATE INDEX core_trash_version ON core_trash (version_id);
CREATE INDEX core_trash_remote ON core_trash (remote_id);
CREATE INDEX core_trash_expires ON core_trash (expires_at);
