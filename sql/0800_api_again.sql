-- What programs were answered that gave their request a name: the same request under the
-- same name is not done again, also after a restart.  A row comes in the transaction of
-- what it answers, and goes after two days.
CREATE TABLE again (
  access   @int NOT NULL,   -- of whose secret (org): so one's names are one's own
  name     TEXT NOT NULL,   -- the Idempotency-Key
  request  @bytes NOT NULL, -- SHA-256 of method, address, fields and files
  status   @int NOT NULL,
  next     TEXT NOT NULL,   -- where it leads to; ''
  body     TEXT NOT NULL,
  at       @int NOT NULL,   -- milliseconds since 1970 UTC
  PRIMARY KEY (access, name)
) @strict;
CREATE INDEX again_at ON again (at);
