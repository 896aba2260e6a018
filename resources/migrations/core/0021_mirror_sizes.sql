-- What measuring a version last found, so that a list of large mirrors has sizes at once after a start.
CREATE TABLE core_mirrorsize (
  repository_id BLOB PRIMARY KEY NOT NULL REFERENCES core_repository (pulp_id) ON DELETE CASCADE,
  version_id BLOB NOT NULL,
  stored INTEGER NOT NULL,
  -- Null when an upstream does not say the size of a file.
  on_demand INTEGER,
  -- Milliseconds since the epoch; milliseconds that measuring took.
  measured_at INTEGER NOT NULL,
  took INTEGER NOT NULL
) WITHOUT ROWID;
