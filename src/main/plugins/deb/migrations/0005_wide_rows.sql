-- Rows of packages are long. In a table without row ids all but their first part lay on pages of its own, two thirds of them empty: such a
-- table is a tree of keys. As common tables they take a third of the space, and a sync writes a third as much.
CREATE TABLE deb_package_wide (
  pulp_id BLOB PRIMARY KEY NOT NULL REFERENCES core_content (pulp_id) ON DELETE CASCADE,
  package TEXT NOT NULL, version TEXT NOT NULL, architecture TEXT NOT NULL,
  relative_path TEXT NOT NULL, sha256 BLOB NOT NULL, size INTEGER NOT NULL, paragraph TEXT NOT NULL,
  source TEXT, section TEXT, priority TEXT, origin TEXT, tag TEXT, bugs TEXT, essential INTEGER, build_essential INTEGER, installed_size INTEGER,
  maintainer TEXT, original_maintainer TEXT, description TEXT, description_md5 TEXT, homepage TEXT, built_using TEXT, auto_built_package TEXT,
  multi_arch TEXT, breaks TEXT, conflicts TEXT, depends TEXT, recommends TEXT, suggests TEXT, enhances TEXT, pre_depends TEXT, provides TEXT,
  replaces TEXT,
  UNIQUE (relative_path, sha256)
);
INSERT INTO deb_package_wide SELECT * FROM deb_package;
DROP TABLE deb_package;
ALTER TABLE deb_package_wide RENAME TO deb_package;
CREATE INDEX deb_package_name ON deb_package (package, architecture);

CREATE TABLE deb_installerpackage_wide (
  pulp_id BLOB PRIMARY KEY NOT NULL REFERENCES core_content (pulp_id) ON DELETE CASCADE,
  package TEXT NOT NULL, version TEXT NOT NULL, architecture TEXT NOT NULL,
  relative_path TEXT NOT NULL, sha256 BLOB NOT NULL, size INTEGER NOT NULL, paragraph TEXT NOT NULL,
  source TEXT, section TEXT, priority TEXT, origin TEXT, tag TEXT, bugs TEXT, essential INTEGER, build_essential INTEGER, installed_size INTEGER,
  maintainer TEXT, original_maintainer TEXT, description TEXT, description_md5 TEXT, homepage TEXT, built_using TEXT, auto_built_package TEXT,
  multi_arch TEXT, breaks TEXT, conflicts TEXT, depends TEXT, recommends TEXT, suggests TEXT, enhances TEXT, pre_depends TEXT, provides TEXT,
  replaces TEXT,
  UNIQUE (relative_path, sha256)
);
INSERT INTO deb_installerpackage_wide SELECT * FROM deb_installerpackage;
DROP TABLE deb_installerpackage;
ALTER TABLE deb_installerpackage_wide RENAME TO deb_installerpackage;
CREATE INDEX deb_installerpackage_name ON deb_installerpackage (package, architecture);

CREATE TABLE deb_sourcepackage_wide (
  pulp_id BLOB PRIMARY KEY NOT NULL REFERENCES core_content (pulp_id) ON DELETE CASCADE,
  relative_path TEXT NOT NULL, sha256 BLOB NOT NULL, source TEXT NOT NULL, version TEXT NOT NULL, paragraph TEXT NOT NULL,
  format TEXT, binary TEXT, architecture TEXT, maintainer TEXT, uploaders TEXT, homepage TEXT, vcs_browser TEXT, vcs_git TEXT, testsuite TEXT,
  section TEXT, priority TEXT, standards_version TEXT, build_depends TEXT, build_depends_indep TEXT, build_depends_arch TEXT,
  build_conflicts TEXT, package_list TEXT,
  UNIQUE (relative_path, sha256)
);
INSERT INTO deb_sourcepackage_wide SELECT * FROM deb_sourcepackage;
DROP TABLE deb_sourcepackage;
ALTER TABLE deb_sourcepackage_wide RENAME TO deb_sourcepackage;
CREATE INDEX deb_sourcepackage_name ON deb_sourcepackage (source);
