ALTER TABLE file_fileremote ADD COLUMN signing_keys TEXT;
ALTER TABLE file_fileremote ADD COLUMN allow_weak_signatures TEXT NOT NULL DEFAULT '[]';
ALTER TABLE file_filerepository ADD COLUMN verbatim INTEGER NOT NULL DEFAULT 0;
ALTER TABLE file_filepublication ADD COLUMN verbatim INTEGER NOT NULL DEFAULT 0;

CREATE TABLE file_filegitremote (
  pulp_id BLOB PRIMARY KEY REFERENCES core_remote (pulp_id) ON DELETE CASCADE,
  git_ref TEXT NOT NULL DEFAULT 'HEAD'
) WITHOUT ROWID;

CREATE TABLE file_filealternatecontentsource (
  pulp_id BLOB PRIMARY KEY REFERENCES core_alternatecontentsource (pulp_id) ON DELETE CASCADE
) WITHOUT ROWID;
