-- Backups of this office, as far as the command that made or rehearsed them could reach
-- this database.
CREATE TABLE backup_made (
  id      @id,
  name    TEXT NOT NULL UNIQUE,  -- of its folder: namro-20221014-020000-123
  place   TEXT NOT NULL,         -- the folder of backups that it is in
  bytes   @int NOT NULL,
  at      @int NOT NULL,         -- milliseconds since 1970 UTC
  tried   @int,                  -- when its restore was last rehearsed; NULL
  verdict TEXT NOT NULL          -- key of what was wrong with it then; ''
) @strict;
CREATE INDEX backup_made_at ON backup_made (at);
CREATE INDEX backup_made_tried ON backup_made (tried);
