-- The one-time code with which a new office is set up; the row goes with its use.
CREATE TABLE setup (
  id   @int PRIMARY KEY CHECK (id = 1),
  code @bytes NOT NULL,  -- SHA-256 of the code: who reads this table cannot use it
  at   @int NOT NULL     -- when it was made, milliseconds since 1970 UTC
) @strict;
