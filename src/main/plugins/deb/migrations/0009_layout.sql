-- Where packages are published, and whether old programs find what they look for.
ALTER TABLE deb_aptpublication ADD COLUMN publish_legacy_release_files INTEGER NOT NULL DEFAULT 0;
ALTER TABLE deb_aptpublication ADD COLUMN layout TEXT NOT NULL DEFAULT 'nested_alphabetically';
