-- Work that nobody waits for: asked for in the transaction that needs it, done
-- by the runner of some server afterwards.  A periodic kind has one row, which
-- waits again after each run.
CREATE TABLE job (
  id      @id,
  kind    TEXT NOT NULL,  -- a row of a table of kinds
  arg     TEXT NOT NULL,  -- what it is about; ''
  state   TEXT NOT NULL CHECK (state IN ('waiting', 'running', 'done', 'refused', 'stopped')),
  every   @int NOT NULL,  -- 0, or the period of a periodic one in milliseconds
  due     @int NOT NULL,  -- not before, milliseconds since 1970 UTC
  owner   TEXT NOT NULL,  -- the runner that has it or had it last; ''
  lease   @int NOT NULL,  -- a running one is the owner's until then
  stop    @int NOT NULL CHECK (stop IN (0, 1)),  -- it was asked to stop
  tries   @int NOT NULL,  -- since it was asked for, or since its last good end
  done    @int NOT NULL,  -- how far it is,
  goal    @int NOT NULL,  -- of so much; 0 unknown
  message TEXT NOT NULL,  -- key of why it was refused or is tried again; ''
  at      @int NOT NULL,  -- asked for, milliseconds since 1970 UTC
  who     @int NOT NULL,  -- by: staff; 0 is the program itself
  begun   @int,           -- the last run; NULL
  ended   @int,           -- the last run; NULL
  good    @int            -- the last run that was not refused ended; NULL
) @strict;
CREATE UNIQUE INDEX job_periodic ON job (kind) WHERE every > 0;
CREATE INDEX job_state ON job (state, due, id);
