CREATE TABLE deb_package (
  pulp_id BLOB PRIMARY KEY REFERENCES core_content (pulp_id) ON DELETE CASCADE,
  package TEXT NOT NULL, version TEXT NOT NULL, architecture TEXT NOT NULL,
  relative_path TEXT NOT NULL, sha256 BLOB NOT NULL, size INTEGER NOT NULL, paragraph TEXT NOT NULL,
  source TEXT, section TEXT, priority TEXT, origin TEXT, tag TEXT, bugs TEXT, essential INTEGER, build_essential INTEGER, installed_size INTEGER,
  maintainer TEXT, original_maintainer TEXT, description TEXT, description_md5 TEXT, homepage TEXT, built_using TEXT, auto_built_package TEXT,
  multi_arch TEXT, breaks TEXT, conflicts TEXT, depends TEXT, recommends TEXT, suggests TEXT, enhances TEXT, pre_depends TEXT, provides TEXT,
  replaces TEXT,
  UNIQUE (relative_path, sha256)
) WITHOUT ROWID;

CREATE INDEX deb_package_name ON deb_package (package, architecture);

CREATE TABLE deb_installerpackage (
  pulp_id BLOB PRIMARY KEY REFERENCES core_content (pulp_id) ON DELETE CASCADE,
  package TEXT NOT NULL, version TEXT NOT NULL, architecture TEXT NOT NULL,
  relative_path TEXT NOT NULL, sha256 BLOB NOT NULL, size INTEGER NOT NULL, paragraph TEXT NOT NULL,
  source TEXT, section TEXT, priority TEXT, origin TEXT, tag TEXT, bugs TEXT, essential INTEGER, build_essential INTEGER, installed_size INTEGER,
  maintainer TEXT, original_maintainer TEXT, description TEXT, description_md5 TEXT, homepage TEXT, built_using TEXT, auto_built_package TEXT,
  multi_arch TEXT, breaks TEXT, conflicts TEXT, depends TEXT, recommends TEXT, suggests TEXT, enhances TEXT, pre_depends TEXT, provides TEXT,
  replaces TEXT,
  UNIQUE (relative_path, sha256)
) WITHOUT ROWID;

CREATE TABLE deb_sourcepackage (
  pulp_id BLOB PRIMARY KEY REFERENCES core_content (pulp_id) ON DELETE CASCADE,
  relative_path TEXT NOT NULL, sha256 BLOB NOT NULL, source TEXT NOT NULL, version TEXT NOT NULL, paragraph TEXT NOT NULL,
  format TEXT, binary TEXT, architecture TEXT, maintainer TEXT, uploaders TEXT, homepage TEXT, vcs_browser TEXT, vcs_git TEXT, testsuite TEXT,
  section TEXT, priority TEXT, standards_version TEXT, build_depends TEXT, build_depends_indep TEXT, build_depends_arch TEXT,
  build_conflicts TEXT, package_list TEXT,
  UNIQUE (relative_path, sha256)
) WITHOUT ROWID;
CREATE INDEX deb_sourcepackage_name ON deb_sourcepackage (source);

CREATE TABLE deb_release (
  pulp_id BLOB PRIMARY KEY REFERENCES core_content (pulp_id) ON DELETE CASCADE,
  distribution TEXT NOT NULL, codename TEXT NOT NULL DEFAULT '', suite TEXT NOT NULL DEFAULT '', version TEXT NOT NULL DEFAULT '',
  origin TEXT NOT NULL DEFAULT '', label TEXT NOT NULL DEFAULT '', description TEXT NOT NULL DEFAULT '',
  UNIQUE (distribution, codename, suite, version, origin, label, description)
) WITHOUT ROWID;

CREATE TABLE deb_releasearchitecture (
  pulp_id BLOB PRIMARY KEY REFERENCES core_content (pulp_id) ON DELETE CASCADE,
  distribution TEXT NOT NULL, architecture TEXT NOT NULL,
  UNIQUE (distribution, architecture)
) WITHOUT ROWID;

CREATE TABLE deb_releasecomponent (
  pulp_id BLOB PRIMARY KEY REFERENCES core_content (pulp_id) ON DELETE CASCADE,
  distribution TEXT NOT NULL, component TEXT NOT NULL,
  UNIQUE (distribution, component)
) WITHOUT ROWID;

CREATE TABLE deb_packagereleasecomponent (
  pulp_id BLOB PRIMARY KEY REFERENCES core_content (pulp_id) ON DELETE CASCADE,
  package_id BLOB NOT NULL REFERENCES core_content (pulp_id), release_component_id BLOB NOT NULL REFERENCES core_content (pulp_id),
  paragraph TEXT, paragraph_sha256 BLOB NOT NULL,
  UNIQUE (package_id, release_component_id, paragraph_sha256)
) WITHOUT ROWID;
CREATE INDEX deb_packagereleasecomponent_component ON deb_packagereleasecomponent (release_component_id);

