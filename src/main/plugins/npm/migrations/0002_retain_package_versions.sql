-- How many versions of each package a repository keeps; 0 for all.
ALTER TABLE npm_npmrepository ADD COLUMN retain_package_versions INTEGER NOT NULL DEFAULT 0;
