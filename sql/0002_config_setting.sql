-- What the office has settled, from which day on.  Rows are added and never
-- changed: an old report is made again under the settings of its day.
CREATE TABLE setting (
  id    @id,            -- the later of two for the same day wins
  name  TEXT NOT NULL,  -- "office.name": a row of the table in config/config.c
  since TEXT NOT NULL CHECK (length(since) = 10),  -- YYYY-MM-DD, the first day it holds
  value TEXT NOT NULL,
  at    @int NOT NULL,  -- when it was entered, milliseconds since 1970 UTC
  who   @int NOT NULL   -- who entered it: staff; 0 is the set-up
) @strict;
CREATE INDEX setting_name ON setting (name, since, id);
