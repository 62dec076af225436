-- Who reads the answers of a survey, on which day, and what for: asked before the first is shown.
CREATE TABLE survey_reading (
  survey @int NOT NULL REFERENCES survey,
  staff  @int NOT NULL REFERENCES staff,
  day    TEXT NOT NULL CHECK (length(day) = 10),
  reason TEXT NOT NULL,
  PRIMARY KEY (survey, staff, day)
) @strict;
-- Files of answers that were asked for: made by a job where there are many, kept for a day.
CREATE TABLE survey_export (
  id       @id,
  survey   @int NOT NULL REFERENCES survey,
  staff    @int NOT NULL REFERENCES staff, -- who asked, and alone may take it
  form     TEXT NOT NULL CHECK (form IN ('csv', 'xlsx', 'sav', 'dta')),
  lang     TEXT NOT NULL CHECK (lang IN ('vi', 'en')), -- of its labels
  options  @int NOT NULL,                  -- 1 labels, 2 names, 4 places as they came, 8 rejected
  reason   TEXT NOT NULL,
  at       @int NOT NULL,                  -- asked for, milliseconds since 1970 UTC
  file     @int REFERENCES stored_file,    -- NULL: it is not made yet
  answers  @int                            -- in it; NULL
) @strict;
CREATE INDEX survey_export_survey ON survey_export (survey, staff);
