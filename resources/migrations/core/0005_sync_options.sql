-- Globs of what is taken from a remote, and of what is not.
ALTER TABLE core_remote ADD COLUMN include TEXT NOT NULL DEFAULT '[]';
ALTER TABLE core_remote ADD COLUMN exclude TEXT NOT NULL DEFAULT '[]';

-- Whether syncs set bad files aside instead of failing; NULL: they do when they declare more than a hundred units. Repositories that are
-- served as mirrors get that, as new ones do.
ALTER TABLE core_repository ADD COLUMN quarantine INTEGER DEFAULT 0;
UPDATE core_repository SET quarantine = NULL
WHERE remote_id IS NOT NULL AND pulp_id IN (SELECT repository_id FROM core_distribution WHERE repository_id IS NOT NULL);

-- What the last complete sync of a repository found, so that the next one may end early.
CREATE TABLE core_syncstate (
  repository_id BLOB PRIMARY KEY REFERENCES core_repository (pulp_id) ON DELETE CASCADE,
  pulp_last_updated INTEGER NOT NULL, version INTEGER NOT NULL, facts TEXT NOT NULL, missing INTEGER NOT NULL
) WITHOUT ROWID;

-- Units that upstream lists and could not be had.
CREATE TABLE core_quarantinedunit (
  pulp_id BLOB PRIMARY KEY,
  repository_id BLOB NOT NULL REFERENCES core_repository (pulp_id) ON DELETE CASCADE,
  remote_id BLOB NOT NULL REFERENCES core_remote (pulp_id) ON DELETE CASCADE,
  pulp_type TEXT NOT NULL, relative_path TEXT NOT NULL, url TEXT, error TEXT NOT NULL, kept INTEGER NOT NULL,
  attempts INTEGER NOT NULL, first_tried INTEGER NOT NULL, last_tried INTEGER NOT NULL
) WITHOUT ROWID;
CREATE UNIQUE INDEX core_quarantinedunit_unit ON core_quarantinedunit (repository_id, remote_id, pulp_type, relative_path);
CREATE INDEX core_quarantinedunit_remote ON core_quarantinedunit (remote_id);
