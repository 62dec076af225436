-- What was shown of each published table and what lies behind it, so that the next one does not
-- let a hidden number be found.  It goes with the answers: then nothing more can be published.
CREATE TABLE ledger_table (
  id       @id,
  survey   @int NOT NULL REFERENCES survey,
  question TEXT NOT NULL,                 -- name of its variable
  grouping TEXT NOT NULL,                 -- "district" or a question's name; '' everybody alone
  whole    @int NOT NULL CHECK (whole IN (0, 1)), -- the answers of a group make its n
  answers  @int NOT NULL,                 -- cells of each group
  at       @int NOT NULL                  -- milliseconds since 1970 UTC
) @strict;
CREATE INDEX ledger_table_survey ON ledger_table (survey);
CREATE TABLE ledger_cell (
  ledger @int NOT NULL REFERENCES ledger_table ON DELETE CASCADE,
  place  @int NOT NULL,                   -- group by group, everybody first
  grp    TEXT NOT NULL,                   -- words of the group
  answer TEXT NOT NULL,                   -- and of the answer
  n      @int NOT NULL,                   -- who of the group answered the question
  people @int NOT NULL,                   -- and who gave this answer
  shown  @int NOT NULL CHECK (shown IN (0, 1)),
  PRIMARY KEY (ledger, place)
) @strict;
