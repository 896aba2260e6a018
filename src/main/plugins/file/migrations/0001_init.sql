CREATE TABLE file_filecontent (
  pulp_id BLOB PRIMARY KEY REFERENCES core_content (pulp_id) ON DELETE CASCADE,
  relative_path TEXT NOT NULL, digest BLOB NOT NULL,
  UNIQUE (relative_path, digest)
) WITHOUT ROWID;

CREATE TABLE file_fileremote (
  pulp_id BLOB PRIMARY KEY REFERENCES core_remote (pulp_id) ON DELETE CASCADE
) WITHOUT ROWID;

CREATE TABLE file_filerepository (
  pulp_id BLOB PRIMARY KEY REFERENCES core_repository (pulp_id) ON DELETE CASCADE,
  manifest TEXT DEFAULT 'PULP_MANIFEST', autopublish INTEGER NOT NULL DEFAULT 0
) WITHOUT ROWID;

CREATE TABLE file_filepublication (
  pulp_id BLOB PRIMARY KEY REFERENCES core_publication (pulp_id) ON DELETE CASCADE,
  manifest TEXT
) WITHOUT ROWID;

CREATE TABLE file_filedistribution (
  pulp_id BLOB PRIMARY KEY REFERENCES core_distribution (pulp_id) ON DELETE CASCADE
) WITHOUT ROWID;
