-- Files of published indices by what is in them, so that an index that has not changed is not written again.
CREATE TABLE deb_writtenindex (
  -- Of the ids of the units, in their order.
  fingerprint BLOB NOT NULL,
  -- Of the file's name.
  ending TEXT NOT NULL,
  artifact_id BLOB NOT NULL REFERENCES core_artifact (pulp_id) ON DELETE CASCADE,
  PRIMARY KEY (fingerprint, ending)
) WITHOUT ROWID;
CREATE INDEX deb_writtenindex_artifact ON deb_writtenindex (artifact_id);

-- Days for which Release files say that they are valid.
ALTER TABLE deb_aptrepository ADD COLUMN valid_days INTEGER;
ALTER TABLE deb_aptpublication ADD COLUMN valid_days INTEGER;
