CREATE TABLE core_remote (
  pulp_id BLOB PRIMARY KEY, pulp_created INTEGER NOT NULL, pulp_last_updated INTEGER NOT NULL, pulp_type TEXT NOT NULL,
  name TEXT NOT NULL UNIQUE, pulp_labels TEXT NOT NULL DEFAULT '{}', url TEXT NOT NULL,
  ca_cert TEXT, client_cert TEXT, client_key TEXT, tls_validation INTEGER NOT NULL DEFAULT 1,
  username TEXT, password TEXT, proxy_url TEXT, proxy_username TEXT, proxy_password TEXT,
  download_concurrency INTEGER, max_retries INTEGER, policy TEXT NOT NULL DEFAULT 'immediate',
  total_timeout INTEGER, connect_timeout INTEGER, sock_connect_timeout INTEGER, sock_read_timeout INTEGER,
  headers TEXT, rate_limit INTEGER
) WITHOUT ROWID;

CREATE TABLE core_repository (
  pulp_id BLOB PRIMARY KEY, pulp_created INTEGER NOT NULL, pulp_last_updated INTEGER NOT NULL, pulp_type TEXT NOT NULL,
  name TEXT NOT NULL UNIQUE, description TEXT, pulp_labels TEXT NOT NULL DEFAULT '{}', next_version INTEGER NOT NULL DEFAULT 0,
  retain_repo_versions INTEGER, user_hidden INTEGER NOT NULL DEFAULT 0,
  remote_id BLOB REFERENCES core_remote (pulp_id) ON DELETE SET NULL
) WITHOUT ROWID;

CREATE TABLE core_repositoryversion (
  pulp_id BLOB PRIMARY KEY, pulp_created INTEGER NOT NULL, pulp_last_updated INTEGER NOT NULL,
  repository_id BLOB NOT NULL REFERENCES core_repository (pulp_id) ON DELETE CASCADE,
  number INTEGER NOT NULL, complete INTEGER NOT NULL DEFAULT 0,
  base_version_id BLOB REFERENCES core_repositoryversion (pulp_id) ON DELETE SET NULL,
  info TEXT NOT NULL DEFAULT '{}', content_summary TEXT NOT NULL DEFAULT '{"added":{},"removed":{},"present":{}}', task_id BLOB,
  UNIQUE (repository_id, number)
) WITHOUT ROWID;
CREATE INDEX core_repositoryversion_base ON core_repositoryversion (base_version_id);

CREATE TABLE core_content (
  pulp_id BLOB PRIMARY KEY, pulp_created INTEGER NOT NULL, pulp_last_updated INTEGER NOT NULL, pulp_type TEXT NOT NULL,
  pulp_labels TEXT NOT NULL DEFAULT '{}', upstream_id BLOB, timestamp_of_interest INTEGER NOT NULL
) WITHOUT ROWID;

CREATE TABLE core_repositorycontent (
  repository_id BLOB NOT NULL REFERENCES core_repository (pulp_id) ON DELETE CASCADE,
  content_id BLOB NOT NULL REFERENCES core_content (pulp_id) ON DELETE RESTRICT,
  version_added INTEGER NOT NULL, version_removed INTEGER,
  PRIMARY KEY (repository_id, content_id, version_added)
) WITHOUT ROWID;
CREATE INDEX core_repositorycontent_added ON core_repositorycontent (repository_id, version_added);
CREATE INDEX core_repositorycontent_removed ON core_repositorycontent (repository_id, version_removed);
CREATE INDEX core_repositorycontent_content ON core_repositorycontent (content_id);

CREATE TABLE core_artifact (
  pulp_id BLOB PRIMARY KEY, pulp_created INTEGER NOT NULL, size INTEGER NOT NULL, sha256 BLOB NOT NULL UNIQUE,
  sha512 BLOB, sha384 BLOB, sha224 BLOB, sha1 BLOB, md5 BLOB, timestamp_of_interest INTEGER NOT NULL
) WITHOUT ROWID;
CREATE INDEX core_artifact_sha512 ON core_artifact (sha512);

