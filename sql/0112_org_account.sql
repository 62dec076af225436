-- How people of the staff sign in.  No secret stands here that could be used by
-- who reads these tables, but the seed of the second factor, which must be known
-- to reckon its codes.
CREATE TABLE account (
  staff    @int PRIMARY KEY REFERENCES staff,
  login    TEXT NOT NULL UNIQUE,  -- a-z 0-9 . _ -
  password TEXT NOT NULL,         -- Argon2id with salt and limits; '' until it is chosen
  totp     @bytes,                -- 20 bytes of RFC 6238; NULL until there is a second factor
  step     @int NOT NULL,         -- of the code accepted last; -1 for none
  lang     TEXT NOT NULL CHECK (lang IN ('', 'vi', 'en')),  -- set at log-in; '': as it is
  closed   @int,                  -- since when nobody enters by it, milliseconds since 1970 UTC
  entered  @int,                  -- last log-in, milliseconds since 1970 UTC; NULL
  at       @int NOT NULL,         -- made, milliseconds since 1970 UTC
  who      @int NOT NULL          -- by
) @strict;
-- Codes for who has lost the second factor; each is good once.
CREATE TABLE account_recovery (
  id    @id,
  staff @int NOT NULL REFERENCES account,
  code  @bytes NOT NULL,  -- SHA-256
  used  @int              -- when, milliseconds since 1970 UTC; NULL
) @strict;
CREATE INDEX account_recovery_staff ON account_recovery (staff);
-- The one-time link by which somebody chooses a password: one for each account,
-- the older one is void.  The row goes with its use.
CREATE TABLE account_link (
  staff @int PRIMARY KEY REFERENCES account,
  token @bytes NOT NULL UNIQUE,  -- SHA-256
  until @int NOT NULL,           -- milliseconds since 1970 UTC
  at    @int NOT NULL,
  who   @int NOT NULL
) @strict;
-- Who is signed in.  A session of the stage "code" has given the password and
-- waits for the second factor: it may do nothing else.
CREATE TABLE session (
  id     @id,
  secret @bytes NOT NULL UNIQUE,  -- SHA-256 of the cookie
  staff  @int NOT NULL REFERENCES account,
  stage  TEXT NOT NULL CHECK (stage IN ('code', 'whole')),
  second @int NOT NULL CHECK (second IN (0, 1)),  -- the second factor was given
  seed   @bytes NOT NULL,         -- of the second factor that this session may set up
  device TEXT NOT NULL,           -- "Chrome, Windows"; '' when unknown
  made   @int NOT NULL,           -- milliseconds since 1970 UTC
  last   @int NOT NULL            -- last use, to a minute
) @strict;
CREATE INDEX session_staff ON session (staff);
-- Wrong passwords and codes of the last minutes.
CREATE TABLE login_failure (
  id    @id,
  login @bytes NOT NULL,  -- SHA-256 of what was typed: it may be a password by mistake
  at    @int NOT NULL     -- milliseconds since 1970 UTC
) @strict;
CREATE INDEX login_failure_login ON login_failure (login, at);
