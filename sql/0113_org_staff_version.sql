-- How often the entry of a person was changed, so that of two who change it at the same
-- time the second is told.
ALTER TABLE staff ADD COLUMN version @int NOT NULL DEFAULT 1;