CREATE TABLE core_contentartifact (
  pulp_id BLOB PRIMARY KEY, content_id BLOB NOT NULL REFERENCES core_content (pulp_id) ON DELETE CASCADE,
  artifact_id BLOB REFERENCES core_artifact (pulp_id) ON DELETE RESTRICT, relative_path TEXT NOT NULL,
  UNIQUE (content_id, relative_path)
) WITHOUT ROWID;
CREATE INDEX core_contentartifact_artifact ON core_contentartifact (artifact_id);
CREATE INDEX core_contentartifact_path ON core_contentartifact (relative_path);

CREATE TABLE core_remoteartifact (
  pulp_id BLOB PRIMARY KEY, content_artifact_id BLOB NOT NULL REFERENCES core_contentartifact (pulp_id) ON DELETE CASCADE,
  remote_id BLOB NOT NULL REFERENCES core_remote (pulp_id) ON DELETE CASCADE, url TEXT NOT NULL, size INTEGER,
  sha256 BLOB, sha512 BLOB, sha384 BLOB, sha224 BLOB, sha1 BLOB, md5 BLOB, failed_at INTEGER,
  UNIQUE (content_artifact_id, remote_id)
) WITHOUT ROWID;
CREATE INDEX core_remoteartifact_remote ON core_remoteartifact (remote_id);

CREATE TABLE core_publication (
  pulp_id BLOB PRIMARY KEY, pulp_created INTEGER NOT NULL, pulp_last_updated INTEGER NOT NULL, pulp_type TEXT NOT NULL,
  repository_version_id BLOB NOT NULL REFERENCES core_repositoryversion (pulp_id) ON DELETE CASCADE,
  complete INTEGER NOT NULL DEFAULT 0, pass_through INTEGER NOT NULL DEFAULT 0, checkpoint INTEGER NOT NULL DEFAULT 0, task_id BLOB
) WITHOUT ROWID;
CREATE INDEX core_publication_version ON core_publication (repository_version_id);

CREATE TABLE core_publishedartifact (
  publication_id BLOB NOT NULL REFERENCES core_publication (pulp_id) ON DELETE CASCADE,
  relative_path TEXT NOT NULL, content_artifact_id BLOB NOT NULL REFERENCES core_contentartifact (pulp_id) ON DELETE CASCADE,
  PRIMARY KEY (publication_id, relative_path)
) WITHOUT ROWID;
CREATE INDEX core_publishedartifact_content_artifact ON core_publishedartifact (content_artifact_id);

CREATE TABLE core_publishedmetadata (
  pulp_id BLOB PRIMARY KEY REFERENCES core_content (pulp_id) ON DELETE CASCADE,
  publication_id BLOB NOT NULL REFERENCES core_publication (pulp_id) ON DELETE CASCADE, relative_path TEXT NOT NULL
) WITHOUT ROWID;
CREATE INDEX core_publishedmetadata_publication ON core_publishedmetadata (publication_id);
-- An index file belongs to its publication alone: its unit goes with it, whichever way the publication goes.
CREATE TRIGGER core_publishedmetadata_gone AFTER DELETE ON core_publishedmetadata
BEGIN
  DELETE FROM core_content WHERE pulp_id = OLD.pulp_id;
END;

CREATE TABLE core_contentguard (
  pulp_id BLOB PRIMARY KEY, pulp_created INTEGER NOT NULL, pulp_last_updated INTEGER NOT NULL, pulp_type TEXT NOT NULL,
  name TEXT NOT NULL UNIQUE, description TEXT
) WITHOUT ROWID;

CREATE TABLE core_distribution (
  pulp_id BLOB PRIMARY KEY, pulp_created INTEGER NOT NULL, pulp_last_updated INTEGER NOT NULL, pulp_type TEXT NOT NULL,
  name TEXT NOT NULL UNIQUE, pulp_labels TEXT NOT NULL DEFAULT '{}', base_path TEXT NOT NULL UNIQUE,
  content_guard_id BLOB REFERENCES core_contentguard (pulp_id) ON DELETE RESTRICT,
  publication_id BLOB REFERENCES core_publication (pulp_id) ON DELETE SET NULL,
  repository_id BLOB REFERENCES core_repository (pulp_id) ON DELETE SET NULL,
  repository_version_id BLOB REFERENCES core_repositoryversion (pulp_id) ON DELETE SET NULL,
  remote_id BLOB REFERENCES core_remote (pulp_id) ON DELETE SET NULL,
  hidden INTEGER NOT NULL DEFAULT 0
) WITHOUT ROWID;
CREATE INDEX core_distribution_repository ON core_distribution (repository_id);

