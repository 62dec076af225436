-- Tasks with five clears.  The stage is where a task stands by what was done
-- with it; whether it is late follows from the day and is never stored.
CREATE TABLE task_series (
  id     @id,
  task   @int NOT NULL,   -- the first of the series, copied for each period
  every  TEXT NOT NULL CHECK (every IN ('week', 'month', 'quarter', 'year')),
  next   TEXT NOT NULL,   -- the due day of the next one, before it gives way to holidays
  until  TEXT NOT NULL,   -- no task is due on or after this day
  ended  @int,            -- when it was stopped, milliseconds since 1970 UTC; NULL
  at     @int NOT NULL,
  who    @int NOT NULL    -- set it up: the copies are issued in this name
) @strict;
CREATE TABLE task (
  id         @id,
  parent     @int REFERENCES task,      -- it was cascaded from; NULL
  document   @int REFERENCES document,  -- it carries out; NULL
  clause     TEXT NOT NULL,   -- where in it: "mục III, điểm 2"
  quote      TEXT NOT NULL,   -- the words of the clause
  quote_hash TEXT NOT NULL,   -- SHA-256 of the quote, 64 hex digits; ''
  work       TEXT NOT NULL,   -- (1) what is to be done
  note       TEXT NOT NULL,   -- more about it; ''
  issuer     @int NOT NULL REFERENCES unit,   -- who gives it
  lead       @int REFERENCES unit,            -- (2) the one in charge
  lead_staff @int REFERENCES staff,           -- and, where it is one person, who
  due        TEXT,            -- (3) YYYY-MM-DD
  first_due  TEXT,            -- as it was issued
  due_days   @int NOT NULL,   -- due was given as so many working days; 0
  due_from   TEXT NOT NULL,   -- after this day; ''
  product    TEXT NOT NULL,   -- (4) what will be there; or
  indicator  TEXT NOT NULL,   -- (4) what will be measured,
  target     @real,           -- its value to reach
  measure    TEXT NOT NULL,   -- in which unit of measure
  answerable @int REFERENCES staff,           -- (5) who answers for it
  authority  TEXT NOT NULL,   -- (6) by setting: what the lead may decide alone
  urgent     @int NOT NULL CHECK (urgent IN (0, 1)),
  stage      TEXT NOT NULL CHECK (stage IN
               ('draft', 'open', 'reported', 'done', 'paused', 'withdrawn')),
  said       @int NOT NULL CHECK (said BETWEEN 0 AND 100),  -- what the unit says, percent
  shown      TEXT NOT NULL CHECK (shown IN ('none', 'part', 'full', 'against')),
                              -- what the evidence supports
  returned   @int NOT NULL CHECK (returned IN (0, 1)),      -- sent back, not reported again
  asked      @int NOT NULL CHECK (asked IN (0, 1)),         -- an extension waits for an answer
  extensions @int NOT NULL,   -- granted so far
  issued     TEXT,            -- day of issue; NULL for a draft
  done       TEXT,            -- day on which it was reported done and rightly so; NULL
  reported   TEXT,            -- day of the final report that waits for a word; NULL
  paused     TEXT,            -- since this day; NULL
  series     @int REFERENCES task_series,
  version    @int NOT NULL,   -- rises with each change: two who edit are told
  at         @int NOT NULL,   -- made, milliseconds since 1970 UTC
  who        @int NOT NULL,   -- by
  changed    @int NOT NULL,   -- last changed
  CHECK (stage = 'draft' OR (lead IS NOT NULL AND due IS NOT NULL AND first_due IS NOT NULL
         AND answerable IS NOT NULL AND issued IS NOT NULL)),
  CHECK ((stage = 'done') = (done IS NOT NULL)),
  CHECK ((stage = 'reported') = (reported IS NOT NULL)),
  CHECK ((stage = 'paused') = (paused IS NOT NULL))
) @strict;
CREATE INDEX task_stage_due ON task (stage, due, id);
CREATE INDEX task_lead ON task (lead, stage, due);
CREATE INDEX task_issuer ON task (issuer, stage, due);
CREATE INDEX task_due ON task (due, id);
CREATE INDEX task_parent ON task (parent);
CREATE INDEX task_document ON task (document);
CREATE INDEX task_answerable ON task (answerable, stage, due);
CREATE INDEX task_lead_staff ON task (lead_staff, stage, due);
CREATE TABLE task_partner (
  id      @id,
  task    @int NOT NULL REFERENCES task,
  unit    @int NOT NULL REFERENCES unit,
  product TEXT NOT NULL,   -- what it contributes
  due     TEXT NOT NULL,   -- its own day
  done    TEXT,            -- day it said so; NULL
  UNIQUE (task, unit)
) @strict;
CREATE INDEX task_partner_unit ON task_partner (unit, task);
-- What the units report; a row is never changed.
CREATE TABLE progress (
  id      @id,
  task    @int NOT NULL REFERENCES task,
  unit    @int NOT NULL REFERENCES unit,  -- for which unit it speaks: the lead or a partner
  day     TEXT NOT NULL,
  said    @int NOT NULL CHECK (said BETWEEN 0 AND 100),
  figure  @real,           -- of the indicator; NULL
  words   TEXT NOT NULL,
  final   @int NOT NULL CHECK (final IN (0, 1)),  -- it says that the task is done
  key     TEXT NOT NULL UNIQUE,  -- of the form: sent twice it reports once
  verdict TEXT NOT NULL CHECK (verdict IN ('', 'accepted', 'returned')),
  shown   TEXT NOT NULL CHECK (shown IN ('', 'none', 'part', 'full', 'against')),
                           -- what the evidence supports, says the judge; '' before
  reason  TEXT NOT NULL,   -- of the verdict; ''
  judged  @int,            -- when, milliseconds since 1970 UTC; NULL
  judge   @int,            -- by whom; NULL
  at      @int NOT NULL,
  who     @int NOT NULL
) @strict;
CREATE INDEX progress_task ON progress (task, id);
CREATE INDEX progress_day ON progress (unit, day);
CREATE TABLE evidence (
  id       @id,
  progress @int NOT NULL REFERENCES progress,
  file     @int,            -- of the table stored_file (http); NULL for an address
  address  TEXT NOT NULL,   -- where it can be seen; ''
  note     TEXT NOT NULL
) @strict;
CREATE INDEX evidence_progress ON evidence (progress);
CREATE TABLE extension (
  id      @id,
  task    @int NOT NULL REFERENCES task,
  was     TEXT NOT NULL,   -- the due day when it was asked for
  wanted  TEXT NOT NULL,
  reason  TEXT NOT NULL,
  granted TEXT,            -- the day that was given; NULL while it waits or when refused
  answer  TEXT NOT NULL,   -- why
  decided @int,            -- when, milliseconds since 1970 UTC; NULL
  judge   @int,
  at      @int NOT NULL,
  who     @int NOT NULL
) @strict;
CREATE INDEX extension_task ON extension (task, id);
CREATE TABLE task_comment (
  id   @id,
  task @int NOT NULL REFERENCES task,
  text TEXT NOT NULL,
  at   @int NOT NULL,
  who  @int NOT NULL
) @strict;
CREATE INDEX task_comment_task ON task_comment (task, id);
CREATE TABLE task_watch (
  staff @int NOT NULL REFERENCES staff,
  task  @int NOT NULL REFERENCES task,
  seen  @int NOT NULL,   -- changes up to here were seen, milliseconds since 1970 UTC
  PRIMARY KEY (staff, task)
) @strict;
-- How many tasks there are, kept in the transaction that changes one of them
-- (work/tally.c).
CREATE TABLE task_tally (
  unit  @int NOT NULL,   -- in charge; 0: all tasks, also those without a unit
  stage TEXT NOT NULL,
  due   TEXT NOT NULL,   -- YYYY-MM-DD; of done and withdrawn YYYY-MM; of drafts ''
  late  @int NOT NULL CHECK (late IN (0, 1)),  -- done, or reported, after the due day
  n     @int NOT NULL,
  PRIMARY KEY (unit, stage, due, late)
) @strict;
-- Days that are not as the week has them: holidays, and working Saturdays in
-- exchange for one.
CREATE TABLE holiday (
  day    TEXT PRIMARY KEY CHECK (length(day) = 10),
  works  @int NOT NULL CHECK (works IN (0, 1)),  -- 1: people work on this day of rest
  name   TEXT NOT NULL,
  source TEXT NOT NULL,  -- the notice that set it; '' unknown
  computed @int NOT NULL CHECK (computed IN (0, 1))  -- 1: reckoned here, not announced yet
) @strict;
-- What was done to many tasks at once, so that it can be undone for a day.
CREATE TABLE bulk (
  id     @id,
  what   TEXT NOT NULL CHECK (what IN ('issue', 'withdraw', 'pause', 'answerable', 'due')),
  reason TEXT NOT NULL,
  undone @int,           -- when, milliseconds since 1970 UTC; NULL
  at     @int NOT NULL,
  who    @int NOT NULL
) @strict;
CREATE TABLE bulk_task (
  bulk       @int NOT NULL REFERENCES bulk,
  task       @int NOT NULL REFERENCES task,
  version    @int NOT NULL,  -- after it: a later one means that something changed since
  extension  @int,           -- that it made; NULL
  stage      TEXT NOT NULL,  -- and what stood there before:
  due        TEXT NOT NULL,
  first_due  TEXT,
  due_days   @int NOT NULL,
  due_from   TEXT NOT NULL,
  issued     TEXT,
  reported   TEXT,
  paused     TEXT,
  answerable @int NOT NULL,
  extensions @int NOT NULL,
  asked      @int NOT NULL,
  PRIMARY KEY (bulk, task)
) @strict;
-- A list as somebody likes it.
CREATE TABLE saved_view (
  id    @id,
  staff @int NOT NULL REFERENCES staff,
  name  TEXT NOT NULL,
  path  TEXT NOT NULL,   -- "/task"
  query TEXT NOT NULL,   -- "state=late&unit=4"
  UNIQUE (staff, name)
) @strict;
