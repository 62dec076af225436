-- Rounds of inspection: a random sample of tasks that are said to be done, looked at on the
-- spot.  What was listed, how it was drawn and what was found stay as they were.
CREATE TABLE checklist (
  id    @id,
  name  TEXT NOT NULL UNIQUE,
  lines TEXT NOT NULL,   -- one question a line, copied into a round that uses it
  at    @int NOT NULL,   -- milliseconds since 1970 UTC
  who   @int NOT NULL
) @strict;
CREATE TABLE inspection (
  id       @id,
  name     TEXT NOT NULL,
  reason   TEXT NOT NULL,   -- the decision or plan that it carries out
  unit     @int NOT NULL REFERENCES unit,  -- tasks in charge of it and of all beneath
  since    TEXT NOT NULL,   -- done or reported done on these days,
  until    TEXT NOT NULL,   -- both included
  basis    TEXT NOT NULL CHECK (basis IN ('accepted', 'reported')),
                            -- accepted as done; or also those whose word still waits
  strata  TEXT NOT NULL CHECK (strata IN ('unit', 'district', 'document', 'none')), -- strata
  lines    TEXT NOT NULL,   -- the checklist, one question a line
  size     @int NOT NULL CHECK (size > 0),     -- wanted, of all strata
  share    TEXT NOT NULL CHECK (share IN ('proportional', 'equal', 'hand')), -- among strata
  least    @int NOT NULL CHECK (least > 0),    -- of each stratum, as far as it has so many
  stage    TEXT NOT NULL CHECK (stage IN ('planned', 'running', 'closed', 'abandoned')),
  listed   @int NOT NULL,   -- when its population was listed, milliseconds since 1970 UTC
  hash     TEXT NOT NULL,   -- SHA-256 of that list as a file, 64 hex digits
  seed     @int,            -- of the draw; NULL before
  typed    @int NOT NULL CHECK (typed IN (0, 1)), -- 1: somebody chose the seed
  drawn    @int,            -- when, milliseconds since 1970 UTC; NULL before
  drawer   @int,            -- by whom
  ended    @int,            -- closed or abandoned; NULL
  ender    @int,            -- by whom
  ending   TEXT NOT NULL,   -- why it was abandoned, or what is concluded from it; ''
  version  @int NOT NULL,   -- rises with each change
  at       @int NOT NULL,
  who      @int NOT NULL,
  CHECK (since <= until),
  CHECK ((seed IS NULL) = (drawn IS NULL)),
  CHECK (stage NOT IN ('running', 'closed') OR seed IS NOT NULL),
  CHECK ((stage IN ('closed', 'abandoned')) = (ended IS NOT NULL))
) @strict;
CREATE INDEX inspection_unit ON inspection (unit, id);
CREATE TABLE inspection_stratum (
  id         @id,
  inspection @int NOT NULL REFERENCES inspection,
  place      @int NOT NULL,  -- 1, 2, ...: in the order of drawing
  ref        @int NOT NULL,  -- the unit or the document; 0 for all, or none
  name       TEXT NOT NULL,  -- as it was called then
  n          @int NOT NULL CHECK (n > 0),  -- tasks in it
  take       @int NOT NULL CHECK (take BETWEEN 0 AND n),  -- to be drawn
  UNIQUE (inspection, place)
) @strict;
CREATE TABLE inspection_frame (
  inspection @int NOT NULL REFERENCES inspection,
  place      @int NOT NULL,  -- 1, 2, ...: the order in which it is drawn from
  task       @int NOT NULL REFERENCES task,
  stratum    @int NOT NULL REFERENCES inspection_stratum,
  unit       @int NOT NULL REFERENCES unit,  -- in charge
  day        TEXT NOT NULL,  -- done, or reported done
  PRIMARY KEY (inspection, place),
  UNIQUE (inspection, task)
) @strict;
-- A task that was drawn, and what was found.
CREATE TABLE finding (
  id         @id,
  inspection @int NOT NULL REFERENCES inspection,
  task       @int NOT NULL REFERENCES task,
  stratum    @int NOT NULL REFERENCES inspection_stratum,
  unit       @int NOT NULL REFERENCES unit,  -- in charge when it was listed
  verdict    TEXT NOT NULL CHECK (verdict IN ('', 'true', 'partly', 'false', 'unseen')),
                             -- '': not looked at yet; unseen: it could not be inspected
  words      TEXT NOT NULL,  -- what was seen; of unseen: why
  seen       TEXT,           -- day; NULL
  fix        TEXT NOT NULL,  -- what is to be corrected; ''
  task_made  @int,           -- the draft made of it: it may be gone again; NULL
  reply      TEXT NOT NULL,  -- of the unit in charge; ''
  replied    @int,           -- when, milliseconds since 1970 UTC; NULL
  replier    @int,           -- by whom
  version    @int NOT NULL,
  at         @int,           -- the finding: when, and by whom; NULL
  who        @int,
  UNIQUE (inspection, task),
  CHECK ((verdict = '') = (seen IS NULL))
) @strict;
CREATE INDEX finding_task ON finding (task);
CREATE INDEX finding_unit ON finding (unit, inspection);
CREATE TABLE finding_line (
  finding @int NOT NULL REFERENCES finding,
  line    @int NOT NULL,   -- of the checklist, from 1
  answer  TEXT NOT NULL CHECK (answer IN ('', 'yes', 'no', 'none')),  -- none: not applicable
  note    TEXT NOT NULL,
  PRIMARY KEY (finding, line)
) @strict;
CREATE TABLE finding_file (
  id      @id,
  finding @int NOT NULL REFERENCES finding,
  file    @int NOT NULL REFERENCES stored_file,
  at      @int NOT NULL,
  who     @int NOT NULL
) @strict;
CREATE INDEX finding_file_finding ON finding_file (finding);
CREATE INDEX finding_file_file ON finding_file (file);
