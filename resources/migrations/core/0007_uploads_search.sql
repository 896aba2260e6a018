CREATE TABLE core_upload (
  pulp_id BLOB PRIMARY KEY, pulp_created INTEGER NOT NULL, pulp_last_updated INTEGER NOT NULL, size INTEGER NOT NULL
) WITHOUT ROWID;
CREATE TABLE core_uploadchunk (
  upload_id BLOB NOT NULL REFERENCES core_upload (pulp_id) ON DELETE CASCADE, "offset" INTEGER NOT NULL, size INTEGER NOT NULL,
  file TEXT NOT NULL, PRIMARY KEY (upload_id, "offset")
) WITHOUT ROWID;

-- When versions were made that are deleted by now: units keep the number of the version they came with, and with it their age.
CREATE TABLE core_goneversion (
  repository_id BLOB NOT NULL REFERENCES core_repository (pulp_id) ON DELETE CASCADE, number INTEGER NOT NULL,
  pulp_created INTEGER NOT NULL, PRIMARY KEY (repository_id, number)
) WITHOUT ROWID;
CREATE TRIGGER core_repositoryversion_gone AFTER DELETE ON core_repositoryversion
WHEN OLD.complete = 1 AND EXISTS (SELECT 1 FROM core_repository WHERE pulp_id = OLD.repository_id)
BEGIN
  INSERT INTO core_goneversion (repository_id, number, pulp_created) VALUES (OLD.repository_id, OLD.number, OLD.pulp_created);
END;

-- What units in versions are found by, and every three letters of it. Filled when a version is completed.
CREATE TABLE core_searchname (
  id INTEGER PRIMARY KEY, content_id BLOB NOT NULL REFERENCES core_content (pulp_id) ON DELETE CASCADE, name TEXT NOT NULL
);
CREATE INDEX core_searchname_content ON core_searchname (content_id);
CREATE VIRTUAL TABLE core_searchtrigram USING fts5 (
  name, content = 'core_searchname', content_rowid = 'id', tokenize = 'trigram', detail = 'none', columnsize = 0
);
CREATE TRIGGER core_searchname_new AFTER INSERT ON core_searchname
BEGIN
  INSERT INTO core_searchtrigram (rowid, name) VALUES (NEW.id, NEW.name);
END;
CREATE TRIGGER core_searchname_gone AFTER DELETE ON core_searchname
BEGIN
  INSERT INTO core_searchtrigram (core_searchtrigram, rowid, name) VALUES ('delete', OLD.id, OLD.name);
END;
INSERT INTO core_searchname (content_id, name)
SELECT ca.content_id, ca.relative_path FROM core_contentartifact ca
WHERE EXISTS (SELECT 1 FROM core_repositorycontent m WHERE m.content_id = ca.content_id);

-- What was found to hold for the store as a whole, so that not every start has to look again.
CREATE TABLE core_fact (name TEXT PRIMARY KEY, value TEXT NOT NULL) WITHOUT ROWID;
