-- Anonymous waves: what was promised, who may answer, what was answered.  Nothing here holds a
-- time, an address or an order, and nothing leads from an invitation to an answer.
CREATE TABLE wave (
  survey   @int PRIMARY KEY REFERENCES survey, -- of mode "anonymous"
  state    TEXT NOT NULL CHECK (state IN ('made', 'open', 'released')),
  seal     @bytes NOT NULL,                -- public key that answers are sealed to
  share_ab @bytes, share_bc @bytes, share_ca @bytes, -- its secret, sealed to two trustees each,
                                           -- the first one opens first; NULL after the release
  trustees TEXT NOT NULL,                  -- their public keys, 64 hex digits each, a line each
  form     @int NOT NULL REFERENCES form_version, -- asked by all who were invited
  receipt  @bytes NOT NULL,                -- public key of receipts
  manifest TEXT NOT NULL                   -- signed note; '' before it is opened
) @strict;
-- People who cannot be told apart: a stratum, or whole clusters of it, put together at random.
CREATE TABLE wave_class (
  survey   @int NOT NULL REFERENCES wave,
  class    @int NOT NULL CHECK (class BETWEEN 1 AND 16),
  stratum  @int NOT NULL,
  grp      @int NOT NULL,                  -- random group of clusters; through the whole wave
  base     @real NOT NULL CHECK (base > 0),    -- 1 / probability of being drawn
  label    TEXT NOT NULL,                  -- in plain words, shown to the invited
  invited  @int NOT NULL CHECK (invited >= 100),
  issued   @int,                           -- invitations that were used; NULL before the release
  redeemed @int,                           -- answers that came; NULL before the release
  into_class @int,                         -- merged into this class when it was released; NULL
  key_open @bytes NOT NULL,                -- public key of its tokens
  key_secret @bytes,                       -- its secret, public from the release on; NULL
  PRIMARY KEY (survey, class),
  UNIQUE (survey, grp)
) @keyed;
-- An invitation: apart from names and addresses, which are on the letter alone.
CREATE TABLE invite (
  code     @bytes PRIMARY KEY,             -- SHA-256 of what the letter holds
  survey   @int NOT NULL,
  class    @int NOT NULL,
  blinded  @bytes,                         -- the one element evaluated for it; NULL
  done     @int NOT NULL DEFAULT 0,        -- 1: has shown a receipt, is not reminded
  FOREIGN KEY (survey, class) REFERENCES wave_class (survey, class)
) @keyed;
CREATE INDEX invite_class ON invite (survey, class);
-- Tokens that have answered: each once.
CREATE TABLE spent (
  survey   @int NOT NULL,
  class    @int NOT NULL,
  token    @bytes NOT NULL,
  PRIMARY KEY (survey, token),
  FOREIGN KEY (survey, class) REFERENCES wave_class (survey, class)
) @keyed;
-- Answers until the release, sealed to the trustees.
CREATE TABLE wave_sealed (
  mark     @bytes PRIMARY KEY,             -- random
  survey   @int NOT NULL REFERENCES wave,
  box      @bytes NOT NULL                 -- one of four lengths
) @keyed;
CREATE INDEX wave_sealed_survey ON wave_sealed (survey, mark);
-- Receipts that were shown: each once.
CREATE TABLE wave_shown (
  survey   @int NOT NULL REFERENCES wave,
  mark     @bytes NOT NULL,                -- what was evaluated blindly
  PRIMARY KEY (survey, mark)
) @keyed;
-- Released answers, put at the close in one piece and in the order of a random mark.
CREATE TABLE answer (
  mark     @bytes PRIMARY KEY,             -- random, made at the release
  survey   @int NOT NULL,
  class    @int NOT NULL,
  form     @int NOT NULL REFERENCES form_version,
  cells    @bytes NOT NULL,                -- as of a submission (survey.h)
  FOREIGN KEY (survey, class) REFERENCES wave_class (survey, class)
) @keyed;
CREATE INDEX answer_survey ON answer (survey, mark);
