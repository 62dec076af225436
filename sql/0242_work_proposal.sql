-- Texts and plans from which somebody is shown proposed tasks, until they are confirmed.
CREATE TABLE proposal (
  id       @id,
  kind     @int NOT NULL CHECK (kind IN (0, 1)), -- 0 of a text, 1 of a plan of an earlier year
  document @int REFERENCES document,           -- whose text it is, or the plan; NULL: none
  year     @int NOT NULL,                      -- to which days of a plan are moved; 0
  text     TEXT NOT NULL,                      -- as it was pasted; '' of a document, and when done
  at       @int NOT NULL,                      -- when, milliseconds since 1970 UTC
  who      @int NOT NULL,                      -- who asked
  done     @int,                               -- when drafts were made of it; NULL: not yet
  n        @int NOT NULL CHECK (n >= 0)        -- how many
) @strict;
CREATE INDEX proposal_who ON proposal (who, id);
CREATE INDEX proposal_document ON proposal (document);
