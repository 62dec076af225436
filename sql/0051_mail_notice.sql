-- What people of the office are told inside the program.  A row names a thing and says by
-- key what is new about it; the text is made when it is shown, for who may see the thing.
CREATE TABLE notice (
  id         @id,
  key        TEXT NOT NULL UNIQUE,  -- of the occasion: who is told twice hears it once
  staff      @int NOT NULL,         -- who is told
  what       TEXT NOT NULL,         -- key of its words: "remind.before"
  n          @int NOT NULL,         -- the number in them; 0
  subject    TEXT NOT NULL,         -- of what: "task"
  subject_id @int NOT NULL,         -- and which of them
  mail       @int NOT NULL CHECK (mail IN (0, 1)),  -- a mail is to say that there is something
  mailed     @int,                  -- a mail was asked for, milliseconds since 1970 UTC; NULL
  at         @int NOT NULL,         -- milliseconds since 1970 UTC
  seen       @int                   -- read, milliseconds since 1970 UTC; NULL
) @strict;
CREATE INDEX notice_staff ON notice (staff, id);
CREATE INDEX notice_unread ON notice (staff) WHERE seen IS NULL;
CREATE INDEX notice_mail ON notice (mail, mailed, staff);
-- How somebody wants mail of notices; without a row: digest.
CREATE TABLE reach (
  staff @int PRIMARY KEY,
  mail  TEXT NOT NULL CHECK (mail IN ('each', 'digest', 'none')),
  at    @int NOT NULL
) @strict;
