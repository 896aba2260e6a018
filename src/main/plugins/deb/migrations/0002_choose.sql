ALTER TABLE deb_aptremote ADD COLUMN package_query TEXT NOT NULL DEFAULT '[]';
ALTER TABLE deb_aptremote ADD COLUMN query_dependencies INTEGER NOT NULL DEFAULT 1;
ALTER TABLE deb_aptremote ADD COLUMN query_recommends INTEGER NOT NULL DEFAULT 0;
ALTER TABLE deb_aptremote ADD COLUMN base_packages TEXT NOT NULL DEFAULT 'none';
ALTER TABLE deb_aptremote ADD COLUMN further_sources TEXT NOT NULL DEFAULT '[]';
