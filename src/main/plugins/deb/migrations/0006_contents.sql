-- Whether publications list the files of packages (Contents), and what is in packages that were read for it: they never change.
ALTER TABLE deb_aptrepository ADD COLUMN contents INTEGER NOT NULL DEFAULT 0;
ALTER TABLE deb_aptpublication ADD COLUMN contents INTEGER NOT NULL DEFAULT 0;
CREATE TABLE deb_filelist (
  content_id BLOB PRIMARY KEY NOT NULL REFERENCES core_content (pulp_id) ON DELETE CASCADE,
  -- Paths, each ended by a line feed, deflated.
  paths BLOB NOT NULL
);
-- Which of our keys signs: addresses of signing services; overrides by suite.
ALTER TABLE deb_aptrepository ADD COLUMN signing_service TEXT;
ALTER TABLE deb_aptrepository ADD COLUMN signing_service_release_overrides TEXT NOT NULL DEFAULT '{}';
ALTER TABLE deb_aptpublication ADD COLUMN signing_service TEXT;
