-- A long table is stored by a job, which has to know how its texts are to be read: by the code
-- of text.h (TextCode), 0 where nobody has said.
ALTER TABLE import ADD COLUMN code @int NOT NULL DEFAULT 0;
