-- The order of a task's life, whoever writes: from a final state there is no way back, and only what is paused waits again.
CREATE TRIGGER core_task_state BEFORE UPDATE OF state ON core_task
WHEN NEW.state <> OLD.state AND NOT (
  (OLD.state = 'waiting' AND NEW.state IN ('running', 'canceling', 'canceled'))
  OR (OLD.state = 'running' AND NEW.state IN ('completed', 'failed', 'canceling'))
  -- A paused task may give up its worker and wait again.
  OR (OLD.state = 'running' AND NEW.state = 'waiting' AND NEW.paused_at IS NOT NULL)
  OR (OLD.state = 'running' AND NEW.state = 'waiting' AND OLD.paused_at IS NOT NULL)
  OR (OLD.state = 'canceling' AND NEW.state IN ('canceled', 'failed'))
)
BEGIN
  SELECT RAISE(ABORT, 'task.illegal_transition');
END;

-- One bar of a group for each code: several tasks count on it.
CREATE UNIQUE INDEX core_groupprogressreport_code ON core_groupprogressreport (task_group_id, code);

-- What a run cost, written once at its end.
CREATE TABLE core_taskprofile (
  task_id BLOB PRIMARY KEY REFERENCES core_task (pulp_id) ON DELETE CASCADE, profile TEXT NOT NULL
) WITHOUT ROWID;
