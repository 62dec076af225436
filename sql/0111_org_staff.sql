-- People of the office and of its units, the posts they hold and for how long.
-- A role belongs to a post, so what somebody may do follows from the day.
CREATE TABLE staff (
  id    @id,
  name  TEXT NOT NULL,
  sort  TEXT NOT NULL,   -- text_person_key of the name: given name first
  email TEXT NOT NULL,   -- '' when unknown
  phone TEXT NOT NULL,   -- '' when unknown
  ended TEXT,            -- YYYY-MM-DD, the first day no longer on the staff; NULL
  at    @int NOT NULL,   -- when entered, milliseconds since 1970 UTC
  who   @int NOT NULL    -- who entered it; 0 is the set-up
) @strict;
CREATE INDEX staff_sort ON staff (sort, id);
CREATE TABLE post (
  id    @id,
  unit  @int NOT NULL REFERENCES unit,  -- where it stands
  scope @int NOT NULL REFERENCES unit,  -- its role holds for this unit and all under it
  name  TEXT NOT NULL,                  -- "Trưởng phòng Tuyên truyền"
  role  TEXT NOT NULL,                  -- a row of roles[] in org/role.c; '' for none
  since TEXT NOT NULL CHECK (length(since) = 10),
  until TEXT NOT NULL CHECK (length(until) = 10),  -- first day after; 9999-12-31 is open
  at    @int NOT NULL,
  who   @int NOT NULL,
  CHECK (since < until)
) @strict;
CREATE INDEX post_unit ON post (unit);
CREATE TABLE appointment (
  id     @id,
  staff  @int NOT NULL REFERENCES staff,
  post   @int NOT NULL REFERENCES post,
  acting @int NOT NULL CHECK (acting IN (0, 1)),  -- in charge without being appointed for good
  since  TEXT NOT NULL CHECK (length(since) = 10),
  until  TEXT NOT NULL CHECK (length(until) = 10),  -- first day after; 9999-12-31 is open
  at     @int NOT NULL,
  who    @int NOT NULL,
  CHECK (since < until)
) @strict;
CREATE INDEX appointment_staff ON appointment (staff);
CREATE INDEX appointment_post ON appointment (post);
-- While somebody is away another may do what the posts of the first allow,
-- but for administration.
CREATE TABLE delegation (
  id      @id,
  giver   @int NOT NULL REFERENCES staff,
  taker   @int NOT NULL REFERENCES staff,
  since   TEXT NOT NULL CHECK (length(since) = 10),
  until   TEXT NOT NULL CHECK (length(until) = 10),  -- first day after: it always ends
  reason  TEXT NOT NULL,
  revoked @int,            -- when it was taken back, milliseconds since 1970 UTC; NULL
  at      @int NOT NULL,
  who     @int NOT NULL,
  CHECK (since < until),
  CHECK (giver <> taker)
) @strict;
CREATE INDEX delegation_taker ON delegation (taker);
CREATE INDEX delegation_giver ON delegation (giver);
-- What a change of the organisation did to posts and appointments, so that it
-- can be taken back: they ended with their unit, or go on for its heir.
CREATE TABLE reform_effect (
  id          @id,
  reform      @int NOT NULL REFERENCES unit_reform,
  post        @int,            -- one of these two
  appointment @int,
  was         TEXT NOT NULL,   -- its `until` before; '' where it was made by this
  CHECK ((post IS NULL) <> (appointment IS NULL))
) @strict;
CREATE INDEX reform_effect_reform ON reform_effect (reform);
