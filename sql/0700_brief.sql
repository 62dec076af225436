-- Reports of a period: a draft is reckoned whenever it is looked at; what was sent to review
-- and frozen is reckoned from what was known at one instant, so it comes out the same again.
CREATE TABLE brief_plan (
  id     @id,
  kind   TEXT NOT NULL CHECK (kind IN ('week', 'month', 'quarter', 'half', 'year')),
  unit   @int NOT NULL REFERENCES unit,   -- of this one and all beneath
  lang   TEXT NOT NULL CHECK (lang IN ('vi', 'en')),
  writer @int NOT NULL REFERENCES staff,  -- finishes the drafts
  days   @int NOT NULL CHECK (days BETWEEN 1 AND 60),  -- working days to do so, then it is missed
  since  TEXT NOT NULL,   -- periods that end on this day or later
  ended  @int,            -- no more are made, milliseconds since 1970 UTC; NULL
  at     @int NOT NULL,
  who    @int NOT NULL
) @strict;
CREATE TABLE brief (
  id       @id,
  kind     TEXT NOT NULL CHECK (kind IN ('week', 'month', 'quarter', 'half', 'year', 'other')),
  since    TEXT NOT NULL,   -- first and last day of the period
  until    TEXT NOT NULL,
  unit     @int NOT NULL REFERENCES unit,
  lang     TEXT NOT NULL CHECK (lang IN ('vi', 'en')),
  plan     @int REFERENCES brief_plan,    -- it was made by; NULL: by hand
  state    TEXT NOT NULL CHECK (state IN ('draft', 'review', 'reviewed', 'frozen')),
  writer   @int NOT NULL REFERENCES staff,
  reviewer @int REFERENCES staff,         -- who found it right; NULL
  writer_name   TEXT NOT NULL,  -- as they were called then
  reviewer_name TEXT NOT NULL,  -- '' before
  office   TEXT NOT NULL,   -- its name when it was sent to review; '' before
  known    @int,            -- reckoned from what was known then, milliseconds since 1970 UTC;
                            -- NULL of a draft: from what is known now
  day      TEXT,            -- of the office at that instant; NULL of a draft
  changed  TEXT NOT NULL,   -- the writer's words: what changed, why, how sure, what next
  why      TEXT NOT NULL,
  sure     TEXT NOT NULL,
  next     TEXT NOT NULL,
  remark   TEXT NOT NULL,   -- of who sent it back; ''
  program  TEXT NOT NULL,   -- version that froze it; ''
  frozen   @int,            -- milliseconds since 1970 UTC; NULL
  html     @int REFERENCES stored_file,   -- what was made when it was frozen
  figures  @int REFERENCES stored_file,
  xlsx     @int REFERENCES stored_file,
  docx     @int REFERENCES stored_file,
  pdf      @int REFERENCES stored_file,   -- NULL where no PDF could be made
  version  @int NOT NULL,
  at       @int NOT NULL,
  CHECK (since <= until),
  CHECK ((state = 'draft') = (known IS NULL)),
  CHECK ((state = 'draft') = (day IS NULL)),
  CHECK ((state IN ('reviewed', 'frozen')) = (reviewer IS NOT NULL)),
  CHECK (reviewer IS NULL OR reviewer <> writer),
  CHECK ((state = 'frozen') = (frozen IS NOT NULL)),
  CHECK (state <> 'frozen' OR (html IS NOT NULL AND figures IS NOT NULL AND xlsx IS NOT NULL
         AND docx IS NOT NULL)),
  UNIQUE (plan, since)
) @strict;
CREATE INDEX brief_unit ON brief (unit, until);
CREATE INDEX brief_state ON brief (state, until);
-- Who is told when one is frozen, and may read it: of a plan, and of each made by it.
CREATE TABLE brief_reader (
  id    @id,
  plan  @int REFERENCES brief_plan,
  brief @int REFERENCES brief,
  staff @int REFERENCES staff,  -- a person; or
  role  TEXT NOT NULL,          -- who holds a post of this role over the unit; ''
  CHECK ((plan IS NULL) <> (brief IS NULL)),
  CHECK ((staff IS NULL) = (role <> '')),
  UNIQUE (plan, staff, role),
  UNIQUE (brief, staff, role)
) @strict;
CREATE INDEX brief_reader_staff ON brief_reader (staff);
-- Periods whose brief was not frozen in time: each is told once.
CREATE TABLE brief_missed (
  plan  @int NOT NULL REFERENCES brief_plan,
  since TEXT NOT NULL,  -- first day of the period
  at    @int NOT NULL,
  PRIMARY KEY (plan, since)
) @strict;
