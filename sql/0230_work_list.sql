-- What finds the rows of a list in their order, so that a page of fifty reads
-- fifty rows, however many there are.  A task without a due day stands last,
-- on both engines.
CREATE INDEX task_by_due ON task (coalesce(due, '9999'), id);
CREATE INDEX task_by_change ON task (changed, id);
CREATE INDEX task_unfinished ON task
  ((CASE WHEN stage IN ('open', 'reported', 'paused') THEN due END), id);
-- What waits for somebody: there are few of them among many tasks.
CREATE INDEX task_returned ON task (due, id) WHERE returned = 1;
CREATE INDEX task_asked ON task (due, id) WHERE asked = 1;
-- Sums over the tally read this and nothing else.
CREATE INDEX task_tally_sum ON task_tally (unit, stage, due, late, n);
