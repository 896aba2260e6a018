-- How often a unit has lost its file, so that a sync need not look at every file to know that none was lost.
CREATE TABLE core_filesloss (id INTEGER PRIMARY KEY CHECK (id = 1), times INTEGER NOT NULL);
INSERT INTO core_filesloss (id, times) VALUES (1, 0);
CREATE TRIGGER core_contentartifact_lost AFTER UPDATE OF artifact_id ON core_contentartifact
WHEN old.artifact_id IS NOT NULL AND new.artifact_id IS NULL
BEGIN
  UPDATE core_filesloss SET times = times + 1;
END;

-- How often that was when the sync ended; -1 for a time when nobody counted.
ALTER TABLE core_syncstate ADD COLUMN losses INTEGER NOT NULL DEFAULT -1;
