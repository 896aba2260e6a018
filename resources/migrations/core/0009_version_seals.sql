-- How the integrity root of a version was made: 0 is the digest of all units in one row, as before this step; 1 is a sum over the units
-- (see docs/decisions/0007), which the next version continues from the state kept in core_versionseal.
ALTER TABLE core_repositoryversion ADD COLUMN integrity_scheme INTEGER NOT NULL DEFAULT 0;

-- Objects in manifest/object/, each named by its SHA-256: what a version changed since its base, or (without one) all it holds.
CREATE TABLE core_manifest (
  sha256 BLOB PRIMARY KEY, base BLOB REFERENCES core_manifest (sha256) ON DELETE RESTRICT,
  depth INTEGER NOT NULL, changes INTEGER NOT NULL, size INTEGER NOT NULL, pulp_created INTEGER NOT NULL
) WITHOUT ROWID;
CREATE INDEX core_manifest_base ON core_manifest (base);

CREATE TABLE core_versionseal (
  version_id BLOB PRIMARY KEY REFERENCES core_repositoryversion (pulp_id) ON DELETE CASCADE,
  set_hash BLOB NOT NULL, manifest BLOB REFERENCES core_manifest (sha256) ON DELETE RESTRICT
) WITHOUT ROWID;
CREATE INDEX core_versionseal_manifest ON core_versionseal (manifest);

CREATE TABLE core_publicationseal (
  publication_id BLOB PRIMARY KEY REFERENCES core_publication (pulp_id) ON DELETE CASCADE,
  manifest BLOB NOT NULL REFERENCES core_manifest (sha256) ON DELETE RESTRICT
) WITHOUT ROWID;
CREATE INDEX core_publicationseal_manifest ON core_publicationseal (manifest);
