-- What was done, by whom and why: a row for each deed, written in the
-- transaction that did it, never changed.  The rows are the entries of a log
-- whose tree (RFC 9162) commits to all of them and to their order.
CREATE TABLE deed (
  id         @id,
  seq        @int,           -- its place in the log, from 1; NULL while it waits for one
  at         @int NOT NULL,  -- when, milliseconds since 1970 UTC
  who        @int NOT NULL,  -- staff; 0 is the public, the set-up or the program itself
  what       TEXT NOT NULL,  -- key of its words: "task.deed.issued"
  subject    TEXT NOT NULL,  -- what it was done to: "task"
  subject_id @int NOT NULL,
  reason     TEXT NOT NULL,  -- '' if none was given
  changes    TEXT NOT NULL,  -- a line for each: field, value before, value after (audit/log.c)
  leaf       @bytes NOT NULL -- hash of the entry, level 0 of the tree
) @strict;
CREATE UNIQUE INDEX deed_seq ON deed (seq);
CREATE INDEX deed_waiting ON deed (id) WHERE seq IS NULL;
CREATE INDEX deed_subject ON deed (subject, subject_id, id);
CREATE INDEX deed_who ON deed (who, id);
CREATE INDEX deed_at ON deed (at);
-- The complete nodes above the leaves, in the order in which they were
-- completed: so rows are only ever appended (audit/tree.c).
CREATE TABLE deed_node (
  id   @int PRIMARY KEY,  -- from 0, without gaps
  hash @bytes NOT NULL
) @strict;
-- What appending needs: the perfect trees that the log falls into.
CREATE TABLE deed_tree (
  id    @int PRIMARY KEY CHECK (id = 1),
  size  @int NOT NULL,    -- entries
  nodes @bytes NOT NULL   -- their roots, 32 bytes each, the largest first
) @strict;
INSERT INTO deed_tree (id, size, nodes) VALUES (1, 0, CAST('' AS @bytes));
