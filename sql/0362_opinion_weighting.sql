-- Weights of a survey: how they are made, never the weights themselves, for those follow from it
-- and from the answers.  A version is never changed.
CREATE TABLE weighting (
  id       @id,
  survey   @int NOT NULL REFERENCES survey,
  version  @int NOT NULL CHECK (version > 0),  -- from 1 on
  note     TEXT NOT NULL,       -- where the known numbers are from
  classes  TEXT NOT NULL,       -- who was drawn, in each class: "stratum: 1=2400 2=900"; ''
  margins  TEXT NOT NULL,       -- known numbers, a margin a line: "gioi: nam=49.2 nu=50.8"; ''
  method   TEXT NOT NULL CHECK (method IN ('rake', 'linear', 'logit')),
  lower    @real NOT NULL,      -- of the factor of a weight; both 0: without bounds
  upper    @real NOT NULL,
  trim     @real NOT NULL CHECK (trim = 0 OR trim > 1), -- most, as times the mean weight; 0: none
  n        @int NOT NULL CHECK (n > 0),        -- answers when it was made
  n_eff    @real NOT NULL,      -- of them, as Kish counts
  digest   TEXT NOT NULL,       -- SHA-256 of the weights when it was made, 64 hex digits
  at       @int NOT NULL,       -- milliseconds since 1970 UTC
  who      @int NOT NULL,
  UNIQUE (survey, version),
  CHECK (lower <= upper AND (method <> 'logit' OR upper > 0))
) @strict;
-- Which of them results use: the last row of a survey holds.
CREATE TABLE weighting_use (
  id      @id,
  survey  @int NOT NULL REFERENCES survey,
  version @int NOT NULL,        -- 0: the weights of the draw alone
  reason  TEXT NOT NULL,
  at      @int NOT NULL,
  who     @int NOT NULL
) @strict;
CREATE INDEX weighting_use_survey ON weighting_use (survey, id);
