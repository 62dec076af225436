-- PostgreSQL does not find the number of a row in an index unless it stands in it, so
-- the wide indexes led it to the rows of the tasks, or to reading all of them.  And of
-- those over units and issuers the day of the last change is asked for as often as the
-- due day: a list begins in that order.
DROP INDEX task_lead;
CREATE INDEX task_lead ON task
  (lead, stage, due, done, reported, issuer, urgent, issued, changed, id);
DROP INDEX task_issuer;
CREATE INDEX task_issuer ON task
  (issuer, stage, due, done, reported, lead, urgent, issued, changed, id);
DROP INDEX task_issued;
CREATE INDEX task_issued ON task
  (issued, stage, due, done, reported, lead, issuer, urgent, id);
-- What a unit sees as a partner: a copy of all that the wide indexes hold of the task
-- (kept by work/tally.c), so that a list need not look for each of them where it lies.
DROP TABLE task_beside;
CREATE TABLE task_beside (
  unit     @int NOT NULL,   -- the partner
  task     @int NOT NULL,
  stage    TEXT NOT NULL,   -- from here on as in the row of the task
  due      TEXT,
  done     TEXT,
  reported TEXT,
  lead     @int,
  issuer   @int NOT NULL,
  urgent   @int NOT NULL CHECK (urgent IN (0, 1)),
  issued   TEXT,
  changed  @int NOT NULL,
  PRIMARY KEY (unit, task)
) @strict;
CREATE INDEX task_beside_task ON task_beside (task);
CREATE INDEX task_beside_all ON task_beside
  (unit, task, stage, due, done, reported, lead, issuer, urgent, issued, changed);
INSERT INTO task_beside
  (unit, task, stage, due, done, reported, lead, issuer, urgent, issued, changed)
SELECT p.unit, t.id, t.stage, t.due, t.done, t.reported, t.lead, t.issuer, t.urgent, t.issued,
  t.changed
FROM task_partner p JOIN task t ON t.id = p.task;
