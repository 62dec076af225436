-- Units in time.  A unit is an identity; what it is called and where it stands
-- is a spell, true on the days since <= day < until, and believed by us while
-- learnt <= instant < unlearnt.  A correction ends the belief in a row and adds
-- another; nothing is overwritten, so what was known when can be asked.
CREATE TABLE unit (
  id  @id,
  at  @int NOT NULL,  -- when it was entered, milliseconds since 1970 UTC
  who @int NOT NULL   -- who entered it: staff; 0 is the set-up
) @strict;
-- One change of the organisation, as it was entered: what it brought and what
-- it ended point here, so that the latest one can be taken back.
CREATE TABLE unit_reform (
  id     @id,
  day    TEXT NOT NULL CHECK (length(day) = 10),  -- from this day on
  what   TEXT NOT NULL CHECK (what IN
           ('add', 'change', 'correct', 'end', 'merge', 'split', 'reform')),
  source TEXT NOT NULL,   -- where it is written; invented data says so
  at     @int NOT NULL,   -- when it was entered, milliseconds since 1970 UTC
  who    @int NOT NULL,   -- who entered it
  undone @int             -- when it was taken back, milliseconds since 1970 UTC; NULL
) @strict;
CREATE TABLE unit_spell (
  id       @id,
  unit     @int NOT NULL REFERENCES unit,
  since    TEXT NOT NULL CHECK (length(since) = 10),  -- YYYY-MM-DD, first day
  until    TEXT NOT NULL CHECK (length(until) = 10),  -- first day after; 9999-12-31 is open
  name     TEXT NOT NULL,   -- in full: "Huyện Cẩm Giàng"
  sort     TEXT NOT NULL,   -- text_sort_key of the name
  kind     TEXT NOT NULL,   -- a row of the table in org/unit.c: "district"
  code     TEXT NOT NULL,   -- official code, reused by survivors; '' without one
  parent   @int REFERENCES unit,  -- NULL for the top
  learnt   @int NOT NULL,   -- we know it since, milliseconds since 1970 UTC
  unlearnt @int NOT NULL DEFAULT 9223372036854775807,  -- until
  who      @int NOT NULL,   -- who entered it
  source   TEXT NOT NULL,   -- where it is written; invented data says so
  reform   @int NOT NULL DEFAULT 0,  -- which brought it
  closed   @int NOT NULL DEFAULT 0,  -- which ended the belief in it; 0 none
  CHECK (since < until)
) @strict;
CREATE INDEX unit_spell_unit ON unit_spell (unit, since);
CREATE INDEX unit_spell_parent ON unit_spell (parent, since);
CREATE INDEX unit_spell_code ON unit_spell (code);
CREATE INDEX unit_spell_reform ON unit_spell (reform);
CREATE INDEX unit_spell_closed ON unit_spell (closed);
-- From which unit another came: whole, merged or split.
CREATE TABLE unit_lineage (
  id       @id,
  day      TEXT NOT NULL CHECK (length(day) = 10),  -- first day of the new
  old      @int NOT NULL REFERENCES unit,
  new      @int NOT NULL REFERENCES unit,
  share    @int NOT NULL CHECK (share BETWEEN 0 AND 1000000),  -- of the old, in millionths
  basis    TEXT NOT NULL CHECK (basis IN ('population', 'area', 'whole', 'invented')),
  source   TEXT NOT NULL,   -- where it is written; invented data says so
  learnt   @int NOT NULL,
  unlearnt @int NOT NULL DEFAULT 9223372036854775807,
  who      @int NOT NULL,
  reform   @int NOT NULL DEFAULT 0,  -- which brought it
  CHECK (learnt <= unlearnt)
) @strict;
CREATE INDEX unit_lineage_reform ON unit_lineage (reform);
CREATE INDEX unit_lineage_old ON unit_lineage (old);
CREATE INDEX unit_lineage_new ON unit_lineage (new);
