-- Tables that people bring.  The rows themselves become tasks, units and so on; here stands
-- which file it was, who brought it, and whether its rows have been taken over.
CREATE TABLE import (
  id   @id,
  kind TEXT NOT NULL,                          -- of import_kinds in work/import.c: "task"
  file @int NOT NULL REFERENCES stored_file,   -- as it came
  at   @int NOT NULL,                          -- when, milliseconds since 1970 UTC
  who  @int NOT NULL,                          -- who brought it
  done @int,                                   -- when its rows were taken over; NULL: not yet
  n    @int NOT NULL CHECK (n >= 0)            -- how many rows that were; 0 before
) @strict;
CREATE INDEX import_who ON import (who, id);
CREATE INDEX import_file ON import (file);
