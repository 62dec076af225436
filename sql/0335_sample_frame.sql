-- Frames: the units from which is drawn, with their sizes.  A frame never changes; a new list is
-- a new frame.
CREATE TABLE unit_frame (
  id     @id,
  unit   @int NOT NULL REFERENCES unit,  -- whose it is
  title  TEXT NOT NULL,
  day    TEXT NOT NULL CHECK (length(day) = 10), -- the units are those of this day
  source TEXT NOT NULL,                  -- where the sizes are from
  hash   TEXT NOT NULL,                  -- SHA-256 of its canonical text, 64 hex digits
  units  @int NOT NULL,                  -- in it
  size   @int NOT NULL,                  -- sum of their sizes: households
  at     @int NOT NULL,                  -- milliseconds since 1970 UTC
  who    @int NOT NULL
) @strict;
CREATE TABLE unit_frame_row (
  frame   @int NOT NULL REFERENCES unit_frame,
  place   @int NOT NULL,                 -- from 1, as in the file: systematic draws follow it
  area    @int NOT NULL REFERENCES unit, -- the commune
  name    TEXT NOT NULL,                 -- its name on that day: the hash holds it
  stratum TEXT NOT NULL,                 -- '' where all are one
  size    @int NOT NULL CHECK (size > 0),
  PRIMARY KEY (frame, place)
) @strict;
-- What was drawn for a survey, and with which seed: anybody can draw it again.
CREATE TABLE sample (
  survey  @int NOT NULL PRIMARY KEY REFERENCES survey,
  frame   @int NOT NULL REFERENCES unit_frame,
  units   @int NOT NULL,                 -- drawn in all
  take    @int NOT NULL,                 -- households in each
  reserve @int NOT NULL,                 -- more of them in each, to replace who cannot be asked
  seed    @int NOT NULL,
  at      @int NOT NULL,
  who     @int NOT NULL
) @strict;
CREATE TABLE sample_psu (
  survey  @int NOT NULL REFERENCES sample,
  psu     @int NOT NULL,                 -- from 1, in the order of the frame
  place   @int NOT NULL,                 -- in the frame
  stratum @int NOT NULL,                 -- from 1, in the order of the frame
  chance  @real NOT NULL,                -- probability of being drawn
  reserve TEXT NOT NULL,                 -- numbers of households not taken yet: "17 204"
  PRIMARY KEY (survey, psu)
) @strict;
