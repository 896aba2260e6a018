-- The stanzas of an index that a sync has read, by the digest and the path of each, so that the next sync need not read the old index again. Made
-- anew from the index where it is missing.
CREATE TABLE deb_knownstanzas (
  artifact_id BLOB NOT NULL REFERENCES core_artifact (pulp_id) ON DELETE CASCADE,
  -- Counted from 0: some thousand stanzas each.
  part INTEGER NOT NULL,
  -- 16 bytes of the SHA-256 of each, in the order of the index.
  digests BLOB NOT NULL,
  -- Their paths, each ended by a line feed, compressed.
  paths BLOB NOT NULL,
  PRIMARY KEY (artifact_id, part)
);