CREATE TABLE deb_sourcepackagereleasecomponent (
  pulp_id BLOB PRIMARY KEY REFERENCES core_content (pulp_id) ON DELETE CASCADE,
  source_package_id BLOB NOT NULL REFERENCES core_content (pulp_id), release_component_id BLOB NOT NULL REFERENCES core_content (pulp_id),
  UNIQUE (source_package_id, release_component_id)
) WITHOUT ROWID;
CREATE INDEX deb_sourcepackagereleasecomponent_component ON deb_sourcepackagereleasecomponent (release_component_id);

CREATE TABLE deb_releasefile (
  pulp_id BLOB PRIMARY KEY REFERENCES core_content (pulp_id) ON DELETE CASCADE,
  relative_path TEXT NOT NULL, sha256 BLOB NOT NULL, distribution TEXT NOT NULL,
  UNIQUE (relative_path, sha256)
) WITHOUT ROWID;

CREATE TABLE deb_packageindex (
  pulp_id BLOB PRIMARY KEY REFERENCES core_content (pulp_id) ON DELETE CASCADE,
  relative_path TEXT NOT NULL, sha256 BLOB NOT NULL, distribution TEXT NOT NULL, component TEXT NOT NULL DEFAULT '', architecture TEXT NOT NULL DEFAULT '',
  UNIQUE (relative_path, sha256)
) WITHOUT ROWID;

CREATE TABLE deb_sourceindex (
  pulp_id BLOB PRIMARY KEY REFERENCES core_content (pulp_id) ON DELETE CASCADE,
  relative_path TEXT NOT NULL, sha256 BLOB NOT NULL, distribution TEXT NOT NULL, component TEXT NOT NULL DEFAULT '',
  UNIQUE (relative_path, sha256)
) WITHOUT ROWID;

CREATE TABLE deb_installerfileindex (
  pulp_id BLOB PRIMARY KEY REFERENCES core_content (pulp_id) ON DELETE CASCADE,
  relative_path TEXT NOT NULL, sha256 BLOB NOT NULL, distribution TEXT NOT NULL, component TEXT NOT NULL DEFAULT '', architecture TEXT NOT NULL DEFAULT '',
  UNIQUE (relative_path, sha256)
) WITHOUT ROWID;

CREATE TABLE deb_genericcontent (
  pulp_id BLOB PRIMARY KEY REFERENCES core_content (pulp_id) ON DELETE CASCADE,
  relative_path TEXT NOT NULL, sha256 BLOB NOT NULL, distribution TEXT NOT NULL,
  UNIQUE (relative_path, sha256)
) WITHOUT ROWID;

CREATE TABLE deb_aptremote (
  pulp_id BLOB PRIMARY KEY REFERENCES core_remote (pulp_id) ON DELETE CASCADE,
  distributions TEXT NOT NULL DEFAULT '', components TEXT, architectures TEXT, sync_sources INTEGER NOT NULL DEFAULT 0,
  sync_udebs INTEGER NOT NULL DEFAULT 0, sync_installer INTEGER NOT NULL DEFAULT 0, gpgkey TEXT,
  ignore_missing_package_indices INTEGER NOT NULL DEFAULT 0, generic_indices TEXT NOT NULL DEFAULT '["translation"]',
  languages TEXT NOT NULL DEFAULT '[]', allow_weak_signatures TEXT NOT NULL DEFAULT '[]', ignore_valid_until INTEGER NOT NULL DEFAULT 0,
  release_dates TEXT NOT NULL DEFAULT '{}'
) WITHOUT ROWID;

CREATE TABLE deb_aptrepository (
  pulp_id BLOB PRIMARY KEY REFERENCES core_repository (pulp_id) ON DELETE CASCADE,
  autopublish INTEGER NOT NULL DEFAULT 0, publish_upstream_release_fields INTEGER NOT NULL DEFAULT 1, sign INTEGER NOT NULL DEFAULT 1,
  verbatim INTEGER NOT NULL DEFAULT 0, retain_package_versions INTEGER NOT NULL DEFAULT 0
) WITHOUT ROWID;

CREATE TABLE deb_aptpublication (
  pulp_id BLOB PRIMARY KEY REFERENCES core_publication (pulp_id) ON DELETE CASCADE,
  simple INTEGER NOT NULL DEFAULT 0, structured INTEGER NOT NULL DEFAULT 1, publish_upstream_release_fields INTEGER,
  sign INTEGER NOT NULL DEFAULT 1, superseded TEXT NOT NULL DEFAULT '{}'
) WITHOUT ROWID;

CREATE TABLE deb_verbatimpublication (
  pulp_id BLOB PRIMARY KEY REFERENCES core_publication (pulp_id) ON DELETE CASCADE
) WITHOUT ROWID;

CREATE TABLE deb_aptdistribution (
  pulp_id BLOB PRIMARY KEY REFERENCES core_distribution (pulp_id) ON DELETE CASCADE
) WITHOUT ROWID;
