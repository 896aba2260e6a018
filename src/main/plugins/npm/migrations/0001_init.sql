CREATE TABLE npm_package (
  pulp_id BLOB PRIMARY KEY REFERENCES core_content (pulp_id) ON DELETE CASCADE,
  name TEXT NOT NULL, version TEXT NOT NULL, integrity TEXT NOT NULL, manifest TEXT NOT NULL, relative_path TEXT NOT NULL
);
-- The natural key; the key of a version (name, version) is its beginning.
CREATE UNIQUE INDEX npm_package_natural_key ON npm_package (name, version, integrity);

CREATE TABLE npm_npmremote (
  pulp_id BLOB PRIMARY KEY REFERENCES core_remote (pulp_id) ON DELETE CASCADE,
  package_lock TEXT, package_specs TEXT NOT NULL DEFAULT '[]', platforms TEXT NOT NULL DEFAULT '[]'
);

CREATE TABLE npm_npmrepository (
  pulp_id BLOB PRIMARY KEY REFERENCES core_repository (pulp_id) ON DELETE CASCADE
) WITHOUT ROWID;

CREATE TABLE npm_npmdistribution (
  pulp_id BLOB PRIMARY KEY REFERENCES core_distribution (pulp_id) ON DELETE CASCADE
) WITHOUT ROWID;