CREATE TABLE core_alternatecontentsource (
  pulp_id BLOB PRIMARY KEY, pulp_created INTEGER NOT NULL, pulp_last_updated INTEGER NOT NULL, pulp_type TEXT NOT NULL,
  name TEXT NOT NULL UNIQUE, remote_id BLOB REFERENCES core_remote (pulp_id) ON DELETE CASCADE, last_refreshed INTEGER
) WITHOUT ROWID;

CREATE TABLE core_exporter (
  pulp_id BLOB PRIMARY KEY, pulp_created INTEGER NOT NULL, pulp_last_updated INTEGER NOT NULL, pulp_type TEXT NOT NULL, name TEXT NOT NULL UNIQUE
) WITHOUT ROWID;

CREATE TABLE core_importer (
  pulp_id BLOB PRIMARY KEY, pulp_created INTEGER NOT NULL, pulp_last_updated INTEGER NOT NULL, pulp_type TEXT NOT NULL, name TEXT NOT NULL UNIQUE
) WITHOUT ROWID;

CREATE TABLE core_temporaryfile (
  pulp_id BLOB PRIMARY KEY, pulp_created INTEGER NOT NULL, file TEXT NOT NULL, size INTEGER NOT NULL, digests TEXT NOT NULL
) WITHOUT ROWID;

CREATE TABLE core_taskgroup (
  pulp_id BLOB PRIMARY KEY, pulp_created INTEGER NOT NULL, description TEXT NOT NULL, all_tasks_dispatched INTEGER NOT NULL DEFAULT 0
) WITHOUT ROWID;

CREATE TABLE core_task (
  pulp_id BLOB PRIMARY KEY, pulp_created INTEGER NOT NULL, pulp_last_updated INTEGER NOT NULL, state TEXT NOT NULL, name TEXT NOT NULL,
  input_version INTEGER NOT NULL, input TEXT NOT NULL, result TEXT, error TEXT, logging_cid TEXT NOT NULL, worker TEXT,
  parent_task_id BLOB REFERENCES core_task (pulp_id) ON DELETE SET NULL,
  task_group_id BLOB REFERENCES core_taskgroup (pulp_id) ON DELETE SET NULL,
  immediate INTEGER NOT NULL DEFAULT 0, deferred INTEGER NOT NULL DEFAULT 1,
  unblocked_at INTEGER, started_at INTEGER, finished_at INTEGER
) WITHOUT ROWID;
CREATE INDEX core_task_unfinished ON core_task (pulp_id) WHERE state IN ('waiting', 'running', 'canceling');
CREATE INDEX core_task_group ON core_task (task_group_id);
CREATE INDEX core_task_parent ON core_task (parent_task_id);

CREATE TABLE core_taskreservation (
  task_id BLOB NOT NULL REFERENCES core_task (pulp_id) ON DELETE CASCADE, resource TEXT NOT NULL, exclusive INTEGER NOT NULL,
  PRIMARY KEY (task_id, resource)
) WITHOUT ROWID;
CREATE INDEX core_taskreservation_resource ON core_taskreservation (resource);

CREATE TABLE core_createdresource (
  task_id BLOB NOT NULL REFERENCES core_task (pulp_id) ON DELETE CASCADE, position INTEGER NOT NULL, prn TEXT NOT NULL, href TEXT NOT NULL,
  PRIMARY KEY (task_id, position)
) WITHOUT ROWID;

CREATE TABLE core_progressreport (
  pulp_id BLOB PRIMARY KEY, task_id BLOB NOT NULL REFERENCES core_task (pulp_id) ON DELETE CASCADE,
  message TEXT NOT NULL, code TEXT NOT NULL, state TEXT NOT NULL, total INTEGER, done INTEGER NOT NULL DEFAULT 0, suffix TEXT
) WITHOUT ROWID;
CREATE INDEX core_progressreport_task ON core_progressreport (task_id);

CREATE TABLE core_groupprogressreport (
  pulp_id BLOB PRIMARY KEY, task_group_id BLOB NOT NULL REFERENCES core_taskgroup (pulp_id) ON DELETE CASCADE,
  message TEXT NOT NULL, code TEXT NOT NULL, total INTEGER NOT NULL DEFAULT 0, done INTEGER NOT NULL DEFAULT 0, suffix TEXT
) WITHOUT ROWID;
