-- What a version held when it was completed, as one digest. Versions completed before this step have none, but for empty ones: theirs is
-- the digest of nothing.
ALTER TABLE core_repositoryversion ADD COLUMN integrity_root BLOB;
UPDATE core_repositoryversion SET integrity_root = X'e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855'
WHERE complete = 1 AND json_extract(content_summary, '$.present') = '{}';
