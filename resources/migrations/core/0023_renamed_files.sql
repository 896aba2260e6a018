-- Files that a publication has under another path than their own, such as their hash. What publications had at a path is looked for from the
-- path of the file, and for these few from that of the publication: an index of all paths would be as large as the table.
ALTER TABLE core_publishedartifact ADD COLUMN renamed INTEGER NOT NULL DEFAULT 0;
UPDATE core_publishedartifact SET renamed = 1
WHERE relative_path <> (SELECT ca.relative_path FROM core_contentartifact ca WHERE ca.pulp_id = content_artifact_id);
CREATE INDEX core_publishedartifact_renamed ON core_publishedartifact (relative_path) WHERE renamed = 1;
