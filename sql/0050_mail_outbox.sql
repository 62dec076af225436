-- Mail that is to go out.  It says that there is something new and nothing of what:
-- so a row holds no text, and no address either, which is asked for when it goes.
CREATE TABLE outbox (
  id      @id,
  key     TEXT NOT NULL UNIQUE,  -- of the occasion: what is asked for twice goes once
  staff   @int NOT NULL,         -- to whom, of the office's own people
  kind    TEXT NOT NULL CHECK (kind IN ('notice', 'digest', 'test')),
  n       @int NOT NULL,         -- how many are new; 0 is not said
  message TEXT NOT NULL,         -- left side of its Message-ID: the same at each try
  state   TEXT NOT NULL CHECK (state IN ('waiting', 'sent', 'written', 'failed')),
  due     @int NOT NULL,         -- not before, milliseconds since 1970 UTC
  tries   @int NOT NULL,
  why     TEXT NOT NULL,         -- key of why the last try failed; ''
  reply   TEXT NOT NULL,         -- what the mail server said last; ''
  at      @int NOT NULL,         -- asked for, milliseconds since 1970 UTC
  ended   @int,                  -- sent, written or given up; NULL while it waits
  CHECK ((state = 'waiting') = (ended IS NULL))
) @strict;
CREATE INDEX outbox_due ON outbox (state, due, id);
