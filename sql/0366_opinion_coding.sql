-- What people wrote in their own words, read by two who do not see each other's codes.
CREATE TABLE coding (
  id       @id,
  survey   @int NOT NULL REFERENCES survey,
  question @int NOT NULL REFERENCES form_question,
  first    @int REFERENCES staff,          -- who began to code, NULL: nobody yet
  second   @int REFERENCES staff,          -- and then
  compared @int,                           -- when both were laid side by side, milliseconds since
                                           -- 1970 UTC; from then on what both coded stays. NULL
  CHECK (second IS NULL OR second <> first),
  UNIQUE (survey, question)
) @strict;
-- What an answer may be about.
CREATE TABLE coding_code (
  id     @id,
  coding @int NOT NULL REFERENCES coding,
  label  TEXT NOT NULL,
  UNIQUE (coding, label)
) @strict;
-- What each of both found; goes with the answer.
CREATE TABLE coding_mark (
  coding     @int NOT NULL REFERENCES coding,
  submission @int NOT NULL REFERENCES submission ON DELETE CASCADE,
  pass       @int NOT NULL CHECK (pass IN (1, 2, 3)), -- first, second; 3: settled where they differ
  code       @int NOT NULL REFERENCES coding_code,
  PRIMARY KEY (coding, submission, pass)
) @strict;
CREATE INDEX coding_mark_submission ON coding_mark (submission);
