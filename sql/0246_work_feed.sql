-- A calendar of one's own due days, at an address that only its owner knows: whoever has
-- it reads it, without signing in.
CREATE TABLE feed (
  staff  @int PRIMARY KEY REFERENCES staff,
  secret @bytes NOT NULL UNIQUE,  -- SHA-256 of what stands in the address
  words  @int NOT NULL CHECK (words IN (0, 1)),  -- 1: with what is to be done, as its owner chose
  at     @int NOT NULL            -- made, milliseconds since 1970 UTC
) @strict;
