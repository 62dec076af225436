-- Files that came with forms.  Their bytes lie in the folder of files under their
-- hash; what points to a row says what the file is for and who may have it.
CREATE TABLE stored_file (
  id    @id,
  hash  TEXT NOT NULL CHECK (length(hash) = 64),  -- SHA-256, hex digits
  name  TEXT NOT NULL CHECK (name <> ''),         -- under which it is shown and saved
  type  TEXT NOT NULL,                            -- found in its bytes: "application/pdf"
  bytes @int NOT NULL CHECK (bytes > 0),
  at    @int NOT NULL,                            -- when it came, milliseconds since 1970 UTC
  who   @int NOT NULL                             -- who sent it: staff; 0 is the public
) @strict;
CREATE INDEX stored_file_hash ON stored_file (hash);
