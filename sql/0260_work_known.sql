-- What was known of a task, and when: a row for each state of what reports count, from the
-- change that brought it (since <= instant < until).  Nothing is overwritten, so a report
-- of the past is reckoned from what was known then.  Drafts have no row.
CREATE TABLE task_known (
  id         @id,
  task       @int NOT NULL,  -- no reference: one taken back to a draft may be dropped
  since      @int NOT NULL,  -- milliseconds since 1970 UTC
  until      @int NOT NULL,  -- the same; 9223372036854775807 while it holds
  lead       @int NOT NULL REFERENCES unit,
  document   @int REFERENCES document,
  stage      TEXT NOT NULL CHECK (stage IN ('open', 'reported', 'done', 'paused', 'withdrawn')),
  due        TEXT NOT NULL,  -- days as in task
  issued     TEXT NOT NULL,
  done       TEXT,
  reported   TEXT,
  paused     TEXT,
  extensions @int NOT NULL,
  shown      TEXT NOT NULL CHECK (shown IN ('none', 'part', 'full', 'against')),
  returned   @int NOT NULL CHECK (returned IN (0, 1)),
  work       TEXT NOT NULL,
  source     TEXT NOT NULL   -- the document as it was called then: its symbol, else what it is
                             -- about; '' without one
) @strict;
-- Of tasks older than this table only their present state is known, since they took it.
INSERT INTO task_known (task, since, until, lead, document, stage, due, issued, done, reported,
                        paused, extensions, shown, returned, work, source)
  SELECT t.id, t.changed, 9223372036854775807, t.lead, t.document, t.stage, t.due, t.issued,
         t.done, t.reported, t.paused, t.extensions, t.shown, t.returned, t.work,
         COALESCE(CASE WHEN d.symbol <> '' THEN d.symbol ELSE substr(d.abstract, 1, 120) END, '')
  FROM task t LEFT JOIN document d ON d.id = t.document WHERE t.stage <> 'draft';
CREATE UNIQUE INDEX task_known_now ON task_known (task) WHERE until = 9223372036854775807;
CREATE INDEX task_known_task ON task_known (task, since);
CREATE INDEX task_known_document ON task_known (document, since);
-- All that is counted, so that counting reads no rows.
CREATE INDEX task_known_counted ON task_known (until, since, lead, document, stage, due, issued,
                                               done, reported, paused, extensions, shown,
                                               returned, task);
-- An extension that was given to many tasks at once and taken back stays, with its end.
ALTER TABLE extension ADD COLUMN undone @int;  -- when, milliseconds since 1970 UTC; NULL
