-- Own keys that sign publications. The secret key is encrypted by the engine's secret box.
CREATE TABLE core_signingkey (
  pulp_id BLOB PRIMARY KEY, pulp_created INTEGER NOT NULL, name TEXT NOT NULL UNIQUE,
  fingerprint TEXT NOT NULL, public_key TEXT NOT NULL, secret_key TEXT NOT NULL
) WITHOUT ROWID;

-- Upstream's own index files, byte for byte, as they were when the version was synced.
CREATE TABLE core_versionmetadata (
  repository_version_id BLOB NOT NULL REFERENCES core_repositoryversion (pulp_id) ON DELETE CASCADE,
  relative_path TEXT NOT NULL, artifact_id BLOB NOT NULL REFERENCES core_artifact (pulp_id),
  PRIMARY KEY (repository_version_id, relative_path)
) WITHOUT ROWID;
CREATE INDEX core_versionmetadata_artifact ON core_versionmetadata (artifact_id);

-- What of an alternate content source is looked at; each path is kept in a hidden repository.
CREATE TABLE core_alternatecontentsourcepath (
  pulp_id BLOB PRIMARY KEY, pulp_created INTEGER NOT NULL,
  alternate_content_source_id BLOB NOT NULL REFERENCES core_alternatecontentsource (pulp_id) ON DELETE CASCADE,
  path TEXT NOT NULL, repository_id BLOB REFERENCES core_repository (pulp_id) ON DELETE SET NULL,
  UNIQUE (alternate_content_source_id, path)
) WITHOUT ROWID;
CREATE INDEX core_alternatecontentsourcepath_repository ON core_alternatecontentsourcepath (repository_id);

-- Which files alternate content sources have, by any of their digests: what a download looks up first.
CREATE TABLE core_alternatefile (
  digest BLOB NOT NULL, path_id BLOB NOT NULL REFERENCES core_alternatecontentsourcepath (pulp_id) ON DELETE CASCADE,
  url TEXT NOT NULL, failed_at INTEGER,
  PRIMARY KEY (digest, path_id, url)
) WITHOUT ROWID;
CREATE INDEX core_alternatefile_path ON core_alternatefile (path_id);
CREATE INDEX core_alternatecontentsource_remote ON core_alternatecontentsource (remote_id);
-- What a path had is of no use without it.
CREATE TRIGGER core_alternatecontentsourcepath_gone AFTER DELETE ON core_alternatecontentsourcepath
BEGIN
  DELETE FROM core_repository WHERE pulp_id = OLD.repository_id;
END;
