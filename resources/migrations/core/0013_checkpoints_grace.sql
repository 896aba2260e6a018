-- Checkpoints, and publications that stay reachable for a while after another took their place. Names follow pulpcore.
ALTER TABLE core_distribution ADD COLUMN checkpoint INTEGER NOT NULL DEFAULT 0;
ALTER TABLE core_repository ADD COLUMN retain_checkpoints INTEGER;

-- What a distribution served before, and until when (milliseconds). Written by triggers, so that no way of re-pointing forgets it.
CREATE TABLE core_distributedpublication (
  distribution_id BLOB NOT NULL REFERENCES core_distribution (pulp_id) ON DELETE CASCADE,
  publication_id BLOB NOT NULL REFERENCES core_publication (pulp_id) ON DELETE CASCADE,
  replaced_at INTEGER NOT NULL,
  PRIMARY KEY (distribution_id, publication_id)
) WITHOUT ROWID;
CREATE INDEX core_distributedpublication_publication ON core_distributedpublication (publication_id);

CREATE TRIGGER core_distribution_repointed AFTER UPDATE OF publication_id, repository_id, repository_version_id ON core_distribution
WHEN OLD.checkpoint = 0 AND (OLD.publication_id IS NOT NEW.publication_id OR OLD.repository_id IS NOT NEW.repository_id
  OR OLD.repository_version_id IS NOT NEW.repository_version_id)
BEGIN
  INSERT OR REPLACE INTO core_distributedpublication (distribution_id, publication_id, replaced_at)
  SELECT OLD.pulp_id, p.pulp_id, CAST(unixepoch('subsec') * 1000 AS INTEGER) FROM core_publication p
  WHERE p.complete = 1 AND p.pulp_id = COALESCE(OLD.publication_id,
    (SELECT o.pulp_id FROM core_publication o WHERE o.repository_version_id = OLD.repository_version_id AND o.complete = 1
      ORDER BY o.pulp_created DESC, o.pulp_id DESC LIMIT 1),
    (SELECT o.pulp_id FROM core_repositoryversion v JOIN core_publication o ON o.repository_version_id = v.pulp_id
      WHERE v.repository_id = OLD.repository_id AND v.complete = 1 AND o.complete = 1
      ORDER BY v.number DESC, o.pulp_created DESC, o.pulp_id DESC LIMIT 1));
END;

-- A new publication takes the place of the one before wherever its version, or its repository, is followed.
CREATE TRIGGER core_publication_completed AFTER UPDATE OF complete ON core_publication WHEN OLD.complete = 0 AND NEW.complete = 1
BEGIN
  INSERT OR REPLACE INTO core_distributedpublication (distribution_id, publication_id, replaced_at)
  SELECT d.pulp_id, o.pulp_id, CAST(unixepoch('subsec') * 1000 AS INTEGER)
  FROM core_repositoryversion nv CROSS JOIN core_distribution d ON d.repository_id = nv.repository_id CROSS JOIN core_publication o
  WHERE nv.pulp_id = NEW.repository_version_id AND d.publication_id IS NULL AND d.checkpoint = 0 AND o.pulp_id = (
    SELECT c.pulp_id FROM core_repositoryversion v JOIN core_publication c ON c.repository_version_id = v.pulp_id
    WHERE v.repository_id = nv.repository_id AND v.complete = 1 AND c.complete = 1 AND c.pulp_id <> NEW.pulp_id
    ORDER BY v.number DESC, c.pulp_created DESC, c.pulp_id DESC LIMIT 1)
    AND (SELECT v.number FROM core_repositoryversion v WHERE v.pulp_id = o.repository_version_id) <= nv.number;
  INSERT OR REPLACE INTO core_distributedpublication (distribution_id, publication_id, replaced_at)
  SELECT d.pulp_id, o.pulp_id, CAST(unixepoch('subsec') * 1000 AS INTEGER)
  FROM core_distribution d CROSS JOIN core_publication o
  WHERE d.repository_version_id = NEW.repository_version_id AND d.publication_id IS NULL AND d.checkpoint = 0 AND o.pulp_id = (
    SELECT c.pulp_id FROM core_publication c WHERE c.repository_version_id = NEW.repository_version_id AND c.complete = 1
      AND c.pulp_id <> NEW.pulp_id ORDER BY c.pulp_created DESC, c.pulp_id DESC LIMIT 1);
END;
