-- Results that are published: announced before, approved by a second person, never changed after.
CREATE TABLE release (
  id       @id,
  survey   @int NOT NULL REFERENCES survey,
  address  TEXT NOT NULL UNIQUE,         -- of its public page
  title    TEXT NOT NULL CHECK (title <> ''),
  summary  TEXT NOT NULL,                -- the writer's words above the figures; ''
  earlier  @int REFERENCES survey,       -- compared with, of the same form; NULL
  lang     TEXT NOT NULL CHECK (lang IN ('vi', 'en')), -- of what is kept
  stage    TEXT NOT NULL CHECK (stage IN ('draft', 'review', 'approved', 'published', 'withdrawn')),
  due      TEXT NOT NULL,                -- announced day; '' not announced yet
  remark   TEXT NOT NULL,                -- of who sent it back; ''
  note     TEXT NOT NULL,                -- what the edition in work corrects; '' of the first
  who      @int NOT NULL REFERENCES staff, -- who began it
  sender   @int REFERENCES staff,        -- who sent it to be approved; NULL
  approver @int REFERENCES staff,        -- NULL
  version  @int NOT NULL,
  at       @int NOT NULL,                -- milliseconds since 1970 UTC
  CHECK (approver IS NULL OR (approver <> who AND approver <> sender)),
  CHECK (stage NOT IN ('approved', 'published') OR approver IS NOT NULL),
  CHECK (stage <> 'published' OR due <> '')
) @strict;
CREATE INDEX release_survey ON release (survey);
-- What is told of the method: the eleven items of the AAPOR Transparency Initiative.
CREATE TABLE release_item (
  release @int NOT NULL REFERENCES release,
  name    TEXT NOT NULL,                 -- "population"
  words   TEXT NOT NULL CHECK (words <> ''),
  PRIMARY KEY (release, name)
) @strict;
-- Which questions, and by which groups.
CREATE TABLE release_table (
  release  @int NOT NULL REFERENCES release,
  question TEXT NOT NULL,                -- name of its variable
  grouping TEXT NOT NULL,                -- "district" or a question's name; '' everybody alone
  PRIMARY KEY (release, question)
) @strict;
-- What was made and kept: an edition is written once, and each holds the mark of the one before.
CREATE TABLE release_edition (
  id        @id,
  release   @int NOT NULL REFERENCES release,
  number    @int NOT NULL,               -- from 1
  title     TEXT NOT NULL,
  lang      TEXT NOT NULL CHECK (lang IN ('vi', 'en')),
  page      TEXT NOT NULL,               -- HTML that stands in the public page
  data      TEXT NOT NULL,               -- JSON-LD
  figures   TEXT NOT NULL,               -- CSV
  before    TEXT NOT NULL,               -- mark of the edition before; '' of the first
  mark      TEXT NOT NULL,               -- SHA-256 of all that, hexadecimal
  made      @int NOT NULL,
  published @int,                        -- NULL: it waits for approval or for its day
  UNIQUE (release, number)
) @strict;
-- The public history: announced, moved, published, corrected, withdrawn.  Rows are only added.
CREATE TABLE release_event (
  id      @id,
  release @int NOT NULL REFERENCES release,
  what    TEXT NOT NULL
    CHECK (what IN ('announced', 'moved', 'published', 'corrected', 'withdrawn')),
  day     TEXT NOT NULL,                 -- announced day; of the others the day it was done
  reason  TEXT NOT NULL,                 -- '' of the first announcement and publication
  at      @int NOT NULL
) @strict;
CREATE INDEX release_event_release ON release_event (release, id);
