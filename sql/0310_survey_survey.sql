-- Surveys: a form in the field.  Mode "open": whoever has the address may answer, labelled as
-- opt-in; "interview": interviewers ask, and what they send is confidential.
CREATE TABLE survey (
  id      @id,
  unit    @int NOT NULL REFERENCES unit,  -- who asks
  form    @int NOT NULL REFERENCES form,
  title   TEXT NOT NULL,
  why     TEXT NOT NULL,                  -- what the answers are for: on the first screen
  mode    TEXT NOT NULL CHECK (mode IN ('open', 'interview')),
  stage   TEXT NOT NULL CHECK (stage IN ('draft', 'open', 'closed')),
  address TEXT NOT NULL UNIQUE,           -- of its page for the public, /s/...: letters and digits
  since   TEXT NOT NULL CHECK (length(since) = 10),  -- answers are taken since <= day < until
  until   TEXT NOT NULL CHECK (length(until) = 10),
  expires TEXT NOT NULL CHECK (length(expires) = 10), -- the answers are deleted on this day
  version @int NOT NULL DEFAULT 1,        -- rises with each change: two who edit are told
  at      @int NOT NULL,
  who     @int NOT NULL,
  CHECK (since < until AND until <= expires)
) @strict;
CREATE INDEX survey_unit ON survey (unit);
CREATE INDEX survey_form ON survey (form);
-- Who asks.
CREATE TABLE interviewer (
  survey @int NOT NULL REFERENCES survey,
  staff  @int NOT NULL REFERENCES staff,
  ended  @int,                            -- taken off, milliseconds since 1970 UTC; NULL
  PRIMARY KEY (survey, staff)
) @strict;
CREATE INDEX interviewer_staff ON interviewer (staff);
-- Whom an interviewer goes to see.  The number joins a visit to what was sent of it, and goes
-- from both when the survey is closed.
CREATE TABLE visit (
  id     @id,
  survey @int NOT NULL REFERENCES survey,
  staff  @int REFERENCES staff,           -- the interviewer; NULL: nobody yet
  number TEXT,                            -- "0103-07"; NULL after the close
  preset TEXT NOT NULL,                   -- known before: lines "question=value"; ''
  state  TEXT NOT NULL CHECK (state IN ('open', 'sent', 'dropped')),
  UNIQUE (survey, number)
) @strict;
CREATE INDEX visit_staff ON visit (staff, survey);
-- Where that is: apart, and gone at the close.
CREATE TABLE contact (
  survey @int NOT NULL REFERENCES survey,
  number TEXT NOT NULL,
  label  TEXT NOT NULL,                   -- name and address as the interviewer needs them
  PRIMARY KEY (survey, number)
) @strict;
-- A phone or browser that may fetch forms and send, for one interviewer, without a log-in.
CREATE TABLE collector (
  id     @id,
  staff  @int NOT NULL REFERENCES staff,
  token  @bytes NOT NULL UNIQUE,          -- SHA-256 of what stands in its address
  digest @bytes,                          -- HA1 of RFC 7616, sealed with the office's key; NULL
  label  TEXT NOT NULL,                   -- "Điện thoại của tôi"
  until  @int NOT NULL,                   -- milliseconds since 1970 UTC
  ended  @int,                            -- taken back; NULL
  last   @int,                            -- last use, to the hour; NULL
  at     @int NOT NULL,
  who    @int NOT NULL
) @strict;
CREATE INDEX collector_staff ON collector (staff);
