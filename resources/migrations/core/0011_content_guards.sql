-- Content guards: who may download from a distribution. Names follow pulpcore and pulp-certguard.
CREATE TABLE core_headercontentguard (
  pulp_id BLOB PRIMARY KEY REFERENCES core_contentguard (pulp_id) ON DELETE CASCADE,
  header_name TEXT NOT NULL, header_value TEXT NOT NULL
) WITHOUT ROWID;
CREATE TABLE core_rbaccontentguard (
  pulp_id BLOB PRIMARY KEY REFERENCES core_contentguard (pulp_id) ON DELETE CASCADE
) WITHOUT ROWID;
CREATE TABLE core_contentredirectcontentguard (
  pulp_id BLOB PRIMARY KEY REFERENCES core_contentguard (pulp_id) ON DELETE CASCADE,
  shared_secret TEXT NOT NULL
) WITHOUT ROWID;
CREATE TABLE core_compositecontentguard (
  pulp_id BLOB PRIMARY KEY REFERENCES core_contentguard (pulp_id) ON DELETE CASCADE,
  guard_ids TEXT NOT NULL DEFAULT '[]'
) WITHOUT ROWID;
CREATE TABLE certguard_x509certguard (
  pulp_id BLOB PRIMARY KEY REFERENCES core_contentguard (pulp_id) ON DELETE CASCADE,
  ca_certificate TEXT NOT NULL
) WITHOUT ROWID;
