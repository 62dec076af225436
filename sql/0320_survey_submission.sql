-- What was answered, in surveys that are not anonymous by construction (those have a store of
-- their own, named answer).  Of the mode "open" nobody is named, and `at` is the day's first
-- instant: who came when is not known.
CREATE TABLE submission (
  id       @id,
  survey   @int NOT NULL REFERENCES survey,
  form     @int NOT NULL REFERENCES form_version,
  instance TEXT NOT NULL,                 -- "uuid:...": the same twice is one
  hash     @bytes NOT NULL,               -- SHA-256 of the XML as it came
  xml      @bytes NOT NULL,               -- as it came, or as it was edited last
  cells    @bytes NOT NULL,               -- its values by place (cells.c); empty if sealed
  channel  TEXT NOT NULL CHECK (channel IN ('page', 'app', 'collect', 'paper', 'api')),
  staff    @int REFERENCES staff,         -- the interviewer; NULL: the public
  number   TEXT,                          -- of the visit; NULL, and after the close
  at       @int NOT NULL,                 -- when it came, milliseconds since 1970 UTC
  seconds  @int,                          -- from start to end, as the form measured; NULL
  review   TEXT NOT NULL CHECK (review IN ('new', 'trouble', 'good', 'rejected')),
  problems TEXT NOT NULL,                 -- lines "key<TAB>path<TAB>..." that the check found; ''
  missing  @int NOT NULL,                 -- files that it names and that have not come
  edits    @int NOT NULL,                 -- so often it was edited
  UNIQUE (instance)
) @strict;
CREATE INDEX submission_survey ON submission (survey, id);
CREATE INDEX submission_number ON submission (survey, number);
-- Files that it names.
CREATE TABLE submission_file (
  id         @id,
  submission @int NOT NULL REFERENCES submission,
  name       TEXT NOT NULL,
  file       @int REFERENCES stored_file, -- NULL: it has not come
  UNIQUE (submission, name)
) @strict;
-- What it was before each edit.
CREATE TABLE submission_edit (
  id         @id,
  submission @int NOT NULL REFERENCES submission,
  instance   TEXT NOT NULL,               -- before: one that comes late is known by it
  hash       @bytes NOT NULL,
  xml        @bytes NOT NULL,
  why        TEXT NOT NULL,
  at         @int NOT NULL,
  who        @int NOT NULL
) @strict;
CREATE INDEX submission_edit_submission ON submission_edit (submission);
CREATE INDEX submission_edit_instance ON submission_edit (instance);
-- What was said of it by those who check.
CREATE TABLE submission_review (
  id         @id,
  submission @int NOT NULL REFERENCES submission,
  review     TEXT NOT NULL,
  note       TEXT NOT NULL,
  at         @int NOT NULL,
  who        @int NOT NULL
) @strict;
CREATE INDEX submission_review_submission ON submission_review (submission);
