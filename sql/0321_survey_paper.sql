-- Answers on paper, typed by two people who do not see each other's.
CREATE TABLE sheet (
  id     @id,
  survey @int NOT NULL REFERENCES survey,
  number @int NOT NULL CHECK (number > 0), -- printed on each of its pages
  stage  TEXT NOT NULL CHECK (stage IN ('first', 'differs', 'done')), -- typed once; twice and not
                                           -- the same; its answer is stored
  first  @int NOT NULL REFERENCES staff,   -- who typed it first
  second @int REFERENCES staff,            -- and then; NULL: nobody yet
  fields @int NOT NULL,                    -- compared; 0 before
  differ @int NOT NULL,                    -- of them not the same
  CHECK (second IS NULL OR second <> first),
  UNIQUE (survey, number)
) @strict;
-- What each of them typed: gone when its answer is stored.
CREATE TABLE sheet_entry (
  sheet @int NOT NULL REFERENCES sheet,
  pass  @int NOT NULL CHECK (pass IN (1, 2)),
  form  @int NOT NULL REFERENCES form_version,
  xml   @bytes NOT NULL,
  PRIMARY KEY (sheet, pass)
) @strict;
-- How a difference was settled; goes with the answers of the survey.
CREATE TABLE sheet_choice (
  sheet  @int NOT NULL REFERENCES sheet,
  path   TEXT NOT NULL,
  first  TEXT NOT NULL,
  second TEXT NOT NULL,
  chosen TEXT NOT NULL,
  at     @int NOT NULL,                    -- milliseconds since 1970 UTC
  who    @int NOT NULL REFERENCES staff,
  PRIMARY KEY (sheet, path)
) @strict;
