-- What the office has committed itself to: signed notes over the log of deeds.
-- Each is of worth to who holds a copy elsewhere.  There is nothing in a row
-- that the signature does not cover, so a change of any byte is found.
CREATE TABLE checkpoint (
  size @int PRIMARY KEY,  -- entries that it commits to
  vkey TEXT NOT NULL,     -- public key that opens it
  note TEXT NOT NULL      -- C2SP tlog-checkpoint: origin, size, root, signature
) @strict;
