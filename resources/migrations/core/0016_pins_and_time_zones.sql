-- Versions that a user keeps whatever retention says, and schedules in a time zone of their own (an IANA name; null for the machine's).
ALTER TABLE core_repositoryversion ADD COLUMN pinned INTEGER NOT NULL DEFAULT 0;
ALTER TABLE core_schedule ADD COLUMN timezone TEXT;
