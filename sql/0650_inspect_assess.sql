-- How units did their tasks in a period.  A formula counts what is known of tasks and of
-- nothing else: the list of its indicators is closed here as it is in the program.
CREATE TABLE formula (
  id     @id,
  since  TEXT NOT NULL UNIQUE,  -- it holds for periods that end on this day or later
  name   TEXT NOT NULL,
  source TEXT NOT NULL,         -- the decision that set it
  least  @int NOT NULL CHECK (least BETWEEN 2 AND 1000),  -- tasks; with fewer a unit has no rank
  at     @int NOT NULL,         -- milliseconds since 1970 UTC
  who    @int NOT NULL
) @strict;
CREATE TABLE formula_weight (
  formula   @int NOT NULL REFERENCES formula,
  indicator TEXT NOT NULL CHECK (indicator IN
              ('in_time', 'late', 'overdue', 'returned', 'evidence', 'extended', 'false')),
  points    @int NOT NULL CHECK (points BETWEEN -100 AND 100 AND points <> 0),
                                -- for a share of all
  PRIMARY KEY (formula, indicator)
) @strict;
CREATE TABLE assessment (
  id       @id,
  period   TEXT NOT NULL CHECK (period IN ('month', 'quarter', 'half', 'year', 'other')),
  since    TEXT NOT NULL,   -- its days,
  until    TEXT NOT NULL,   -- both included
  unit     @int NOT NULL REFERENCES unit,  -- units beneath this one
  level    @int NOT NULL CHECK (level IN (0, 2, 3)),  -- offices, districts, communes
  beneath  @int NOT NULL CHECK (beneath IN (0, 1)),   -- 1: with the tasks of units beneath
  formula  @int NOT NULL REFERENCES formula,
  known    @int NOT NULL,   -- what was known at this instant is counted, and nothing later
  seed     @int NOT NULL,   -- of the intervals of rank
  outside  @int NOT NULL,   -- tasks of units that had ended: in no row
  hash     TEXT NOT NULL,   -- SHA-256 of the figures as text, 64 hex digits
  stage    TEXT NOT NULL CHECK (stage IN ('draft', 'proposed', 'approved', 'withdrawn')),
  proposer @int,            -- who sent it for approval; NULL in a draft
  judge    @int,            -- who approved or withdrew it, or sent it back last; NULL
  judged   @int,            -- when
  reason   TEXT NOT NULL,   -- why it was sent back or withdrawn; ''
  version  @int NOT NULL,   -- rises with each change
  at       @int NOT NULL,
  who      @int NOT NULL,
  CHECK (since <= until),
  CHECK (stage = 'draft' OR proposer IS NOT NULL),
  CHECK (stage NOT IN ('approved', 'withdrawn') OR judge IS NOT NULL),
  CHECK (stage <> 'approved' OR (judge <> proposer AND judge <> who))  -- a second person
) @strict;
-- A unit in it: its figures as they were counted, and what people decided.
CREATE TABLE assessment_unit (
  assessment @int NOT NULL REFERENCES assessment,
  unit       @int NOT NULL REFERENCES unit,
  name       TEXT NOT NULL,   -- as it was called on the last day
  owed       @int NOT NULL,   -- tasks that are counted: done in time, late, or overdue
  waiting    @int NOT NULL,   -- reported in time, and without a word yet: not counted
  points     @real NOT NULL,
  rank       @int NOT NULL,   -- 0 with too few tasks
  low        @int NOT NULL,   -- of the interval of rank,
  high       @int NOT NULL,   -- both included; 0
  proposal   TEXT NOT NULL CHECK (proposal IN ('', 'commend', 'correct')),  -- by the rule
  choice     TEXT NOT NULL CHECK (choice IN ('', 'commend', 'correct')),    -- by a person
  reason     TEXT NOT NULL,   -- of the choice; ''
  chooser    @int,            -- NULL: nobody has looked at it
  chosen     @int,            -- when
  PRIMARY KEY (assessment, unit),
  CHECK (choice = '' OR (reason <> '' AND chooser IS NOT NULL))
) @strict;
CREATE TABLE assessment_cell (
  assessment @int NOT NULL,
  unit       @int NOT NULL,
  indicator  TEXT NOT NULL CHECK (indicator IN
               ('in_time', 'late', 'overdue', 'returned', 'evidence', 'extended', 'false')),
  top        @int NOT NULL CHECK (top >= 0),  -- numerator
  n          @int NOT NULL CHECK (n >= top),  -- denominator
  PRIMARY KEY (assessment, unit, indicator),
  FOREIGN KEY (assessment, unit) REFERENCES assessment_unit
) @strict;
-- The texts of letters, each valid from a day until the next of its kind.
CREATE TABLE dispatch_template (
  id      @id,
  kind    TEXT NOT NULL CHECK (kind IN ('commend', 'correct', 'remind')),
  since   TEXT NOT NULL,
  form    TEXT NOT NULL CHECK (form IN ('party', 'state')),
  above   TEXT NOT NULL,   -- the body above the one that issues; ''
  issuer  TEXT NOT NULL,
  symbol  TEXT NOT NULL,   -- behind the number: "CV/BTGTU"
  heading TEXT NOT NULL,   -- the kind of paper, in capitals; '' of a letter
  about   TEXT NOT NULL,   -- with holes
  body    TEXT NOT NULL,   -- with holes, a paragraph a line
  copies  TEXT NOT NULL,   -- a line each
  post    TEXT NOT NULL,   -- of the signer
  at      @int NOT NULL,
  who     @int NOT NULL,
  UNIQUE (kind, since)
) @strict;
CREATE TABLE dispatch (
  id         @id,
  template   @int NOT NULL REFERENCES dispatch_template,
  assessment @int NOT NULL,
  unit       @int NOT NULL,   -- to whom
  kind       TEXT NOT NULL CHECK (kind IN ('commend', 'correct', 'remind')),
  form       TEXT NOT NULL CHECK (form IN ('party', 'state')),
  above   TEXT NOT NULL,
  issuer     TEXT NOT NULL,
  symbol     TEXT NOT NULL,
  heading    TEXT NOT NULL,
  place      TEXT NOT NULL,   -- before the day
  recipient  TEXT NOT NULL,
  about      TEXT NOT NULL,
  body       TEXT NOT NULL,
  copies     TEXT NOT NULL,
  post       TEXT NOT NULL,
  signer     TEXT NOT NULL,   -- name
  number     @int,            -- NULL until it is issued
  day        TEXT,            -- of issue; NULL
  year       @int,            -- in which the number counts; NULL
  issued     @int,            -- milliseconds since 1970 UTC; NULL
  issuing    @int,            -- by whom; NULL
  version    @int NOT NULL,
  at         @int NOT NULL,
  who        @int NOT NULL,
  FOREIGN KEY (assessment, unit) REFERENCES assessment_unit,
  UNIQUE (symbol, year, number),
  CHECK ((number IS NULL) = (issued IS NULL) AND (day IS NULL) = (issued IS NULL)
         AND (year IS NULL) = (issued IS NULL))
) @strict;
CREATE INDEX dispatch_assessment ON dispatch (assessment, unit);
