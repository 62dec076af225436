-- The ladder: who is reminded of an open task so many working days before and after its
-- due day.  A rung is never changed, for reminders point to it: it is dropped, and another
-- one added.
CREATE TABLE ladder (
  id      @id,
  days    @int NOT NULL CHECK (days BETWEEN -60 AND 60),  -- working days after the due day
  whom    TEXT NOT NULL CHECK (whom IN ('lead', 'answerable', 'head', 'above')),
  mail    @int NOT NULL CHECK (mail IN (0, 1)),  -- a mail says that there is something new
  dropped @int,           -- when, milliseconds since 1970 UTC; NULL
  at      @int NOT NULL,
  who     @int NOT NULL   -- 0: it came with the program
) @strict;
INSERT INTO ladder (days, whom, mail, at, who) VALUES
  (-5, 'lead', 0, 0, 0), (-2, 'lead', 1, 0, 0), (0, 'lead', 1, 0, 0), (0, 'answerable', 1, 0, 0),
  (1, 'answerable', 1, 0, 0), (3, 'head', 1, 0, 0), (7, 'above', 1, 0, 0);
-- Who was reminded of what: once for each rung and due day.
CREATE TABLE reminder (
  id    @id,
  task  @int NOT NULL REFERENCES task,
  rung  @int NOT NULL REFERENCES ladder,
  due   TEXT NOT NULL,   -- the task's due day then: another one begins the ladder anew
  staff @int NOT NULL,   -- 0: nobody holds that place
  day   TEXT NOT NULL,   -- on which it was done
  at    @int NOT NULL,
  UNIQUE (task, rung, due)
) @strict;
