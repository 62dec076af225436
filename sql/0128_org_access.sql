-- Secrets by which programs of somebody's own act in their name, within the scopes that
-- they gave.  One that has ended stays for a while, so that it is known what it was.
CREATE TABLE access (
  id     @id,
  staff  @int NOT NULL REFERENCES account,
  name   TEXT NOT NULL,           -- what its owner calls it
  secret @bytes NOT NULL UNIQUE,  -- SHA-256
  scopes TEXT NOT NULL,           -- with a space between: "read:work write:work"
  made   @int NOT NULL,           -- milliseconds since 1970 UTC
  until  @int NOT NULL,           -- good before this
  last   @int,                    -- last use, to a minute; NULL
  ended  @int                     -- taken back; NULL
) @strict;
CREATE INDEX access_staff ON access (staff, id);
