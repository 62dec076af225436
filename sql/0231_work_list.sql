-- The columns by which lists are filtered, all in one index after each of those
-- by which they are found: who counts or sorts reads the index alone, whose rows
-- are a tenth as long as those of the tasks.
DROP INDEX task_lead;
CREATE INDEX task_lead ON task (lead, stage, due, done, reported, issuer, urgent, issued);
DROP INDEX task_issuer;
CREATE INDEX task_issuer ON task (issuer, stage, due, done, reported, lead, urgent, issued);
DROP INDEX task_by_due;
CREATE INDEX task_by_due ON task
  (coalesce(due, '9999'), id, stage, due, done, reported, lead, issuer, urgent, issued);
CREATE INDEX task_issued ON task (issued, stage, due, done, reported, lead, issuer, urgent);
-- The tally counts two things more, under numbers that no unit has: for each unit
-- u what it issued, under -2u; and what is urgent and in its charge, under -2u-1,
-- of all tasks under -1.
INSERT INTO task_tally (unit, stage, due, late, n)
SELECT unit, stage, due, late, count(*) FROM
  (SELECT -2 * issuer AS unit, stage,
     CASE WHEN stage = 'draft' THEN '' WHEN stage IN ('done', 'withdrawn')
       THEN substr(due, 1, 7) ELSE due END AS due,
     CASE WHEN COALESCE(reported, done, '') > due THEN 1 ELSE 0 END AS late FROM task
   UNION ALL SELECT -2 * lead - 1, stage,
     CASE WHEN stage = 'draft' THEN '' WHEN stage IN ('done', 'withdrawn')
       THEN substr(due, 1, 7) ELSE due END,
     CASE WHEN COALESCE(reported, done, '') > due THEN 1 ELSE 0 END FROM task
     WHERE urgent = 1 AND lead IS NOT NULL
   UNION ALL SELECT -1, stage,
     CASE WHEN stage = 'draft' THEN '' WHEN stage IN ('done', 'withdrawn')
       THEN substr(due, 1, 7) ELSE due END,
     CASE WHEN COALESCE(reported, done, '') > due THEN 1 ELSE 0 END FROM task
     WHERE urgent = 1) x
GROUP BY unit, stage, due, late;
-- What a unit sees as a partner, with what the tally knows of the task (kept by
-- work/tally.c): so that a count reads neighbours and not tasks here and there.
CREATE TABLE task_beside (
  unit   @int NOT NULL,   -- the partner
  task   @int NOT NULL,
  stage  TEXT NOT NULL,   -- stage, due and late as in task_tally
  due    TEXT NOT NULL,
  late   @int NOT NULL CHECK (late IN (0, 1)),
  lead   @int NOT NULL,   -- in charge; 0 none
  issuer @int NOT NULL,
  urgent @int NOT NULL CHECK (urgent IN (0, 1)),
  PRIMARY KEY (unit, task)
) @strict;
CREATE INDEX task_beside_task ON task_beside (task);
CREATE INDEX task_beside_all ON task_beside (unit, task, stage, due, late, lead, issuer, urgent);
INSERT INTO task_beside (unit, task, stage, due, late, lead, issuer, urgent)
SELECT p.unit, t.id, t.stage, CASE WHEN t.stage = 'draft' THEN ''
    WHEN t.stage IN ('done', 'withdrawn') THEN substr(t.due, 1, 7) ELSE t.due END,
  CASE WHEN COALESCE(t.reported, t.done, '') > t.due THEN 1 ELSE 0 END, COALESCE(t.lead, 0),
  t.issuer, t.urgent FROM task_partner p JOIN task t ON t.id = p.task;
