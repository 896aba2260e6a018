-- Configuration of this machine's clients that was changed for a distribution, so that it can be taken back.
CREATE TABLE core_clientsetup (
  pulp_id BLOB PRIMARY KEY,
  pulp_created INTEGER NOT NULL,
  -- Outlives the distribution: what was changed can still be taken back.
  distribution_id BLOB REFERENCES core_distribution (pulp_id) ON DELETE SET NULL,
  name TEXT NOT NULL,
  client TEXT NOT NULL,
  only INTEGER NOT NULL,
  undoing INTEGER NOT NULL DEFAULT 0,
  files TEXT NOT NULL,
  folders TEXT NOT NULL
);
CREATE UNIQUE INDEX core_clientsetup_distribution ON core_clientsetup (distribution_id, client);

-- The last check and the last airplane test of a distribution with a client.
CREATE TABLE core_clientreport (
  distribution_id BLOB NOT NULL REFERENCES core_distribution (pulp_id) ON DELETE CASCADE,
  client TEXT NOT NULL,
  kind TEXT NOT NULL,
  pulp_created INTEGER NOT NULL,
  report TEXT NOT NULL,
  PRIMARY KEY (distribution_id, client, kind)
) WITHOUT ROWID;
